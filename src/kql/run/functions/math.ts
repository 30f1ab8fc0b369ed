import { Decimal } from '../values/decimal.ts';
import { Guid, negateWhole, whole, type Type, type Value, type Whole } from '../values/value.ts';
import { binary, count, long, optional, real, ternary, timespan, typed, unary, type Functions } from './call.ts';
import { betaDensity, betaDistribution, betaQuantile, erf, erfc, gamma, logGamma } from './distributions.ts';
import type { Argument, ScalarFunction } from './index.ts';

const combine = (evaluate: (left: bigint, right: bigint) => bigint): ScalarFunction =>
  typed(
    'long',
    binary(long, long, (left, right) => whole(evaluate(BigInt(left), BigInt(right)))),
  );

/** Shifts by the count modulo 64; null for a negative count (Microsoft Learn, "binary_shift_left()"). */
const shift = (evaluate: (value: bigint, by: bigint) => bigint): ScalarFunction =>
  typed(
    'long',
    binary(long, long, (value, by) => (by < 0 ? null : whole(evaluate(BigInt(value), BigInt(by) % 64n)))),
  );

const countOnes = (bits: bigint): number => {
  let ones = 0;
  for (let rest = BigInt.asUintN(64, bits); rest !== 0n; rest &= rest - 1n) ones += 1;
  return ones;
};

/** Functions of the bits of 64-bit integers. */
export const bitFunctions: Functions = {
  binary_and: combine((left, right) => left & right),
  binary_or: combine((left, right) => left | right),
  binary_xor: combine((left, right) => left ^ right),
  binary_not: typed(
    'long',
    unary(long, (value) => whole(~BigInt(value))),
  ),
  binary_shift_left: shift((value, by) => value << by),
  binary_shift_right: shift((value, by) => value >> by),
  bitset_count_ones: typed(
    'long',
    unary(long, (value) => countOnes(BigInt(value))),
  ),
};

const typeOf = (argument: Argument | undefined): Type => argument?.type ?? 'real';

/** A function of one real; null where the page says that there is no value, as for the root of a negative number. */
const realFunction = (
  evaluate: (value: number) => number,
  isDefined: (value: number) => boolean = () => true,
): ScalarFunction => unary(real, (value) => (isDefined(value) || Number.isNaN(value) ? evaluate(value) : null));

const isFromZero = (value: number): boolean => value >= 0;
const isWithinOne = (value: number): boolean => Math.abs(value) <= 1;

const abs: ScalarFunction = {
  bind: (args) => {
    const type = typeOf(args[0]);
    if (type === 'real') return ([value]) => (typeof value === 'number' ? Math.abs(value) : null);
    if (type === 'decimal')
      return ([value]) => (value instanceof Decimal ? (value.digits < 0n ? value.negate() : value) : null);
    const read = (type === 'timespan' ? timespan : long)(args[0], 0);
    return (values) => {
      const value = read(values);
      return value !== null && value < 0 ? negateWhole(value) : value;
    };
  },
};

/** The largest power of ten that a real holds: rounding further away changes nothing, or leaves zero. */
const mostPlaces = 308;

/** Rounds half away from zero after scaling, so that 2.15 becomes 2.2 and not 2.1, which is nearer in binary. */
const roundReal = (value: number, places: number): number => {
  const scale = 10 ** Math.abs(places);
  const scaled = places >= 0 ? Math.abs(value) * scale : Math.abs(value) / scale;
  if (!Number.isFinite(scaled)) return value;
  const rounded = Math.floor(scaled + 0.5);
  return Math.sign(value) * (places >= 0 ? rounded / scale : rounded * scale);
};

const roundLong = (value: Whole, places: number): Whole => {
  if (places >= 0) return value;
  return whole(Decimal.of(BigInt(value), 0).round(places).toBigInt());
};

const round: ScalarFunction = {
  bind: (args) => {
    const type = typeOf(args[0]);
    const readPlaces = optional(count, 0)(args[1], 1);
    const rounded = (value: Value, places: number): Value => {
      if (value instanceof Decimal) return value.round(places);
      if (typeof value === 'bigint' || (typeof value === 'number' && type !== 'real')) return roundLong(value, places);
      return typeof value === 'number' ? roundReal(value, places) : null;
    };
    return (values) => {
      const places = readPlaces(values);
      if (places === null) return null;
      return rounded(values[0] ?? null, Math.max(-mostPlaces, Math.min(places, mostPlaces)));
    };
  },
};

const ceiling: ScalarFunction = {
  type: ([argument]) => (argument?.type === 'decimal' ? 'decimal' : 'real'),
  bind: (args) => {
    const read = real(args[0], 0);
    return (values) => {
      const [decimal] = values;
      if (decimal instanceof Decimal) return decimal.negate().floor().negate();
      const value = read(values);
      return value === null ? null : Math.ceil(value);
    };
  },
};

/** A number from 0 to 1, or a whole one below a bound. */
const rand: ScalarFunction = {
  bind: (args, context) => {
    const readBound = optional(count, 0)(args[0], 0);
    return (values) => {
      const bound = readBound(values) ?? 0;
      const random = context.random();
      return bound > 1 ? Math.floor(random * bound) : random;
    };
  },
};

/** A guid of version 4, of the run's own random numbers. */
const newGuid: ScalarFunction = {
  bind: (_, context) => () => {
    const digit = (): string => Math.floor(context.random() * 16).toString(16);
    const variant = (Math.floor(context.random() * 4) + 8).toString(16);
    const pattern = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx';
    return new Guid(pattern.replace(/[xy]/g, (each) => (each === 'y' ? variant : digit())));
  },
};

/** The two-tailed probability of Welch's t-test (Microsoft Learn, "welch_test()"). */
const welchTest: ScalarFunction = {
  bind: (args) => {
    const reads = args.map((argument, at) => real(argument, at));
    return (values) => {
      const [mean1 = 0, variance1 = 0, count1 = 0, mean2 = 0, variance2 = 0, count2 = 0] = reads.map(
        (read) => read(values) ?? Number.NaN,
      );
      const first = variance1 / count1;
      const second = variance2 / count2;
      const statistic = (mean1 - mean2) / Math.sqrt(first + second);
      const freedom = (first + second) ** 2 / (first ** 2 / (count1 - 1) + second ** 2 / (count2 - 1));
      return betaDistribution(freedom / (freedom + statistic ** 2), freedom / 2, 0.5);
    };
  },
};

/** Functions of numbers. */
export const mathFunctions: Functions = {
  abs,
  round,
  ceiling,
  pow: binary(real, real, (base, exponent) => base ** exponent),
  sqrt: realFunction(Math.sqrt, isFromZero),
  log: realFunction(Math.log, isFromZero),
  log2: realFunction(Math.log2, isFromZero),
  log10: realFunction(Math.log10, isFromZero),
  exp: realFunction(Math.exp),
  exp2: realFunction((value) => 2 ** value),
  exp10: realFunction((value) => 10 ** value),
  pi: { bind: () => () => Math.PI },
  cos: realFunction(Math.cos),
  sin: realFunction(Math.sin),
  tan: realFunction(Math.tan),
  acos: realFunction(Math.acos, isWithinOne),
  asin: realFunction(Math.asin, isWithinOne),
  atan: realFunction(Math.atan),
  atan2: binary(real, real, Math.atan2),
  cot: realFunction((value) => 1 / Math.tan(value)),
  degrees: realFunction((value) => (value * 180) / Math.PI),
  radians: realFunction((value) => (value * Math.PI) / 180),
  sign: realFunction(Math.sign),
  rand,
  new_guid: newGuid,
  isnan: unary(real, (value) => Number.isNaN(value), false),
  isinf: unary(real, (value) => !Number.isFinite(value) && !Number.isNaN(value), false),
  isfinite: unary(real, (value) => Number.isFinite(value), false),
  gamma: realFunction(gamma),
  loggamma: realFunction(logGamma),
  erf: realFunction(erf),
  erfc: realFunction(erfc),
  beta_cdf: ternary(real, real, real, betaDistribution),
  beta_inv: ternary(real, real, real, betaQuantile),
  beta_pdf: ternary(real, real, real, betaDensity),
  welch_test: typed('real', welchTest),
};
