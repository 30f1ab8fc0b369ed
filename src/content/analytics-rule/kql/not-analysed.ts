import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf } from './facts.ts';

export const notAnalysed: RuleCheck = {
  id: 'kql/not-analysed',
  scope: 'item',
  severity: 'warning',
  summary: 'The query is too long or too deeply nested to be analysed.',
  why:
    'The work of binding a query grows faster than its length and depth, so there are bounds, far beyond what a person ' +
    'writes. Nothing is known about such a query: its columns, its look-back and its errors go unchecked.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, severity } of diagnosticsOf(query, 'limit'))
      yield {
        at: '/query',
        part: 'key',
        severity,
        message,
        hint: 'Break the query up: move lists into a watchlist and shared parts into a function.',
      };
  },
};
