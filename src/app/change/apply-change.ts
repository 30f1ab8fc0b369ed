import { isStale, readUntil } from '../../azure/reread.ts';
import type { Change, OutcomeEnd, PlannedWrite } from '../../core/engine/change.ts';
import { diff, fieldOf } from '../../core/engine/diff.ts';
import { PicketError } from '../../core/errors.ts';
import { versionOf } from '../../core/engine/lagging.ts';
import { equalJson, type JsonObject } from '../../core/json.ts';
import { sayable, without } from '../../core/engine/live-state.ts';
import type { ManagedType, TypeOf } from '../../core/engine/managed-type.ts';
import { markerName, recordIn } from '../../core/engine/marker.ts';
import type { Clock, Workspace, WriteCondition } from '../../core/ports.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';

export type RuleWriter = {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly typeOf: TypeOf;
  readonly verifyBeforeWrite: 'always' | 'never';
  readonly backup: (rule: LiveResource) => Promise<void>;
  readonly signal: AbortSignal | undefined;
};

/** The same for the rules of one type. */
type TypeWriter = Omit<RuleWriter, 'typeOf'> & { readonly type: ManagedType };

/** How the write of a rule ended: with the rule as it is now, with nothing there, or not at all. */
export type Written =
  | { readonly done: true; readonly answered: LiveResource | undefined; readonly already: boolean }
  | { readonly done: false; readonly end: OutcomeEnd };

type Put = Extract<PlannedWrite, { operation: 'put' }>;
type Delete = Extract<PlannedWrite, { operation: 'delete' }>;

const skipped = (reason: string): Written => ({ done: false, end: { status: 'skipped', reason, failure: 'conflict' } });

const statusOf = (error: PicketError): OutcomeEnd['status'] => {
  if (error.open) return 'unknown';
  // Stopped before anything of it was sent.
  return error.kind === 'interrupted' ? 'not-attempted' : 'failed';
};

/** The rule of a change that leaves its body alone: as it was planned against. */
export const asPlanned = ({ before }: Change): Written => ({ done: true, answered: before, already: false });

/** The outcome of an error; what is no PicketError is a bug and is thrown on. */
export const failed = (error: unknown): OutcomeEnd => {
  if (!(error instanceof PicketError)) throw error;
  return {
    status: statusOf(error),
    reason: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    failure: error.failure ?? error.kind,
  };
};

const isConflict = (error: unknown): boolean =>
  error instanceof PicketError && (error.failure === 'conflict' || error.failure === 'precondition');

/** After these nobody knows whether the service carried the write out. */
const isDoubtful = (error: unknown): boolean =>
  error instanceof PicketError &&
  (error.open ||
    (error.failure !== undefined && ['connection', 'timeout', 'protocol', 'unavailable'].includes(error.failure)));

/** The service itself answered every try with a failure: such an outage is not waited out. */
const isOutage = (error: unknown): boolean =>
  error instanceof PicketError && !error.open && error.failure === 'unavailable';

/** After these a write may have been carried out although a read does not show it yet. */
export const mayBeCarriedOut = (error: unknown): boolean => isDoubtful(error) && !isOutage(error);

/**
 * The end of a write that failed, after reads for as long as one may lag that show that it was not carried out. Who ends the
 * wait for them leaves it open.
 */
const refuted = (error: unknown, { signal }: TypeWriter): Written => {
  const end = failed(error);
  const isTold = signal?.aborted !== true;
  return { done: false, end: end.status === 'unknown' && isTold ? { ...end, status: 'failed' } : end };
};

const sameState = (left: JsonObject, right: JsonObject, { type: { canonical } }: TypeWriter): boolean =>
  equalJson(canonical.normalize(left), canonical.normalize(right));

/** True when what runs is what was to be written; what the service added of its own does not count. */
const holds = (live: LiveResource, wanted: Resource, { type: { canonical } }: TypeWriter): boolean => {
  const known = (body: JsonObject): JsonObject =>
    sayable(canonical.normalize(without(body, canonical.unknownProperties(body))), canonical);
  return equalJson(known(live.body), known(wanted.body));
};

const fieldNames = (left: JsonObject, right: JsonObject): readonly string[] => [
  ...new Set(diff(left, right).map(({ at }) => fieldOf(at).replace(/^\/(properties\/)?/, ''))),
];

const movedFields = (before: LiveResource, now: LiveResource, { type: { canonical } }: TypeWriter): string =>
  fieldNames(canonical.normalize(before.body), canonical.normalize(now.body)).join(', ');

type ReadBack = LiveResource | 'absent' | 'unread';

/** Reads a rule for a decision after a failure; a failure of this read decides nothing. */
const readBack = async (resource: Pick<Resource, 'type' | 'name'>, writer: TypeWriter): Promise<ReadBack> => {
  try {
    return (await writer.workspace.get(resource.type, resource.name, writer.signal)) ?? 'absent';
  } catch (error) {
    if (error instanceof PicketError) return 'unread';
    throw error;
  }
};

/**
 * Reads back what became of a write whose answer was lost: one read that does not show it may only lag behind it. Where the
 * service has answered every try with a failure of its own, one read is enough: an outage costs no two minutes a rule.
 */
const readBackUntil = (
  resource: Pick<Resource, 'type' | 'name'>,
  isCarriedOut: (read: ReadBack) => boolean,
  error: unknown,
  writer: TypeWriter,
): Promise<ReadBack> =>
  readUntil(
    () => readBack(resource, writer),
    (read) => isOutage(error) || read === 'unread' || isCarriedOut(read),
    writer,
  );

const isThere = (read: ReadBack): read is LiveResource => typeof read !== 'string';

const done = (answered: LiveResource | undefined, already: 'now' | 'before' = 'now'): Written => ({
  done: true,
  answered,
  already: already === 'before',
});

/** In what an answer is not that of the write: another resource, or one of another kind. */
const strangeness = (live: LiveResource, wanted: Resource): string | undefined => {
  if (live.name.toLowerCase() !== wanted.name.toLowerCase()) return `with the rule ${live.name}`;
  const [kind, sent] = [live.body['kind'], wanted.body['kind']];
  return kind === sent ? undefined : `with a rule of kind ${JSON.stringify(kind ?? null)}`;
};

/** What an answer to a write is worth: one that is not of what was asked for only counts as far as a read confirms it. */
const accepted = async (live: LiveResource, wanted: Resource, writer: TypeWriter): Promise<Written> => {
  const why = strangeness(live, wanted);
  if (why === undefined) return done(live);
  const now = await readBack(wanted, writer);
  if (isThere(now) && holds(now, wanted, writer)) return done(now);
  return {
    done: false,
    end: {
      status: now === 'unread' ? 'unknown' : 'failed',
      reason: `the service answered the write ${why}, and a read does not show what was sent`,
      hint: 'Look at the rule in the workspace, then plan again.',
      failure: 'protocol',
    },
  };
};

/**
 * Creates a rule where none is. Whether none is says a read directly before, not the list that the plan was made from: a
 * list may lack what runs, and the service may ignore the condition of the write.
 */
const create = async (write: Put, writer: TypeWriter): Promise<Written> => {
  const condition: WriteCondition =
    writer.verifyBeforeWrite === 'always' ? { kind: 'absent', check: 'read' } : { kind: 'absent' };
  try {
    return await accepted(await writer.workspace.put(write.resource, condition, writer.signal), write.resource, writer);
  } catch (error) {
    if (!isConflict(error) && !isDoubtful(error)) return { done: false, end: failed(error) };
    // The service knows the rule, or took it and its answer was lost, and a read may not show it yet: then it is read again.
    const live = await readBackUntil(write.resource, isThere, error, writer);
    if (live === 'unread') return { done: false, end: failed(error) };
    if (live !== 'absent' && holds(live, write.resource, writer)) return done(live);
    if (live === 'absent' || !isConflict(error)) return refuted(error, writer);
    await writer.backup(live);
    return skipped(
      'the workspace has a rule with this id that its list did not show when the plan was made, with other content; it stays as it is, and the backup has it',
    );
  }
};

const conditionOf = (etag: string | undefined, { verifyBeforeWrite }: TypeWriter): WriteCondition => {
  if (etag === undefined) return { kind: 'any' };
  return verifyBeforeWrite === 'always' ? { kind: 'unchanged', etag, check: 'read' } : { kind: 'unchanged', etag };
};

/** What a read shows about the rule that the plan was made against. */
type Standing =
  | { readonly kind: 'as-planned'; readonly etag: string | undefined }
  | { readonly kind: 'gone' }
  | { readonly kind: 'moved'; readonly live: LiveResource };

const standing = (before: LiveResource, now: LiveResource | undefined, writer: TypeWriter): Standing => {
  if (now === undefined) return { kind: 'gone' };
  return sameState(before.body, now.body, writer)
    ? { kind: 'as-planned', etag: now.etag }
    : { kind: 'moved', live: now };
};

/**
 * The rule as it is now. A read that is behind what the plan was made against is made again, and so is one that still shows
 * the etag that the service has just `refused`: it may lag behind a write, even one of this run whose answer was lost.
 */
const current = async (before: LiveResource, writer: TypeWriter, refused?: string): Promise<Standing> => {
  const { workspace, clock, signal } = writer;
  const now = await readUntil(
    () => workspace.get(before.type, before.name, signal),
    (read) => !isStale(read, before.etag, clock) && (refused === undefined || read?.etag !== refused),
    writer,
  );
  return standing(before, now, writer);
};

/** The write itself is bound to the etag planned against; without one, only a read can tell whether the rule has moved. */
const verified = (before: LiveResource, writer: TypeWriter): Promise<Standing> =>
  before.etag === undefined ? current(before, writer) : Promise.resolve({ kind: 'as-planned', etag: before.etag });

/** True where a marker names the version that runs: then a deployment wrote it, and no person. */
const isDeployed = async (live: LiveResource, change: Change, writer: TypeWriter): Promise<boolean> => {
  const version = versionOf(live.etag);
  if (version === undefined) return false;
  const marker = await readBack(
    { type: 'metadata', name: change.marker?.name ?? markerName(writer.type.resource, live.name) },
    writer,
  );
  return isThere(marker) && recordIn(marker)?.version === version;
};

const meanwhile = async (
  before: LiveResource,
  live: LiveResource,
  change: Change,
  writer: TypeWriter,
): Promise<Written> =>
  skipped(
    (await isDeployed(live, change, writer))
      ? `another deployment by Picket wrote it, which the reads of this plan did not show: ${movedFields(before, live, writer)}; plan again`
      : `changed in the workspace after the plan was made: ${movedFields(before, live, writer)}; plan again to see both sides`,
  );

const update = async (write: Put, before: LiveResource, change: Change, writer: TypeWriter): Promise<Written> => {
  const attempt = async (state: Standing, left: number): Promise<Written> => {
    if (state.kind === 'gone') return skipped('deleted in the workspace after the plan was made');
    if (state.kind === 'moved')
      return holds(state.live, write.resource, writer)
        ? done(state.live)
        : meanwhile(before, state.live, change, writer);
    try {
      const live = await writer.workspace.put(write.resource, conditionOf(state.etag, writer), writer.signal);
      return await accepted(live, write.resource, writer);
    } catch (error) {
      if (isDoubtful(error)) {
        const isWritten = (read: ReadBack): read is LiveResource =>
          isThere(read) && holds(read, write.resource, writer);
        const live = await readBackUntil(write.resource, isWritten, error, writer);
        if (live === 'unread') return { done: false, end: failed(error) };
        return isWritten(live) ? done(live) : refuted(error, writer);
      }
      if (!isConflict(error)) return { done: false, end: failed(error) };
      const next = await current(before, writer, state.etag);
      // Only a moved etag over the planned body is tried again, and once: anything else is somebody's edit.
      if (next.kind === 'as-planned' && (left === 0 || next.etag === state.etag))
        return { done: false, end: failed(error) };
      return attempt(next, left - 1);
    }
  };
  // Before the write and the read that comes with it: nothing may come between those two.
  await writer.backup(before);
  return attempt(await verified(before, writer), 1);
};

const remove = async (write: Delete, before: LiveResource, change: Change, writer: TypeWriter): Promise<Written> => {
  const { type, name } = write.resource;
  const attempt = async (state: Standing, left: number): Promise<Written> => {
    if (state.kind === 'gone') return done(undefined, 'before');
    if (state.kind === 'moved') return meanwhile(before, state.live, change, writer);
    try {
      const answer = await writer.workspace.remove(type, name, conditionOf(state.etag, writer), writer.signal);
      return done(undefined, answer === 'absent' ? 'before' : 'now');
    } catch (error) {
      if (isDoubtful(error)) {
        const live = await readBackUntil(write.resource, (read) => read === 'absent', error, writer);
        if (live === 'unread') return { done: false, end: failed(error) };
        return live === 'absent' ? done(undefined) : refuted(error, writer);
      }
      if (!isConflict(error)) return { done: false, end: failed(error) };
      const next = await current(before, writer, state.etag);
      if (next.kind === 'as-planned' && (left === 0 || next.etag === state.etag))
        return { done: false, end: failed(error) };
      return attempt(next, left - 1);
    }
  };
  // Before the write and the read that comes with it: nothing may come between those two.
  await writer.backup(before);
  return attempt(await verified(before, writer), 1);
};

/**
 * Makes the write of a change's rule. Never writes over what the plan did not see, never throws a PicketError: a lost
 * race ends as `skipped` with what moved, a write of which neither an answer nor a read tells as `unknown`, any other
 * failure as `failed` with the service's message.
 */
export const writeRule = async (write: Put | Delete, change: Change, run: RuleWriter): Promise<Written> => {
  const writer: TypeWriter = { ...run, type: run.typeOf(change.type) };
  try {
    if (write.operation === 'put' && write.expect === 'absent') return await create(write, writer);
    if (change.before === undefined)
      return { done: false, end: { status: 'failed', reason: 'the plan does not say what it was made against' } };
    return write.operation === 'put'
      ? await update(write, change.before, change, writer)
      : await remove(write, change.before, change, writer);
  } catch (error) {
    return { done: false, end: failed(error) };
  }
};
