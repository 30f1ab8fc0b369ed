import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf } from './facts.ts';

export const tooComplex: RuleCheck = {
  id: 'kql/too-complex',
  scope: 'item',
  severity: 'error',
  summary: 'Working the query out takes more than a query may.',
  why:
    'A `let` that joins itself doubles its columns, and the next one doubles them again: a few lines can ask for ' +
    'millions of columns, or for minutes. What multiplies is counted before it is worked out, far beyond what rules ' +
    'need, and the work on each query is bounded in time and memory. Nothing else is known about such a query.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const { message, span } of diagnosticsOf(query, 'complexity'))
      yield {
        at: '/query',
        ...(query === undefined || span.end === 0 ? { part: 'key' as const } : { within: span }),
        message,
        hint: 'Keep only the columns that are needed (`project`) in each step, and join a table once.',
      };
  },
};

export const notAnalysed: RuleCheck = {
  id: 'kql/not-analysed',
  scope: 'item',
  severity: 'warning',
  worst: 'error',
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
