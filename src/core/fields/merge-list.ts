import { canonicalJson, isArray, isObject, type JsonArray, type JsonValue } from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import type { Rewrite } from '../text/rewrite.ts';
import type { Shape } from './shape.ts';

/** What an item of a set-like list is known by: nested lists in any order, nothing said about what is empty. */
const keyOf = (value: JsonValue): string => canonicalJson(settled(value));

const settled = (value: JsonValue): JsonValue => {
  if (isArray(value)) return value.map(settled).toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, settled(member)]])),
  );
};

/** The member that tells items apart, whatever else of them changes: the first of their structure. */
const nameOf = (item: JsonValue, shape: Shape | undefined): JsonValue | undefined => {
  const [name] = shape?.is === 'object' ? Object.keys(shape.members) : [];
  return name === undefined || !isObject(item) ? undefined : item[name];
};

type Left = { readonly index: number; readonly item: JsonValue };

type Matched = {
  /** Items of the file that the list no longer has as they are. */
  readonly old: readonly Left[];
  /** Items of the list that the file does not have. */
  readonly fresh: readonly JsonValue[];
};

const match = (there: JsonArray, wanted: JsonArray, repeats: 'count' | 'ignored'): Matched => {
  const open = new Map<string, JsonValue[]>();
  for (const item of wanted) open.set(keyOf(item), [...(open.get(keyOf(item)) ?? []), item]);
  const met = new Set<string>();
  const old: Left[] = [];
  for (const [index, item] of there.entries()) {
    const key = keyOf(item);
    const waiting = open.get(key);
    if (waiting !== undefined && waiting.length > 0) {
      waiting.pop();
      met.add(key);
    } else if (repeats === 'count' || !met.has(key)) old.push({ index, item });
  }
  return { old, fresh: [...open.values()].flat() };
};

type Pairs = {
  readonly changed: readonly { readonly index: number; readonly from: JsonValue; readonly to: JsonValue }[];
  readonly gone: readonly number[];
  readonly added: readonly JsonValue[];
};

/** Which new item takes the place of which old one: the one with the same name, else the next one. */
const pair = ({ old, fresh }: Matched, shape: Shape | undefined): Pairs => {
  const rest = [...fresh];
  const take = (index: number): JsonValue | undefined => (index < 0 ? undefined : rest.splice(index, 1)[0]);
  const named = old.map(({ item }) => {
    const name = nameOf(item, shape);
    return name === undefined ? undefined : take(rest.findIndex((candidate) => nameOf(candidate, shape) === name));
  });
  const changed: { index: number; from: JsonValue; to: JsonValue }[] = [];
  const gone: number[] = [];
  for (const [place, { index, item }] of old.entries()) {
    const to = named[place] ?? take(0);
    if (to === undefined) gone.push(index);
    else changed.push({ index, from: item, to });
  }
  return { changed, gone, added: rest };
};

/** An item of a list of structures, member by member. */
const mergeItem = (
  file: Rewrite,
  at: JsonPointer,
  from: JsonValue,
  to: JsonValue,
  shape: Shape | undefined,
): boolean => {
  if (!isObject(from) || !isObject(to)) return file.set(at, to);
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].every((key) => {
    const place = at + pointer(key);
    const before = from[key];
    const after = to[key];
    if (after === undefined) return before === null || file.remove(place);
    if (before !== undefined && keyOf(before) === keyOf(after)) return true;
    const member = shape?.is === 'object' ? shape.members[key] : undefined;
    return isArray(before) && isArray(after) ? mergeList(file, place, after, member) : file.set(place, after);
  });
};

/**
 * Makes the list at a pointer hold the given items, whose order means nothing: items that stay keep their place and
 * their lines, one that changed is changed in place, others are removed or added at the end.
 *
 * @param shape of the list: whether equal items count each on its own, and what items are known by.
 * @returns false where the file cannot be changed so; it may then be changed in part.
 */
export const mergeList = (file: Rewrite, at: JsonPointer, wanted: JsonArray, shape: Shape | undefined): boolean => {
  const there = file.at(at);
  if (!isArray(there) || there.length === 0) return file.set(at, wanted);
  const set = shape?.is === 'set' ? shape : undefined;
  const { changed, gone, added } = pair(match(there, wanted, set?.repeats ?? 'count'), set?.of);
  return (
    changed.every(({ index, from, to }) => mergeItem(file, at + pointer(index), from, to, set?.of)) &&
    added.every((item) => file.append(at, item)) &&
    // From the last one, so that the others keep their index.
    gone.toReversed().every((index) => file.remove(at + pointer(index)))
  );
};
