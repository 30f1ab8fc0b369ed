import { type Compiler, fixedValue, notGiven, type Plan, refuse, type Scope, type Binding } from '../compiler.ts';
import { converter } from '../values/convert.ts';
import { invocationOf } from '../functions-of-users.ts';
import type { GivenTable } from '../program.ts';
import {
  addWhole,
  type Column,
  compareWhole,
  emptyValue,
  isWhole,
  type Row,
  type Type,
  type Value,
} from '../values/value.ts';
import { items, mapRows, type Output } from './common.ts';
import { outputsOf } from './project.ts';
import { areEqual } from '../expressions/compare.ts';

type Call = { readonly call: KustoEngine.FunctionCall; readonly path: string | undefined };

const callOf = (cx: Compiler, node: KustoEngine.SyntaxElement): Call | undefined => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.FunctionCallExpression) return { call: node, path: undefined };
  if (node instanceof X.PathExpression && node.Expression instanceof X.FunctionCallExpression)
    return {
      call: node.Expression,
      path: node.Selector instanceof X.NameReference ? node.Selector.SimpleName : undefined,
    };
  return undefined;
};

/** A call of a pattern (`declare pattern`), which is the body that its arguments choose; undefined for other nodes. */
export const patternPlan = (cx: Compiler, node: KustoEngine.SyntaxElement, scope: Scope): Plan | undefined => {
  const found = callOf(cx, node);
  const binding = found === undefined ? undefined : scope.names.get(found.call.Name.SimpleName);
  if (found === undefined || binding?.kind !== 'pattern') return undefined;
  const { declaration, names } = binding;
  const args = items(cx, found.call.ArgumentList.Expressions).map((each) => cx.expr(each, scope));
  const values = args.map(({ constant }): Value => constant?.value ?? null);
  const match = cx.engine.list(declaration.Patterns).find((each) => {
    const wanted = items(cx, each.ParameterValues.Expressions).map(
      (value) => cx.expr(value, scope).constant?.value ?? null,
    );
    const path = each.PathValue === null ? undefined : cx.expr(each.PathValue.Value, scope).constant?.value;
    const isSame = (left: Value, right: Value): boolean => left !== null && right !== null && areEqual(left, right);
    return path === found.path && wanted.every((value, at) => isSame(value, values[at] ?? null));
  });
  if (match === undefined || match.Body.Expression === null)
    return refuse(`this call of the pattern ${found.call.Name.SimpleName}`, node, 'no body of it fits');
  const inner = new Map<string, Binding>(names);
  for (const [at, parameter] of items(cx, declaration.Parameters).entries()) {
    const expr = args[at];
    if (expr !== undefined) inner.set(parameter.Name.SimpleName, { kind: 'scalar', expr, row: undefined });
  }
  const bodyScope = cx.statements(items(cx, match.Body.Statements), { names: inner });
  return cx.plan(match.Body.Expression, bodyScope);
};

/** Brings given rows into the order of the columns that the query was compiled for. */
const arranged = (given: GivenTable, known: readonly Column[], wanted: readonly Column[]): readonly Row[] => {
  const present = given.columns ?? known;
  const positions = wanted.map(({ name }) => present.findIndex((each) => each.name === name));
  if (present.length === wanted.length && positions.every((position, index) => position === index)) return given.rows;
  const empty = wanted.map(({ type }) => emptyValue(type));
  const converters = wanted.map(({ type }, index) => {
    const from = present[positions[index] ?? -1]?.type ?? type;
    return from === type ? undefined : converter(from, type);
  });
  return given.rows.map((row) =>
    positions.map((position, index): Value => {
      const value = position === -1 ? empty[index] : row[position];
      const convert = converters[index];
      return value === undefined ? null : convert === undefined ? value : convert(value);
    }),
  );
};

/** Has the query bound anew where the rows of a source that may have any columns have some that are not known. */
const findMore = (
  cx: Compiler,
  kind: 'table' | 'watchlist',
  name: string,
  given: GivenTable,
  known: ReadonlySet<string>,
): void => {
  const more = (given.columns ?? []).filter((column) => !known.has(column.name));
  if (more.length > 0) cx.foundColumns(kind, name, [...cx.extraColumns(kind, name), ...more]);
};

/**
 * The columns that the binder knows, and those of the schema and of an earlier run where it cannot tell which source it is:
 * by a name that the query puts together.
 */
const withFound = (
  cx: Compiler,
  kind: 'table' | 'watchlist',
  name: string,
  symbol: KustoEngine.TableSymbol,
): readonly Column[] => {
  const known = cx.columnsOf(symbol);
  const names = new Set(known.map((column) => column.name));
  const ofSchema = kind === 'table' ? (cx.schema.table(name)?.columns ?? []) : [];
  const declared = ofSchema.map((column): Column => ({ name: column.name, type: cx.typeNamed(column.type) }));
  return [...known, ...[...declared, ...cx.extraColumns(kind, name)].filter((column) => !names.has(column.name))];
};

/** A table (or a function that the schema declares as one), whose rows the run gives. */
export const tablePlan = (
  cx: Compiler,
  name: string,
  symbol: KustoEngine.TableSymbol,
  node: KustoEngine.SyntaxElement,
): Plan => {
  cx.noteRead('tables', name);
  const known = withFound(cx, 'table', name, symbol);
  const hidden = new Set(cx.schema.table(name)?.hidden);
  const query = cx.text;
  const columns = known.filter((column) => !hidden.has(column.name) || query.includes(column.name));
  const names = new Set(known.map((column) => column.name));
  const rows = cx.once(() => {
    const given = cx.run().input.table(name);
    if (given === undefined) return notGiven(name, node);
    if (symbol.IsOpen) findMore(cx, 'table', name, given, names);
    const arrangedRows = arranged(given, known, columns);
    cx.noteRows(name, arrangedRows, given.rows);
    return arrangedRows;
  });
  return { columns, rows, fixed: true, source: name };
};

/** `_GetWatchlist('alias')`. */
const watchlistPlan = (cx: Compiler, node: KustoEngine.FunctionCall, scope: Scope): Plan => {
  const { language } = cx.engine;
  const [alias] = items(cx, node.ArgumentList.Expressions);
  const name = alias === undefined ? undefined : cx.expr(alias, scope).constant?.value;
  if (typeof name !== 'string' || !(node.ResultType instanceof language.Symbols.TableSymbol))
    return refuse('_GetWatchlist', node, 'its alias is not a constant');
  cx.noteRead('watchlists', name);
  const columns = withFound(cx, 'watchlist', name, node.ResultType);
  const isOpen = node.ResultType.IsOpen;
  const names = new Set(columns.map((column) => column.name));
  const rows = cx.once(() => {
    const given = cx.run().input.watchlist?.(name);
    if (given === undefined) return notGiven(`watchlist(${name})`, node);
    if (isOpen) findMore(cx, 'watchlist', name, given, names);
    return arranged(given, columns, columns);
  });
  return { columns, rows, fixed: true };
};

/** `datatable (name:type, …) [values…]`. */
export const datatable = (cx: Compiler, node: KustoEngine.DataTableExpression, scope: Scope): Plan => {
  const columns = items(cx, node.Schema.Columns).map(({ Name, Type }): Column => ({
    name: Name.SimpleName,
    type: cx.typeNamed(cx.textOf(Type)),
  }));
  const values = items(cx, node.Values).map((each, index) => {
    const expr = cx.expr(each, scope);
    const type = columns[index % Math.max(1, columns.length)]?.type ?? expr.type;
    return expr.type === type ? expr : cx.cast(expr, type);
  });
  const rows = cx.once(() => {
    const made: Row[] = [];
    for (let start = 0; start < values.length; start += Math.max(1, columns.length))
      made.push(values.slice(start, start + columns.length).map(fixedValue));
    return made;
  });
  return { columns, rows, fixed: true, ordered: false };
};

/** `print`: one row. */
export const print = (cx: Compiler, node: KustoEngine.PrintOperator, scope: Scope): Plan => {
  const names = cx.resultColumns(node);
  const outputs = items(cx, node.Expressions).flatMap((each) => outputsOf(cx, each, scope));
  const named = outputs.map(({ name, expr }, index): Output => ({
    name: names[index]?.name ?? name ?? `print_${index}`,
    expr,
  }));
  return mapRows(cx, { columns: [], rows: () => [[]], fixed: true }, named);
};

/** `range x from a to b step c`. */
export const range = (cx: Compiler, node: KustoEngine.RangeOperator, scope: Scope): Plan => {
  const [from, to, step] = [node.From, node.To, node.Step].map((each) => cx.expr(each, scope));
  if (from === undefined || to === undefined || step === undefined) return refuse('range', node);
  const type: Type = cx.resultColumns(node)[0]?.type ?? from.type;
  const [first, last, by] = [
    cx.cast(from, type),
    cx.cast(to, type),
    type === 'datetime' ? cx.cast(step, 'timespan') : cx.cast(step, type),
  ].map((each) => () => fixedValue(each));
  const rowsUpTo = (most: number): readonly Row[] => {
    const made: Row[] = [];
    const [start, end, distance] = [first?.() ?? null, last?.() ?? null, by?.() ?? null];
    if (typeof start === 'number' && typeof end === 'number' && typeof distance === 'number' && type === 'real') {
      if (distance === 0) return made;
      for (let index = 0; index < most; index += 1) {
        const value = start + index * distance;
        if (distance > 0 ? value > end : value < end) break;
        made.push([value]);
        cx.spend(4);
      }
      return made;
    }
    if (!isWhole(start) || !isWhole(end) || !isWhole(distance) || distance === 0) return made;
    const sign = distance > 0 ? 1 : -1;
    for (let value = start; made.length < most && compareWhole(value, end) * sign <= 0;) {
      made.push([value]);
      cx.spend(4);
      const next = addWhole(value, distance);
      // Behind the last whole number it would begin anew at the other end.
      if (compareWhole(next, value) * sign <= 0) break;
      value = next;
    }
    return made;
  };
  return {
    columns: [{ name: node.Name.SimpleName, type }],
    rows: cx.once(() => rowsUpTo(Number.POSITIVE_INFINITY)),
    head: rowsUpTo,
    fixed: true,
    ordered: true,
  };
};

/** A call of a user function that gives a table, compiled in place of its call. */
export const userPlan = (
  cx: Compiler,
  node: KustoEngine.Expression,
  args: readonly KustoEngine.Expression[],
  scope: Scope,
  input?: Plan,
): Plan | undefined => {
  const binding = input === undefined ? undefined : ({ kind: 'table', plan: input } as const);
  const invocation = invocationOf(cx, node, args, scope, binding);
  if (invocation === undefined || invocation.body.Expression === null) return undefined;
  const statements = items(cx, invocation.body.Statements);
  return cx.plan(invocation.body.Expression, cx.statements(statements, invocation.scope));
};

/** A call in place of a table: `table("T")`, a watchlist, a user function. */
export const callPlan = (cx: Compiler, node: KustoEngine.FunctionCall, scope: Scope): Plan => {
  const { Symbols } = cx.engine.language;
  const name = node.Name.SimpleName;
  const args = items(cx, node.ArgumentList.Expressions);
  if (name === '_GetWatchlist' && !scope.names.has(name)) return watchlistPlan(cx, node, scope);
  const symbol = node.ReferencedSymbol;
  const own = userPlan(cx, node, args, scope);
  if (own !== undefined) return own;
  const [first] = args;
  if (name === 'table' && first !== undefined) {
    const table = cx.expr(first, scope).constant?.value;
    const type = node.ResultType;
    if (typeof table === 'string' && type instanceof Symbols.TableSymbol) {
      const binding = scope.names.get(table);
      if (binding?.kind === 'table') return binding.plan;
      return tablePlan(cx, table, type, node);
    }
  }
  if (
    symbol instanceof Symbols.FunctionSymbol &&
    node.ResultType instanceof Symbols.TableSymbol &&
    cx.globals.IsDatabaseFunction(symbol)
  )
    return tablePlan(cx, name, node.ResultType, node);
  return refuse(`${name}()`, node);
};

/** A name in place of a table: a variable, a parameter, a table, a function without parameters. */
export const namePlan = (cx: Compiler, node: KustoEngine.NamedNode, scope: Scope): Plan => {
  const { Symbols } = cx.engine.language;
  const name = node.SimpleName;
  const symbol = node.ReferencedSymbol;
  const binding = scope.names.get(name);
  if (binding?.kind === 'table') return binding.plan;
  const alias = cx.aliases.get(name);
  if (alias !== undefined && !(symbol instanceof Symbols.TableSymbol && cx.schema.table(name) !== undefined))
    return alias;
  if (symbol instanceof Symbols.FunctionSymbol) {
    const own = userPlan(cx, node, [], scope);
    if (own !== undefined) return own;
    if (node.ResultType instanceof Symbols.TableSymbol) return tablePlan(cx, name, node.ResultType, node);
  }
  if (symbol instanceof Symbols.TableSymbol) return tablePlan(cx, symbol.Name, symbol, node);
  if (node.ResultType instanceof Symbols.TableSymbol) return tablePlan(cx, name, node.ResultType, node);
  return refuse(`the name ${name}`, node);
};
