import { type Compiler, constantExpr, derived, type Expr, fail, refuse, type Scope } from '../compiler.ts';
import { dynamicOf } from '../values/convert.ts';
import { type Argument, scalarFunctions } from '../functions/index.ts';
import { invocationOf } from '../functions-of-users.ts';
import { type Dynamic, isArray, type Row, type Type, type Value } from '../values/value.ts';
import { namedColumn } from './names.ts';
import { rowFunctionExpr } from './row-functions.ts';

/** Functions that give something else at each call, or in each run: they are never worked out before it. */
const ofTheRun: ReadonlySet<string> = new Set(['now', 'ago', 'geo_info_from_ip_address']);
const ofTheCall: ReadonlySet<string> = new Set(['rand', 'new_guid']);

const constantText = (cx: Compiler, node: KustoEngine.Expression | undefined, scope: Scope): string | undefined => {
  if (node === undefined) return undefined;
  const expr = cx.expr(node, scope);
  const value = expr.fixed ? expr.constant?.value : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** `column_ifexists("name", default)`: the column where the rows have it, else the default. */
const ifExists = (
  cx: Compiler,
  node: KustoEngine.Expression,
  args: readonly KustoEngine.Expression[],
  scope: Scope,
): Expr => {
  const [nameNode, ifNone] = args;
  const name = constantText(cx, nameNode, scope);
  if (name === undefined) return refuse('column_ifexists', node, 'its column name is not a constant');
  const column = namedColumn(scope, name);
  if (column !== undefined) return column;
  return ifNone === undefined ? constantExpr('dynamic', null) : cx.expr(ifNone, scope);
};

/** A bag of columns, of all of them or of those that are named. */
const packed = (cx: Compiler, columns: readonly (readonly [string, Expr])[], leaveOutEmpty: boolean): Expr => {
  const members = columns.map(([name, expr]) => ({ name, read: expr.read, lift: dynamicOf(expr.type) }));
  return derived(
    cx,
    'dynamic',
    columns.map(([, expr]) => expr),
    (row) => {
      const bag = new Map<string, Dynamic>();
      for (const { name, read, lift } of members) {
        const value = lift(read(row));
        if (!leaveOutEmpty || (value !== null && value !== '')) bag.set(name, value);
      }
      return bag;
    },
  );
};

const allColumns = (scope: Scope): readonly (readonly [string, Expr])[] =>
  (scope.row?.columns ?? []).flatMap(({ name }) => {
    const expr = namedColumn(scope, name);
    return expr === undefined ? [] : [[name, expr] as const];
  });

/** Functions that need more than their values: the columns of the row, names, the run. */
const special = (
  cx: Compiler,
  node: KustoEngine.Expression,
  name: string,
  args: readonly KustoEngine.Expression[],
  scope: Scope,
): Expr | undefined => {
  const { Syntax: X } = cx.engine.language;
  switch (name) {
    case 'column_ifexists':
    case 'columnifexists':
      return ifExists(cx, node, args, scope);
    case 'pack_all': {
      const [leaveOut] = args.map((arg) => cx.expr(arg, scope));
      return packed(cx, allColumns(scope), leaveOut?.constant?.value === true);
    }
    case 'bag_pack_columns':
      return packed(
        cx,
        args.flatMap((arg) => (arg instanceof X.NameReference ? [[arg.SimpleName, cx.expr(arg, scope)] as const] : [])),
        false,
      );
    case 'column_names_of': {
      const [table] = args;
      if (table === undefined) return undefined;
      return constantExpr(
        'dynamic',
        cx.plan(table, scope).columns.map((column) => column.name),
      );
    }
    case 'ingestion_time': {
      return { type: 'datetime', read: cx.ingestionTime, fixed: false };
    }
    default:
      return undefined;
  }
};

/** A user function that gives a scalar, compiled in place of its call. */
const userExpr = (
  cx: Compiler,
  node: KustoEngine.Expression,
  args: readonly KustoEngine.Expression[],
  scope: Scope,
): Expr | undefined => {
  const invocation = invocationOf(cx, node, args, scope);
  if (invocation === undefined || invocation.body.Expression === null) return undefined;
  const statements = cx.engine.list(invocation.body.Statements).map((each) => each.Element$1);
  return cx.expr(invocation.body.Expression, cx.statements(statements, invocation.scope));
};

/** A call of a function of scalars. */
export const callExpr = (
  cx: Compiler,
  node: KustoEngine.Expression,
  name: string,
  args: readonly KustoEngine.Expression[],
  scope: Scope,
): Expr => {
  const { Symbols, Syntax: X } = cx.engine.language;
  const symbol = node.ReferencedSymbol;
  const isOwn =
    scope.names.get(name)?.kind === 'function' ||
    (symbol instanceof Symbols.FunctionSymbol && cx.globals.IsDatabaseFunction(symbol));
  if (isOwn) return userExpr(cx, node, args, scope) ?? refuse(name, node, 'the body of this function is not known');
  if (
    symbol instanceof Symbols.FunctionSymbol &&
    cx.globals.IsAggregateFunction(symbol) &&
    scope.aggregate !== undefined
  )
    if (node instanceof X.FunctionCallExpression) return scope.aggregate(node);
  const known = special(cx, node, name, args, scope);
  if (known !== undefined) return known;
  const parts = args.flatMap((arg) => {
    if (arg instanceof X.StarExpression) return allColumns(scope).map(([, column]) => column);
    return [cx.expr(arg instanceof X.SimpleNamedExpression ? arg.Expression : arg, scope)];
  });
  const row = rowFunctionExpr(cx, name, parts, node, scope);
  if (row !== undefined) return row;
  const fn = scalarFunctions.get(name);
  if (fn === undefined) return refuse(`${name}()`, node);
  const given: readonly Argument[] = parts.map(({ type, constant }) =>
    constant === undefined ? { type } : { type, constant: constant.value },
  );
  const type = fn.type?.(given) ?? cx.typeOf(node);
  const apply = fn.bind(given, {
    ...cx.context,
    unsupported: (feature) => refuse(feature, node),
    fail: (message) => fail(message, node),
  });
  const read = bounded(type, readerOf(parts, apply));
  if (ofTheCall.has(name)) return { type, read, fixed: false };
  if (ofTheRun.has(name)) {
    const isFixed = parts.every(({ fixed }) => fixed);
    return isFixed ? { type, read: cx.once(() => read([])), fixed: true } : { type, read, fixed: false };
  }
  return derived(cx, type, parts, read);
};

/** Letters of a text and elements of a list that one call may give: the next one around it could take all memory. */
const longest = { text: 1 << 24, list: 1 << 22 };

/** Throws a RangeError, as the machine does for what it cannot hold. */
const bounded = (type: Type, read: (row: Row) => Value): ((row: Row) => Value) => {
  if (type !== 'string' && type !== 'dynamic') return read;
  return (row) => {
    const value = read(row);
    if (typeof value === 'string' ? value.length > longest.text : isArray(value) && value.length > longest.list)
      throw new RangeError('a text or list grows too long');
    return value;
  };
};

/** Calls with few arguments are the rule, and need no general list. */
const readerOf = (parts: readonly Expr[], apply: (values: readonly Value[]) => Value): ((row: Row) => Value) => {
  const [first, second] = parts;
  if (parts.length === 1 && first !== undefined) return (row) => apply([first.read(row)]);
  if (parts.length === 2 && first !== undefined && second !== undefined)
    return (row) => apply([first.read(row), second.read(row)]);
  return (row) => apply(parts.map((part) => part.read(row)));
};
