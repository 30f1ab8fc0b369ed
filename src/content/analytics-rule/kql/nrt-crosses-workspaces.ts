import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery } from './facts.ts';

export const nrtCrossesWorkspaces: RuleCheck = {
  id: 'kql/nrt-crosses-workspaces',
  scope: 'item',
  severity: 'error',
  summary: 'A near-real-time rule reads another workspace.',
  why:
    'NRT rules run inside the ingestion of one workspace and cannot query another (Microsoft Learn, "Quick threat ' +
    'detection with near-real-time (NRT) analytics rules", considerations).',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined || item.draft.kind !== 'NRT') return;
    for (const { via, span } of query.facts.reaches)
      yield {
        at: query.at,
        within: span,
        message: `A rule of kind NRT cannot read beyond its own workspace, as \`${via}(...)\` does.`,
        hint: 'Make it a Scheduled rule, or deploy it to the workspace that has the data.',
      };
  },
};
