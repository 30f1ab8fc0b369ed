import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery } from './facts.ts';

const outside: ReadonlySet<string> = new Set(['adx', 'arg', 'cluster']);
/** Microsoft Learn, "Extend Microsoft Sentinel across workspaces and tenants". */
const maxWorkspaces = 20;

export const reachesOutside: RuleCheck = {
  id: 'kql/reaches-outside',
  scope: 'item',
  severity: 'warning',
  summary: 'The query reads from beyond Log Analytics, or from more than 20 workspaces.',
  why:
    'Functions that query Azure Data Explorer or Azure Resource Graph are not supported in analytics rules (Microsoft ' +
    'Learn, "Create a scheduled analytics rule"), and a rule may name at most 20 workspaces. They work in the Logs ' +
    'page, so that a query which was tried there fails as a rule.',
  *check(item, context) {
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
        message: `The query names ${names.size} workspaces; a rule may name ${maxWorkspaces}.`,
        hint: 'Split the rule, or deploy it to the workspaces that have the data.',
      };
  },
};
