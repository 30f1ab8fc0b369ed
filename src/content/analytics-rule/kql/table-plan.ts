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
