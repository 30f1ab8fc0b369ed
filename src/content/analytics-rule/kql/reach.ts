import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery } from './facts.ts';

export const tablePlan: RuleCheck = {
  id: 'kql/table-plan',
  scope: 'item',
  severity: 'error',
  summary: 'The query reads a table of the Basic or Auxiliary plan.',
  why:
    'Tables of the Basic and Auxiliary plans are meant for searches, and cannot back an analytics rule (Microsoft Learn, ' +
    '"Select a table plan based on data usage"). The plan is known once `picket schema pull` has written the ' +
    "workspace's schema down.",
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const { name, plan, span } of query.facts.tables)
      if (plan === 'Basic' || plan === 'Auxiliary')
        yield {
          at: query.at,
          within: span,
          message: `The table \`${name}\` has the plan ${plan}, on which an analytics rule cannot run.`,
          hint: 'Change the plan of the table to Analytics, or bring a summary of it into another table.',
        };
  },
};

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

const outside: ReadonlySet<string> = new Set(['adx', 'arg', 'cluster']);
/** Microsoft Learn, "Extend Microsoft Sentinel across workspaces and tenants". */
const maxWorkspaces = 20;

export const reachesOutside: RuleCheck = {
  id: 'kql/reaches-outside',
  scope: 'item',
  severity: 'warning',
  worst: 'error',
  summary: 'The query reads from beyond Log Analytics, or from more than 20 workspaces.',
  why:
    'Functions that query Azure Data Explorer or Azure Resource Graph are not supported in analytics rules (Microsoft ' +
    'Learn, "Create a scheduled analytics rule"), and a rule may name at most 20 workspaces. They work in the Logs ' +
    'page, so that a query which was tried there fails as a rule.',
  *check(item, context) {
    const { noun = 'rule' } = context;
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const { via, span } of query.facts.reaches)
      if (outside.has(via))
        yield {
          at: query.at,
          within: span,
          message: `\`${via}(...)\` reads from beyond Log Analytics, which is not supported in analytics rules.`,
          hint: 'Bring the data into a table or a watchlist of the workspace.',
        };
    const workspaces = query.facts.reaches.filter(({ via }) => via === 'workspace');
    const names = new Set(workspaces.map(({ name, span }) => name ?? `at ${span.start}`));
    const [first] = workspaces;
    if (first !== undefined && names.size > maxWorkspaces)
      yield {
        at: query.at,
        within: first.span,
        severity: 'error',
        message: `The query names ${names.size} workspaces; a ${noun} may name ${maxWorkspaces}.`,
        hint: `Split the ${noun}, or deploy it to the workspaces that have the data.`,
      };
  },
};
