import { dynamicOf, typeName } from '../values/convert.ts';
import { type Expr, fixedValue, nothing } from '../compiler.ts';
import { keyOf } from '../values/keys.ts';
import { type Dynamic, isArray, isBag, isWhole, Real, type Value } from '../values/value.ts';
import { type Aggregate, onlyIf } from './aggregate.ts';

/** What lists and sets hold at most unless told otherwise (Microsoft Learn, "make_list()"). */
const defaultSize = 1_048_576;

const sizeOf = (expr: Expr | undefined): number => {
  const value = expr === undefined ? null : fixedValue(expr);
  return isWhole(value) && value >= 0 ? Number(value) : defaultSize;
};

const list =
  (withNulls: boolean): Aggregate =>
  (cx, [first = nothing, limit]) => {
    const size = cx.once(() => sizeOf(limit));
    const lift = dynamicOf(first.type);
    return {
      type: 'dynamic',
      start: () => {
        const values: Dynamic[] = [];
        return {
          add: (row) => {
            const value = first.read(row);
            if ((value === null && !withNulls) || values.length >= size()) return;
            values.push(lift(value));
            cx.spend(1);
          },
          result: () => values,
        };
      },
    };
  };

const set: Aggregate = (cx, [first = nothing, limit]) => {
  const size = cx.once(() => sizeOf(limit));
  const lift = dynamicOf(first.type);
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
          const value = lift(first.read(row));
          if (isArray(value)) for (const each of value) put(each);
          else put(value);
        },
        result: () => [...values.values()],
      };
    },
  };
};

/** One bag of all: of a member that several have, the first value counts. */
const bag: Aggregate = (cx, [first = nothing, limit]) => {
  const size = cx.once(() => sizeOf(limit));
  return {
    type: 'dynamic',
    start: () => {
      const members = new Map<string, Dynamic>();
      return {
        add: (row) => {
          const value = first.read(row);
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
const distinctCount: Aggregate = (_cx, [first = nothing], binder) => ({
  type: binder,
  start: () => {
    const keys = new Set<Value>();
    return {
      add: (row) => {
        const value = first.read(row);
        if (value === null) return;
        keys.add(keyOf(value));
      },
      result: () => keys.size,
    };
  },
});

/** The names of types in a schema (Microsoft Learn, "buildschema()"); what the page does not name is refused. */
const schemaName = (value: Dynamic): string | undefined => {
  if (typeof value === 'string') return 'string';
  if (isWhole(value)) return 'long';
  return value instanceof Real ? 'double' : undefined;
};

/** What values at one place are: names of types, and what a bag or the elements of an array are there. */
type Shape = { readonly names: Set<string>; members?: Map<string, Shape>; elements?: Shape };

const newShape = (): Shape => ({ names: new Set() });

const noteShape = (shape: Shape, value: Dynamic, unsupported: (feature: string) => never): void => {
  if (value === null) return;
  if (isArray(value)) {
    shape.names.add('array');
    const elements = (shape.elements ??= newShape());
    for (const each of value) noteShape(elements, each, unsupported);
  } else if (isBag(value)) {
    shape.names.add('bag');
    const members = (shape.members ??= new Map());
    for (const [name, each] of value) {
      const member = members.get(name) ?? newShape();
      members.set(name, member);
      noteShape(member, each, unsupported);
    }
  } else shape.names.add(schemaName(value) ?? unsupported(`buildschema() of a ${typeName(value)}`));
};

/** A shape as the engine shows it: the one type, or an array of those that occur; null for none. */
const schemaOfShape = ({ names, members, elements }: Shape): Dynamic => {
  const types = [...names].map((name): Dynamic => {
    if (name === 'array') return new Map([['`indexer`', elements === undefined ? null : schemaOfShape(elements)]]);
    if (name !== 'bag') return name;
    return new Map([...(members ?? [])].map(([member, shape]) => [member, schemaOfShape(shape)]));
  });
  const [first] = types;
  return types.length < 2 ? (first ?? null) : types;
};

/** `buildschema(bag)`: the smallest schema that has room for all values. */
const schema: Aggregate = (_cx, [first = nothing], _binder, unsupported) => ({
  type: 'dynamic',
  start: () => {
    const shape = newShape();
    return {
      add: (row) => noteShape(shape, first.read(row), unsupported),
      result: () => schemaOfShape(shape),
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
  buildschema: schema,
  dcount: distinctCount,
  dcountif: onlyIf(distinctCount, 1),
  count_distinct: distinctCount,
  count_distinctif: onlyIf(distinctCount, 1),
};
