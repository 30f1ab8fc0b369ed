import { converter } from '../values/convert.ts';
import { type Expr, nothing } from '../compiler.ts';
import { Decimal } from '../values/decimal.ts';
import { int32, isWhole, type Row, type Type, type Value, type Whole, whole } from '../values/value.ts';
import { type Aggregate, onlyIf } from './aggregate.ts';

/** The values of an argument in another type. */
const reader = ({ type: from, read }: Expr, type: Type): ((row: Row) => Value) => {
  const convert = converter(from, type);
  return (row) => convert(read(row));
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

/** Adds values of one type; those that are null do not count. */
type Total = {
  readonly add: (value: Value) => void;
  readonly sum: () => Value;
  readonly mean: (rows: number) => Value;
};

const totalOfReals = (): Total => {
  let total = 0;
  return {
    add: (value) => {
      if (typeof value === 'number') total += value;
    },
    sum: () => total,
    mean: (rows) => total / rows,
  };
};

const totalOfDecimals = (): Total => {
  let total = Decimal.of(0n, 0);
  return {
    add: (value) => {
      if (value instanceof Decimal) total = total.plus(value);
    },
    sum: () => total,
    mean: (rows) => total.dividedBy(Decimal.of(BigInt(rows), 0)) ?? null,
  };
};

const totalOfWholes = (): Total => {
  // Ticks of a few dates are beyond 64 bits already.
  let total = 0n;
  return {
    add: (value) => {
      if (isWhole(value)) total += BigInt(value);
    },
    sum: () => whole(total),
    mean: (rows) => (rows === 0 ? null : whole(total / BigInt(rows))),
  };
};

const totalOf = (type: Type): Total => {
  if (type === 'real') return totalOfReals();
  return type === 'decimal' ? totalOfDecimals() : totalOfWholes();
};

const sum: Aggregate = (_cx, [first = nothing]) => {
  const type = sumType(first.type);
  const read = reader(first, type);
  return {
    type,
    start: () => {
      const total = totalOf(type);
      return { add: (row) => total.add(read(row)), result: total.sum };
    },
  };
};

/** Means of points and lengths of time are of their type, all others are reals. */
const meanType = (type: Type): Type =>
  type === 'timespan' || type === 'datetime' || type === 'decimal' ? type : 'real';

const avg: Aggregate = (_cx, [first = nothing]) => {
  const type = meanType(first.type);
  const read = reader(first, type);
  return {
    type,
    start: () => {
      const total = totalOf(type);
      let rows = 0;
      return {
        add: (row) => {
          const value = read(row);
          if (value === null) return;
          rows += 1;
          total.add(value);
        },
        result: () => total.mean(rows),
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
  (_cx, [first = nothing]) => {
    const read = reader(first, 'real');
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
  (_cx, [first = nothing, second = nothing]) => {
    const one = reader(first, 'real');
    const other = reader(second, 'real');
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
  (_cx, [first = nothing]) => {
    const read = reader(first, 'long');
    const type: Type = first.type === 'int' ? 'int' : 'long';
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
