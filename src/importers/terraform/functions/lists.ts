import { equalJson, isArray, isObject, type JsonValue, listOf, objectOf, textOrJson } from '../../../core/json.ts';
import { numberOf } from '../operations.ts';
import { onList, onMap, signsOf, type Functions, type Pure } from './signature.ts';

const has = (items: readonly JsonValue[], wanted: JsonValue): boolean => items.some((item) => equalJson(item, wanted));

const unique = (items: readonly JsonValue[]): readonly JsonValue[] =>
  items.filter((item, index) => items.findIndex((other) => equalJson(other, item)) === index);

const byText = (left: JsonValue, right: JsonValue): number => {
  const [a, b] = [textOrJson(left), textOrJson(right)];
  return a < b ? -1 : Number(a > b);
};

/** A set: each item once, in the order of their texts. */
const asSet = (items: readonly JsonValue[]): readonly JsonValue[] => unique(items).toSorted(byText);

const ofSets =
  (keep: (item: JsonValue, sets: readonly (readonly JsonValue[])[]) => boolean): Pure =>
  (...lists) => {
    const sets = lists.filter(isArray);
    return sets.length === lists.length ? asSet(sets.flat().filter((item) => keep(item, sets))) : undefined;
  };

const mostProducts = 10_000;

const product: Pure = (...lists) => {
  const sets = lists.filter(isArray);
  const size = sets.reduce((all, set) => all * set.length, 1);
  if (sets.length < 2 || sets.length < lists.length || size > mostProducts) return undefined;
  return sets.reduce<readonly (readonly JsonValue[])[]>(
    (rows, set) => rows.flatMap((row) => set.map((item) => [...row, item])),
    [[]],
  );
};

const merge: Pure = (...maps) =>
  maps.every((map) => isObject(map) || map === null)
    ? Object.assign({}, ...maps.map((map) => objectOf(map)))
    : undefined;

const flatten = (items: readonly JsonValue[]): readonly JsonValue[] =>
  items.flatMap((item) => (isArray(item) ? flatten(item) : [item]));

const lookup: Pure = (map, key, fallback) => {
  if (!isObject(map) || typeof key !== 'string') return undefined;
  return Object.hasOwn(map, key) ? map[key] : fallback;
};

const element: Pure = (list, index) =>
  isArray(list) && typeof index === 'number' && list.length > 0
    ? list[((index % list.length) + list.length) % list.length]
    : undefined;

const range: Pure = (first, second, third) => {
  const [from, to] = second === undefined ? [0, Number(first)] : [Number(first), Number(second)];
  const step = third === undefined ? Math.sign(to - from) || 1 : Number(third);
  const size = Math.ceil((to - from) / step);
  if (step === 0 || !(size < 10_000)) return undefined;
  return Array.from({ length: Math.max(0, size) }, (_, index) => from + index * step);
};

const chunks: Pure = (list, size) => {
  if (!isArray(list) || typeof size !== 'number' || size < 0) return undefined;
  // No size at all leaves the list whole.
  if (size === 0) return [list];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
};

const matchKeys: Pure = (values, keys, wanted) =>
  isArray(values) && isArray(keys) && isArray(wanted) && values.length === keys.length
    ? values.filter((_, index) => has(wanted, keys[index] ?? null))
    : undefined;

const keysOf = (map: object): readonly string[] => Object.keys(map).toSorted();

const transposed = (map: Readonly<Record<string, JsonValue>>): JsonValue | undefined => {
  const result = new Map<string, string[]>();
  for (const key of keysOf(map)) {
    const items = map[key];
    if (!isArray(items)) return undefined;
    for (const item of items) result.set(textOrJson(item), [...(result.get(textOrJson(item)) ?? []), key]);
  }
  return Object.fromEntries([...result].toSorted(([left], [right]) => (left < right ? -1 : 1)));
};

const total = (items: readonly JsonValue[]): number | undefined => {
  const numbers = items.flatMap((item) => numberOf(item) ?? []);
  return numbers.length < items.length || items.length === 0
    ? undefined
    : numbers.reduce((sum, number) => sum + number, 0);
};

/** Source: Terraform's documentation, "Collection functions", and those of type conversion. */
export const listFunctions: Functions = {
  alltrue: onList((items) => items.every((item) => item === true || item === 'true')),
  anytrue: onList((items) => items.some((item) => item === true || item === 'true')),
  chunklist: chunks,
  coalesce: (...values) => values.find((value) => value !== null && value !== ''),
  coalescelist: (...values) => values.find((value) => isArray(value) && value.length > 0),
  compact: onList((items) => items.filter((item) => item !== null && item !== '')),
  concat: (...lists) => (lists.every(isArray) ? lists.flatMap((list) => listOf(list)) : undefined),
  contains: (list, value) => (isArray(list) ? has(list, value ?? null) : undefined),
  distinct: onList(unique),
  element,
  flatten: onList(flatten),
  index: (list, value) => {
    const at = isArray(list) ? list.findIndex((item) => equalJson(item, value)) : -1;
    return at < 0 ? undefined : at;
  },
  keys: onMap(keysOf),
  length: (value) => {
    if (typeof value === 'string') return signsOf(value).length;
    if (isArray(value)) return value.length;
    return isObject(value) ? Object.keys(value).length : undefined;
  },
  lookup,
  matchkeys: matchKeys,
  merge,
  one: onList((items) => (items.length > 1 ? undefined : (items[0] ?? null))),
  range,
  reverse: onList((items) => items.toReversed()),
  setintersection: ofSets((item, sets) => sets.every((set) => has(set, item))),
  setproduct: product,
  setsubtract: (list, other) =>
    isArray(list) && isArray(other) ? asSet(list.filter((item) => !has(other, item))) : undefined,
  setunion: ofSets(() => true),
  slice: (list, from, to) =>
    isArray(list) && typeof from === 'number' && typeof to === 'number' && 0 <= from && from <= to && to <= list.length
      ? list.slice(from, to)
      : undefined,
  sort: onList((items) => items.map(textOrJson).toSorted(byText)),
  sum: onList(total),
  tomap: onMap((map) => map),
  toset: onList(asSet),
  transpose: onMap(transposed),
  values: onMap((map) => keysOf(map).map((key) => map[key] ?? null)),
  zipmap: (names, items) =>
    isArray(names) && isArray(items) && names.length === items.length
      ? Object.fromEntries(names.map((name, at) => [textOrJson(name), items[at] ?? null]))
      : undefined,
};
