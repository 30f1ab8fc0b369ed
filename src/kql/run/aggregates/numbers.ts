import { converter } from '../values/convert.ts';
import type { Expr } from '../compiler.ts';
import { Decimal } from '../values/decimal.ts';
import {
  addWhole,
  divideWhole,
  int32,
  isWhole,
  type Row,
  type Type,
  type Value,
  type Whole,
  whole,
} from '../values/value.ts';
import { type Aggregate, onlyIf } from './aggregate.ts';

/** The values of an argument in another type. */
const reader = (expr: Expr, type: Type): ((row: Row) => Value) => {
  if (expr.type === type) return expr.read;
  const convert = converter(expr.type, type);
  return (row) => convert(expr.read(row));
};

const count: Aggregate = (_cx, _args, binder) => ({
  type: binder,
  start: () => {
    let rows = 0;
    return {
      add: () => {
        rows += 1;
      },
      result: () => rows,
    };
  },
});

const countIf: Aggregate = onlyIf(count, 0);

/** The type of a sum: integers become long, all others stay. */
const sumType = (type: Type): Type => {
  if (type === 'int' || type === 'bool') return 'long';
  return type === 'dynamic' || type === 'string' ? 'real' : type;
};

const add = (sum: Value, value: Value, type: Type): Value => {
  if (value === null) return sum;
  if (sum === null) return value;
  if (type === 'real') return typeof sum === 'number' && typeof value === 'number' ? sum + value : sum;
  if (sum instanceof Decimal && value instanceof Decimal) return sum.plus(value);
  return isWhole(sum) && isWhole(value) ? addWhole(sum, value) : sum;
};

const zeroOf = (type: Type): Value => (type === 'decimal' ? Decimal.of(0n, 0) : 0);

const sum: Aggregate = (_cx, [first], binder) => {
  const type = first === undefined ? binder : sumType(first.type);
  const read = first === undefined ? () => null : reader(first, type);
  return {
    type,
    start: () => {
      let total = zeroOf(type);
      return {
        add: (row) => {
          total = add(total, read(row), type);
        },
        result: () => total,
      };
    },
  };
};

/** Means of points and lengths of time are of their type, all others are reals. */
const meanType = (type: Type): Type =>
  type === 'timespan' || type === 'datetime' || type === 'decimal' ? type : 'real';

const divided = (total: Value, rows: number, type: Type): Value => {
  if (rows === 0) return type === 'real' ? Number.NaN : null;
  if (total instanceof Decimal) return total.dividedBy(Decimal.of(BigInt(rows), 0)) ?? null;
  if (type === 'real') return typeof total === 'number' ? total / rows : null;
  return isWhole(total) ? divideWhole(total, rows) : null;
};

const avg: Aggregate = (_cx, [first]) => {
  const type = first === undefined ? 'real' : meanType(first.type);
  const read = first === undefined ? () => null : reader(first, type);
  return {
    type,
    start: () => {
      let total: Value = type === 'real' || type === 'decimal' ? zeroOf(type) : null;
      let big = 0n;
      let rows = 0;
      return {
        add: (row) => {
          const value = read(row);
          if (value === null) return;
          rows += 1;
          // Ticks of a few dates are beyond 64 bits already.
          if (type === 'datetime' || type === 'timespan') big += isWhole(value) ? BigInt(value) : 0n;
          else total = add(total, value, type);
        },
        result: () => {
          if (type !== 'datetime' && type !== 'timespan') return divided(total, rows, type);
          return rows === 0 ? null : whole(big / BigInt(rows));
        },
      };
    },
  };
};

/**
 * Spread around the mean, by Welford's method: over all values (population), or over all but one, which is 0 of no values
 * (Microsoft Learn, "summarize operator", default values of aggregations).
 */
const spread =
  (kind: 'variance' | 'stdev', isPopulation: boolean): Aggregate =>
  (_cx, [first]) => {
    const read = first === undefined ? () => null : reader(first, 'real');
    return {
      type: 'real',
      start: () => {
        let rows = 0;
        let mean = 0;
        let squares = 0;
        return {
          add: (row) => {
            const value = read(row);
            if (typeof value !== 'number') return;
            rows += 1;
            const distance = value - mean;
            mean += distance / rows;
            squares += distance * (value - mean);
          },
          result: () => {
            const variance = isPopulation ? squares / rows : squares / Math.max(1, rows - 1);
            return kind === 'variance' ? variance : Math.sqrt(variance);
          },
        };
      },
    };
  };

const covariance =
  (isPopulation: boolean): Aggregate =>
  (_cx, [first, second]) => {
    const one = first === undefined ? () => null : reader(first, 'real');
    const other = second === undefined ? () => null : reader(second, 'real');
    return {
      type: 'real',
      start: () => {
        let rows = 0;
        let meanOne = 0;
        let meanOther = 0;
        let products = 0;
        return {
          add: (row) => {
            const x = one(row);
            const y = other(row);
            if (typeof x !== 'number' || typeof y !== 'number') return;
            rows += 1;
            const distance = x - meanOne;
            meanOne += distance / rows;
            meanOther += (y - meanOther) / rows;
            products += distance * (y - meanOther);
          },
          result: () => {
            return isPopulation ? products / rows : products / Math.max(1, rows - 1);
          },
        };
      },
    };
  };

const bitwise =
  (combine: (left: bigint, right: bigint) => bigint): Aggregate =>
  (_cx, [first]) => {
    const read = first === undefined ? () => null : reader(first, 'long');
    const type: Type = first?.type === 'int' ? 'int' : 'long';
    return {
      type,
      start: () => {
        let bits: Whole | null = null;
        return {
          add: (row) => {
            const value = read(row);
            if (!isWhole(value)) return;
            bits = bits === null ? value : whole(combine(BigInt(bits), BigInt(value)));
          },
          result: () => (bits === null ? null : type === 'int' ? int32(bits) : bits),
        };
      },
    };
  };

/** Aggregates that count and calculate. */
export const numberAggregates: Readonly<Record<string, Aggregate>> = {
  count,
  countif: countIf,
  sum,
  sumif: onlyIf(sum, 1),
  avg,
  avgif: onlyIf(avg, 1),
  stdev: spread('stdev', false),
  stdevif: onlyIf(spread('stdev', false), 1),
  stdevp: spread('stdev', true),
  variance: spread('variance', false),
  varianceif: onlyIf(spread('variance', false), 1),
  variancep: spread('variance', true),
  variancepif: onlyIf(spread('variance', true), 1),
  covariance: covariance(false),
  covarianceif: onlyIf(covariance(false), 2),
  covariancep: covariance(true),
  covariancepif: onlyIf(covariance(true), 2),
  binary_all_and: bitwise((left, right) => left & right),
  binary_all_or: bitwise((left, right) => left | right),
  binary_all_xor: bitwise((left, right) => left ^ right),
};
