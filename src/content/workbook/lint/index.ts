import type { LintRule } from '../../../core/content-type.ts';
import { queryChecksFor } from '../../query-checks.ts';
import { queriesIn } from '../queries.ts';
import { hardCodedId, noItems, sameName, secretInUrl, undefinedParameter } from './content.ts';
import { contentIn, within, type WorkbookDraft } from './draft.ts';

export type { WorkbookDraft } from './draft.ts';

/** Every check of workbooks beyond the schema. */
export const lint: readonly LintRule<WorkbookDraft>[] = [
  noItems,
  hardCodedId,
  sameName,
  undefinedParameter,
  secretInUrl,
  ...queryChecksFor<WorkbookDraft>((item) =>
    queriesIn(contentIn(item)).flatMap(({ at, kql }) =>
      kql === undefined ? [] : [{ at: within + at, text: kql, checks: 'all' as const }],
    ),
  ),
];
