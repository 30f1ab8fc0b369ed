import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf } from './facts.ts';

export const neverTrue: RuleCheck = {
  id: 'kql/never-true',
  scope: 'item',
  severity: 'warning',
  summary: 'No row can pass a condition of the query.',
  why:
    'One column that must equal two values, bounds with nothing between them, `tolower()` compared with capital letters, ' +
    '`where false`, a column that must differ from itself, an empty list, `take 0`: the query runs and finds nothing, for ever, and nobody hears of it. Filters that follow one another ' +
    'are judged together, also over an `extend` that gives other columns.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, hint, span } of diagnosticsOf(query, 'never-true'))
      yield { at: '/query', within: span, message, ...(hint === undefined ? {} : { hint }) };
  },
};

export const alwaysTrue: RuleCheck = {
  id: 'kql/always-true',
  scope: 'item',
  severity: 'warning',
  summary: 'A condition of the query compares an expression with itself.',
  why:
    '`where Account == Account` lets every row pass that has a value: it filters nothing, and nearly always one of the two ' +
    'names was meant to be another.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, hint, span } of diagnosticsOf(query, 'always-true'))
      yield { at: '/query', within: span, message, ...(hint === undefined ? {} : { hint }) };
  },
};
