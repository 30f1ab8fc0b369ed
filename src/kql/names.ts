import { distance } from 'fastest-levenshtein';
import type { QueryDiagnostic, QueryFacts } from '../core/query-facts.ts';
import type { QuerySchema } from './schema/schema.ts';

/** How many slips of the hand lie between two names; neighbours that have changed places are one. */
const slips = (left: string, right: string): number => {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const swapped = `${left.slice(0, at)}${left.charAt(at + 1)}${left.charAt(at)}${left.slice(at + 2)}`;
  return swapped === right ? 1 : distance(left, right);
};

/**
 * The known name that a person probably meant: the same but for case, or the one that differs least, if it differs by
 * at most a quarter of its letters, and not by all of them.
 */
export const nearestName = (name: string, known: Iterable<string>): string | undefined => {
  const lower = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length / 4));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (candidate === name) continue;
    const other = candidate.toLowerCase();
    if (other === lower) return candidate;
    if (Math.abs(other.length - lower.length) >= bestDistance) continue;
    const apart = slips(lower, other);
    if (apart >= bestDistance || apart === Math.max(lower.length, other.length)) continue;
    best = candidate;
    bestDistance = apart;
  }
  return best;
};

/** Functions that every workspace has, and that no schema lists. */
const ownReaders = ['_GetWatchlist', '_GetWatchlistAlias'];

/** A leg of `union isfuzzy=true` may be absent: the service passes it over. */
const fuzzyTable = 'KS205';

/**
 * A name that differs from a known one only in case is that one, misspelt: KQL tells the two apart, whatever else the
 * workspace may have. One that is not known at all may exist in a workspace whose schema nobody has written down.
 */
const severityOf = (
  { code, severity, name, doubt }: QueryDiagnostic,
  suggestion: string | undefined,
  locked: boolean,
): QueryDiagnostic['severity'] => {
  const slip = suggestion !== undefined && suggestion.toLowerCase() === name?.toLowerCase();
  if (code === fuzzyTable) return slip ? 'warning' : 'note';
  if (doubt !== undefined) return severity;
  if (slip) return 'error';
  return severity === 'error' && !locked ? 'warning' : severity;
};

/**
 * The facts with what depends on all names that a schema has, and is therefore not remembered with them: which name
 * was probably meant, and how grave it is that a table or function is not known. Without a workspace's own schema it
 * may well exist there; with one it does not.
 */
export const settleNames = (facts: QueryFacts, schema: QuerySchema): QueryFacts => {
  const settle = (each: QueryDiagnostic): QueryDiagnostic => {
    if ((each.kind !== 'table' && each.kind !== 'function') || each.name === undefined) return each;
    const known = [...schema.tableNames(), ...schema.functionNames(), ...ownReaders];
    const suggestion = each.suggestion ?? nearestName(each.name, known);
    const severity = severityOf(each, suggestion, schema.locked);
    return { ...each, severity, ...(suggestion === undefined ? {} : { suggestion }) };
  };
  if (!facts.diagnostics.some(({ kind }) => kind === 'table' || kind === 'function')) return facts;
  return { ...facts, diagnostics: facts.diagnostics.map(settle) };
};
