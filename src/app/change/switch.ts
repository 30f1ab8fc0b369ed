import type { Verdict } from '../../core/engine/change.ts';
import { isOff, withValue } from '../../core/engine/live-state.ts';
import { PicketError } from '../../core/errors.ts';
import type { Workspace, WriteCondition } from '../../core/ports.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';
import type { Session } from '../session.ts';

/** A condition that holds for a resource as it was read; without an etag nothing can be asked for. */
export const asRead = (there: LiveResource | undefined): WriteCondition => {
  if (there === undefined) return { kind: 'absent' };
  return there.etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag: there.etag, check: 'read' };
};

/** So often a write is made again that somebody came before, or whose answer was lost. */
const tries = 5;

/** True for a failure after which a read tells what to do: somebody came before, or nobody knows whether it was done. */
const isWorthAnother = (error: unknown): error is PicketError =>
  error instanceof PicketError &&
  error.kind === 'service' &&
  (error.open ||
    (error.failure !== undefined &&
      ['conflict', 'precondition', 'connection', 'timeout', 'protocol', 'unavailable'].includes(error.failure)));

/**
 * Brings a resource to a state that follows from what is there: reads it, and writes `next` of it until a read shows that
 * nothing is left to write (`next` gives undefined). Throws the error of the last try.
 */
export const bring = async (
  { type, name }: Pick<Resource, 'type' | 'name'>,
  next: (there: LiveResource | undefined) => Resource | undefined,
  { workspace, signal }: { readonly workspace: Workspace; readonly signal: AbortSignal },
): Promise<void> => {
  for (let left = tries; ; left -= 1) {
    const there = await workspace.get(type, name, signal);
    const wanted = next(there);
    if (wanted === undefined) return;
    try {
      await workspace.put(wanted, asRead(there), signal);
      return;
    } catch (error) {
      if (left <= 1 || !isWorthAnother(error)) throw error;
    }
  }
};

/**
 * Switches a rule on or off as it is now, and changes nothing else of it, whoever wrote it meanwhile. Gives whether it was
 * written; rejects where it is no longer there.
 */
export const switchRule = async (
  { connection, io, typeOf }: Session,
  { type, live, displayName }: Verdict,
  on: boolean,
): Promise<boolean> => {
  const { canonical } = typeOf(type);
  const { enabled } = canonical;
  if (live === undefined || enabled === undefined) return false;
  let isWritten = false;
  await bring(
    live,
    (there) => {
      if (there === undefined)
        throw new PicketError('refusal', `${displayName} was deleted in the workspace meanwhile.`, {
          code: 'rule-gone',
          hint: 'Nothing of it runs.',
        });
      if (isOff(there.body, canonical) === !on) return undefined;
      isWritten = true;
      return { type: there.type, name: there.name, body: withValue(there.body, enabled, on) };
    },
    { workspace: connection.workspace, signal: io.signals.abort },
  );
  return isWritten;
};
