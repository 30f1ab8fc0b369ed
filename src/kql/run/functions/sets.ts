import { keyOf, sameDynamic } from '../values/dynamic-order.ts';
import { isArray } from '../values/value.ts';
import type { Dynamic, DynamicArray } from '../values/value.ts';
import { array, binary, dynamic, typed, variadic } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

/** Distinct values by what makes them equal, in the order in which they first stand. */
const distinct = (values: DynamicArray): ReadonlyMap<string, Dynamic> => {
  const found = new Map<string, Dynamic>();
  for (const value of values) {
    const key = keyOf(value);
    if (!found.has(key)) found.set(key, value);
  }
  return found;
};

/** A function of several sets; null where one of them is no array. */
const ofSets = (evaluate: (sets: readonly ReadonlyMap<string, Dynamic>[]) => Dynamic): ScalarFunction =>
  variadic(dynamic, (values) => {
    const arrays = values.filter(isArray);
    return arrays.length < values.length ? null : evaluate(arrays.map(distinct));
  });

const valuesOf = (entries: readonly (readonly [string, Dynamic])[]): DynamicArray => entries.map(([, value]) => value);

/** Functions of arrays taken as sets: without order, each value once. */
export const setFunctions: Functions = {
  set_union: variadic(dynamic, (values) => {
    const arrays = values.filter(isArray);
    return arrays.length < values.length ? null : [...distinct(arrays.flat()).values()];
  }),
  set_intersect: ofSets(([first, ...others]) =>
    valuesOf([...(first ?? [])].filter(([key]) => others.every((set) => set.has(key)))),
  ),
  set_difference: ofSets(([first, ...others]) =>
    valuesOf([...(first ?? [])].filter(([key]) => !others.some((set) => set.has(key)))),
  ),
  set_equals: ofSets(
    ([left, right]) => left?.size === right?.size && [...(left ?? [])].every(([key]) => right?.has(key)),
  ),
  set_has_element: binary(array, dynamic, (values, wanted) => values.some((value) => sameDynamic(value, wanted))),
  jaccard_index: typed(
    'real',
    ofSets(([left = new Map(), right = new Map()]) => {
      const shared = [...left.keys()].filter((key) => right.has(key)).length;
      return shared / (left.size + right.size - shared);
    }),
  ),
};
