import type { Change, Mark, Outcome, OutcomeEnd, Plan, PlannedWrite, RowsWrite } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import { recordLimit, type Project } from '../../core/engine/marker.ts';
import { isRefused } from '../../core/plan/plan.ts';
import type { Clock, Observer, Workspace } from '../../core/ports.ts';
import { refKey } from '../../core/ref.ts';
import type { LiveResource } from '../../core/resource.ts';
import { stagesOf } from '../../core/plan/stages.ts';
import { asPlanned, failed, writeRule } from './apply-change.ts';
import { type RuleWriter } from './read-back.ts';
import { openMark, writeRows, type RowsWritten } from './apply-rows.ts';
import { checkRecord, removeMark, writeMark, writeRecord, type MarkWriter } from './apply-marker.ts';
import { heldBack, notDone, outcomeOf, refusedOutcome, stillUsed, tellOutcome, withReason } from './outcomes.ts';

export type ApplyOptions = {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly typeOf: TypeOf;
  readonly project: Project;
  /** Hears `change` when one begins and `outcome` when it ends. */
  readonly observer?: Observer;
  /** Hears how each change ended as it ends, for what outlives a run that fails. */
  readonly ended?: (outcome: Outcome) => void;
  /** Aborted by the first interrupt: no new change begins, those begun are finished. */
  readonly stop?: AbortSignal;
  /** Aborted by the second interrupt: requests in flight are given up. */
  readonly signal?: AbortSignal;
  /** Changes at a time; 8 unless given. Pacing is the workspace's own. */
  readonly concurrency?: number;
  /** `always` (the default) reads a rule directly before it is updated or deleted; `never` trusts If-Match alone. */
  readonly verifyBeforeWrite?: 'always' | 'never';
  /** Keeps the rule as it was before it is changed or deleted; when it throws, the rule is left alone. */
  readonly backup?: (rule: LiveResource) => Promise<void>;
  /** Longest record of a marker, in characters. */
  readonly recordLimit?: number;
};

type Run = ApplyOptions & { readonly rules: RuleWriter; readonly marks: MarkWriter };

/** True for the write of a rule itself; its marker's and those of what lies beside it are others. */
export const isOfRule = (
  write: PlannedWrite,
): write is Extract<PlannedWrite, { operation: 'put' }> | Extract<PlannedWrite, { operation: 'delete' }> =>
  (write.operation === 'put' || write.operation === 'delete') && write.resource.type !== 'metadata';

/** True for the write of what lies beside a rule. */
export const isOfRows = (write: PlannedWrite): write is Extract<PlannedWrite, { operation: 'rows' }> =>
  write.operation === 'rows';

/** The writes after the rule's: its marker. What fails here leaves the rule written, and says so. */
const settleMarker = async (
  change: Change,
  answered: LiveResource | undefined,
  run: Run,
): Promise<OutcomeEnd | undefined> => {
  try {
    for (const write of change.writes) {
      if (write.operation === 'mark' && answered !== undefined) await writeMark(write, answered, change, run.marks);
      else if (write.operation === 'delete' && write.resource.type === 'metadata')
        await removeMark(write.resource, change, run.marks);
      else if (write.operation === 'record') await writeRecord(write, run.marks);
    }
    return undefined;
  } catch (error) {
    return failed(error);
  }
};

/** What is left to do about a marker that was not written: the rule runs, and nobody owns it. */
const unownedHint = ({ failure }: OutcomeEnd): string =>
  failure === 'forbidden'
    ? 'Give the identity the right to write metadata, or set ownership: none for this workspace in picket.yaml.'
    : 'The next deployment writes it.';

/** The change with another record in its marker. */
const withMark = (change: Change, marked: (mark: Mark) => Mark): Change => ({
  ...change,
  writes: change.writes.map((write) => (write.operation === 'mark' ? { operation: 'mark', ...marked(write) } : write)),
});

/** A rule that somebody has just switched off for longer must not be switched on: what a plan says of it is looked at again. */
const checkOverride = async ({ writes }: Change, run: Run): Promise<OutcomeEnd | undefined> => {
  try {
    for (const write of writes) if (write.operation === 'record') await checkRecord(write, run.marks);
    return undefined;
  } catch (error) {
    const end = failed(error);
    return end.failure === 'conflict' ? { ...end, status: 'skipped' } : end;
  }
};

/**
 * Brings what lies beside a resource to what the plan says. Its marker tells meanwhile that it is being written: rows that
 * nobody would know for this project's own if the run died are not begun.
 */
const performRows = async (
  write: RowsWrite,
  answered: LiveResource,
  change: Change,
  run: Run,
): Promise<RowsWritten> => {
  const { rows: _rows, ...plain } = answered;
  const mark = change.writes.find(({ operation }) => operation === 'mark');
  if (mark?.operation !== 'mark') return writeRows(write, answered, change, run.rules);
  try {
    const { etag } = await writeMark(openMark(write)(mark), plain, change, run.marks);
    const { marked, ...written } = await writeRows(write, answered, change, run.rules);
    return { ...written, marked: (last) => marked(etag === undefined ? last : { ...last, etag }) };
  } catch (error) {
    const end = failed(error);
    // Where nobody may write markers, nothing of the workspace is known for anybody's own.
    if (end.failure === 'forbidden') return writeRows(write, answered, change, run.rules);
    return { answered: plain, end: { hint: unownedHint(end), ...end, status: 'failed' }, marked: openMark(write) };
  }
};

const perform = async (change: Change, run: Run): Promise<OutcomeEnd> => {
  const moved = await checkOverride(change, run);
  if (moved !== undefined) return moved;
  const ruleWrite = change.writes.find(isOfRule);
  const rowsWrite = change.writes.find(isOfRows);
  if (ruleWrite === undefined && rowsWrite === undefined) {
    const end = await settleMarker(change, change.before, run);
    return end ?? withReason('written', undefined);
  }
  const written = ruleWrite === undefined ? asPlanned(change) : await writeRule(ruleWrite, change, run.rules);
  if (!written.done) return written.end;
  const beside =
    rowsWrite === undefined || written.answered === undefined
      ? undefined
      : await performRows(rowsWrite, written.answered, change, run);
  const settled = beside === undefined ? change : withMark(change, beside.marked);
  const end = await settleMarker(settled, beside?.answered ?? written.answered, run);
  if (beside?.end !== undefined) return beside.end;
  if (end !== undefined && ruleWrite?.operation !== 'delete')
    return {
      ...withReason('written', `written, unowned: its marker could not be written (${end.reason ?? ''})`, end.failure),
      hint: unownedHint(end),
    };
  if (end !== undefined)
    return withReason('written', `deleted; its marker is left over (${end.reason ?? ''})`, end.failure);
  return written.already ? withReason('unchanged', 'it was gone already') : withReason('written', undefined);
};

const stamp = ({ clock }: ApplyOptions): string => new Date(clock.now()).toISOString();

const announce = (change: Change, run: Run): void =>
  run.observer?.({
    type: 'change',
    at: stamp(run),
    of: change.type,
    id: change.id,
    name: change.displayName,
    action: change.action,
  });

/** Why no further change may begin; undefined while they may. */
type Halt = { reason: string | undefined };

const runStage = async (
  changes: readonly Change[],
  run: Run,
  halt: Halt,
  held: (change: Change) => string | undefined,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  const queue = changes.entries();
  const worker = async (): Promise<void> => {
    for (const [index, change] of queue) {
      const isStopped = run.stop?.aborted === true || run.signal?.aborted === true;
      const reason = isStopped ? 'interrupted' : held(change);
      if (reason === undefined) announce(change, run);
      const end = reason === undefined ? await perform(change, run) : withReason('not-attempted', reason);
      // Without a valid credential every further request would fail alike.
      if (end.failure === 'auth' || end.failure === 'unauthorized') halt.reason = 'the credential was refused before';
      const outcome = outcomeOf(change, end);
      outcomes[index] = outcome;
      run.ended?.(outcome);
      tellOutcome(outcome, stamp(run), run.observer);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.max(1, run.concurrency ?? 8) }, worker));
  for (const result of workers) if (result.status === 'rejected') throw result.reason;
  return outcomes;
};

/**
 * Executes a plan and nothing else, stage by stage (stagesOf), and each rule's marker after the rule. What needs
 * something that failed is not begun; deletes only begin when everything before them was done, so that a rule is never
 * removed while what replaces it is missing.
 * Gives one outcome per change, in the plan's order, and one per rule that the plan left alone. Throws a PicketError of
 * kind `refusal` when the plan is refused as a whole, before anything is written.
 */
export const apply = async (plan: Plan, options: ApplyOptions): Promise<readonly Outcome[]> => {
  const refusal = plan.refusals.find(({ scope }) => scope === 'run');
  if (isRefused(plan) && refusal !== undefined)
    throw new PicketError('refusal', refusal.message, {
      code: refusal.code,
      ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
    });
  const { workspace, typeOf, project, signal } = options;
  const run: Run = {
    ...options,
    rules: {
      workspace,
      clock: options.clock,
      typeOf,
      verifyBeforeWrite: options.verifyBeforeWrite ?? 'always',
      backup: options.backup ?? (() => Promise.resolve()),
      signal,
    },
    marks: {
      workspace,
      clock: options.clock,
      typeOf,
      project,
      recordLimit: options.recordLimit ?? recordLimit,
      verifyBeforeWrite: options.verifyBeforeWrite ?? 'always',
      signal,
    },
  };
  const halt: Halt = { reason: undefined };
  const outcomes = new Map<string, Outcome>();
  for (const stage of stagesOf(plan.changes, typeOf)) {
    const deletes = stage.some(({ action }) => action === 'delete');
    if (deletes && [...outcomes.values()].some(({ status }) => notDone.has(status)))
      halt.reason ??= 'not everything before it was done, and deletes come last';
    const held = (change: Change): string | undefined =>
      (change.action === 'delete' ? stillUsed(change, plan, outcomes) : undefined) ??
      halt.reason ??
      heldBack(change, outcomes);
    for (const outcome of await runStage(stage, run, halt, held)) outcomes.set(refKey(outcome), outcome);
  }
  return [...outcomes.values(), ...plan.refusals.flatMap(refusedOutcome)];
};
