import { type Compiler, fail, fixedValue, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { castTo, textOf } from '../values/convert.ts';
import { keyOf, keyOfAll } from '../values/keys.ts';
import { compareDynamic } from '../values/dynamic-order.ts';
import {
  type Column,
  Datetime,
  type Dynamic,
  emptyValue,
  Guid,
  isBag,
  isWhole,
  Real,
  type Row,
  Timespan,
  type Type,
  type Value,
} from '../values/value.ts';
import { items, over } from './common.ts';
import { families } from '../functions/ip-addresses.ts';
import { ipLookup } from './ip-lookup.ts';
import { aggregateCall } from './aggregate-call.ts';

type Found = { readonly columns: readonly Column[]; readonly rows: readonly Row[] };

/**
 * A plug-in whose columns depend on its rows. What it finds is declared to the binder, and the query bound anew where
 * that differs from what it was bound for.
 */
const dependent = (
  cx: Compiler,
  node: KustoEngine.EvaluateOperator,
  input: Plan,
  bound: readonly Column[],
  find: (rows: readonly Row[]) => Found,
): Plan => {
  const call = node.FunctionCall;
  const name = cx.placeOf(call);
  const schema = node.Schema?.Schema;
  if (schema !== undefined && schema !== null) return declared(cx, node, input, find);
  const columns = cx.extraColumns('plugin', name);
  const known = cx.isFound('plugin', name) ? columns : bound;
  return over(
    cx,
    input,
    known,
    (rows) => {
      const found = find(rows);
      const isSame =
        found.columns.length === known.length &&
        found.columns.every((column, index) => column.name === known[index]?.name && column.type === known[index].type);
      if (!isSame) cx.foundColumns('plugin', name, found.columns);
      return found.rows;
    },
    false,
  );
};

/** `evaluate … : (*, name:type)`: the columns are what the query says; others go, missing ones are empty. */
const declared = (
  cx: Compiler,
  node: KustoEngine.EvaluateOperator,
  input: Plan,
  find: (rows: readonly Row[]) => Found,
): Plan => {
  const columns = cx.resultColumns(node);
  return over(
    cx,
    input,
    columns,
    (rows) => {
      const found = find(rows);
      const at = columns.map(({ name }) => found.columns.findIndex((column) => column.name === name));
      const cast = columns.map(({ type }) => castTo(type));
      return found.rows.map((row) =>
        columns.map(({ type }, index): Value => {
          const position = at[index] ?? -1;
          const value = position === -1 ? null : (row[position] ?? null);
          if (value === null) return emptyValue(type);
          return found.columns[position]?.type === type ? value : (cast[index]?.(value) ?? null);
        }),
      );
    },
    false,
  );
};

/** The type that the values of one key share; dynamic where they differ. */
const typeOfMember = (value: Dynamic): Type => {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (isWhole(value)) return 'long';
  if (value instanceof Real) return 'real';
  if (value instanceof Datetime) return 'datetime';
  if (value instanceof Timespan) return 'timespan';
  return value instanceof Guid ? 'guid' : 'dynamic';
};

const argumentsOf = (
  cx: Compiler,
  node: KustoEngine.EvaluateOperator,
  names: readonly string[],
): ReadonlyMap<string, KustoEngine.Expression> => {
  const { Syntax: X } = cx.engine.language;
  const given = new Map<string, KustoEngine.Expression>();
  for (const [index, each] of items(cx, node.FunctionCall.ArgumentList.Expressions).entries()) {
    if (each instanceof X.SimpleNamedExpression) given.set(each.Name.SimpleName, each.Expression);
    else given.set(names[index] ?? String(index), each);
  }
  return given;
};

/** `bag_unpack(column, prefix, columnsConflict, ignoredProperties)`: a column for each key, in the order of their names. */
const bagUnpack = (cx: Compiler, node: KustoEngine.EvaluateOperator, input: Plan, scope: Scope): Plan => {
  const { Syntax: X } = cx.engine.language;
  const given = argumentsOf(cx, node, ['column', 'OutputColumnPrefix', 'columnsConflict', 'ignoredProperties']);
  const column = given.get('column');
  const position = input.columns.findIndex(
    ({ name }) => column instanceof X.NameReference && name === column.SimpleName,
  );
  if (position === -1) return refuse('bag_unpack', node, 'its first argument is no column');
  const value = (name: string): (() => Value) => {
    const argument = given.get(name);
    if (argument === undefined) return () => null;
    const expr = cx.expr(argument, scope);
    return () => fixedValue(expr);
  };
  const [prefix, conflict, ignored] = [
    value('OutputColumnPrefix'),
    value('columnsConflict'),
    value('ignoredProperties'),
  ];
  const others = input.columns.filter((_, index) => index !== position);
  return dependent(cx, node, input, others, (rows) => {
    const start = textOf(prefix());
    const skipped = ignored();
    const isSkipped = (name: string): boolean => Array.isArray(skipped) && skipped.includes(name);
    const types = new Map<string, Type>();
    for (const row of rows) {
      const bag = row[position] ?? null;
      if (!isBag(bag)) continue;
      for (const [key, member] of bag) {
        if (isSkipped(key)) continue;
        const name = `${start}${key}`;
        const known = types.get(name);
        if (member === null) types.set(name, known ?? 'dynamic');
        else types.set(name, known === undefined || known === typeOfMember(member) ? typeOfMember(member) : 'dynamic');
      }
    }
    const mode = textOf(conflict());
    const clashing = others.filter(({ name }) => types.has(name)).map(({ name }) => name);
    if (clashing.length > 0 && mode !== 'keep_source' && mode !== 'replace_source')
      return fail(`bag_unpack makes a column ${clashing.join(', ')}, which the table has already.`, node);
    const added = [...types.keys()].filter((name) => mode !== 'keep_source' || !clashing.includes(name)).toSorted();
    const kept = input.columns.flatMap((each, index) =>
      index === position || (mode === 'replace_source' && clashing.includes(each.name)) ? [] : [index],
    );
    const columns = [
      ...kept.flatMap((index) => input.columns[index] ?? []),
      ...added.map((name): Column => ({ name, type: types.get(name) ?? 'dynamic' })),
    ];
    const casts = added.map((name) => castTo(types.get(name) ?? 'dynamic'));
    return {
      columns,
      rows: rows.map((row) => {
        const bag = row[position] ?? null;
        const members = added.map((name, index): Value => {
          const member = isBag(bag) ? (bag.get(name.slice(start.length)) ?? null) : null;
          return member === null ? emptyValue(types.get(name) ?? 'dynamic') : (casts[index]?.(member) ?? null);
        });
        return [...kept.map((index) => row[index] ?? null), ...members];
      }),
    };
  });
};

/** `pivot(column, aggregation, others…)`: a column for each value of the first, in their order. */
const pivot = (cx: Compiler, node: KustoEngine.EvaluateOperator, input: Plan, scope: Scope): Plan => {
  const { Syntax: X, Symbols } = cx.engine.language;
  const inner = withRow(scope, input.columns);
  const [column, ...rest] = items(cx, node.FunctionCall.ArgumentList.Expressions);
  if (!(column instanceof X.NameReference)) return refuse('pivot', node, 'its first argument is no column');
  const isAggregate = (each: KustoEngine.Expression): each is KustoEngine.FunctionCall =>
    each instanceof X.FunctionCallExpression &&
    each.ReferencedSymbol instanceof Symbols.FunctionSymbol &&
    cx.globals.IsAggregateFunction(each.ReferencedSymbol);
  const call = rest.find(isAggregate);
  const named = rest.flatMap((each) => (each instanceof X.NameReference ? [each.SimpleName] : []));
  const used = call === undefined ? new Set<string>() : namesWithin(cx, call);
  const groupNames =
    named.length > 0
      ? named
      : input.columns.map(({ name }) => name).filter((name) => name !== column.SimpleName && !used.has(name));
  const key = cx.expr(column, inner);
  const groups = groupNames.flatMap((name) => {
    const at = input.columns.findIndex((each) => each.name === name);
    const found = input.columns[at];
    return found === undefined ? [] : [{ column: found, at }];
  });
  const made = call === undefined ? undefined : aggregateCall(cx, call, inner, new Set(groupNames));
  const [several] = made?.columns ?? [];
  const type: Type = several?.type ?? made?.aggregation.type ?? 'long';
  const starting = made?.aggregation ?? { type: 'long', start: counter };
  const groupColumns = groups.map((each) => each.column);
  return dependent(cx, node, input, groupColumns, (rows) => {
    const names = new Map<ReturnType<typeof keyOf>, Value>();
    type Group = { readonly keys: Row; readonly cells: Map<Value, ReturnType<typeof starting.start>> };
    const byGroup = new Map<Value, Group>();
    for (const row of rows) {
      const value = key.read(row);
      names.set(keyOf(value), value);
      const keys = groups.map(({ at }) => row[at] ?? null);
      const groupKey = keyOfAll(keys);
      const group = byGroup.get(groupKey) ?? { keys, cells: new Map() };
      byGroup.set(groupKey, group);
      const cell = group.cells.get(keyOf(value)) ?? starting.start();
      group.cells.set(keyOf(value), cell);
      cell.add(row);
    }
    const sorted = [...names].toSorted(([, left], [, right]) => compareDynamic(left ?? '', right ?? ''));
    const taken = new Set(groupColumns.map(({ name }) => name));
    const columns = sorted.map(([, value]): Column => {
      const text = cx.textOfValue(value, key.type);
      const name = taken.has(text) ? `${text}1` : text;
      taken.add(name);
      return { name, type };
    });
    const first = (value: Value): Value => (several !== undefined && Array.isArray(value) ? (value[0] ?? null) : value);
    return {
      columns: [...groupColumns, ...columns],
      rows: [...byGroup.values()].map(({ keys, cells }) => [
        ...keys,
        ...sorted.map(([each]) => first((cells.get(each) ?? starting.start()).result())),
      ]),
    };
  });
};

const counter = (): { add: () => void; result: () => Value } => {
  let rows = 0;
  return {
    add: () => {
      rows += 1;
    },
    result: () => rows,
  };
};

/** The column names that an expression names. */
const namesWithin = (cx: Compiler, node: KustoEngine.SyntaxElement): ReadonlySet<string> => {
  const { Syntax: X } = cx.engine.language;
  const names = new Set<string>();
  const open: KustoEngine.SyntaxElement[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof X.NameReference) names.add(next.SimpleName);
    for (let index = 0; index < next.ChildCount; index += 1) {
      const child = next.GetChild(index);
      if (child !== null) open.push(child);
    }
  }
  return names;
};

/** `narrow()`: a row for each cell. */
const narrow = (cx: Compiler, input: Plan): Plan =>
  over(
    cx,
    input,
    [
      { name: 'Row', type: 'long' },
      { name: 'Column', type: 'string' },
      { name: 'Value', type: 'string' },
    ],
    (rows) =>
      rows.flatMap((row, index) =>
        input.columns.map(({ name, type }, at): Row => [index, name, cx.textOfValue(row[at] ?? null, type)]),
      ),
    false,
  );

/** `evaluate plugin(…)`. */
export const evaluate = (cx: Compiler, node: KustoEngine.EvaluateOperator, input: Plan, scope: Scope): Plan => {
  const name = node.FunctionCall.Name.SimpleName;
  switch (name) {
    case 'bag_unpack':
      return bagUnpack(cx, node, input, scope);
    case 'pivot':
      return pivot(cx, node, input, scope);
    case 'narrow':
      return narrow(cx, input);
    case 'ipv4_lookup':
      return ipLookup(cx, node, input, scope, families.ipv4, false);
    case 'ipv6_lookup':
      return ipLookup(cx, node, input, scope, families.ipv6, true);
    default:
      return refuse(`evaluate ${name}`, node);
  }
};
