import type { LintRule } from '../../../core/content-type.ts';
import { queryChecksFor } from '../../query-checks.ts';
import type { SummaryDraft } from './draft.ts';
import { binDelayLong, noSummarize, summaryQuery } from './query.ts';
import { sameTable } from './same-table.ts';

export type { SummaryDraft } from './draft.ts';

/** Every check of summary rules beyond the schema. */
export const lint: readonly LintRule<SummaryDraft>[] = [
  summaryQuery,
  noSummarize,
  binDelayLong,
  sameTable,
  ...queryChecksFor<SummaryDraft>(({ raw: { query } }) =>
    typeof query === 'string' ? [{ at: '/query', text: query, checks: 'all' }] : [],
  ),
];
