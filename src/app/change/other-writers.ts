import { otherWriters, type AuditedState } from '../../core/service/audit.ts';
import type { LastChange, Outcome, Plan } from '../../core/engine/change.ts';
import { equalJson } from '../../core/json.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import type { QueryLogs, Workspace, WorkspaceFacts } from '../../core/ports.ts';
import { sameRef, type Ref } from '../../core/ref.ts';
import { resourceKey, type Resource } from '../../core/resource.ts';
import { activityOf, auditedStates } from './kept/last-change.ts';

/** A workspace that remembers, by its key, what was to be created and was answered like an update. */
export const watchCreates = (
  workspace: Workspace,
): { readonly workspace: Workspace; readonly replaced: ReadonlySet<string> } => {
  const replaced = new Set<string>();
  const put: Workspace['put'] = async (...write) => {
    const answer = await workspace.put(...write);
    if (answer.replaced === true) replaced.add(resourceKey({ collection: answer.type }, answer.name));
    return answer;
  };
  return { workspace: { ...workspace, put }, replaced };
};

export type Question = {
  readonly facts: Pick<WorkspaceFacts, 'activity'>;
  readonly queryLogs: QueryLogs;
  /** What the run wrote: anything else that the audit table tells of is somebody else's. */
  readonly plan: Plan;
  readonly typeOf: TypeOf;
  /** Before the first write, in milliseconds since 1970: only later entries count. */
  readonly since: number;
  /** After the last one. */
  readonly now: number;
  /** Rules that were to be created and were answered like an update, by their keys. */
  readonly replaced: ReadonlySet<string>;
  /** Aborted: somebody wants the run to end, so nothing more is asked. */
  readonly signal?: AbortSignal;
  /** Keeps a rule as somebody else wrote it; gives the file. */
  readonly keep: (rule: Resource, writer: string) => Promise<string>;
  /** Hears of each rule that others wrote, and what is said of it. */
  readonly found?: (outcome: Outcome, reason: string) => void;
};

const phrase = (writers: readonly LastChange[], kept: readonly string[]): string =>
  `written by others at the same time, so that one may have overwritten what the other wrote unseen (activity log: ${writers
    .map(({ who = 'somebody', at = '' }) => `${who} at ${at}`)
    .join(', then ')}); ${['compare it with what each of them meant', ...kept].join('; ')}`;

/** What others wrote into a rule: each caller's last state that is not what the plan wrote, with the rule's kind. */
const statesOfOthers = (
  ref: Ref,
  states: readonly AuditedState[],
  { plan, typeOf }: Question,
): readonly AuditedState[] => {
  const { canonical } = typeOf(ref.type);
  const change = plan.changes.find((planned) => sameRef(planned, ref));
  const put = change?.writes.find(({ operation }) => operation === 'put');
  const sent = put?.operation === 'put' ? put.resource.body : undefined;
  const kind = (sent ?? change?.before?.body)?.['kind'];
  const ours = sent === undefined ? undefined : canonical.normalize(sent);
  const last = new Map<string, AuditedState>();
  for (const state of states) {
    if (state.rule !== ref.id.toLowerCase()) continue;
    const body = { ...(kind === undefined ? {} : { kind }), ...state.body };
    if (!equalJson(canonical.normalize(body), ours)) last.set(state.who, { ...state, body });
  }
  return [...last.values()];
};

/** Keeps what others wrote into a rule, where the audit table has it, and says where it is. */
const keepStates = async (
  { type, id }: Outcome,
  states: readonly AuditedState[],
  question: Question,
): Promise<readonly string[]> => {
  const said: string[] = [];
  for (const { who, at, body } of statesOfOthers({ type, id }, states, question)) {
    const writer = who === '' ? 'somebody' : who;
    const what = `what ${writer} wrote at ${at} (SentinelAudit)`;
    try {
      said.push(
        `${what} is kept in ${await question.keep({ type: question.typeOf(type).resource.collection, name: id, body }, writer)}`,
      );
    } catch (error) {
      // The rule is written already: whatever hinders here, the outcome must be told.
      said.push(`${what} could not be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return said;
};

/**
 * Says of each rule that was written whether somebody else wrote it during the run, as far as the activity log tells by
 * then (on Azure an entry takes minutes). It is asked for workspaces that may ignore `If-Match` and `If-None-Match`:
 * there an edit between the read before a write and the write is lost, and nothing else can tell. What the others wrote is
 * kept where SentinelAudit has it. A run that only created what was not there asks nothing.
 */
export const withOtherWriters = async (
  outcomes: readonly Outcome[],
  question: Question,
): Promise<readonly Outcome[]> => {
  const keyOf = ({ type, id }: Ref): string => resourceKey(question.typeOf(type).resource, id);
  const mayHaveLost = (outcome: Outcome): boolean =>
    outcome.status === 'written' &&
    (outcome.action === 'create'
      ? question.replaced.has(keyOf(outcome))
      : outcome.action !== 'refresh' && outcome.action !== 'adopt');
  if (question.signal?.aborted === true || !outcomes.some(mayHaveLost)) return outcomes;
  const { facts, queryLogs, since, now } = question;
  const log = await activityOf(facts, since);
  const writers = otherWriters(log.filter(({ at }) => Date.parse(at) > since));
  const met = (outcome: Outcome): readonly LastChange[] | undefined =>
    mayHaveLost(outcome) ? writers.get(keyOf(outcome)) : undefined;
  const states = outcomes.some((outcome) => met(outcome) !== undefined)
    ? await auditedStates(queryLogs, { since, now })
    : [];
  const told: Outcome[] = [];
  for (const outcome of outcomes) {
    const found = met(outcome);
    if (found === undefined) {
      told.push(outcome);
      continue;
    }
    const said = phrase(found, await keepStates(outcome, states, question));
    question.found?.(outcome, said);
    told.push({ ...outcome, reason: outcome.reason === undefined ? said : `${outcome.reason}; ${said}` });
  }
  return told;
};
