import { dynamicOf } from '../values/convert.ts';
import { type Expr, fixedValue } from '../compiler.ts';
import { keyOf } from '../values/keys.ts';
import { type Dynamic, isArray, isBag, isWhole, type Value } from '../values/value.ts';
import { type Aggregate, onlyIf } from './aggregate.ts';

/** What lists and sets hold at most unless told otherwise (Microsoft Learn, "make_list()"). */
const defaultSize = 1_048_576;

const sizeOf = (expr: Expr | undefined): number => {
  const value = expr === undefined ? null : fixedValue(expr);
  return isWhole(value) && value >= 0 ? Number(value) : defaultSize;
};

const list =
  (withNulls: boolean): Aggregate =>
  (cx, [first, limit]) => {
    const size = cx.once(() => sizeOf(limit));
    const lift = dynamicOf(first?.type ?? 'dynamic');
    return {
      type: 'dynamic',
      start: () => {
        const values: Dynamic[] = [];
        return {
          add: (row) => {
            const value = first?.read(row) ?? null;
            if ((value === null && !withNulls) || values.length >= size()) return;
            values.push(lift(value));
            cx.spend(1);
          },
          result: () => values,
        };
      },
    };
  };

const set: Aggregate = (cx, [first, limit]) => {
  const size = cx.once(() => sizeOf(limit));
  const lift = dynamicOf(first?.type ?? 'dynamic');
  return {
    type: 'dynamic',
    start: () => {
      const values = new Map<Value, Dynamic>();
      const put = (value: Dynamic): void => {
        const key = keyOf(value);
        if (value === null || values.has(key) || values.size >= size()) return;
        values.set(key, value);
        cx.spend(1);
      };
      return {
        add: (row) => {
          const value = lift(first?.read(row) ?? null);
          if (isArray(value)) for (const each of value) put(each);
          else put(value);
        },
        result: () => [...values.values()],
      };
    },
  };
};

/** One bag of all: of a member that several have, the first value counts. */
const bag: Aggregate = (cx, [first, limit]) => {
  const size = cx.once(() => sizeOf(limit));
  return {
    type: 'dynamic',
    start: () => {
      const members = new Map<string, Dynamic>();
      return {
        add: (row) => {
          const value = first?.read(row) ?? null;
          if (!isBag(value)) return;
          for (const [name, member] of value)
            if (!members.has(name) && members.size < size()) {
              members.set(name, member);
              cx.spend(1);
            }
        },
        result: () => members,
      };
    },
  };
};

/** How many different values there are, exactly: within the error that the engine's estimate allows. */
const distinctCount: Aggregate = (_cx, [first], binder) => ({
  type: binder,
  start: () => {
    const keys = new Set<Value>();
    return {
      add: (row) => {
        const value = first?.read(row) ?? null;
        if (value === null) return;
        keys.add(keyOf(value));
      },
      result: () => keys.size,
    };
  },
});

/** Aggregates that collect values. */
export const collectionAggregates: Readonly<Record<string, Aggregate>> = {
  make_list: list(false),
  makelist: list(false),
  make_list_if: onlyIf(list(false), 1),
  make_list_with_nulls: list(true),
  make_set: set,
  makeset: set,
  make_set_if: onlyIf(set, 1),
  make_bag: bag,
  make_dictionary: bag,
  make_bag_if: onlyIf(bag, 1),
  dcount: distinctCount,
  dcountif: onlyIf(distinctCount, 1),
  count_distinct: distinctCount,
  count_distinctif: onlyIf(distinctCount, 1),
};
