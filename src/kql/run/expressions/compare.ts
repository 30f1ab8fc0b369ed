import { type Compiler, constantExpr, derived, type Expr } from '../compiler.ts';
import { converter } from '../values/convert.ts';
import { Decimal } from '../values/decimal.ts';
import { writeJson } from '../values/json.ts';
import { Datetime, Guid, isArray, isBag, numberTypes, Real, Timespan, type Type, type Value } from '../values/value.ts';

type Plain = string | number | bigint | boolean | null | Decimal;

/** A value as something that can be compared: typed scalars of a dynamic as what they hold. */
const plain = (value: Value): Plain => {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Real) return value.value;
  if (value instanceof Datetime || value instanceof Timespan) return value.ticks;
  if (value instanceof Guid) return value.text;
  if (value instanceof Decimal) return value;
  return isArray(value) || isBag(value) ? writeJson(value) : null;
};

const isNumeric = (value: Plain): value is number | bigint | Decimal =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal;

const toDecimal = (value: number | bigint | Decimal): Decimal | undefined => {
  if (value instanceof Decimal) return value;
  return typeof value === 'bigint' ? Decimal.of(value, 0) : Decimal.fromNumber(value);
};

const ordinal = (left: string | number | bigint | boolean, right: string | number | bigint | boolean): number => {
  if (left < right) return -1;
  return left > right ? 1 : 0;
};

/**
 * Compares two values that are not null: below zero, zero or above; undefined where they have no order (NaN, a text and
 * a number).
 */
export const compare = (leftValue: Value, rightValue: Value): number | undefined => {
  const left = plain(leftValue);
  const right = plain(rightValue);
  if (isNumeric(left) && isNumeric(right)) {
    if (left instanceof Decimal || right instanceof Decimal) {
      const [one, other] = [toDecimal(left), toDecimal(right)];
      return one === undefined || other === undefined ? undefined : one.compare(other);
    }
    return Number.isNaN(left) || Number.isNaN(right) ? undefined : ordinal(left, right);
  }
  if (typeof left === 'boolean' && isNumeric(right)) return compare(left ? 1 : 0, right);
  if (isNumeric(left) && typeof right === 'boolean') return compare(left, right ? 1 : 0);
  if (typeof left === 'string' && typeof right === 'string') return ordinal(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return ordinal(left, right);
  return undefined;
};

export const areEqual = (left: Value, right: Value): boolean => compare(left, right) === 0;

const simple: ReadonlySet<Type> = new Set(['int', 'long', 'datetime', 'timespan', 'bool', 'real']);

const equality = (left: Expr, right: Expr): ((row: readonly Value[]) => boolean | null) => {
  const { read: readLeft } = left;
  const { read: readRight } = right;
  if (left.type === 'string' && right.type === 'string') return (row) => readLeft(row) === readRight(row);
  if (left.type === right.type && simple.has(left.type))
    return (row) => {
      const one = readLeft(row);
      const other = readRight(row);
      return one === null && other === null ? null : one === other;
    };
  return (row) => {
    const one = readLeft(row);
    const other = readRight(row);
    return one === null && other === null ? null : areEqual(one, other);
  };
};

/**
 * A literal as what it is compared with holds it: a number beside a text is its text, and a text beside a number the
 * number in it. Rules that Microsoft publishes rest on it (`ResultType == 0` over texts, `EventID == "4688"` over
 * numbers); no page states it.
 */
export const literalBeside = (literal: Expr, other: Expr): Expr => {
  const isApart =
    (numberTypes.includes(literal.type) && other.type === 'string') ||
    (literal.type === 'string' && numberTypes.includes(other.type));
  if (literal.constant === undefined || other.constant !== undefined || !isApart) return literal;
  return constantExpr(other.type, converter(literal.type, other.type)(literal.constant.value));
};

/** `==` and `!=`: of two nulls null, of one of them false and true. */
export const equalityExpr = (cx: Compiler, left: Expr, right: Expr, isEqual: boolean): Expr => {
  const equal = equality(literalBeside(left, right), literalBeside(right, left));
  if (isEqual) return derived(cx, 'bool', [left, right], equal);
  return derived(cx, 'bool', [left, right], (row) => {
    const answer = equal(row);
    return answer === null ? null : !answer;
  });
};

type Ordering = '<' | '<=' | '>' | '>=';

const holds = (ordering: Ordering, comparison: number): boolean => {
  switch (ordering) {
    case '<':
      return comparison < 0;
    case '<=':
      return comparison <= 0;
    case '>':
      return comparison > 0;
    case '>=':
      return comparison >= 0;
  }
};

/** `<`, `<=`, `>`, `>=`: null where a side is null. */
export const orderingExpr = (cx: Compiler, left: Expr, right: Expr, ordering: Ordering): Expr => {
  const { read: readLeft } = left;
  const { read: readRight } = right;
  return derived(cx, 'bool', [left, right], (row) => {
    const one = readLeft(row);
    const other = readRight(row);
    if (one === null || other === null) return null;
    if (typeof one === 'number' && typeof other === 'number') {
      if (ordering === '<') return one < other;
      if (ordering === '<=') return one <= other;
      return ordering === '>' ? one > other : one >= other;
    }
    const comparison = compare(one, other);
    return comparison !== undefined && holds(ordering, comparison);
  });
};

/** `between` and `!between`, bounds included; null where one of the three is null. */
export const betweenExpr = (cx: Compiler, value: Expr, low: Expr, high: Expr, isWithin: boolean): Expr =>
  derived(cx, 'bool', [value, low, high], (row) => {
    const one = value.read(row);
    const bottom = low.read(row);
    const top = high.read(row);
    if (one === null || bottom === null || top === null) return null;
    const above = compare(one, bottom);
    const below = compare(one, top);
    return (above !== undefined && below !== undefined && above >= 0 && below <= 0) === isWithin;
  });
