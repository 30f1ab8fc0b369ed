import type { Span } from '../../core/text/span.ts';

/** A number on one of the scales that cannot be compared with each other: plain numbers, moments, times before the run. */
export type Amount = { readonly scale: 'number' | 'moment' | 'before-now' | 'length'; readonly value: number };

/** What a literal says; a real and a long of one value are equal. */
export type Constant = { readonly type: 'string' | 'number' | 'bool'; readonly text: string };

/** One condition of a conjunction on one expression, named by its text. */
export type Condition = {
  readonly subject: string;
  readonly span: Span;
  readonly says:
    | {
        readonly kind: 'one-of';
        readonly values: readonly Constant[];
        readonly ignoresCase: boolean;
        readonly not: boolean;
      }
    | {
        readonly kind: 'text';
        readonly test: TextTest;
        readonly value: string;
        readonly ignoresCase: boolean;
        readonly not: boolean;
      }
    | { readonly kind: 'bound'; readonly side: 'from' | 'to'; readonly amount: Amount; readonly inclusive: boolean };
};
export type TextTest = 'startswith' | 'endswith' | 'contains';

/** Why no row passes, with the place of the condition that contradicts those before it. */
export type Contradiction = { readonly message: string; readonly span: Span };

const fold = (text: string, ignoresCase: boolean): string => (ignoresCase ? text.toLowerCase() : text);

const has = (value: string, part: string, test: TextTest): boolean => {
  switch (test) {
    case 'startswith':
      return value.startsWith(part);
    case 'endswith':
      return value.endsWith(part);
    case 'contains':
      return value.includes(part);
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
      : has(own, fold(says.value, folded), says.test);
  return says.not ? !isTrue || (caseIsOpen && !says.ignoresCase) : isTrue;
};

const shown = (values: readonly Constant[]): string =>
  values
    .slice(0, 3)
    .map(({ type, text }) => (type === 'string' ? `\`"${text}"\`` : `\`${text}\``))
    .join(', ') + (values.length > 3 ? ', …' : '');

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
    const rest = left.filter((value) => passes(value, condition, ignoresCase));
    if (rest.length === 0 && left.length > 0) {
      const later = condition.span.start > first.span.start ? condition : first;
      return {
        message: `No row passes: \`${subject}\` would have to be ${shown(left)} and satisfy another condition that excludes ${left.length === 1 ? 'it' : 'them'}.`,
        span: later.span,
      };
    }
    left = rest;
  }
  return undefined;
};

/** Bounds on one scale that leave nothing between them. */
const byBounds = (subject: string, conditions: readonly Condition[]): Contradiction | undefined => {
  for (const lower of conditions)
    for (const upper of conditions) {
      if (lower.says.kind !== 'bound' || upper.says.kind !== 'bound') continue;
      if (lower.says.side !== 'from' || upper.says.side !== 'to') continue;
      if (lower.says.amount.scale !== upper.says.amount.scale) continue;
      const from = lower.says.amount.value;
      const to = upper.says.amount.value;
      const isEmpty = from > to || (from === to && !(lower.says.inclusive && upper.says.inclusive));
      if (!isEmpty) continue;
      const later = lower.span.start > upper.span.start ? lower : upper;
      return { message: `No row passes: the bounds of \`${subject}\` leave nothing between them.`, span: later.span };
    }
  return undefined;
};

/** Why conditions that all have to hold cannot, or undefined where they may. */
export const contradictionIn = (conditions: readonly Condition[]): Contradiction | undefined => {
  const bySubject = new Map<string, Condition[]>();
  for (const each of conditions) bySubject.set(each.subject, [...(bySubject.get(each.subject) ?? []), each]);
  for (const [subject, own] of bySubject) {
    if (own.length < 2) continue;
    const found = byValues(subject, own) ?? byBounds(subject, own);
    if (found !== undefined) return found;
  }
  return undefined;
};
