import { readUntil } from '../../azure/reread.ts';
import type { Change, Mark, OverrideWrite } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import { markResources, ownerOf, type Project } from '../../core/engine/marker.ts';
import { sameRecord, withLog } from '../../core/engine/override.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import type { Clock, Workspace, WriteCondition } from '../../core/ports.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';

export type MarkWriter = {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly typeOf: TypeOf;
  readonly project: Project;
  /** Longest record, in characters. */
  readonly recordLimit: number;
  readonly verifyBeforeWrite: 'always' | 'never';
  readonly signal: AbortSignal | undefined;
};

const unlessPicket = (error: unknown): PicketError => {
  if (error instanceof PicketError) return error;
  throw error;
};

/** A condition that holds for a resource as it was read; without an etag nothing can be asked for. */
const asRead = (there: LiveResource | undefined): WriteCondition => {
  if (there === undefined) return { kind: 'absent' };
  return there.etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag: there.etag };
};

/** The marker as it is now. Throws where it has become somebody else's since the plan, unless it is being adopted. */
const looked = async (
  { type, name }: Pick<Resource, 'type' | 'name'>,
  change: Change,
  writer: MarkWriter,
  refused?: { readonly condition: WriteCondition | undefined; readonly cause: unknown },
): Promise<LiveResource | undefined> => {
  const { workspace, project, signal } = writer;
  // A read that still shows the state that was refused lags behind.
  const isGood = (read: LiveResource | undefined): boolean => {
    if (refused?.condition?.kind === 'absent') return read !== undefined;
    return refused?.condition?.kind !== 'unchanged' || read?.etag !== refused.condition.etag;
  };
  const there = await readUntil(() => workspace.get(type, name, signal), isGood, writer);
  const owner = there === undefined ? undefined : ownerOf(there, project);
  if (owner !== undefined && 'owner' in owner && change.action !== 'adopt')
    throw new PicketError('service', `the marker ${name} now belongs to ${owner.owner}`, {
      code: 'marker-taken',
      failure: 'conflict',
      ...(refused === undefined ? {} : { cause: refused.cause }),
    });
  return there;
};

/**
 * Puts one form of a marker; a moved or new marker is looked at once before it is written over. Where the service gives
 * markers no etag, and before one is made, only a look can tell whether it has moved.
 */
const putMarker = async (
  resource: Resource,
  change: Change,
  etag: string | undefined,
  writer: MarkWriter,
): Promise<LiveResource> => {
  const { workspace, verifyBeforeWrite, signal } = writer;
  const condition = async (): Promise<WriteCondition> => {
    if (etag !== undefined) return { kind: 'unchanged', etag };
    if (change.marker === undefined && verifyBeforeWrite === 'never') return { kind: 'absent' };
    return asRead(await looked(resource, change, writer));
  };
  let used: WriteCondition | undefined;
  try {
    used = await condition();
    return await workspace.put(resource, used, signal);
  } catch (error) {
    const { failure, code } = unlessPicket(error);
    if (code === 'marker-taken' || (failure !== 'conflict' && failure !== 'precondition')) throw error;
    const refused = { condition: used, cause: error };
    return workspace.put(resource, asRead(await looked(resource, change, writer, refused)), signal);
  }
};

/** Removes a rule's marker as it is now. Throws as `looked` does where it has become somebody else's. */
export const removeMark = async (
  resource: Pick<Resource, 'type' | 'name'>,
  change: Change,
  writer: MarkWriter,
): Promise<void> => {
  const there = await looked(resource, change, writer);
  const condition = asRead(there);
  if (there !== undefined && condition.kind !== 'absent')
    await writer.workspace.remove(resource.type, resource.name, condition, writer.signal);
};

/**
 * Writes a rule's marker, and gives it as it is then. A record that the service finds too long is written in its short
 * form. Throws the PicketError of the last attempt: the rule is then written, but unowned.
 */
export const writeMark = async (
  mark: Mark,
  answered: LiveResource,
  change: Change,
  writer: MarkWriter,
): Promise<LiveResource> => {
  const { typeOf, project, recordLimit } = writer;
  const { byField, whole } = markResources(mark, answered, {
    project,
    type: typeOf(change.type),
    limit: recordLimit,
  });
  try {
    return await putMarker(byField, change, mark.etag, writer);
  } catch (error) {
    if (unlessPicket(error).failure !== 'invalid' || byField === whole) throw error;
    return putMarker(whole, change, mark.etag, writer);
  }
};

/**
 * Throws where the record of a rule being off past git is not as it was planned against: then somebody ended or
 * lengthened that meanwhile.
 */
export const checkRecord = async ({ before }: OverrideWrite, writer: MarkWriter): Promise<LiveResource> => {
  const there = await writer.workspace.get(before.type, before.name, writer.signal);
  if (there !== undefined && sameRecord(there, before)) return there;
  throw new PicketError('service', 'the record of its being switched off was changed meanwhile', {
    code: 'override-moved',
    failure: 'conflict',
    hint: 'Plan again.',
  });
};

/** Writes the record of a rule being off past git; without its older entries where the service finds it too long. */
export const writeRecord = async (write: OverrideWrite, writer: MarkWriter): Promise<void> => {
  const there = await checkRecord(write, writer);
  const put = (limit: number): Promise<unknown> =>
    writer.workspace.put(withLog(there, write.log, limit), asRead(there), writer.signal);
  try {
    await put(writer.recordLimit);
  } catch (error) {
    if (unlessPicket(error).failure !== 'invalid') throw error;
    await put(0);
  }
};
