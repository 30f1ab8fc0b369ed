import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf } from './facts.ts';

export const regexRefused: RuleCheck = {
  id: 'kql/regex-refused',
  scope: 'item',
  severity: 'error',
  summary: 'A regular expression of the query is none that the service can run.',
  why:
    'The service runs RE2, which has no look-around, no references to groups and fewer classes than other engines, and ' +
    'refuses the rest (SEM0420). Patterns are checked wherever they are constants: `matches regex`, `extract`, ' +
    '`replace_regex`, `trim`, `parse kind=regex` and the like, with the place within the pattern.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, hint, span } of diagnosticsOf(query, 'regex'))
      yield { at: '/query', within: span, message, ...(hint === undefined ? {} : { hint }) };
  },
};

export const impossibleLiteral: RuleCheck = {
  id: 'kql/impossible-literal',
  scope: 'item',
  severity: 'error',
  summary: 'A literal of the query has no value: a date that no calendar has, a guid of words.',
  why:
    'The service refuses a literal that it cannot read. The published KQL engine takes any text between the brackets and ' +
    'makes the first moment of all time, or a zero, of it, so that the query would compare with that. Picket reads ' +
    'literals itself; a form that it does not know is a warning.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, hint, severity, span } of diagnosticsOf(query, 'literal'))
      yield { at: '/query', within: span, severity, message, ...(hint === undefined ? {} : { hint }) };
  },
};
