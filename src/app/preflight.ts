import type { Plan, Refusal } from '../core/change.ts';
import { isUnknown, type Unknown, type WorkspaceFacts } from '../core/ports.ts';
import { namesNeeded, preflight as check, requiredActions, type PreflightFacts } from '../core/preflight.ts';
import type { QueryFacts } from '../core/query-facts.ts';
import type { Session } from './judge.ts';

const known = <T>(fact: T | Unknown): T | undefined => (isUnknown(fact) ? undefined : fact);

/**
 * Names that a query takes from the workspace: its tables, and functions that neither KQL nor the query itself has.
 * Functions that the service brings along begin with `_` (Microsoft Learn, ASIM parsers and watchlists), and no listing
 * has them.
 */
export const namesIn = (facts: QueryFacts | undefined): readonly string[] => {
  const tables = (facts?.tables ?? []).filter(({ elsewhere }) => elsewhere !== true).map(({ name }) => name);
  // A function may be another workspace's.
  const isReaching = (facts?.reaches ?? []).length > 0;
  const unknownFunctions = (facts?.diagnostics ?? []).flatMap(({ kind, name }) =>
    kind === 'function' && name !== undefined && !isReaching ? [name] : [],
  );
  return [...tables, ...unknownFunctions].filter((name) => !name.startsWith('_'));
};

/** Names of the workspace's tables and functions; undefined where the caller may not read them or there are none to judge by. */
export const workspaceNames = async (
  facts: WorkspaceFacts,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> => {
  const [tables, functions] = (await Promise.all([facts.tables(signal), facts.functions(signal)])).map(known);
  // Every workspace of Sentinel has tables: an empty list says only that nobody listed them.
  if (tables === undefined || functions === undefined || tables.length === 0) return undefined;
  return [...tables, ...functions].map(({ name }) => name);
};

/** The same for a query as it is sent, which is the file's with other line ends and without the last one. */
const namesOfSent = ({ rules, factsOf }: Session['content']): ((query: string) => readonly string[]) => {
  const written = new Map(
    rules.flatMap(({ rule, item }) =>
      'query' in rule && typeof item.raw['query'] === 'string' ? [[rule.query, item.raw['query']] as const] : [],
    ),
  );
  return (query) => namesIn(factsOf(written.get(query) ?? query));
};

/**
 * Asks, before the first write, what would make writes of the plan fail: onboarding, permissions, an api-version that
 * would drop fields, tables and functions that new queries read. What the caller may not ask stays unasked.
 */
export const preflight = async (session: Session, plan: Plan, signal?: AbortSignal): Promise<readonly Refusal[]> => {
  const { facts } = session.connection;
  const namesOf = namesOfSent(session.content);
  const [onboarded, missingActions, names] = await Promise.all([
    facts.onboarded(signal),
    facts.missingPermissions(requiredActions(plan), signal),
    namesNeeded(plan, namesOf) ? workspaceNames(facts, signal) : undefined,
  ]);
  const asked: PreflightFacts = {
    onboarded: known(onboarded),
    missingActions: known(missingActions),
    names,
    apiVersion: session.context.apiVersion,
    namesIn: namesOf,
  };
  return check(plan, asked);
};
