import type * as codec from '../core/fields/codec.ts';
import type { TypeResource } from '../core/content-type.ts';
import type { Canonical } from '../core/engine/managed-type.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  isScalar,
  type JsonObject,
  type JsonValue,
  objectOf,
  textOrEmpty,
} from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';
import { isCosmetic } from './analytics-rule/cosmetic.ts';
import { unknownMembers } from './item-type.ts';

/** Names as they are written today; templates have `eTag` too. */
const lowered = (name: string): string =>
  /^etag$/i.test(name) ? 'etag' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

const withLowerNames = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [lowered(name), member]));

/** An answer with names as they are written today: those of 2021 begin with capital letters. */
const read = (body: JsonObject): JsonObject => {
  const properties = withLowerNames(objectOf(body['properties']));
  const { tags } = properties;
  return {
    ...body,
    properties: {
      ...properties,
      ...(isArray(tags) ? { tags: tags.map((tag) => (isObject(tag) ? withLowerNames(tag) : tag)) } : {}),
    },
  };
};

/** How saved searches are reached: hunting queries and functions are some of them. */
export const savedSearches = {
  words: 'saved searches',
  collection: 'savedSearches',
  apiVersion: '2020-08-01',
  etag: 'body',
  created: 200,
  read,
} as const satisfies Omit<TypeResource, 'marker'>;

/** The property of a saved search, where it is a text. */
export const textIn = (body: JsonObject, name: string): string => textOrEmpty(objectOf(body['properties'])[name]);

/** A tag of a file: with a value it is one of the saved search too, without one it only documents. */
export type Tag = { readonly name: string; readonly value?: string };

const textOf = (value: JsonValue): string => (isScalar(value) ? String(value) : canonicalJson(value));

/** A tag in the form of the service, `{name, value}`, as some files have it. */
const asTheServiceHas = (tag: JsonObject): readonly Tag[] | undefined => {
  const { name, value, ...rest } = tag;
  return typeof name === 'string' && value !== undefined && Object.keys(rest).length === 0
    ? [{ name, value: textOf(value) }]
    : undefined;
};

/** Tags of a file; in the canonical body they are a mapping from names to values. */
export const tags: codec.Codec<readonly Tag[]> = {
  read: (value) =>
    isArray(value)
      ? value.flatMap((tag): readonly Tag[] => {
          if (isObject(tag))
            return asTheServiceHas(tag) ?? Object.entries(tag).map(([name, said]) => ({ name, value: textOf(said) }));
          return tag === null ? [] : [{ name: textOf(tag) }];
        })
      : [],
  write: (list) =>
    Object.fromEntries(list.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]))),
  show: (value) => (isObject(value) ? Object.entries(value).map(([name, said]) => ({ [name]: said })) : undefined),
  shape: { is: 'map' },
  schema: {
    type: 'array',
    items: {
      title: 'Tag',
      description: 'A text, or a name with a value: `owner: identity`, or `{name: owner, value: identity}`.',
      type: ['string', 'number', 'object', 'null'],
    },
  },
};

/** A tag as people read it: `name:value`. */
export const tagText = ({ name, value }: Tag): string => (value === undefined ? name : `${name}:${value}`);

/**
 * How saved searches are compared: nothing switches them off, and their queries change as those of rules do.
 *
 * @param byService pointers of what the service says of itself.
 * @param names properties of the form that are known.
 */
export const savedSearchForm = (
  form: Pick<Canonical, 'version' | 'normalize' | 'wire'>,
  byService: readonly JsonPointer[],
  names: readonly string[],
): Canonical => {
  const known = [...byService, ...names.map((name) => pointer('properties', name))];
  return {
    ...form,
    stripAutoDisabled: (body) => ({ body }),
    isCosmetic,
    unknownProperties: (body) => unknownMembers(body, known),
  };
};

/** Any value, for keys of a file that only document. */
export const free = (schema: codec.About = {}): codec.Codec<JsonValue> => ({
  read: (value) => value,
  write: (value) => value,
  show: (value) => value,
  shape: { is: 'exact' },
  schema,
});
