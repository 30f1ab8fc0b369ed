import {
  type Compiler,
  constantExpr,
  type Expr,
  fixedValue,
  overRows,
  type Plan,
  type Scope,
  withRow,
} from '../compiler.ts';
import { conditionOf } from '../expressions/logic.ts';
import { keyOfAll } from '../values/keys.ts';
import { type SortKey, sortRows } from '../values/sorting.ts';
import { isWhole, type Row, type Value } from '../values/value.ts';
import { items, mapRows, type OperatorCompiler, over } from './common.ts';
import { freeColumn, outputsOf } from './project.ts';

/** Keeps the rows for which a condition is true. */
export const filterRows = (cx: Compiler, input: Plan, condition: Expr): Plan => {
  const holds = conditionOf(condition);
  return over(cx, input, input.columns, (rows) => {
    if (condition.serial !== true) return rows.filter((row) => holds(row) === true);
    const kept: Row[] = [];
    overRows(cx, [condition], rows, (row) => {
      if (holds(row) === true) kept.push(row);
    });
    return kept;
  });
};

export const where: OperatorCompiler<KustoEngine.FilterOperator> = (cx, node, input, scope) =>
  filterRows(cx, input, cx.expr(node.Condition, withRow(scope, input.columns)));

/** A number of rows; none where it is not a number. */
export const countOf = (cx: Compiler, node: KustoEngine.Expression, scope: Scope): (() => number) => {
  const { row: _row, ...outer } = scope;
  const expr = cx.expr(node, outer);
  return () => {
    const value = fixedValue(expr);
    return isWhole(value) ? Math.max(0, Number(value)) : 0;
  };
};

/** The first rows, or the last ones where the run takes the other choice. */
export const firstRows = (cx: Compiler, rows: readonly Row[], count: number, isFree: boolean): readonly Row[] => {
  if (rows.length <= count) return rows;
  return isFree && cx.run().input.choice === 'last' ? rows.slice(rows.length - count) : rows.slice(0, count);
};

export const take: OperatorCompiler<KustoEngine.TakeOperator> = (cx, node, input, scope) => {
  const count = countOf(cx, node.Expression, scope);
  const isFree = input.ordered !== true;
  if (isFree) cx.noteArbitrary('take', node);
  const { head } = input;
  if (head !== undefined) return { ...over(cx, input, input.columns, (rows) => rows), rows: () => head(count()) };
  return over(cx, input, input.columns, (rows) => firstRows(cx, rows, count(), isFree));
};

/** The keys of `sort by` and `top`: descending and nulls last unless told otherwise. */
export const sortKeys = (cx: Compiler, nodes: readonly KustoEngine.Expression[], scope: Scope): readonly SortKey[] => {
  const { Syntax: X } = cx.engine.language;
  return nodes.map((node): SortKey => {
    const ordering = node instanceof X.OrderedExpression ? node.Ordering : undefined;
    const expr = cx.expr(node instanceof X.OrderedExpression ? node.Expression : node, scope);
    const descending = ordering?.AscOrDescKeyword?.Text !== 'asc';
    const nulls = ordering?.NullsClause?.FirstOrLastKeyword.Text;
    return { read: expr.read, descending, nullsFirst: nulls === undefined ? !descending : nulls === 'first' };
  });
};

export const sort: OperatorCompiler<KustoEngine.SortOperator> = (cx, node, input, scope) => {
  const keys = sortKeys(cx, items(cx, node.Expressions), withRow(scope, input.columns));
  return over(cx, input, input.columns, (rows) => sortRows(rows, keys), true);
};

export const top: OperatorCompiler<KustoEngine.TopOperator> = (cx, node, input, scope) => {
  const count = countOf(cx, node.Expression, scope);
  const keys = sortKeys(cx, [node.ByExpression], withRow(scope, input.columns));
  // Of rows that are equal, which ones are among the first is nobody's promise.
  cx.noteArbitrary('top', node);
  return over(cx, input, input.columns, (rows) => sortRows(rows, keys).slice(0, count()), true);
};

export const countRows: OperatorCompiler<KustoEngine.CountOperator> = (cx, node, input) =>
  over(
    cx,
    input,
    [{ name: node.AsIdentifier?.Identifier.Text ?? 'Count', type: 'long' }],
    (rows) => [[rows.length]],
    false,
  );

/** Rows without those whose values an earlier one has. */
export const distinctRows = (rows: readonly Row[]): readonly Row[] => {
  const seen = new Set<Value>();
  return rows.filter((row) => {
    const key = keyOfAll(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

export const distinct: OperatorCompiler<KustoEngine.DistinctOperator> = (cx, node, input, scope) => {
  const inner = withRow(scope, input.columns);
  const taken = new Set<string>();
  const outputs = items(cx, node.Expressions).flatMap((each) =>
    outputsOf(cx, each, inner).map(({ name, expr }) => ({ name: name ?? freeColumn(taken), expr })),
  );
  return over(
    cx,
    mapRows(cx, input, outputs),
    outputs.map(({ name, expr }) => ({ name, type: expr.type })),
    distinctRows,
  );
};

/** Rows of a run's chance, without repetition. */
export const sample: OperatorCompiler<KustoEngine.SampleOperator> = (cx, node, input, scope) => {
  cx.noteArbitrary('sample', node);
  const count = countOf(cx, node.Expression, scope);
  return { ...over(cx, input, input.columns, (rows) => chosen(cx, rows, count())), fixed: input.fixed };
};

const chosen = (cx: Compiler, rows: readonly Row[], count: number): readonly Row[] => {
  const left = [...rows];
  const taken: Row[] = [];
  while (taken.length < count && left.length > 0) {
    const [row] = left.splice(Math.floor(cx.run().random() * left.length), 1);
    if (row !== undefined) taken.push(row);
  }
  return taken;
};

/** `sample-distinct N of X`: so many different values. */
export const sampleDistinct: OperatorCompiler<KustoEngine.SampleDistinctOperator> = (cx, node, input, scope) => {
  cx.noteArbitrary('sample-distinct', node);
  const count = countOf(cx, node.Expression, scope);
  const [output] = outputsOf(cx, node.OfExpression, withRow(scope, input.columns));
  const expr = output?.expr ?? constantExpr('dynamic', null);
  const only = mapRows(cx, input, [{ name: output?.name ?? 'Column1', expr }]);
  return over(cx, only, only.columns, (rows) => firstRows(cx, distinctRows(rows), count(), true));
};
