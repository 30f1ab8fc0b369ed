import type { Span } from '../../core/text/span.ts';

/** A number on one of the scales that cannot be compared with each other: plain numbers, moments, times before the run. */
export type Amount = { readonly scale: 'number' | 'moment' | 'before-now' | 'length'; readonly value: number };

/** What a literal says; a real and a long of one value are equal. */
export type Constant = { readonly type: 'string' | 'number' | 'bool'; readonly text: string };

type OneOf = {
  readonly kind: 'one-of';
  readonly values: readonly Constant[];
  readonly ignoresCase: boolean;
  readonly not: boolean;
};
type TextCondition = {
  readonly kind: 'text';
  readonly test: TextTest;
  readonly value: string;
  readonly ignoresCase: boolean;
  readonly not: boolean;
};
type Bound = {
  readonly kind: 'bound';
  readonly side: 'from' | 'to';
  readonly amount: Amount;
  readonly inclusive: boolean;
};
/** One condition of a conjunction on one expression, named by its text. */
export type Condition = {
  readonly subject: string;
  /** The case that the expression gives every text: `tolower(...)`. */
  readonly casing?: 'lower' | 'upper' | undefined;
  /** Whether the expression has whole numbers only. */
  readonly whole?: boolean;
  readonly span: Span;
  /** The condition as it is written. */
  readonly text: string;
  readonly says: OneOf | TextCondition | Bound;
};
/** `has` asks for a term, which is a part of the text as well; a text without the term may still have the part. */
export type TextTest = 'startswith' | 'endswith' | 'contains' | 'has';

/** Why no row passes and what to do, with the place of the condition that contradicts those before it. */
export type Contradiction = { readonly message: string; readonly hint: string; readonly span: Span };

const fold = (text: string, ignoresCase: boolean): string => (ignoresCase ? text.toLowerCase() : text);

const has = (value: string, part: string, { test, not }: Pick<TextCondition, 'test' | 'not'>): boolean => {
  switch (test) {
    case 'startswith':
      return value.startsWith(part);
    case 'endswith':
      return value.endsWith(part);
    case 'contains':
      return value.includes(part);
    case 'has':
      return not ? value === part : value.includes(part);
  }
};

/** Whether a value satisfies a condition; of a value whose case is open, whether it may in some case. */
const passes = (value: Constant, { says }: Condition, caseIsOpen: boolean): boolean => {
  if (says.kind === 'bound') {
    if (value.type !== 'number' || says.amount.scale !== 'number') return true;
    const apart = Number(value.text) - says.amount.value;
    return (says.side === 'from' ? apart > 0 : apart < 0) || (apart === 0 && says.inclusive);
  }
  const folded = caseIsOpen || says.ignoresCase;
  const own = fold(value.text, folded);
  const isTrue =
    says.kind === 'one-of'
      ? says.values.some((each) => each.type === value.type && fold(each.text, folded) === own)
      : has(own, fold(says.value, folded), says);
  return says.not ? !isTrue || (caseIsOpen && !says.ignoresCase) : isTrue;
};

/** The finding about two conditions, at the one that is written later. */
const both = (one: Condition, other: Condition, hint: string): Contradiction => {
  const [first, later] = one.span.start <= other.span.start ? [one, other] : [other, one];
  const message =
    first.text === later.text
      ? `No row passes \`${later.text}\`.`
      : `No row passes both \`${first.text}\` and \`${later.text}\`.`;
  return { message, hint, span: later.span };
};

const joinByOr = 'Join the two by `or` if either is meant, or list the values in one `in (...)`.';

/** The values that a subject may have, and the first condition that leaves none. */
const byValues = (subject: string, conditions: readonly Condition[]): Contradiction | undefined => {
  const wanted = conditions.filter(({ says }) => says.kind === 'one-of' && !says.not);
  const exact = wanted.find(({ says }) => says.kind === 'one-of' && !says.ignoresCase);
  const first = exact ?? wanted[0];
  if (first?.says.kind !== 'one-of') return undefined;
  const { values, ignoresCase } = first.says;
  let left = values;
  for (const condition of conditions) {
    if (condition === first) continue;
    const isLeft = (value: Constant): boolean => passes(value, condition, ignoresCase);
    const rest = left.filter(isLeft);
    if (rest.length === 0 && left.length > 0) {
      if (!values.some(isLeft)) return both(first, condition, joinByOr);
      const message = `No value of \`${subject}\` passes all its conditions: \`${condition.text}\` excludes the last one that the others leave.`;
      return { message, hint: 'Join by `or` what is meant as a choice.', span: condition.span };
    }
    left = rest;
  }
  return undefined;
};

type Bounded = Condition & { readonly says: Bound };
const isBound = (condition: Condition): condition is Bounded => condition.says.kind === 'bound';

/** Whether nothing lies between two bounds on one scale. */
const isEmpty = (lower: Bounded, upper: Bounded): boolean => {
  const from = lower.says.amount.value;
  const to = upper.says.amount.value;
  if (lower.whole === true && lower.says.amount.scale === 'number') {
    const least = lower.says.inclusive ? Math.ceil(from) : Math.floor(from) + 1;
    return least > (upper.says.inclusive ? Math.floor(to) : Math.ceil(to) - 1);
  }
  return from > to || (from === to && !(lower.says.inclusive && upper.says.inclusive));
};

/** Bounds on one scale that leave nothing between them. */
const byBounds = (conditions: readonly Condition[]): Contradiction | undefined => {
  const bounds = conditions.filter(isBound);
  for (const lower of bounds.filter(({ says }) => says.side === 'from'))
    for (const upper of bounds.filter(({ says }) => says.side === 'to'))
      if (lower.says.amount.scale === upper.says.amount.scale && isEmpty(lower, upper))
        return both(lower, upper, 'Exchange the bounds, or join the two by `or` if what lies outside is meant.');
  return undefined;
};

type Texted = Condition & { readonly says: TextCondition };
const isText = (condition: Condition): condition is Texted => condition.says.kind === 'text';

/** Whether every text that satisfies one condition has what the other forbids. */
const isForbidden = ({ says: one }: Texted, { says: other }: Texted): boolean => {
  if (one.ignoresCase && !other.ignoresCase) return false;
  const own = fold(one.value, other.ignoresCase);
  const forbidden = fold(other.value, other.ignoresCase);
  if (other.test === 'contains') return own.includes(forbidden);
  return one.test === other.test && has(own, forbidden, other);
};

/** Two beginnings or two ends that no text has at once, or a part that one condition asks for and another forbids. */
const byTexts = (conditions: readonly Condition[]): Contradiction | undefined => {
  const wanted = conditions.filter(isText).filter(({ says }) => !says.not);
  for (const other of conditions.filter(isText).filter(({ says }) => says.not)) {
    const one = wanted.find((each) => isForbidden(each, other));
    if (one !== undefined) return both(one, other, 'Take one of the two out, or make the exception narrower.');
  }
  const texts = wanted.filter(({ says }) => says.test === 'startswith' || says.test === 'endswith');
  for (const [index, one] of texts.entries())
    for (const other of texts.slice(index + 1)) {
      const folded = one.says.ignoresCase || other.says.ignoresCase;
      const left = fold(one.says.value, folded);
      const right = fold(other.says.value, folded);
      if (one.says.test !== other.says.test) continue;
      if (!has(left, right, one.says) && !has(right, left, one.says)) return both(one, other, joinByOr);
    }
  return undefined;
};

/** A text with letters that the expression never yields: `tolower(x) == "Admin"`. */
const byCase = (condition: Condition): Contradiction | undefined => {
  const { casing, says, text, span } = condition;
  if (casing === undefined || says.kind === 'bound' || says.not || says.ignoresCase) return undefined;
  const cased = (value: string): string => (casing === 'lower' ? value.toLowerCase() : value.toUpperCase());
  const values = says.kind === 'text' ? [says.value] : says.values.map((value) => value.text);
  if (values.some((value) => cased(value) === value)) return undefined;
  return {
    message: `No row passes \`${text}\`: \`to${casing}()\` leaves no ${casing === 'lower' ? 'capital' : 'small'} letters.`,
    hint: `Write the text in ${casing === 'lower' ? 'small' : 'capital'} letters, or compare without regard to case: \`=~\`, \`in~\`.`,
    span,
  };
};

/** A text that is no number, looked for in a column of whole numbers. */
const byType = ({ whole, says, text, span }: Condition): Contradiction | undefined => {
  if (whole !== true || says.kind !== 'one-of' || says.not) return undefined;
  if (says.values.some((value) => value.type !== 'string' || /\d/.test(value.text))) return undefined;
  return {
    message: `No row passes \`${text}\`: the column holds whole numbers.`,
    hint: 'Compare it with a number, or compare the column that holds the text.',
    span,
  };
};

/** Why conditions that all have to hold cannot, or undefined where they may. */
export const contradictionIn = (conditions: readonly Condition[]): Contradiction | undefined => {
  const bySubject = new Map<string, Condition[]>();
  for (const each of conditions) {
    const found = byCase(each) ?? byType(each);
    if (found !== undefined) return found;
    bySubject.set(each.subject, [...(bySubject.get(each.subject) ?? []), each]);
  }
  for (const [subject, own] of bySubject) {
    if (own.length < 2) continue;
    const found = byValues(subject, own) ?? byBounds(own) ?? byTexts(own);
    if (found !== undefined) return found;
  }
  return undefined;
};
