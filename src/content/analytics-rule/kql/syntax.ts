import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, sentence } from './facts.ts';

export const syntax: RuleCheck = {
  id: 'kql/syntax',
  scope: 'item',
  severity: 'error',
  summary: 'The query cannot be parsed.',
  why:
    'The service compiles the query when the rule is written and refuses one that it cannot parse ("Request is invalid ' +
    'and cannot be processed: Syntax error"). Picket parses it with the same engine, so the place is exact; what is ' +
    'missing is often a bracket, a quote or a pipe before that place.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, span } of diagnosticsOf(query, 'syntax'))
      yield {
        at: '/query',
        within: span,
        message: `The query cannot be parsed: ${sentence(message)}`,
        hint: 'Look at this place and at what stands before it: a bracket, quote, comma or pipe is missing or too many.',
      };
  },
};
