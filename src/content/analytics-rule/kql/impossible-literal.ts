import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf } from './facts.ts';

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
