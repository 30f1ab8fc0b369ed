import { type Compiler, derived, type Expr } from '../compiler.ts';
import type { Value } from '../values/value.ts';

const truth = (value: Value): boolean | null => (typeof value === 'boolean' ? value : null);

/** A condition's answer where a dynamic or a number stands for it. */
export const conditionOf = (expr: Expr): ((row: readonly Value[]) => boolean | null) => {
  const { read, type } = expr;
  if (type === 'bool' || type === 'dynamic') return (row) => truth(read(row));
  return (row) => {
    const value = read(row);
    return value === null ? null : value !== 0;
  };
};

/** `and` of three values: false wins over null. */
export const andExpr = (cx: Compiler, left: Expr, right: Expr): Expr => {
  const one = conditionOf(left);
  const other = conditionOf(right);
  return derived(cx, 'bool', [left, right], (row) => {
    const first = one(row);
    if (first === false) return false;
    const second = other(row);
    if (second === false) return false;
    return first === null || second === null ? null : true;
  });
};

/** `or` of three values: true wins over null. */
export const orExpr = (cx: Compiler, left: Expr, right: Expr): Expr => {
  const one = conditionOf(left);
  const other = conditionOf(right);
  return derived(cx, 'bool', [left, right], (row) => {
    const first = one(row);
    if (first === true) return true;
    const second = other(row);
    if (second === true) return true;
    return first === null || second === null ? null : false;
  });
};
