import { converter, dynamicOf, realOf } from '../values/convert.ts';
import { sameDynamic, compareDynamic } from '../values/dynamic-order.ts';
import {
  addWhole,
  isArray,
  isWhole,
  ticksPer,
  type Dynamic,
  type DynamicArray,
  type Type,
  type Value,
  Datetime,
  Guid,
  Real,
  Timespan,
} from '../values/value.ts';
import { array, binary, count, dynamic, optional, ternary, unary, variadic, type Functions, bool } from './call.ts';
import { commonType } from './conditions.ts';
import type { ScalarFunction } from './index.ts';
import { Decimal } from '../values/decimal.ts';

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

/** Values that an array made by `range` and `repeat` may have at most. */
const maxLength = 1_048_576;

/** A position counted from the end where it is negative, kept within the array. */
const positionIn = (values: DynamicArray, at: number): number =>
  at < 0 ? Math.max(values.length + at, 0) : Math.min(at, values.length);

/** Both ends count, and both may be negative. */
const slice = (values: DynamicArray, start: number, end: number): DynamicArray => {
  const last = end < 0 ? values.length + end : end;
  return values.slice(positionIn(values, start), last + 1);
};

const shift = (values: DynamicArray, by: number, filler: Dynamic): DynamicArray => {
  const size = Math.min(Math.abs(by), values.length);
  const gap = Array.from({ length: size }, () => filler);
  return by >= 0 ? [...values.slice(size), ...gap] : [...gap, ...values.slice(0, values.length - size)];
};

const shiftBy = (sign: 1 | -1): ScalarFunction => ({
  bind: (args) => {
    const read = array(args[0], 0);
    const readBy = count(args[1], 1);
    const readFiller = dynamic(args[2], 2);
    return (values) => {
      const items = read(values);
      const by = readBy(values);
      return items === null || by === null ? null : shift(items, by * sign, readFiller(values));
    };
  },
});

const rotate = (values: DynamicArray, by: number): DynamicArray => {
  if (values.length === 0) return values;
  const turn = ((by % values.length) + values.length) % values.length;
  return [...values.slice(turn), ...values.slice(0, turn)];
};

/** Cuts an array before each of the positions, which are taken in their order. */
const splitAt = (values: DynamicArray, cuts: readonly number[]): DynamicArray => {
  const parts: DynamicArray[] = [];
  let start = 0;
  for (const cut of cuts) {
    const at = Math.max(positionIn(values, cut), start);
    parts.push(values.slice(start, at));
    start = at;
  }
  return [...parts, values.slice(start)];
};

const split = binary(array, dynamic, (values, at) => {
  const cuts = (isArray(at) ? at : [at]).filter((each) => isWhole(each)).map(Number);
  return splitAt(values, cuts);
});

const indexOf: ScalarFunction = {
  bind: (args) => {
    const read = array(args[0], 0);
    const readValue = dynamic(args[1], 1);
    const readStart = optional(count, 0)(args[2], 2);
    const readLength = optional(count, -1)(args[3], 3);
    const readOccurrence = optional(count, 1)(args[4], 4);
    return (values) => {
      const items = read(values);
      if (items === null) return null;
      const wanted = readValue(values);
      const length = readLength(values) ?? -1;
      const occurrence = readOccurrence(values) ?? 1;
      if (length < -1 || occurrence < 0) return null;
      const start = positionIn(items, readStart(values) ?? 0);
      const end = length === -1 ? items.length : start + length;
      let left = Math.max(occurrence, 1);
      return items.findIndex((item, at) => {
        if (at < start || at >= end || !sameDynamic(item, wanted)) return false;
        left -= 1;
        return left === 0;
      });
    };
  },
};

/** Element by element one of two arrays (or values): booleans and numbers decide, anything else gives null. */
const arrayIff: ScalarFunction = {
  bind: (args) => {
    const readConditions = array(args[0], 0);
    const readThen = dynamic(args[1], 1);
    const readElse = dynamic(args[2], 2);
    return (values) => {
      const conditions = readConditions(values);
      if (conditions === null) return null;
      const results = [readElse(values), readThen(values)];
      return conditions.map((condition, at) => {
        if (typeof condition !== 'boolean' && !isWhole(condition)) return null;
        const result = results[condition === false || condition === 0 ? 0 : 1] ?? null;
        return isArray(result) ? (result[at] ?? null) : result;
      });
    };
  },
};

const concat = variadic(dynamic, (values) => {
  const arrays = values.filter(isArray);
  return arrays.length === 0 ? null : arrays.flat();
});

/** Rows of the n-th elements of arrays; a value that is no array counts as an array of one. */
const zip = variadic(dynamic, (values) => {
  const arrays = values.map((value) => (isArray(value) ? value : [value]));
  const length = Math.max(...arrays.map((items) => items.length));
  return Array.from({ length }, (_, at) => arrays.map((items) => items[at] ?? null));
});

/** A step where none is said: one hour of time, one otherwise. */
const stepOf = (type: Type): Value => (type === 'datetime' || type === 'timespan' ? ticksPer.hour : 1);

const range: ScalarFunction = {
  bind: (args) => {
    const types = args.map(({ type }) => type);
    const first = types[0] ?? 'long';
    const isTime = first === 'datetime' || first === 'timespan';
    const type = isTime ? first : commonType(types);
    const readStart = converter(first, type);
    const readStop = converter(types[1] ?? type, type);
    const readStep = converter(types[2] ?? type, isTime ? 'timespan' : type);
    const lift = dynamicOf(type);
    return ([start = null, stop = null, step]) => {
      const from = readStart(start);
      const to = readStop(stop);
      const by = step === undefined ? stepOf(type) : readStep(step);
      if (!isWhole(from) || !isWhole(to) || !isWhole(by) || by === 0) return null;
      const items: Dynamic[] = [];
      const isReal = type === 'real';
      for (let at = from; items.length < maxLength && (by > 0 ? at <= to : at >= to);) {
        items.push(lift(at));
        // A real is counted from the start, so that errors do not add up; a whole number wraps behind the last one.
        const next = isReal ? Number(from) + Number(by) * items.length : addWhole(at, by);
        if (by > 0 ? next < at : next > at) break;
        at = next;
      }
      return items;
    };
  },
};

const repeat: ScalarFunction = binary(dynamic, count, (value, times) =>
  times < 0 ? null : Array.from({ length: Math.min(Math.trunc(times), maxLength) }, () => value),
);

/** Null where an element is no number (Microsoft Learn, "array_sum()"); those that are null are passed over. */
const sum = (values: DynamicArray): number | null => {
  let total = 0;
  for (const value of values) {
    if (value === null) continue;
    if (!isWhole(value) && !(value instanceof Real) && !(value instanceof Decimal)) return null;
    total += realOf(value) ?? 0;
  }
  return total;
};

const lengthOf = unary(array, (values) => values.length);

/** Functions of dynamic arrays; those that sort stand beside them. */
export const arrayFunctions: Functions = {
  array_length: lengthOf,
  arraylength: lengthOf,
  array_slice: ternary(array, count, count, slice),
  array_split: split,
  array_shift_left: shiftBy(1),
  array_shift_right: shiftBy(-1),
  array_rotate_left: binary(array, count, rotate),
  array_rotate_right: binary(array, count, (values, by) => rotate(values, -by)),
  array_reverse: unary(array, (values) => values.toReversed()),
  array_index_of: indexOf,
  array_iff: arrayIff,
  array_iif: arrayIff,
  array_concat: concat,
  array_sum: unary(array, sum),
  range,
  repeat,
  zip,
  pack_array: variadic(dynamic, (values) => values),
};
