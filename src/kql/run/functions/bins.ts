import { Decimal } from '../values/decimal.ts';
import { instant } from '../values/instants.ts';
import {
  addWhole,
  epochTicks,
  floorDivideWhole,
  isWhole,
  multiplyWhole,
  subtractWhole,
  ticksPer,
  whole,
  wholeOf,
} from '../values/value.ts';
import type { Type, Value, Whole } from '../values/value.ts';
import { converter } from '../values/convert.ts';
import { commonType } from './conditions.ts';
import type { Functions } from './call.ts';
import type { Argument, ScalarFunction } from './index.ts';

/** The type that values and bins are counted in. */
const typeOf = (args: readonly Argument[]): Type => {
  const type = args[0]?.type ?? 'real';
  if (type === 'datetime' || type === 'timespan') return type;
  const common = commonType(args.map((argument) => argument.type));
  return common === 'int' ? 'long' : common;
};

/** The largest multiple of a size, counted from an origin, that is not above a value; null for a size below or at zero. */
const binWhole = (value: Whole, size: Whole, origin: Whole): Whole | null => {
  if (size <= 0) return null;
  const distance = subtractWhole(value, origin);
  if (typeof distance === 'number' && typeof size === 'number') {
    const rest = distance % size;
    return subtractWhole(value, rest < 0 ? rest + size : rest);
  }
  const bins = floorDivideWhole(distance, size) ?? 0;
  return addWhole(multiplyWhole(bins, size), origin);
};

const binReal = (value: number, size: number, origin: number): number | null =>
  size > 0 ? Math.floor((value - origin) / size) * size + origin : null;

const binDecimal = (value: Decimal, size: Decimal, origin: Decimal): Decimal | null => {
  const bins = size.digits > 0n ? value.minus(origin).dividedBy(size) : undefined;
  return bins === undefined ? null : bins.floor().times(size).plus(origin);
};

const binOf = (type: Type, value: Value, size: Value, origin: Value): Value => {
  if (value instanceof Decimal && size instanceof Decimal && origin instanceof Decimal)
    return binDecimal(value, size, origin);
  if (!isWhole(value) || !isWhole(size) || !isWhole(origin)) return null;
  if (type === 'real') return binReal(Number(value), Number(size), Number(origin));
  const bin = binWhole(value, size, origin);
  return type === 'datetime' && bin !== null ? instant(bin) : bin;
};

/** Where bins of a size begin: those of datetimes are counted from year 1, others from zero. */
const originOf = (type: Type): ((size: Value) => Value) => {
  if (type !== 'datetime') {
    const zero = type === 'decimal' ? Decimal.of(0n, 0) : 0;
    return () => zero;
  }
  let last: Value = null;
  let origin: Whole = 0;
  return (size) => {
    if (isWhole(size) && size !== 0 && size !== last) {
      last = size;
      // A bin's border near 2010, so that distances from it stay small.
      origin = whole(-(epochTicks % BigInt(size)));
    }
    return origin;
  };
};

/** Days where the size of a bin of times is a plain number. */
const sizeReader = (argument: Argument | undefined, type: Type): ((value: Value) => Value) => {
  const from = argument?.type ?? 'real';
  const isTime = type === 'datetime' || type === 'timespan';
  if (!isTime) return converter(from, type);
  if (from === 'timespan') return (value) => value;
  const toReal = converter(from, 'real');
  return (value) => {
    const days = toReal(value);
    const ticks = typeof days === 'number' ? Math.round(days * ticksPer.day) : Number.NaN;
    return Math.abs(ticks) < 2 ** 63 ? wholeOf(ticks) : null;
  };
};

const bin: ScalarFunction = {
  type: typeOf,
  bind: (args) => {
    const type = typeOf(args);
    const readValue = converter(args[0]?.type ?? 'real', type);
    const readSize = sizeReader(args[1], type);
    const origin = originOf(type);
    return ([value, roundTo]) => {
      const size = readSize(roundTo ?? null);
      return binOf(type, readValue(value ?? null), size, origin(size));
    };
  },
};

const binAt: ScalarFunction = {
  type: typeOf,
  bind: (args) => {
    const type = typeOf(args);
    const readValue = converter(args[0]?.type ?? 'real', type);
    const readSize = sizeReader(args[1], type);
    const readOrigin = type === 'timespan' ? sizeReader(args[2], type) : converter(args[2]?.type ?? 'real', type);
    return ([value, size, origin]) =>
      binOf(type, readValue(value ?? null), readSize(size ?? null), readOrigin(origin ?? null));
  },
};

/** Functions that round down to bins. */
export const binFunctions: Functions = { bin, floor: bin, bin_at: binAt };
