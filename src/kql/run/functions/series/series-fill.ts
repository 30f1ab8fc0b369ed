import { Real, isWhole, wholeOf } from '../../values/value.ts';
import type { Dynamic, DynamicArray, Value } from '../../values/value.ts';
import { array, bool, dynamic, optional } from '../call.ts';
import type { Functions } from '../call.ts';
import type { Argument, ScalarFunction } from '../index.ts';
import { numberIn } from './series.ts';

/** Tells the values that are to be filled: null, or what the placeholder says. */
type Missing = (value: Dynamic) => boolean;

const missingOf = (argument: Argument | undefined, at: number): ((values: readonly Value[]) => Missing) => {
  const readPlaceholder = dynamic(argument, at);
  return (values) => {
    const placeholder = numberIn(readPlaceholder(values) ?? undefined);
    return (value) => (placeholder === null ? value === null : numberIn(value) === placeholder);
  };
};

/** Gives a missing value the last one before it. */
const carried = (values: DynamicArray, isMissing: Missing): DynamicArray => {
  let last: Dynamic | undefined;
  return values.map((value) => {
    if (!isMissing(value)) last = value;
    return isMissing(value) ? (last ?? value) : value;
  });
};

const fill = (evaluate: (values: DynamicArray, isMissing: Missing) => DynamicArray): ScalarFunction => ({
  bind: (args) => {
    const read = array(args[0], 0);
    const readMissing = missingOf(args[1], 1);
    return (values) => {
      const items = read(values);
      return items === null ? null : evaluate(items, readMissing(values));
    };
  },
});

const fillConst: ScalarFunction = {
  bind: (args) => {
    const read = array(args[0], 0);
    const readConstant = optional<Dynamic>(dynamic, 0)(args[1], 1);
    const readMissing = missingOf(args[2], 2);
    return (values) => {
      const isMissing = readMissing(values);
      const constant = readConstant(values);
      return read(values)?.map((value) => (isMissing(value) ? constant : value)) ?? null;
    };
  },
};

type Known = { readonly at: number; readonly value: Dynamic };

/** A value between two known ones, a long where all of the series are. */
const between = (left: Known, right: Known, at: number, isWholes: boolean): Dynamic => {
  const start = numberIn(left.value) ?? 0;
  const end = numberIn(right.value) ?? 0;
  const value = start + (end - start) * ((at - left.at) / (right.at - left.at));
  return isWholes ? wholeOf(Math.trunc(value)) : new Real(value);
};

const linear = (values: DynamicArray, isMissing: Missing, fillsEdges: boolean, constant: Dynamic): DynamicArray => {
  const known = values.flatMap((value, at): readonly Known[] => (isMissing(value) ? [] : [{ at, value }]));
  if (known.length === 0) return values.map((value) => constant ?? value);
  const isWholes = known.every(({ value }) => isWhole(value));
  let next = 0;
  return values.map((value, at) => {
    const following = known[next];
    if (!isMissing(value)) {
      next += 1;
      return value;
    }
    const before = known[next - 1];
    if (before !== undefined && following !== undefined) return between(before, following, at, isWholes);
    return fillsEdges ? (before?.value ?? following?.value ?? value) : value;
  });
};

const fillLinear: ScalarFunction = {
  bind: (args) => {
    const read = array(args[0], 0);
    const readMissing = missingOf(args[1], 1);
    const readEdges = optional(bool, true)(args[2], 2);
    const readConstant = optional<Dynamic>(dynamic, new Real(0))(args[3], 3);
    return (values) => {
      const items = read(values);
      if (items === null) return null;
      return linear(items, readMissing(values), readEdges(values) ?? true, readConstant(values));
    };
  },
};

/** Functions that give the missing values of a series a value. */
export const seriesFillFunctions: Functions = {
  series_fill_forward: fill(carried),
  series_fill_backward: fill((values, isMissing) => carried(values.toReversed(), isMissing).toReversed()),
  series_fill_const: fillConst,
  series_fill_linear: fillLinear,
};
