import type { Canonical } from '../core/canonical.ts';
import type { Change, Mark } from '../core/change.ts';
import { PicketError } from '../core/errors.ts';
import { markResources } from '../core/mark-resource.ts';
import { ownerOf, type Project } from '../core/marker.ts';
import type { Workspace, WriteCondition } from '../core/ports.ts';
import type { LiveResource, Resource } from '../core/resource.ts';

export type MarkWriter = {
  readonly workspace: Workspace;
  readonly canonical: Canonical;
  readonly project: Project;
  /** Longest record, in characters. */
  readonly recordLimit: number;
  readonly signal: AbortSignal | undefined;
};

const unlessPicket = (error: unknown): PicketError => {
  if (error instanceof PicketError) return error;
  throw error;
};

/** Puts one form of a marker; a moved or new marker is looked at once before it is written over. */
const putMarker = async (
  resource: Resource,
  change: Change,
  etag: string | undefined,
  writer: MarkWriter,
): Promise<void> => {
  const { workspace, project, signal } = writer;
  const condition: WriteCondition =
    change.marker === undefined
      ? { kind: 'absent' }
      : etag === undefined
        ? { kind: 'any' }
        : { kind: 'unchanged', etag };
  try {
    await workspace.put(resource, condition, signal);
  } catch (error) {
    const { failure } = unlessPicket(error);
    if (failure !== 'conflict' && failure !== 'precondition') throw error;
    const there = await workspace.get(resource.type, resource.name, signal);
    const owner = there === undefined ? undefined : ownerOf(there, project);
    if (owner !== undefined && 'owner' in owner && change.action !== 'adopt')
      throw new PicketError('service', `the marker ${resource.name} now belongs to ${owner.owner}`, {
        code: 'marker-taken',
        failure: 'conflict',
        cause: error,
      });
    const next: WriteCondition =
      there === undefined
        ? { kind: 'absent' }
        : there.etag === undefined
          ? { kind: 'any' }
          : { kind: 'unchanged', etag: there.etag };
    await workspace.put(resource, next, signal);
  }
};

/**
 * Writes a rule's marker. A record that the service finds too long is written in its short form. Throws the PicketError
 * of the last attempt: the rule is then written, but unowned.
 */
export const writeMark = async (
  mark: Mark,
  answered: LiveResource,
  change: Change,
  writer: MarkWriter,
): Promise<void> => {
  const { canonical, project, recordLimit } = writer;
  const { byField, whole } = markResources(mark, answered, { project, canonical, limit: recordLimit });
  try {
    await putMarker(byField, change, mark.etag, writer);
  } catch (error) {
    if (unlessPicket(error).failure !== 'invalid' || byField === whole) throw error;
    await putMarker(whole, change, mark.etag, writer);
  }
};
