import type { FieldChange } from './change.ts';
import {
  canonicalJson,
  equalJson,
  isArray,
  isObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';

type Maybe = JsonValue | undefined;

const child = (at: JsonPointer, segment: string | number): JsonPointer => at + pointer(segment);

const isEmpty = (value: JsonArray | JsonObject): boolean => Object.keys(value).length === 0;

const keysOf = (...values: readonly Maybe[]): readonly string[] => [
  ...new Set(values.flatMap((value) => (isObject(value) ? Object.keys(value) : []))),
];

/** Items that both lists share at their start and at their end. */
const commonEnds = (before: JsonArray, after: JsonArray): { readonly start: number; readonly end: number } => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && equalJson(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && equalJson(before.at(-1 - end), after.at(-1 - end))) end += 1;
  return { start, end };
};

/** What identifies an item among its like: its first member that is a text, where it says more than its name. */
const identityOf = (item: JsonValue): string | undefined => {
  const members = isObject(item) ? Object.entries(item) : [];
  const first = members.find(([, value]) => typeof value === 'string');
  return first === undefined || members.length === 1 ? undefined : canonicalJson(first);
};

const areNamed = (list: JsonArray): boolean => {
  const found = list.map(identityOf);
  return !found.includes(undefined) && new Set(found).size === found.length;
};

/**
 * Changes of a list whose items have names of their own: each is added, removed, or changed in itself. Added and changed
 * ones have their new index, removed ones one behind the new list, so that no two changes share a place.
 */
function* keyedChanges(before: JsonArray, after: JsonArray, at: JsonPointer): Generator<FieldChange> {
  const was = before.map(identityOf);
  const is = after.map(identityOf);
  for (const [index, item] of after.entries()) {
    const place = was.indexOf(is[index]);
    yield* changes(place < 0 ? undefined : before[place], item, child(at, index));
  }
  const removed = before.filter((_, index) => !is.includes(was[index]));
  for (const [index, item] of removed.entries()) yield* changes(item, undefined, child(at, after.length + index));
}

function* listChanges(before: JsonArray, after: JsonArray, at: JsonPointer): Generator<FieldChange> {
  const keyed = areNamed(before) && areNamed(after) ? [...keyedChanges(before, after, at)] : [];
  if (keyed.length > 0) {
    yield* keyed;
    return;
  }
  // Items that are all there and stand in another order differ by their places.
  const { start, end } = commonEnds(before, after);
  const oldEnd = before.length - end;
  const newEnd = after.length - end;
  for (let index = start; index < Math.max(oldEnd, newEnd); index += 1)
    yield* changes(
      index < oldEnd ? before[index] : undefined,
      index < newEnd ? after[index] : undefined,
      child(at, index),
    );
}

/** The leaves of a value that exists on one side only. An empty list or mapping is a leaf. */
function* leaves(value: JsonValue, at: JsonPointer): Generator<{ at: JsonPointer; value: JsonValue }> {
  if ((!isArray(value) && !isObject(value)) || isEmpty(value)) yield { at, value };
  else if (isArray(value)) for (const [index, item] of value.entries()) yield* leaves(item, child(at, index));
  else for (const key of Object.keys(value)) yield* leaves(value[key] ?? null, child(at, key));
}

function* changes(before: Maybe, after: Maybe, at: JsonPointer): Generator<FieldChange> {
  if (equalJson(before, after)) return;
  if (before === undefined && after !== undefined)
    for (const leaf of leaves(after, at)) yield { at: leaf.at, before: undefined, after: leaf.value };
  else if (after === undefined && before !== undefined)
    for (const leaf of leaves(before, at)) yield { at: leaf.at, before: leaf.value, after: undefined };
  else if (isArray(before) && isArray(after) && !isEmpty(before) && !isEmpty(after))
    yield* listChanges(before, after, at);
  else if (isObject(before) && isObject(after) && !isEmpty(before) && !isEmpty(after))
    for (const key of keysOf(before, after))
      yield* changes(memberOf(before, key), memberOf(after, key), child(at, key));
  else yield { at, before, after };
}

/** The names of members that two mappings do not have alike. */
export const differingMembers = (before: JsonObject, after: JsonObject): readonly string[] =>
  keysOf(before, after).filter((name) => !equalJson(before[name], after[name]));

/**
 * Every leaf that differs between two values, with its pointer (below `at`). `false`, `0`, `''`, null, an empty list and
 * absent are all different. Items of a list are told apart by their first member that is a text (`entityType`), where
 * each has one of its own and not only their order differs: removed ones then have an index behind the new list. In other lists the items that both share
 * at the start and at the end count as the same; a removed item has its old index, an added one its new.
 */
export const diff = (before: Maybe, after: Maybe, at: JsonPointer = ''): readonly FieldChange[] => [
  ...changes(before, after, at),
];

/**
 * The fields of a body, by pointer: each member of `properties` on its own (`/properties/severity`), and each other
 * member of the body (`/kind`). A field is what one digest of a marker stands for.
 */
export const fieldsOf = (body: JsonObject): Readonly<Record<JsonPointer, JsonValue>> => {
  const properties = memberOf(body, 'properties');
  const rest = Object.entries(body).filter(([key]) => key !== 'properties' || !isObject(properties));
  const inner = isObject(properties) ? Object.entries(properties) : [];
  return Object.fromEntries([
    ...rest.map(([key, value]) => [pointer(key), value] as const),
    ...inner.map(([key, value]) => [pointer('properties', key), value] as const),
  ]);
};

/** The field that a leaf belongs to: `/properties/entityMappings/0/entityType` is of `/properties/entityMappings`. */
export const fieldOf = (at: JsonPointer): JsonPointer => {
  const [, first = '', second] = at.split('/');
  return first === 'properties' && second !== undefined ? `/${first}/${second}` : `/${first}`;
};

/** `/properties/severity` as people call it: `severity`. */
export const fieldName = (at: JsonPointer): string => at.replace(/^\/(?:properties\/)?/, '');
