import type { QueryDiagnostic, QueryFacts } from '../core/query-facts.ts';
import { nearestName } from './nearest.ts';
import type { QuerySchema } from './schema.ts';

/**
 * The facts with what depends on all names that a schema has, and is therefore not remembered with them: which name
 * was probably meant, and how grave it is that a table or function is not known. Without a workspace's own schema it
 * may well exist there; with one it does not.
 */
export const settleNames = (facts: QueryFacts, schema: QuerySchema): QueryFacts => {
  const settle = (each: QueryDiagnostic): QueryDiagnostic => {
    if ((each.kind !== 'table' && each.kind !== 'function') || each.name === undefined) return each;
    const known = [...schema.tableNames(), ...schema.functionNames()];
    const suggestion = each.suggestion ?? nearestName(each.name, known);
    const severity = each.severity === 'error' && !schema.locked ? 'warning' : each.severity;
    return { ...each, severity, ...(suggestion === undefined ? {} : { suggestion }) };
  };
  if (!facts.diagnostics.some(({ kind }) => kind === 'table' || kind === 'function')) return facts;
  return { ...facts, diagnostics: facts.diagnostics.map(settle) };
};
