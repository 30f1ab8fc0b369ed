import type { Canonical } from '../../core/engine/managed-type.ts';
import { shapeOf } from '../../core/fields/field-body.ts';
import { canonicalBody } from '../../core/fields/shape.ts';
import { isArray, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { FunctionFact } from '../../core/ports.ts';
import { savedSearchForm, textIn } from '../saved-search.ts';
import { fieldsIn, kind, type Kind, type ParserValues } from './fields.ts';
import { printSignature, readSignature } from './signature.ts';
import { styles } from './styles.ts';

/**
 * Whether a saved search is a function of somebody's: it has a name to be called by. The category says nothing, since
 * every tool writes another one; what is built in has no etag.
 */
export const isFunction = ({ body, etag }: { readonly body: JsonObject; readonly etag: string | undefined }): boolean =>
  etag !== undefined &&
  textIn(body, 'functionAlias') !== '' &&
  textIn(body, 'category').toLowerCase() !== 'hunting queries';

/** The function that a saved search is to queries: one with an alias, whoever made it. */
export const functionIn = (body: JsonObject): FunctionFact | undefined => {
  const [name, parameters, query] = ['functionAlias', 'functionParameters', 'query'].map((key) => textIn(body, key));
  return name === undefined || name === '' ? undefined : { name, parameters: parameters ?? '', body: query ?? '' };
};

/** The body with parameters as a list and tags as a mapping; what has them already keeps them. */
export const flat = (body: JsonObject): JsonObject => {
  const { functionParameters, tags, ...rest } = objectOf(body['properties']);
  const { parameters, problems } = readSignature(functionParameters);
  const named = isArray(tags)
    ? Object.fromEntries(
        tags.flatMap((tag): readonly (readonly [string, JsonValue])[] => {
          const { name, value } = objectOf(tag);
          return typeof name === 'string' && value !== undefined ? [[name, value]] : [];
        }),
      )
    : tags;
  return {
    ...body,
    properties: {
      ...rest,
      ...(named === undefined ? {} : { tags: named }),
      // A list that nobody can read is compared as the text that it is.
      ...(functionParameters === undefined
        ? {}
        : problems.length > 0
          ? { functionParameters }
          : { parameters: parameters.map((parameter) => ({ ...parameter })) }),
    },
  };
};

/** The body that the service takes for a flat one: it asks for a display name. */
export const wire = (body: JsonObject): JsonObject => {
  const { parameters, tags, ...rest } = objectOf(flat(body)['properties']);
  const list = Object.entries(objectOf(tags)).map(([name, value]) => ({ name, value }));
  const text = printSignature(readSignature(parameters).parameters);
  return {
    ...body,
    properties: {
      displayName: rest['functionAlias'] ?? '',
      ...rest,
      ...(text === '' ? {} : { functionParameters: text }),
      ...(list.length === 0 ? {} : { tags: list }),
    },
  };
};

const version = 1;
const byService = ['/etag', '/id', '/name', '/type', '/properties/version', '/properties/etag'];
const shape = shapeOf<Kind, ParserValues>(fieldsIn(styles[0]), kind, version, byService);

/** The canonical form: parameters one by one, a display name that only repeats the function's left out. */
export const normalize = (body: JsonObject): JsonObject => {
  const form = canonicalBody(flat(body), shape, 0);
  const { displayName, ...rest } = objectOf(form['properties']);
  return displayName === undefined || displayName === rest['functionAlias'] ? { ...form, properties: rest } : form;
};

export const canonical: Canonical = savedSearchForm({ version, normalize, wire }, byService, [
  'category',
  'displayName',
  'query',
  'functionAlias',
  'functionParameters',
  'tags',
]);
