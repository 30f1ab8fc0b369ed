import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, nameFinding } from './facts.ts';

export const unknownFunction: RuleCheck = {
  id: 'kql/unknown-function',
  scope: 'item',
  severity: 'warning',
  summary: 'The query calls a function that no schema knows.',
  why:
    'A function is built in, shipped with Sentinel (ASIM parsers), a parser in this repository, or saved in the ' +
    'workspace. The service refuses a call of any other. Function names are case-sensitive. Once `picket schema pull` ' +
    "has written the workspace's functions down, an unknown one is an error, as one is in any case whose name differs " +
    'from a known one only in upper and lower case.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const diagnostic of diagnosticsOf(query, 'function'))
      yield nameFinding(item, query, diagnostic, {
        message: `No schema knows a function \`${diagnostic.name ?? ''}\`.`,
        hint: "Keep the function as a parser in this repository, or write the workspace's functions down with `picket schema pull`.",
        severity: diagnostic.severity,
      });
  },
};
