import { type Compiler, derived, type Expr } from '../compiler.ts';
import { converter, textOf } from '../values/convert.ts';
import { foldCase, hasTerm, hasTermPrefix, hasTermSuffix, patternOf } from '../text.ts';
import type { Row, Value } from '../values/value.ts';

type TextTest = (text: string, part: string) => boolean;

type TextOperator = { readonly test: TextTest; readonly caseless: boolean; readonly negated: boolean };

const tests: Readonly<Record<string, TextTest>> = {
  Has: hasTerm,
  HasPrefix: hasTermPrefix,
  HasSuffix: hasTermSuffix,
  Contains: (text, part) => text.includes(part),
  StartsWith: (text, part) => text.startsWith(part),
  EndsWith: (text, part) => text.endsWith(part),
};

const operatorOf = (kind: string): TextOperator | undefined => {
  if (kind === 'EqualTildeExpression' || kind === 'BangTildeExpression')
    return { test: (text, part) => text === part, caseless: true, negated: kind === 'BangTildeExpression' };
  const match = /^(Not)?(Has|HasPrefix|HasSuffix|Contains|StartsWith|EndsWith)(Cs)?Expression$/.exec(kind);
  const test = tests[match?.[2] ?? ''];
  if (match === null || test === undefined) return undefined;
  return { test, caseless: match[3] === undefined, negated: match[1] !== undefined };
};

/** What an expression's value is as text, for operators on texts. */
export const textReader = ({ read, type }: Expr): ((row: Row) => string) => {
  const convert = converter(type, 'string');
  return (row) => {
    const text = convert(read(row));
    return typeof text === 'string' ? text : '';
  };
};

/** `has`, `contains`, `startswith`, `=~` and their siblings; undefined for another kind of node. */
export const textExpr = (cx: Compiler, kind: string, left: Expr, right: Expr): Expr | undefined => {
  const operator = operatorOf(kind);
  if (operator === undefined) return undefined;
  const { test, caseless, negated } = operator;
  const text = textReader(left);
  const part = textReader(right);
  if (!caseless) return derived(cx, 'bool', [left, right], (row) => test(text(row), part(row)) !== negated);
  if (right.fixed) {
    const folded = cx.once(() => foldCase(part([])));
    return derived(cx, 'bool', [left, right], (row) => test(foldCase(text(row)), folded()) !== negated);
  }
  return derived(cx, 'bool', [left, right], (row) => test(foldCase(text(row)), foldCase(part(row))) !== negated);
};

/** `matches regex`; an expression that is not valid matches nothing. */
export const regexExpr = (cx: Compiler, left: Expr, right: Expr): Expr => {
  const text = textReader(left);
  const expression = textReader(right);
  if (right.fixed) {
    const pattern = cx.once(() => patternOf(expression([])));
    return derived(cx, 'bool', [left, right], (row) => pattern()?.test(text(row)) ?? false);
  }
  return derived(cx, 'bool', [left, right], (row) => patternOf(expression(row))?.test(text(row)) ?? false);
};

/** `has_any` and `has_all` over the values that the right side has. */
export const hasManyExpr = (
  cx: Compiler,
  left: Expr,
  right: readonly Expr[],
  terms: (row: Row) => readonly Value[],
  all: boolean,
): Expr => {
  const text = textReader(left);
  const isFixed = right.every(({ fixed }) => fixed);
  const fold = (row: Row): readonly string[] =>
    terms(row).flatMap((term) => (term === null ? [] : [foldCase(textOf(term))]));
  const once = cx.once(() => fold([]));
  const folded = isFixed ? once : fold;
  return derived(cx, 'bool', [left, ...right], (row) => {
    const value = foldCase(text(row));
    const has = (term: string): boolean => hasTerm(value, term);
    return all ? folded(row).every(has) : folded(row).some(has);
  });
};
