import { compareDynamic } from '../values/dynamic-order.ts';
import { Decimal } from '../values/decimal.ts';
import { Datetime, Guid, Real, Timespan, isArray, isWhole } from '../values/value.ts';
import type { Dynamic, DynamicArray } from '../values/value.ts';
import { bool, dynamic } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

/** Kinds keep this order whichever way is sorted: numbers and times, texts, guids, all others. */
const kindOf = (value: Dynamic): number => {
  if (isWhole(value) || value instanceof Real || value instanceof Decimal) return 0;
  if (value instanceof Datetime || value instanceof Timespan) return 0;
  if (typeof value === 'string') return 1;
  return value instanceof Guid ? 2 : 3;
};

/** Positions of an array in the order of its values, nulls at one end. */
const orderOf = (values: DynamicArray, sign: 1 | -1, nullsLast: boolean): readonly number[] => {
  const places = values.map((value, at) => ({ at, value, kind: kindOf(value) }));
  const given = places.filter(({ value }) => value !== null);
  const nulls = places.filter(({ value }) => value === null);
  given.sort(
    (left, right) => left.kind - right.kind || compareDynamic(left.value, right.value) * sign || left.at - right.at,
  );
  return (nullsLast ? [...given, ...nulls] : [...nulls, ...given]).map(({ at }) => at);
};

/**
 * Sorts the first array, and puts others into the order of the first (Microsoft Learn, "array_sort_asc()"); an array of
 * another length than the first becomes null. Nulls come last unless the last argument says otherwise.
 */
const sort = (sign: 1 | -1): ScalarFunction => ({
  bind: (args) => {
    const hasFlag = args.length > 1 && args.at(-1)?.type === 'bool';
    const arrays = hasFlag ? args.slice(0, -1) : args;
    const reads = arrays.map((argument, at) => dynamic(argument, at));
    const readNullsLast = hasFlag ? bool(args.at(-1), args.length - 1) : () => true;
    return (values) => {
      const [first, ...others] = reads.map((read) => read(values));
      const nullsLast = readNullsLast(values) ?? true;
      if (!isArray(first)) return reads.length === 1 ? null : reads.map(() => null);
      const order = orderOf(first, sign, nullsLast);
      const inOrder = (items: Dynamic | undefined): Dynamic =>
        isArray(items) && items.length === first.length ? order.map((at) => items[at] ?? null) : null;
      return others.length === 0 ? inOrder(first) : [first, ...others].map(inOrder);
    };
  },
});

/** Functions that sort arrays. */
export const arrayOrderFunctions: Functions = { array_sort_asc: sort(1), array_sort_desc: sort(-1) };
