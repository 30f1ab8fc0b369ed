import type { Change, OutcomeEnd, PlannedWrite } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import { equalJson } from '../../core/json.ts';
import { versionOf } from '../../core/engine/lagging.ts';
import { markerName, recordIn } from '../../core/engine/marker.ts';
import { valueAt } from '../../core/pointer.ts';
import type { WriteCondition } from '../../core/ports.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';
import {
  current,
  fieldName,
  holds,
  isOutage,
  isThere,
  movedFields,
  type ReadBack,
  readBack,
  readBackUntil,
  type RuleWriter,
  type Standing,
  type TypeWriter,
  verified,
} from './read-back.ts';

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

const done = (answered: LiveResource | undefined, already: 'now' | 'before' = 'now'): Written => ({
  done: true,
  answered,
  already: already === 'before',
});

/** In what an answer is not that of the write: another resource, or one of another kind. */
const strangeness = (live: LiveResource, wanted: Resource): string | undefined => {
  if (live.name.toLowerCase() !== wanted.name.toLowerCase()) return `with ${live.name}`;
  const [kind, sent] = [live.body['kind'], wanted.body['kind']];
  return kind === sent ? undefined : `with one of kind ${JSON.stringify(kind ?? null)}`;
};

/**
 * The field in which an answer contradicts what was sent, of those that decide whether something runs and what it finds.
 * Texts and lists may come back in another spelling; a switch and a query that come back as others are others.
 */
const contradicted = (
  live: LiveResource,
  wanted: Resource,
  { type: { canonical, queries } }: TypeWriter,
): string | undefined => {
  const [answered, sent] = [canonical.normalize(live.body), canonical.normalize(wanted.body)];
  const at = [...(canonical.enabled === undefined ? [] : [canonical.enabled]), ...queries].find((place) => {
    const change = { at: place, before: valueAt(sent, place), after: valueAt(answered, place) };
    return !equalJson(change.before ?? null, change.after ?? null) && !canonical.isCosmetic(change);
  });
  return at === undefined ? undefined : `with another ${fieldName(at)} than was sent`;
};

/** What an answer to a write is worth: one that is not of what was asked for only counts as far as a read confirms it. */
const accepted = async (live: LiveResource, wanted: Resource, writer: TypeWriter): Promise<Written> => {
  const strange = strangeness(live, wanted);
  const why = strange ?? contradicted(live, wanted, writer);
  if (why === undefined) return done(live);
  const now = await readBack(wanted, writer);
  const isAsSent = (read: LiveResource): boolean =>
    holds(read, wanted, writer) || (strange === undefined && contradicted(read, wanted, writer) === undefined);
  if (isThere(now) && isAsSent(now)) return done(now);
  return {
    done: false,
    end: {
      status: now === 'unread' ? 'unknown' : 'failed',
      reason: `the service answered the write ${why}, and a read does not show what was sent`,
      hint: 'Look at it in the workspace, then plan again.',
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
      'the workspace has something of this id that its list did not show when the plan was made, with other content; it stays as it is, and the backup has it',
    );
  }
};

const conditionOf = (etag: string | undefined, { verifyBeforeWrite }: TypeWriter): WriteCondition => {
  if (etag === undefined) return { kind: 'any' };
  return verifyBeforeWrite === 'always' ? { kind: 'unchanged', etag, check: 'read' } : { kind: 'unchanged', etag };
};

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

/** In what an update and a removal differ; all else is one way of writing over what the plan saw, and nothing else. */
type Way = {
  readonly onGone: () => Written;
  readonly onMoved: (live: LiveResource) => Written | Promise<Written>;
  readonly send: (condition: ReturnType<typeof conditionOf>) => Promise<Written>;
  /** True where a read shows that the write was made. */
  readonly isMade: (read: ReadBack) => boolean;
};

const overPlanned = async (
  write: Put | Delete,
  before: LiveResource,
  writer: TypeWriter,
  way: Way,
): Promise<Written> => {
  const attempt = async (state: Standing, left: number): Promise<Written> => {
    if (state.kind === 'gone') return way.onGone();
    if (state.kind === 'moved') return way.onMoved(state.live);
    try {
      return await way.send(conditionOf(state.etag, writer));
    } catch (error) {
      if (isDoubtful(error)) {
        const read = await readBackUntil(write.resource, way.isMade, error, writer);
        if (read === 'unread') return { done: false, end: failed(error) };
        return way.isMade(read) ? done(isThere(read) ? read : undefined) : refuted(error, writer);
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

const update = (write: Put, before: LiveResource, change: Change, writer: TypeWriter): Promise<Written> =>
  overPlanned(write, before, writer, {
    onGone: () => skipped('deleted in the workspace after the plan was made'),
    onMoved: (live) => (holds(live, write.resource, writer) ? done(live) : meanwhile(before, live, change, writer)),
    send: async (condition) =>
      accepted(await writer.workspace.put(write.resource, condition, writer.signal), write.resource, writer),
    isMade: (read) => isThere(read) && holds(read, write.resource, writer),
  });

const remove = (write: Delete, before: LiveResource, change: Change, writer: TypeWriter): Promise<Written> =>
  overPlanned(write, before, writer, {
    onGone: () => done(undefined, 'before'),
    onMoved: (live) => meanwhile(before, live, change, writer),
    send: async (condition) => {
      const { type, name } = write.resource;
      const answer = await writer.workspace.remove(type, name, condition, writer.signal);
      return done(undefined, answer === 'absent' ? 'before' : 'now');
    },
    isMade: (read) => read === 'absent',
  });

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
