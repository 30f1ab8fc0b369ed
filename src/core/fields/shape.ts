import { parseIsoDuration, printIsoDuration, instantOf, printInstant } from '../duration.ts';
import {
  byText,
  canonicalJson,
  isArray,
  isObject,
  type JsonArray,
  type JsonObject,
  type JsonScalar,
  type JsonValue,
} from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import { bareDescription, queryText } from './texts.ts';

/**
 * How a place of a body compares. `exact`: as it is; `duration`: by length; `query` and `description`: as the service is
 * given them; `id`: without case; `instant`: by the moment, and only while it is ahead; `ignored`: set by the service;
 * `set`: a list whose order means nothing, in which repeats of a structure count and repeats of a name do not; `map`: any
 * keys, texts as values. A `default` is what the service fills in: absent and default are the same.
 */
export type Shape =
  | { readonly is: 'exact' | 'duration'; readonly default?: JsonScalar }
  | { readonly is: 'query' | 'description' | 'id' | 'instant' | 'ignored' | 'map' }
  | { readonly is: 'set'; readonly of: Shape; readonly repeats: 'count' | 'ignored' }
  | ObjectShape;

export type ObjectShape = { readonly is: 'object'; readonly members: Readonly<Record<string, Shape>> };

export const exact: Shape = { is: 'exact' };
export const ignored: Shape = { is: 'ignored' };
export const objectShape = (members: Readonly<Record<string, Shape>>): ObjectShape => ({ is: 'object', members });

/** A list in any order: two equal structures are two, so repeats count; an equal name says nothing more. */
export const setShape = (of: Shape): Shape => ({ is: 'set', of, repeats: of.is === 'object' ? 'count' : 'ignored' });

/** Without null, empty lists and empty mappings at any depth; members of lists stay, since their place may matter. */
const pruned = (value: JsonValue | undefined): JsonValue | undefined => {
  if (value === undefined || value === null) return undefined;
  if (isArray(value)) return value.length === 0 ? undefined : value.map((item) => pruned(item) ?? null);
  if (!isObject(value)) return value;
  const members: [string, JsonValue][] = [];
  for (const [key, member] of Object.entries(value)) {
    const kept = pruned(member);
    if (kept !== undefined) members.push([key, kept]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
};

const onText = (value: JsonValue | undefined, change: (text: string) => string): JsonValue | undefined =>
  typeof value === 'string' ? change(value) : pruned(value);

const byLength = (text: string): string => {
  const milliseconds = parseIsoDuration(text);
  return milliseconds === undefined ? text : printIsoDuration(milliseconds);
};

/** A start that has passed equals none; what is no date is kept, so that it shows. */
const ahead = (value: JsonValue | undefined, now: number): JsonValue | undefined => {
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  if (instant === undefined) return pruned(value);
  return instant > now ? printInstant(instant) : undefined;
};

const inOrder = (items: JsonArray, shape: Shape, repeats: 'count' | 'ignored', now: number): JsonValue | undefined => {
  const keyed = items.map((item) => {
    const value = canonical(item, shape, now) ?? null;
    return { key: canonicalJson(value), value };
  });
  keyed.sort((left, right) => byText(left.key, right.key));
  const kept = repeats === 'count' ? keyed : keyed.filter(({ key }, index) => key !== keyed[index - 1]?.key);
  return kept.length === 0 ? undefined : kept.map(({ value }) => value);
};

/** Known members in the order of the shape, defaults filled in, then unknown ones by name. */
const objectMembers = (value: JsonObject, { members }: ObjectShape, now: number): JsonObject | undefined => {
  const result: [string, JsonValue][] = [];
  const add = (key: string, member: JsonValue | undefined): void => {
    if (member !== undefined) result.push([key, member]);
  };
  for (const [key, shape] of Object.entries(members))
    add(key, canonical(Object.hasOwn(value, key) ? value[key] : undefined, shape, now));
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(members, key));
  for (const key of unknown.toSorted()) add(key, pruned(value[key]));
  return result.length === 0 ? undefined : Object.fromEntries(result);
};

const canonical = (value: JsonValue | undefined, shape: Shape, now: number): JsonValue | undefined => {
  switch (shape.is) {
    case 'exact':
      return pruned(value) ?? shape.default;
    case 'duration':
      return onText(value, byLength) ?? shape.default;
    case 'query':
      return onText(value, queryText);
    case 'description':
      return onText(value, bareDescription) || undefined;
    case 'id':
      return onText(value, (id) => id.toLowerCase());
    case 'instant':
      return ahead(value, now);
    case 'ignored':
      return undefined;
    case 'map':
      return pruned(value);
    case 'set':
      return isArray(value) ? inOrder(value, shape.of, shape.repeats, now) : pruned(value);
    default:
      return value === undefined || value === null || isObject(value)
        ? objectMembers(value ?? {}, shape, now)
        : pruned(value);
  }
};

/**
 * The canonical form of a body of the given shape: what the service treats alike becomes equal. null, `[]` and `{}` count
 * as absent, defaults are filled in, set-like lists are sorted, what the service sets itself is left out, and unknown
 * properties stay. `now` (milliseconds since 1970) decides whether an instant has passed. Applying it again changes
 * nothing.
 */
export const canonicalBody = (body: JsonObject, shape: ObjectShape, now: number): JsonObject =>
  objectMembers(body, shape, now) ?? {};

/** Pointers of the properties of a value that its shape does not have, at any depth. */
export function* unknownIn(
  value: JsonValue | undefined,
  shape: Shape,
  at: readonly (string | number)[] = [],
): Generator<JsonPointer> {
  if (shape.is === 'set' && isArray(value))
    for (const [index, item] of value.entries()) yield* unknownIn(item, shape.of, [...at, index]);
  if (shape.is !== 'object' || !isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined;
    if (known === undefined) yield pointer(...at, key);
    else yield* unknownIn(member, known, [...at, key]);
  }
}
