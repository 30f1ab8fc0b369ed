import { type Compiler, derived, type Expr } from '../compiler.ts';
import { keyOf } from '../values/keys.ts';
import { foldCase } from '../text.ts';
import { Guid, Real, type Row, type Type, type Value } from '../values/value.ts';
import { areEqual } from './compare.ts';

const plainTypes: ReadonlySet<Type> = new Set(['string', 'long', 'int', 'bool', 'datetime', 'timespan']);

/** A value as a set of values of its kind holds it: a typed scalar of a dynamic as what it holds. */
const memberKey = (value: Value, fold: boolean): ReturnType<typeof keyOf> => {
  if (typeof value === 'string') return fold ? foldCase(value) : value;
  if (value instanceof Real) return value.value;
  return value instanceof Guid ? value.text : keyOf(value);
};

/** `in`, `!in` and their case-insensitive kinds. A null is in no list. */
export const membershipExpr = (
  cx: Compiler,
  left: Expr,
  parts: readonly Expr[],
  values: (row: Row) => readonly Value[],
  kind: string,
): Expr => {
  const isNegated = kind === 'NotInExpression' || kind === 'NotInCsExpression';
  // The engine calls `in~` InCs, of all things, and `in` In.
  const fold = kind === 'InCsExpression' || kind === 'NotInCsExpression';
  const { read } = left;
  const answer = (isIn: boolean): boolean => isIn !== isNegated;
  if (parts.every(({ fixed }) => fixed) && (plainTypes.has(left.type) || left.type === 'dynamic')) {
    const keys = cx.once(() => new Set(values([]).map((value) => memberKey(value, fold))));
    return derived(cx, 'bool', [left, ...parts], (row) => {
      const value = read(row);
      return answer(value !== null && keys().has(memberKey(value, fold)));
    });
  }
  return derived(cx, 'bool', [left, ...parts], (row) => {
    const value = read(row);
    if (value === null) return answer(false);
    const wanted = fold && typeof value === 'string' ? foldCase(value) : value;
    const isIn = values(row).some((each) => {
      const other = fold && typeof each === 'string' ? foldCase(each) : each;
      return other !== null && areEqual(wanted, other);
    });
    return answer(isIn);
  });
};
