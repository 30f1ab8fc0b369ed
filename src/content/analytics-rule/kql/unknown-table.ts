import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, nameFinding } from './facts.ts';

export const unknownTable: RuleCheck = {
  id: 'kql/unknown-table',
  scope: 'item',
  severity: 'warning',
  summary: 'The query reads a table that no schema knows.',
  why:
    'The service refuses a rule whose query reads a table that the workspace does not have ("One of the tables does not ' +
    'exist"). Picket knows the tables of Log Analytics and Sentinel, those of your schema files, and, once ' +
    '`picket schema pull` has written them down, those of your workspace; from then on an unknown table is an error, ' +
    'as one is in any case whose name differs from a known one only in upper and lower case. A leg of ' +
    '`union isfuzzy=true` may be absent, so there it is only noted, and a name in another case is a warning.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const diagnostic of diagnosticsOf(query, 'table'))
      yield nameFinding(item, query, diagnostic, {
        message: `No schema knows a table or function \`${diagnostic.name ?? ''}\`.`,
        hint:
          'Declare a table of your own in a schema file ({"Name": ..., "Properties": [{"name", "type"}]}), or write the ' +
          "workspace's schema down with `picket schema pull`.",
        severity: diagnostic.severity,
      });
  },
};
