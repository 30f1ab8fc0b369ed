import { isUnknown, type Unknown, type WorkspaceFacts } from '../../core/ports.ts';
import type { Asking } from '../../core/plan/complete-plan.ts';
import type { PreflightFacts } from '../../core/plan/preflight.ts';
import type { Change } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import { valueAt } from '../../core/pointer.ts';
import type { QueryFacts } from '../../core/query-facts.ts';
import type { Session } from '../session.ts';

/** The engine's code for a leg of `union isfuzzy=true` that is not there: the service passes it over. */
const absentLeg = 'KS205';

const known = <T>(fact: T | Unknown): T | undefined => (isUnknown(fact) ? undefined : fact);

/**
 * Names that a query takes from the workspace: its tables, and functions that neither KQL nor the query itself has.
 * Functions that the service brings along begin with `_` (Microsoft Learn, ASIM parsers and watchlists), and no listing
 * has them.
 */
export const namesIn = (facts: QueryFacts | undefined): readonly string[] => {
  const tables = (facts?.tables ?? []).filter(({ elsewhere }) => elsewhere !== true).map(({ name }) => name);
  // What no schema knows may be another workspace's, or a leg of a union that may be absent.
  const isReaching = (facts?.reaches ?? []).length > 0;
  const unknown = (facts?.diagnostics ?? []).flatMap(({ kind, name, code }) =>
    (kind === 'table' || kind === 'function') && code !== absentLeg && name !== undefined && !isReaching ? [name] : [],
  );
  return [...new Set([...tables, ...unknown])].filter((name) => !name.startsWith('_'));
};

/** Names of the workspace's tables and functions; unknown where the caller may not read them, undefined where there are none to judge by. */
export const workspaceNames = async (
  facts: WorkspaceFacts,
  signal?: AbortSignal,
): Promise<readonly string[] | Unknown | undefined> => {
  const [tables, functions] = await Promise.all([facts.tables(signal), facts.functions(signal)]);
  if (isUnknown(tables)) return tables;
  if (isUnknown(functions)) return functions;
  // Every workspace of Sentinel has tables: an empty list says only that nobody listed them.
  if (tables.length === 0) return undefined;
  return [...tables, ...functions].map(({ name }) => name);
};

/** The same for a query as it is sent, which is the file's with other line ends and without the last one. */
const namesOfSent = ({ content, context }: Session): ((query: string) => readonly string[]) => {
  const { rules, factsOf, givenBy } = content;
  const written = new Map(
    rules.flatMap(({ rule, item }) =>
      item.type.queries.flatMap(({ key, at }) => {
        const [sent, text] = [valueAt(rule.render(context).body, at), item.raw[key]];
        return typeof sent === 'string' && typeof text === 'string' ? [[sent, text] as const] : [];
      }),
    ),
  );
  // What the content itself gives is made before what names it.
  return (query) => namesIn(factsOf(written.get(query) ?? query)).filter((name) => givenBy(name).length === 0);
};

/** What a workspace says to a plan before its first write, for whoever `asked`: the one who will write, or one who only plans. */
const factsFor =
  (session: Session, asked: PreflightFacts['asked'], signal: AbortSignal | undefined): Asking['facts'] =>
  async ({ actions, queries, parts }) => {
    const { facts } = session.connection;
    const namesOf = namesOfSent(session);
    const [onboarded, missingActions, names, there] = await Promise.all([
      facts.onboarded(signal),
      facts.missingPermissions(actions, signal),
      queries.some((query) => namesOf(query).length > 0) ? workspaceNames(facts, signal) : undefined,
      Promise.all(parts.map(async (part) => [part, await facts.exists(part, signal)] as const)),
    ]);
    return {
      asked,
      types: session.types.map(({ name }) => session.typeOf(name)),
      onboarded: known(onboarded),
      missingActions: known(missingActions),
      names: names === undefined ? undefined : known(names),
      namesHidden: isUnknown(names),
      absent: there.flatMap(([part, found]) => (found === false ? [part] : [])),
      unseen: there.flatMap(([part, found]) => (isUnknown(found) ? [part] : [])),
      ...(session.context.apiVersion === undefined ? {} : { apiVersion: session.context.apiVersion }),
      namesIn: namesOf,
    };
  };

/** What the service says a change would do, a sentence each; where it cannot be asked the plan says so. */
const previewOf = async (change: Change, session: Session): Promise<readonly string[]> => {
  const { connection, workspace, io, types } = session;
  const preview = types.find(({ name }) => name === change.type)?.preview;
  const put = change.writes.find(({ operation }) => operation === 'put');
  if (preview === undefined || put?.operation !== 'put') return [];
  const question = preview.questionOf(put.resource, workspace);
  const signal = io.signals.stop;
  try {
    const { body } = await connection.workspace.put(question, { kind: 'any' }, signal);
    await connection.workspace.remove(question.type, question.name, { kind: 'any' }, signal);
    const changes = preview.changesIn(body);
    return changes.length === 0 ? ['What-if: nothing changes.'] : changes.map((each) => `What-if: ${each}`);
  } catch (error) {
    if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
    return [`What-if: nobody can tell, ${error.message}`];
  }
};

/**
 * Finds out what a workspace says to a plan before its first write: onboarding, permissions, what new queries may read, and
 * what the service says of changes that it can tell better than a comparison.
 */
export const asking = (session: Session, asked: PreflightFacts['asked'], signal?: AbortSignal): Asking => ({
  facts: factsFor(session, asked, signal),
  preview: (change) => previewOf(change, session),
});
