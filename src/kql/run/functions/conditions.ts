import { converter } from '../values/convert.ts';
import { Decimal } from '../values/decimal.ts';
import { addWhole, compareWhole, isWhole, numberTypes, subtractWhole } from '../values/value.ts';
import type { Type, Value } from '../values/value.ts';
import { bool } from './call.ts';
import type { Functions } from './call.ts';
import type { Argument, ScalarFunction } from './index.ts';

/**
 * The type that several results share: the widest of numbers; the other type where one is dynamic; dynamic where they
 * have nothing in common.
 */
export const commonType = (types: readonly Type[]): Type => {
  const distinct = [...new Set(types)];
  const scalars = distinct.filter((type) => type !== 'dynamic');
  const [first] = scalars;
  if (first === undefined) return 'dynamic';
  if (scalars.length === 1) return first;
  if (!scalars.every((type) => numberTypes.includes(type))) return 'dynamic';
  return scalars.reduce((widest, type) => (numberTypes.indexOf(type) > numberTypes.indexOf(widest) ? type : widest));
};

const typesOf = (args: readonly Argument[]): readonly Type[] => args.map(({ type }) => type);

/** Reads arguments in the type that they share. */
const sharing = (args: readonly (Argument & { readonly at: number })[], type: Type) =>
  args.map((argument) => {
    const convert = converter(argument.type, type);
    return (values: readonly Value[]): Value => convert(values[argument.at] ?? null);
  });

/** Pairs of a condition and a result, and a last result; `iff` is the case of one pair. */
const choose: ScalarFunction = {
  type: (args) => commonType(typesOf(args.filter((_, at) => at % 2 === 1 || at === args.length - 1))),
  bind: (args) => {
    const placed = args.map((argument, at) => ({ ...argument, at }));
    const results = placed.filter(({ at }) => at % 2 === 1 || at === args.length - 1);
    const reads = sharing(results, commonType(typesOf(results)));
    const conditions = placed
      .filter(({ at }) => at % 2 === 0 && at < args.length - 1)
      .map((each) => bool(each, each.at));
    return (values) => {
      const met = conditions.findIndex((condition) => condition(values) === true);
      return reads[met === -1 ? reads.length - 1 : met]?.(values) ?? null;
    };
  },
};

const isMissing = (value: Value): boolean => value === null || value === '';

const coalesce: ScalarFunction = {
  type: (args) => commonType(typesOf(args)),
  bind: (args) => {
    const reads = sharing(
      args.map((argument, at) => ({ ...argument, at })),
      commonType(typesOf(args)),
    );
    return (values) => {
      for (const read of reads) {
        const value = read(values);
        if (!isMissing(value)) return value;
      }
      return reads.at(-1)?.(values) ?? null;
    };
  },
};

/** Order of two values of one type; NaN is above nothing and below nothing. */
const compare = (left: Value, right: Value): number => {
  if (isWhole(left) && isWhole(right)) return compareWhole(left, right);
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string' && typeof right === 'string' && left !== right) return left < right ? -1 : 1;
  return 0;
};

/** The largest (1) or smallest (-1) of the values that are not null. */
const extreme = (sign: 1 | -1): ScalarFunction => ({
  type: (args) => commonType(typesOf(args)),
  bind: (args) => {
    const reads = sharing(
      args.map((argument, at) => ({ ...argument, at })),
      commonType(typesOf(args)),
    );
    return (values) =>
      reads
        .map((read) => read(values))
        .reduce((best, value) => {
          if (best === null) return value;
          return value !== null && compare(value, best) * sign > 0 ? value : best;
        }, null);
  },
});

/** Whether a value is at most so far from another. */
const around: ScalarFunction = {
  bind: (args) => {
    const type = args[0]?.type === 'datetime' || args[0]?.type === 'timespan' ? args[0].type : undefined;
    const reads = args.map((argument, at) => {
      const wanted = at === 2 && type === 'datetime' ? 'timespan' : (type ?? 'real');
      const convert = converter(argument.type, wanted);
      return (values: readonly Value[]): Value => convert(values[at] ?? null);
    });
    return (values) => {
      const [value, center, delta] = reads.map((read) => read(values));
      if (!isWhole(value) || !isWhole(center) || !isWhole(delta)) return null;
      if (type === undefined) return Math.abs(Number(value) - Number(center)) <= Number(delta);
      return (
        compareWhole(value, subtractWhole(center, delta)) >= 0 && compareWhole(value, addWhole(center, delta)) <= 0
      );
    };
  },
};

const not: ScalarFunction = {
  bind: (args) => {
    const read = bool(args[0], 0);
    return (values) => {
      const value = read(values);
      return value === null ? null : !value;
    };
  },
};

/** `assert` ends the whole query where its condition is not met. */
const assert: ScalarFunction = {
  bind: (args, context) => {
    const read = bool(args[0], 0);
    const message = args[1]?.constant;
    return (values) => {
      if (read(values) === true) return true;
      return context.fail(`An assertion of the query does not hold: ${typeof message === 'string' ? message : ''}`);
    };
  },
};

/** Functions that choose among values. */
export const conditionFunctions: Functions = {
  iff: choose,
  iif: choose,
  case: choose,
  coalesce,
  max_of: extreme(1),
  min_of: extreme(-1),
  around,
  not,
  assert,
};
