import type { QueryDiagnostic, QueryFacts } from '../../core/query-facts.ts';
import type { QueryAnalysis } from '../analyze.ts';
import type { Excess } from './limits.ts';

/** What is known of a query of which nothing is. */
export const nothingKnown = {
  result: undefined,
  tables: [],
  functions: [],
  watchlists: [],
  reaches: [],
  patterns: [],
  lookBacks: [],
  timespans: [],
} satisfies Omit<QueryFacts, 'diagnostics'>;

/** A query that was given up, and why: that is all that is known of it. */
export const without = (
  query: string,
  { kind, message, span }: Excess,
  severity: QueryDiagnostic['severity'],
): QueryAnalysis => ({
  facts: { ...nothingKnown, diagnostics: [{ kind, code: 'KS245', severity, message, span }] },
  tokens: [],
  layout: query,
});

/** The place of what concerns a whole query. */
export const nowhere = { start: 0, end: 0 };

/** What is known of a query that took more than its share of time or memory to work out: nothing else. */
export const tooComplex = (query: string, message: string): QueryAnalysis =>
  without(query, { kind: 'complexity', message, span: nowhere }, 'error');
