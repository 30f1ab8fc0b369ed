import { dynamicOf } from '../../values/convert.ts';
import { Decimal } from '../../values/decimal.ts';
import {
  addWhole,
  type Dynamic,
  type DynamicArray,
  isArray,
  isWhole,
  multiplyWhole,
  Real,
  subtractWhole,
  type Value,
  type Whole,
} from '../../values/value.ts';
import { array, type Functions, unary } from '../call.ts';
import type { ScalarFunction } from '../index.ts';

/** The number that an element of a series is; null for what is none. */
export const numberIn = (value: Dynamic | undefined): number | null => {
  if (isWhole(value)) return Number(value);
  if (value instanceof Real) return value.value;
  return value instanceof Decimal ? value.toNumber() : null;
};

/** The numbers of a series; 0 for what is none. */
export const numbersOf = (values: DynamicArray): readonly number[] => values.map((value) => numberIn(value) ?? 0);

/** Reals as the elements of a dynamic array. */
export const realsOf = (values: readonly (number | null)[]): DynamicArray =>
  values.map((value) => (value === null ? null : new Real(value)));

/** Element by element a function of one number; what is no number gives null. */
const mapped = (evaluate: (value: number) => number): ScalarFunction =>
  unary(array, (values) =>
    realsOf(
      values.map((value) => {
        const number = numberIn(value);
        return number === null ? null : evaluate(number);
      }),
    ),
  );

type Combine = (left: Dynamic, right: Dynamic) => Dynamic;

/** Element by element a function of two series, or of a series and a number; the shorter one lacks elements. */
const combined = (combine: Combine): ScalarFunction => ({
  bind: (args) => {
    const [liftLeft, liftRight] = args.map(({ type }) => dynamicOf(type));
    return ([first = null, second = null]): Value => {
      const left = liftLeft?.(first) ?? null;
      const right = liftRight?.(second) ?? null;
      if (!isArray(left) && !isArray(right)) return null;
      const length = Math.max(isArray(left) ? left.length : 0, isArray(right) ? right.length : 0);
      return Array.from({ length }, (_, at) =>
        combine(isArray(left) ? (left[at] ?? null) : left, isArray(right) ? (right[at] ?? null) : right),
      );
    };
  },
});

/** Longs stay longs where the operation has a form for them. */
const arithmetic = (
  ofReals: (left: number, right: number) => number,
  ofLongs?: (left: Whole, right: Whole) => Whole,
): ScalarFunction =>
  combined((left, right) => {
    if (ofLongs !== undefined && isWhole(left) && isWhole(right)) return ofLongs(left, right);
    const first = numberIn(left);
    const second = numberIn(right);
    return first === null || second === null ? null : new Real(ofReals(first, second));
  });

const comparison = (compare: (left: number, right: number) => boolean): ScalarFunction =>
  combined((left, right) => {
    const first = numberIn(left);
    const second = numberIn(right);
    return first === null || second === null ? null : compare(first, second);
  });

const numbersIn = (values: DynamicArray): readonly number[] => values.map(numberIn).filter((value) => value !== null);

/** Sum of the products of two series' elements, as far as both go; a number stands for a series of it. */
const dotProduct: ScalarFunction = {
  bind: (args) => {
    const [liftLeft, liftRight] = args.map(({ type }) => dynamicOf(type));
    return ([first = null, second = null]) => {
      const left = liftLeft?.(first) ?? null;
      const right = liftRight?.(second) ?? null;
      const lengths = [left, right].flatMap((side) => (isArray(side) ? [side.length] : []));
      if (lengths.length === 0 || lengths.includes(0)) return null;
      let sum = 0;
      for (let at = 0; at < Math.min(...lengths); at += 1) {
        const one = numberIn(isArray(left) ? left[at] : left);
        const other = numberIn(isArray(right) ? right[at] : right);
        sum += (one ?? 0) * (other ?? 0);
      }
      return sum;
    };
  },
};

const magnitude = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** The cosine of the angle between two series, cut to the shorter one; null for empty ones. */
const cosineSimilarity: ScalarFunction = {
  bind: (args) => {
    const [readLeft, readRight] = args.map((argument, at) => array(argument, at));
    return (values) => {
      const left = readLeft?.(values) ?? [];
      const right = readRight?.(values) ?? [];
      const length = Math.min(left.length, right.length);
      if (length === 0) return null;
      const pairs = Array.from({ length }, (_, at) => [numberIn(left[at]) ?? 0, numberIn(right[at]) ?? 0] as const);
      const product = pairs.reduce((sum, [one, other]) => sum + one * other, 0);
      return product / (magnitude(pairs.map(([one]) => one)) * magnitude(pairs.map(([, other]) => other)));
    };
  },
};

/** Functions of numeric series that work element by element, and sums over them. */
export const seriesFunctions: Functions = {
  series_add: arithmetic((left, right) => left + right, addWhole),
  series_subtract: arithmetic((left, right) => left - right, subtractWhole),
  series_multiply: arithmetic((left, right) => left * right, multiplyWhole),
  series_divide: arithmetic((left, right) => left / right),
  series_pow: arithmetic((left, right) => left ** right),
  series_greater: comparison((left, right) => left > right),
  series_greater_equals: comparison((left, right) => left >= right),
  series_less: comparison((left, right) => left < right),
  series_less_equals: comparison((left, right) => left <= right),
  series_equals: comparison((left, right) => left === right),
  series_not_equals: comparison((left, right) => left !== right),
  series_exp: mapped(Math.exp),
  series_log: mapped(Math.log),
  series_sign: mapped(Math.sign),
  series_abs: mapped(Math.abs),
  series_sin: mapped(Math.sin),
  series_asin: mapped(Math.asin),
  series_cos: mapped(Math.cos),
  series_acos: mapped(Math.acos),
  series_tan: mapped(Math.tan),
  series_atan: mapped(Math.atan),
  series_floor: mapped(Math.floor),
  series_ceiling: mapped(Math.ceil),
  series_sum: unary(array, (values) => numbersIn(values).reduce((sum, value) => sum + value, 0)),
  series_product: unary(array, (values) => numbersIn(values).reduce((product, value) => product * value, 1)),
  series_magnitude: unary(array, (values) => magnitude(numbersIn(values))),
  series_dot_product: dotProduct,
  series_cosine_similarity: cosineSimilarity,
};
