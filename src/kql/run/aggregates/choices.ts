import { type Compiler, type Expr, nothing } from '../compiler.ts';
import { converter } from '../values/convert.ts';
import { compareForOrder } from '../values/sorting.ts';
import { type Dynamic, emptyValue, isArray, type Row, type Type, type Value } from '../values/value.ts';
import { type Aggregate, onlyIf } from './aggregate.ts';

/** The largest (1) or smallest (-1) value. */
const extreme =
  (direction: 1 | -1): Aggregate =>
  (_cx, [first = nothing]) => ({
    type: first.type,
    start: () => {
      let best: Value = null;
      return {
        add: (row) => {
          const value = first.read(row);
          if (value === null) return;
          if (best === null || compareForOrder(value, best) * direction > 0) best = value;
        },
        result: () => best ?? emptyValue(first.type),
      };
    },
  });

/**
 * `arg_max` and `arg_min`: the row with the largest or smallest value, as the values of all arguments. Rows where the
 * value is null count only where there are no others. Of rows that are equal the first is taken, or the last where the
 * run takes the other choice.
 */
export const argExtreme = (cx: Compiler, args: readonly Expr[], direction: 1 | -1): ReturnType<Aggregate> => {
  const [first = nothing] = args;
  const empty: readonly Dynamic[] = args.map(({ type }) => emptyValue(type));
  return {
    type: 'dynamic',
    start: () => {
      let best: Row | undefined;
      let bestValue: Value = null;
      return {
        add: (row) => {
          const value = first.read(row);
          if (best !== undefined) {
            if (value === null && bestValue !== null) return;
            const order = bestValue === null && value !== null ? 1 : compareForOrder(value, bestValue) * direction;
            if (order < 0 || (order === 0 && cx.run().input.choice !== 'last')) return;
          }
          best = row;
          bestValue = value;
        },
        result: () => {
          const row = best;
          return row === undefined ? empty : args.map((arg) => arg.read(row));
        },
      };
    },
  };
};

/** `take_any`: the values of any row, preferably ones that are not null. */
export const anyOf = (cx: Compiler, args: readonly Expr[]): ReturnType<Aggregate> => ({
  type: 'dynamic',
  start: () => {
    const values: (Value | undefined)[] = args.map(() => undefined);
    const isEmpty = (value: Value | undefined): boolean => value === undefined || value === null || value === '';
    return {
      add: (row) => {
        for (const [index, arg] of args.entries()) {
          const known = values[index];
          if (!isEmpty(known) && cx.run().input.choice !== 'last') continue;
          const value = arg.read(row);
          if (!isEmpty(value) || known === undefined) values[index] = value;
        }
      },
      result: () => args.map(({ type }, index) => values[index] ?? emptyValue(type)),
    };
  },
});

/** The value below which a share of the sorted values lies: the nearest rank. */
const rankValue = (values: readonly Value[], percent: number): Value => {
  if (values.length === 0) return null;
  const rank = Math.ceil((percent / 100) * values.length);
  return values[Math.min(values.length, Math.max(1, rank)) - 1] ?? null;
};

const numberOf = (value: Value): number =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;

/** `percentile` and its siblings: the values at some percentages, with or without weights. */
export const percentiles = (
  value: Expr,
  weight: Expr | undefined,
  shares: () => readonly number[],
): ReturnType<Aggregate> => ({
  type: 'dynamic',
  start: () => {
    const values: Value[] = [];
    const weighted: { readonly value: Value; readonly weight: number }[] = [];
    return {
      add: (row) => {
        const each = value.read(row);
        if (each === null) return;
        if (weight === undefined) values.push(each);
        else weighted.push({ value: each, weight: numberOf(weight.read(row)) });
      },
      result: () => {
        if (weight === undefined) {
          const sorted = values.toSorted(compareForOrder);
          return shares().map((share) => rankValue(sorted, share));
        }
        const sorted = weighted.toSorted((left, right) => compareForOrder(left.value, right.value));
        const total = sorted.reduce((sum, each) => sum + each.weight, 0);
        return shares().map((share) => {
          let passed = 0;
          for (const each of sorted) {
            passed += each.weight;
            if (passed >= (share / 100) * total) return each.value;
          }
          return sorted.at(-1)?.value ?? null;
        });
      },
    };
  },
});

/** The percentages that arguments say: numbers, or arrays of them. */
export const sharesOf = (args: readonly Expr[], read: (expr: Expr) => Value): readonly number[] =>
  args.flatMap((arg) => {
    const value = read(arg);
    const toReal = converter('dynamic', 'real');
    return isArray(value) ? value.map((each) => numberOf(toReal(each))) : [numberOf(value)];
  });

/** The type of a percentile: that of the value, long for an int; reals for what is no number or time. */
export const percentileType = (type: Type): Type => {
  if (type === 'int') return 'long';
  return type === 'dynamic' || type === 'string' ? 'real' : type;
};

/** Aggregates that choose a value. */
export const choiceAggregates: Readonly<Record<string, Aggregate>> = {
  max: extreme(1),
  maxif: onlyIf(extreme(1), 1),
  min: extreme(-1),
  minif: onlyIf(extreme(-1), 1),
};
