import type { LastChange, Outcome } from '../core/change.ts';
import { otherWriters } from '../core/activity.ts';
import type { Workspace, WorkspaceFacts } from '../core/ports.ts';
import { activityOf } from './last-change.ts';

/** A workspace that remembers, by name in lower case, what was to be created and was answered like an update. */
export const watchCreates = (
  workspace: Workspace,
): { readonly workspace: Workspace; readonly replaced: ReadonlySet<string> } => {
  const replaced = new Set<string>();
  const put: Workspace['put'] = async (...write) => {
    const answer = await workspace.put(...write);
    if (answer.replaced === true) replaced.add(answer.name.toLowerCase());
    return answer;
  };
  return { workspace: { ...workspace, put }, replaced };
};

type Question = {
  readonly facts: Pick<WorkspaceFacts, 'activity'>;
  /** Before the first write, in milliseconds since 1970: only later entries count. */
  readonly since: number;
  /** Rules that were to be created and were answered like an update, by name in lower case. */
  readonly replaced: ReadonlySet<string>;
  /** Aborted: somebody wants the run to end, so nothing more is asked. */
  readonly signal?: AbortSignal;
  /** Hears of each rule that others wrote, and what is said of it. */
  readonly found?: (outcome: Outcome, reason: string) => void;
};

const phrase = (writers: readonly LastChange[]): string =>
  `written by others at the same time, so that one may have overwritten what the other wrote unseen (activity log: ${writers
    .map(({ who = 'somebody', at = '' }) => `${who} at ${at}`)
    .join(', then ')}); compare the rule with what each of them meant`;

/**
 * Says of each rule that was written whether somebody else wrote it during the run, as far as the activity log tells by
 * then (on Azure an entry takes minutes). It is asked for workspaces that may ignore `If-Match` and `If-None-Match`:
 * there an edit between the read before a write and the write is lost, and nothing else can tell. A run that only created
 * what was not there asks nothing.
 */
export const withOtherWriters = async (
  outcomes: readonly Outcome[],
  question: Question,
): Promise<readonly Outcome[]> => {
  const mayHaveLost = ({ id, action, status }: Outcome): boolean =>
    status === 'written' &&
    (action === 'create' ? question.replaced.has(id.toLowerCase()) : action !== 'refresh' && action !== 'adopt');
  if (question.signal?.aborted === true || !outcomes.some(mayHaveLost)) return outcomes;
  const { facts, since } = question;
  const log = await activityOf(facts, since);
  const writers = otherWriters(log.filter(({ at }) => Date.parse(at) > since));
  return outcomes.map((outcome) => {
    const found = mayHaveLost(outcome) ? writers.get(outcome.id.toLowerCase()) : undefined;
    if (found === undefined) return outcome;
    const said = phrase(found);
    question.found?.(outcome, said);
    return { ...outcome, reason: outcome.reason === undefined ? said : `${outcome.reason}; ${said}` };
  });
};
