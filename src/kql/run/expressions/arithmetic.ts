import { type Compiler, constantExpr, derived, type Expr } from '../compiler.ts';
import { converter } from '../values/convert.ts';
import { Decimal } from '../values/decimal.ts';
import { instant } from '../values/instants.ts';
import {
  addWhole,
  divideWhole,
  epochTicks,
  floorDivideWhole,
  int32,
  isWhole,
  multiplyWhole,
  negateWhole,
  numberTypes,
  subtractWhole,
  type Type,
  type Value,
  type Whole,
  whole,
} from '../values/value.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** A remainder that is never below zero, as the engine's `%` gives it; null for a division by zero. */
const remainder = (left: Whole, right: Whole): Whole | null => {
  if (right === 0) return null;
  const divisor = BigInt(right);
  const size = divisor < 0n ? -divisor : divisor;
  const rest = BigInt(left) % size;
  return whole(rest < 0n ? rest + size : rest);
};

const onWholes = (operator: ArithmeticOperator): ((left: Whole, right: Whole) => Whole | null) => {
  switch (operator) {
    case '+':
      return addWhole;
    case '-':
      return subtractWhole;
    case '*':
      return multiplyWhole;
    case '/':
      return divideWhole;
    case '%':
      return remainder;
  }
};

const onReals = (operator: ArithmeticOperator): ((left: number, right: number) => number) => {
  switch (operator) {
    case '+':
      return (left, right) => left + right;
    case '-':
      return (left, right) => left - right;
    case '*':
      return (left, right) => left * right;
    case '/':
      return (left, right) => left / right;
    case '%':
      return (left, right) => {
        const rest = left % right;
        return rest < 0 ? rest + Math.abs(right) : rest;
      };
  }
};

const onDecimals = (operator: ArithmeticOperator): ((left: Decimal, right: Decimal) => Decimal | null) => {
  switch (operator) {
    case '+':
      return (left, right) => left.plus(right);
    case '-':
      return (left, right) => left.minus(right);
    case '*':
      return (left, right) => left.times(right);
    case '/':
      return (left, right) => left.dividedBy(right) ?? null;
    case '%':
      return (left, right) => {
        const quotient = left.dividedBy(right)?.truncate();
        return quotient === undefined ? null : left.minus(quotient.times(right));
      };
  }
};

type Operation = { readonly type: Type; readonly apply: (left: Value, right: Value) => Value };

const wholeOperation = (type: Type, apply: (left: Whole, right: Whole) => Whole | null): Operation => ({
  type,
  apply: (left, right) => (isWhole(left) && isWhole(right) ? apply(left, right) : null),
});

/** A length times or divided by a number that may have a fraction. */
const scaled = (operator: '*' | '/'): Operation => ({
  type: 'timespan',
  apply: (left, right) => {
    if (!isWhole(left) || typeof right !== 'number') return null;
    const ticks = operator === '*' ? Number(left) * right : Number(left) / right;
    return Number.isFinite(ticks) ? whole(BigInt(Math.trunc(ticks))) : null;
  },
});

const flipped = (operation: Operation): Operation => ({
  type: operation.type,
  apply: (left, right) => operation.apply(right, left),
});

/** Operations on points and lengths of time. */
const timeOperations: Readonly<Record<string, Operation>> = {
  'datetime + timespan': wholeOperation('datetime', (left, right) => instant(addWhole(left, right))),
  'timespan + datetime': wholeOperation('datetime', (left, right) => instant(addWhole(left, right))),
  'datetime - timespan': wholeOperation('datetime', (left, right) => instant(subtractWhole(left, right))),
  'datetime - datetime': wholeOperation('timespan', subtractWhole),
  'datetime % timespan': wholeOperation('timespan', (left, right) =>
    remainder(whole(BigInt(left) + epochTicks), right),
  ),
  'timespan + timespan': wholeOperation('timespan', addWhole),
  'timespan - timespan': wholeOperation('timespan', subtractWhole),
  'timespan % timespan': wholeOperation('timespan', remainder),
  'timespan / timespan': {
    type: 'real',
    apply: (left, right) => (isWhole(left) && isWhole(right) ? Number(left) / Number(right) : null),
  },
  'timespan * int': wholeOperation('timespan', multiplyWhole),
  'timespan * long': wholeOperation('timespan', multiplyWhole),
  'timespan / int': wholeOperation('timespan', divideWhole),
  'timespan / long': wholeOperation('timespan', divideWhole),
  'int * timespan': wholeOperation('timespan', multiplyWhole),
  'long * timespan': wholeOperation('timespan', multiplyWhole),
  'timespan * real': scaled('*'),
  'timespan / real': scaled('/'),
  'real * timespan': flipped(scaled('*')),
};

const numberOperation = (operator: ArithmeticOperator, type: Type): Operation => {
  if (type === 'real') {
    const apply = onReals(operator);
    return {
      type,
      apply: (left, right) => (typeof left === 'number' && typeof right === 'number' ? apply(left, right) : null),
    };
  }
  if (type === 'decimal') {
    const apply = onDecimals(operator);
    return {
      type,
      apply: (left, right) => (left instanceof Decimal && right instanceof Decimal ? apply(left, right) : null),
    };
  }
  const apply = onWholes(operator);
  if (type === 'long') return wholeOperation(type, apply);
  return wholeOperation('int', (left, right) => {
    const answer = apply(left, right);
    return answer === null ? null : int32(answer);
  });
};

/** The type in which two numbers meet: the wider of them; a dynamic takes the other's, or is a long. */
const commonNumber = (left: Type, right: Type): Type => {
  for (const type of ['decimal', 'real', 'long', 'int'] as const) if (left === type || right === type) return type;
  return 'long';
};

/** `+`, `-`, `*`, `/` and `%`: numbers meet in the wider type, dates and lengths of time as the language has it. */
export const arithmeticExpr = (
  cx: Compiler,
  operator: ArithmeticOperator,
  left: Expr,
  right: Expr,
  binder: Type,
): Expr => {
  const apply = timeOperations[`${left.type} ${operator} ${right.type}`];
  if (apply !== undefined)
    return derived(cx, apply.type, [left, right], (row) => apply.apply(left.read(row), right.read(row)));
  const isDynamic = left.type === 'dynamic' || right.type === 'dynamic';
  const meeting = isDynamic && binder !== 'dynamic' ? binder : commonNumber(left.type, right.type);
  if (isDynamic && (meeting === 'datetime' || meeting === 'timespan'))
    return dynamicTime(cx, operator, left, right, meeting);
  const operation = numberOperation(operator, meeting);
  const one = converter(left.type, meeting);
  const other = converter(right.type, meeting);
  return derived(cx, meeting, [left, right], (row) => operation.apply(one(left.read(row)), other(right.read(row))));
};

/** Time arithmetic with a dynamic side: the dynamic is read as the type that the other side asks for. */
const dynamicTime = (cx: Compiler, operator: ArithmeticOperator, left: Expr, right: Expr, result: Type): Expr => {
  const read = (expr: Expr, other: Expr): Expr => {
    if (expr.type !== 'dynamic') return expr;
    const wanted: Type = result === 'timespan' && other.type === 'datetime' ? 'datetime' : 'timespan';
    const convert = converter('dynamic', wanted);
    return derived(cx, wanted, [expr], (row) => convert(expr.read(row)));
  };
  return arithmeticExpr(cx, operator, read(left, right), read(right, left), result);
};

/** Minus a value of a type; the least int and the least long stay what they are, as their sums wrap. */
const negated = (value: Value, type: Type): Value => {
  if (value instanceof Decimal) return value.negate();
  if (!isWhole(value)) return null;
  if (type === 'real') return -Number(value);
  const long = negateWhole(value);
  return type === 'int' ? int32(long) : long;
};

/** A minus before a number or a length of time. */
export const negateExpr = (cx: Compiler, expr: Expr): Expr => {
  const { read, type } = expr;
  if (type === 'dynamic') return arithmeticExpr(cx, '-', constantExpr('long', 0), expr, 'long');
  return derived(cx, type, [expr], (row) => negated(read(row), type));
};

/** Arithmetic on the points of an axis: numbers, dates or lengths of time. */
export type AxisArithmetic = {
  readonly add: (left: Value, right: Value) => Value;
  readonly multiply: (left: Value, right: Value) => Value;
  readonly floorDivide: (left: Value, right: Value) => Value;
};

/** How the points of an axis of a type are moved; dates and lengths of time are ticks. */
export const arithmeticOf = (type: Type): AxisArithmetic => {
  const isNumber = numberTypes.includes(type);
  const { apply: add } = numberOperation('+', isNumber ? type : 'long');
  const { apply: multiply } = numberOperation('*', isNumber ? type : 'long');
  const floorDivide = (left: Value, right: Value): Value => {
    if (!isWhole(left) || !isWhole(right)) return null;
    return type === 'real' ? Math.floor(Number(left) / Number(right)) : floorDivideWhole(left, right);
  };
  return { add, multiply, floorDivide };
};
