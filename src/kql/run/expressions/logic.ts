import { type Compiler, derived, type Expr } from '../compiler.ts';
import type { Value } from '../values/value.ts';

const truth = (value: Value): boolean | null => (typeof value === 'boolean' ? value : null);

/** A condition's answer; what a dynamic holds that is no boolean is none. */
export const conditionOf =
  ({ read }: Expr): ((row: readonly Value[]) => boolean | null) =>
  (row) =>
    truth(read(row));

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
