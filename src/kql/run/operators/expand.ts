import { type Compiler, type Expr, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { converter } from '../values/convert.ts';
import { type Column, type Dynamic, isArray, isBag, type Row, type Type, type Value } from '../values/value.ts';
import { items, nameOf, type OperatorCompiler, over, parameterText, uniqueName } from './common.ts';
import { countOf } from './rows.ts';

/** One expression that is expanded: what it reads, and the column that its elements go to. */
type Expansion = {
  readonly expr: Expr;
  readonly column: Column;
  readonly position: number;
  readonly convert: (value: Value) => Value;
};

type Shape = {
  readonly expansions: readonly Expansion[];
  readonly columns: readonly Column[];
  /** Where the number of the element goes, if anywhere. */
  readonly indexAt: number;
  readonly bagsAsPairs: boolean;
};

const typeAsked = (cx: Compiler, clause: KustoEngine.ToTypeOfClause | null): Type | undefined => {
  if (clause === null) return undefined;
  const [type] = items(cx, clause.TypeOf.Types);
  return type === undefined ? undefined : cx.typeNamed(cx.textOf(type));
};

const shapeOf = (
  cx: Compiler,
  node: { readonly Parameters?: KustoEngine.MaybeList<KustoEngine.NamedParameter> },
  nodes: readonly KustoEngine.MvExpandExpression[],
  input: Plan,
  scope: Scope,
): Shape => {
  const { Syntax: X } = cx.engine.language;
  const inner = withRow(scope, input.columns);
  const columns: Column[] = [...input.columns];
  const taken = new Set(columns.map(({ name }) => name));
  const expansions = nodes.map((each): Expansion => {
    const expr = cx.expr(each.Expression, inner);
    const type = typeAsked(cx, each.ToTypeOf) ?? (expr.type === 'dynamic' ? 'dynamic' : expr.type);
    const given = nameOf(cx, each.Expression);
    const name = given ?? uniqueName('Column1', taken);
    const isOwn = each.Expression instanceof X.NameReference || given !== undefined;
    const known = isOwn ? columns.findIndex((column) => column.name === name) : -1;
    const position = known === -1 ? columns.length : known;
    columns[position] = { name, type };
    taken.add(name);
    return { expr, column: { name, type }, position, convert: elementCast(type) };
  });
  const index = parameterText(cx, node, 'with_itemindex');
  const indexAt = index === undefined ? -1 : columns.length;
  if (index !== undefined) columns.push({ name: index, type: 'long' });
  const kind = parameterText(cx, node, 'bagexpansion') ?? parameterText(cx, node, 'kind') ?? 'bag';
  return { expansions, columns, indexAt, bagsAsPairs: kind === 'array' };
};

/** Elements are cast, not parsed: a text of digits is no long (Microsoft Learn, "mv-expand operator"). */
const elementCast = (type: Type): ((value: Value) => Value) => {
  const convert = converter('dynamic', type);
  if (type !== 'long' && type !== 'int' && type !== 'real' && type !== 'bool' && type !== 'decimal') return convert;
  return (value) => (typeof value === 'string' ? null : convert(value));
};

/** The elements of an array, the members of a bag; any other value is its only element. */
const elementsOf = (value: Value, bagsAsPairs: boolean): readonly Dynamic[] => {
  if (isArray(value)) return value;
  if (isBag(value))
    return [...value].map(([name, each]): Dynamic => (bagsAsPairs ? [name, each] : new Map([[name, each]])));
  return [value];
};

/** The rows that one row is expanded to: as many as its longest array has elements. */
const expandRow = (shape: Shape, row: Row, limit: number): readonly Row[] => {
  const lists = shape.expansions.map(({ expr }) => elementsOf(expr.read(row), shape.bagsAsPairs));
  const length = Math.min(limit, Math.max(0, ...lists.map((list) => list.length)));
  const made: Row[] = [];
  for (let index = 0; index < length; index += 1) {
    const values: Value[] = [...row];
    for (const [at, { position, convert }] of shape.expansions.entries())
      values[position] = convert(lists[at]?.[index] ?? null);
    if (shape.indexAt !== -1) values[shape.indexAt] = index;
    made.push(values);
  }
  return made;
};

/** `mv-expand`: a row for each element of an array or bag. */
export const mvExpand: OperatorCompiler<KustoEngine.MvExpandOperator> = (cx, node, input, scope) => {
  const shape = shapeOf(cx, node, items(cx, node.Expressions), input, scope);
  const limit = node.RowLimitClause === null ? undefined : countOf(cx, node.RowLimitClause.RowLimit, scope);
  return over(cx, input, shape.columns, (rows) => {
    const most = limit?.() ?? Number.POSITIVE_INFINITY;
    const made: Row[] = [];
    for (const row of rows) {
      const expanded = expandRow(shape, row, most);
      cx.spend(expanded.length * shape.columns.length);
      for (const each of expanded) made.push(each);
    }
    return made;
  });
};

/** A table whose rows are put in from outside, for sub-queries that run once for each row or group. */
export type Slot = { readonly plan: Plan; readonly fill: (rows: readonly Row[]) => void };

export const slotOf = (columns: readonly Column[], ordered = false): Slot => {
  let current: readonly Row[] = [];
  return {
    plan: { columns, rows: () => current, fixed: false, ordered },
    fill: (rows) => {
      current = rows;
    },
  };
};

/** `mv-apply … on (…)`: a sub-query over the elements of each row; the row's own columns stay beside its result. */
export const mvApply: OperatorCompiler<KustoEngine.MvApplyOperator> = (cx, node, input, scope) => {
  if (node.ContextIdClause !== null) return refuse('mv-apply id', node);
  const shape = shapeOf(cx, node, items(cx, node.Expressions), input, scope);
  const limit = node.RowLimitClause === null ? undefined : countOf(cx, node.RowLimitClause.RowLimit, scope);
  const slot = slotOf(shape.columns, true);
  const sub = cx.plan(node.Subquery.Expression, { ...scope, input: slot.plan });
  const wanted = resultOf(cx, node, input, shape, sub);
  return {
    columns: wanted.map(({ column }) => column),
    fixed: input.fixed,
    rows: () => {
      const most = limit?.() ?? Number.POSITIVE_INFINITY;
      const made: Row[] = [];
      for (const row of input.rows()) {
        slot.fill(expandRow(shape, row, most));
        for (const result of sub.rows())
          made.push(wanted.map(({ from, position }) => (from === 'sub' ? result : row)[position] ?? null));
        cx.spend(wanted.length);
      }
      return made;
    },
  };
};

type Wanted = { readonly column: Column; readonly from: 'row' | 'sub'; readonly position: number };

/** The columns of the row that the sub-query did not take over, and then all of the sub-query's. */
const resultOf = (
  cx: Compiler,
  node: KustoEngine.MvApplyOperator,
  input: Plan,
  shape: Shape,
  sub: Plan,
): readonly Wanted[] => {
  const binder = cx.resultColumns(node).map(({ name }) => name);
  const expanded = new Set(shape.expansions.map(({ column }) => column.name));
  const subAt = new Map(sub.columns.map(({ name }, index) => [name, index]));
  const ofSub = (column: Column, position: number): Wanted => ({ column, from: 'sub', position });
  const own = input.columns.flatMap((column, position): readonly Wanted[] => {
    const at = subAt.get(column.name);
    const replacing = at === undefined ? undefined : sub.columns[at];
    if (at !== undefined && replacing !== undefined) return [ofSub(replacing, at)];
    if (expanded.has(column.name) && !binder.includes(column.name)) return [];
    return [{ column, from: 'row', position }];
  });
  const known = new Set(own.map(({ column }) => column.name));
  return [...own, ...sub.columns.flatMap((column, at) => (known.has(column.name) ? [] : [ofSub(column, at)]))];
};
