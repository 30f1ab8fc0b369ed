import { type Compiler, type Expr, refuse, type Scope } from '../compiler.ts';
import { keyOfAll } from '../values/keys.ts';
import type { Row, Type } from '../values/value.ts';
import { items } from './common.ts';

/** Two expressions that must be equal, one of each side. */
export type Pair = { readonly left: Expr; readonly right: Expr };

/** The pairs of expressions that must be equal, of the conditions of `on`. */
export const pairsOf = (
  cx: Compiler,
  clause: KustoEngine.JoinConditionClause | null,
  left: Scope,
  right: Scope,
): readonly Pair[] => {
  const { Syntax: X } = cx.engine.language;
  const sideOf = (node: KustoEngine.Expression): 'left' | 'right' | undefined => {
    if (node instanceof X.PathExpression && node.Expression instanceof X.NameReference) {
      if (node.Expression.SimpleName === '$left') return 'left';
      if (node.Expression.SimpleName === '$right') return 'right';
    }
    return undefined;
  };
  const pairs = (node: KustoEngine.Expression): readonly Pair[] => {
    if (node instanceof X.ParenthesizedExpression) return pairs(node.Expression);
    if (node instanceof X.NameReference) return [{ left: cx.expr(node, left), right: cx.expr(node, right) }];
    if (node instanceof X.BinaryExpression) {
      const kind = cx.kindOf(node);
      if (kind === 'AndExpression') return [...pairs(node.Left), ...pairs(node.Right)];
      const [one, other] = [sideOf(node.Left), sideOf(node.Right)];
      if (kind === 'EqualExpression' && one !== undefined && other !== undefined && one !== other) {
        const [leftNode, rightNode] = one === 'left' ? [node.Left, node.Right] : [node.Right, node.Left];
        if (leftNode instanceof X.PathExpression && rightNode instanceof X.PathExpression)
          return [{ left: cx.expr(leftNode.Selector, left), right: cx.expr(rightNode.Selector, right) }];
      }
    }
    return refuse('this condition of join', node, 'conditions are column names and $left.a == $right.b');
  };
  if (clause === null) return [];
  if (!(clause instanceof X.JoinOnClause)) return refuse('join where', clause);
  return items(cx, clause.Expressions).flatMap(pairs);
};

/** What rows are grouped by. */
export type Key = ReturnType<typeof keyOfAll>;

/** The type in which the two sides of a condition are compared. */
export const meeting = (pair: Pair): Type | undefined => {
  const { left, right } = pair;
  if (left.type === right.type) return undefined;
  if (left.type === 'dynamic' || right.type === 'dynamic') return left.type === 'dynamic' ? right.type : left.type;
  for (const type of ['decimal', 'real', 'long'] as const) if (left.type === type || right.type === type) return type;
  return 'string';
};

/** The key of a row; undefined where a part of it is null, which equals nothing. */
export const keyReader = (exprs: readonly Expr[]): ((row: Row) => Key | undefined) => {
  const [first] = exprs;
  if (exprs.length === 1 && first !== undefined)
    return (row) => {
      const value = first.read(row);
      return value === null ? undefined : keyOfAll([value]);
    };
  return (row) => {
    const values = exprs.map((expr) => expr.read(row));
    return values.includes(null) ? undefined : keyOfAll(values);
  };
};

/** The key by which rows of equal conditions are one to innerunique: nulls count as values here. */
export const uniqueKeyReader =
  (exprs: readonly Expr[]): ((row: Row) => Key) =>
  (row) =>
    keyOfAll(exprs.map((expr) => expr.read(row)));

/** Rows by their key; those without one are in no group. */
export const grouped = (rows: readonly Row[], keyOf: (row: Row) => Key | undefined): Map<Key, Row[]> => {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};
