import { columnExpr, type Compiler, type Expr, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { compareForOrder } from '../values/sorting.ts';
import { type Column, isArray, type Type } from '../values/value.ts';
import { items, mapRows, nameOf, type OperatorCompiler, type Output, over, uniqueName, wildcard } from './common.ts';

/** What the engine calls its types outside of the language. */
const dataTypes: Readonly<Record<Type, string>> = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  string: 'System.String',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
};

/** `getschema`: a row for each column. Its input runs, since only rows tell the columns of some plug-ins and tables. */
export const getSchema = (input: Plan): Plan => {
  const rows = input.columns.map(({ name, type }, index) => [name, index, dataTypes[type], type]);
  return {
    columns: [
      { name: 'ColumnName', type: 'string' },
      { name: 'ColumnOrdinal', type: 'int' },
      { name: 'DataType', type: 'string' },
      { name: 'ColumnType', type: 'string' },
    ],
    rows: () => {
      input.rows();
      return rows;
    },
    fixed: input.fixed,
    ordered: true,
  };
};

/** A function that gives several columns (`series_fit_line`): one output for each. */
const tupleOutputs = (
  cx: Compiler,
  node: KustoEngine.Expression,
  tuple: KustoEngine.TupleSymbol,
  names: readonly string[],
  scope: Scope,
): readonly Output[] => {
  const whole = cx.expr(node, scope);
  return cx.engine.list(tuple.Columns).map((column, index): Output => {
    const type = cx.typeOfSymbol(column.Type);
    const read: Expr['read'] = (row) => {
      const values = whole.read(row);
      return isArray(values) ? (values[index] ?? null) : null;
    };
    return { name: names[index] ?? column.Name, expr: { ...whole, type, read } };
  });
};

/** What one expression of `project`, `extend` or `print` gives: one column as a rule. */
export const outputsOf = (
  cx: Compiler,
  node: KustoEngine.Expression,
  scope: Scope,
): readonly { readonly name: string | undefined; readonly expr: Expr }[] => {
  const { Syntax: X, Symbols } = cx.engine.language;
  const inner = node instanceof X.CompoundNamedExpression ? node.Expression : node;
  if (inner.ResultType instanceof Symbols.TupleSymbol) {
    const names =
      node instanceof X.CompoundNamedExpression ? items(cx, node.Names.Names).map((each) => each.SimpleName) : [];
    const single = node instanceof X.SimpleNamedExpression ? [node.Name.SimpleName] : names;
    return tupleOutputs(cx, inner, inner.ResultType, single, scope);
  }
  if (node instanceof X.StarExpression)
    return (scope.row?.columns ?? []).map(({ name, type, unsure }, index) => ({
      name,
      expr: columnExpr(type, index, unsure),
    }));
  const expr = cx.expr(inner, scope);
  // What the binder has no type for is dynamic here, and gives way to a type that is known (union).
  const isUnsure = expr.type === 'dynamic' && inner.ResultType?.Name === 'unknown';
  const [own] = node instanceof X.CompoundNamedExpression ? items(cx, node.Names.Names) : [];
  return [{ name: own?.SimpleName ?? nameOf(cx, node), expr: isUnsure ? { ...expr, unsure: true } : expr }];
};

/** `project`: the columns that are named, computed or both. */
export const project: OperatorCompiler<KustoEngine.ProjectOperator> = (cx, node, input, scope) => {
  const inner = withRow(scope, input.columns);
  const taken = new Set<string>();
  const outputs: Output[] = [];
  const unnamed: number[] = [];
  for (const each of items(cx, node.Expressions))
    for (const { name, expr } of outputsOf(cx, each, inner)) {
      if (name === undefined) unnamed.push(outputs.length);
      outputs.push({ name: name === undefined ? '' : uniqueName(name, taken), expr });
    }
  const named = outputs.map((output) => (output.name === '' ? { ...output, name: freeColumn(taken) } : output));
  return mapRows(cx, input, named);
};

/** The first free name of `Column1`, `Column2`… */
export const freeColumn = (taken: Set<string>): string => {
  let count = 1;
  while (taken.has(`Column${count}`)) count += 1;
  taken.add(`Column${count}`);
  return `Column${count}`;
};

/** `extend` and `serialize`: columns of known names are replaced where they stand, others come last. */
export const extend: OperatorCompiler<KustoEngine.ExtendOperator> = (cx, node, input, scope) => {
  const inner = withRow(scope, input.columns);
  const outputs: Output[] = input.columns.map(({ name, type, unsure }, index) => ({
    name,
    expr: columnExpr(type, index, unsure),
  }));
  const taken = new Set(input.columns.map(({ name }) => name));
  for (const each of items(cx, node.Expressions))
    for (const { name: given, expr } of outputsOf(cx, each, inner)) {
      const name = given ?? freeColumn(taken);
      taken.add(name);
      const at = outputs.findIndex((output) => output.name === name);
      if (at === -1) outputs.push({ name, expr });
      else outputs[at] = { name, expr };
    }
  return mapRows(cx, input, outputs);
};

/** Picks columns of the input by position. */
export const pick = (cx: Compiler, input: Plan, positions: readonly number[], names?: readonly string[]): Plan => {
  const columns = positions.flatMap((position, index): readonly Column[] => {
    const column = input.columns[position];
    return column === undefined ? [] : [{ ...column, name: names?.[index] ?? column.name }];
  });
  return over(cx, input, columns, (rows) =>
    rows.map((row) => {
      const picked = positions.map((position) => row[position] ?? null);
      cx.noteMade(picked, row);
      return picked;
    }),
  );
};

/** Tests for the names that an expression of `project-away` and its siblings stands for. */
const namesMeant = (cx: Compiler, node: KustoEngine.Expression): ((name: string) => boolean) => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.OrderedExpression) return namesMeant(cx, node.Expression);
  if (node instanceof X.StarExpression) return () => true;
  if (node instanceof X.NameReference) {
    const name = node.SimpleName;
    return name.includes('*') ? wildcard(name) : (each) => each === name;
  }
  return refuse(cx.kindOf(node), node);
};

const positionsWhere = (input: Plan, test: (name: string) => boolean): readonly number[] =>
  input.columns.flatMap(({ name }, index) => (test(name) ? [index] : []));

export const projectAway: OperatorCompiler<KustoEngine.ProjectAwayOperator> = (cx, node, input) => {
  const tests = items(cx, node.Expressions).map((each) => namesMeant(cx, each));
  return pick(
    cx,
    input,
    positionsWhere(input, (name) => !tests.some((test) => test(name))),
  );
};

export const projectKeep: OperatorCompiler<KustoEngine.ProjectKeepOperator> = (cx, node, input) => {
  const tests = items(cx, node.Expressions).map((each) => namesMeant(cx, each));
  return pick(
    cx,
    input,
    positionsWhere(input, (name) => tests.some((test) => test(name))),
  );
};

/** `project-by-names`: columns in the order in which texts, arrays of them or patterns name them; others are passed over. */
export const projectByNames: OperatorCompiler<KustoEngine.ProjectByNamesOperator> = (cx, node, input, scope) => {
  const names = items(cx, node.Expressions).flatMap((each): readonly string[] => {
    const value = cx.expr(each, scope).constant?.value;
    if (value === undefined) return refuse('project-by-names', each, 'a name is not a constant');
    return (isArray(value) ? value : [value]).flatMap((name) => (typeof name === 'string' ? [name] : []));
  });
  const positions = names.flatMap((name) => positionsWhere(input, wildcard(name)));
  return pick(cx, input, [...new Set(positions)]);
};

/** Numbers within names count as numbers for `granny-asc`. */
const granny = (left: string, right: string): number => {
  const split = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];
  const [one, other] = [split(left), split(right)];
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const [a = '', b = ''] = [one[index], other[index]];
    const order = /^\d/.test(a) && /^\d/.test(b) ? Number(a) - Number(b) : compareForOrder(a, b);
    if (order !== 0) return order;
  }
  return one.length - other.length;
};

/** `project-reorder`: columns that are named come first, those of a pattern in the order that it asks for. */
export const projectReorder: OperatorCompiler<KustoEngine.ProjectReorderOperator> = (cx, node, input) => {
  const { Syntax: X } = cx.engine.language;
  const first: number[] = [];
  const nameAt = (position: number): string => input.columns[position]?.name ?? '';
  for (const each of items(cx, node.Expressions)) {
    const meant = positionsWhere(input, namesMeant(cx, each)).filter((position) => !first.includes(position));
    const keyword = each instanceof X.OrderedExpression ? each.Ordering.AscOrDescKeyword?.Text : undefined;
    const order = keyword?.startsWith('granny') === true ? granny : compareForOrder;
    if (keyword !== undefined) {
      const sorted = meant.toSorted((left, right) => order(nameAt(left), nameAt(right)));
      first.push(...(keyword.endsWith('desc') ? sorted.toReversed() : sorted));
    } else first.push(...meant);
  }
  return pick(
    cx,
    input,
    [...first, ...input.columns.keys()].filter((each, at, all) => all.indexOf(each) === at),
  );
};

/** `project-rename`: new names in the old places. */
export const projectRename: OperatorCompiler<KustoEngine.ProjectRenameOperator> = (cx, node, input) => {
  const { Syntax: X } = cx.engine.language;
  const renamed = new Map<string, string>();
  for (const each of items(cx, node.Expressions)) {
    if (!(each instanceof X.SimpleNamedExpression) || !(each.Expression instanceof X.NameReference)) continue;
    renamed.set(each.Expression.SimpleName, each.Name.SimpleName);
  }
  return {
    ...input,
    columns: input.columns.map(({ name, ...column }) => ({ ...column, name: renamed.get(name) ?? name })),
  };
};
