import type { Verdict } from '../../core/engine/change.ts';
import { isOff, withValue } from '../../core/engine/live-state.ts';
import { recordLimit, type Project } from '../../core/engine/marker.ts';
import { overrideName, overrideResource, recordedBy, sameRecord } from '../../core/engine/override.ts';
import { sameEntry, type OverrideEntry, type OverrideLog } from '../../core/engine/override-log.ts';
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

/** A rule whose record of overrides is read and written: one that this project runs. */
type Recorded = {
  readonly session: Session;
  readonly project: Project;
  readonly verdict: Verdict & { readonly live: LiveResource };
};

/** Whether an entry is in a log; a read that lags does not have it yet, and tells nothing. */
export const hasEntry = (log: OverrideLog | undefined, entry: OverrideEntry): log is OverrideLog =>
  log?.some((each) => sameEntry(each, entry)) === true;

/** Whether somebody switched the rule off anew since an entry. */
export const isNewer = (log: OverrideLog | undefined, entry: OverrideEntry): log is OverrideLog =>
  hasEntry(log, entry) && !sameEntry(log[0], entry);

/** The record of a rule as it is by now. */
export const recordNow = async ({
  session,
  project,
  verdict: { type, live },
}: Recorded): Promise<OverrideLog | undefined> => {
  const name = overrideName(session.typeOf(type).resource, live.name, project);
  const there = await session.connection.workspace.get('metadata', name, session.io.signals.abort);
  return there && recordedBy(there, project);
};

/**
 * Writes what follows from the log of a rule as it is by now, whoever wrote it meanwhile, and gives it; without its older
 * entries where the service finds it too long.
 */
export const record = async (
  { session: { connection, io, typeOf }, project, verdict: { type, live } }: Recorded,
  next: (log: OverrideLog | undefined) => OverrideLog,
): Promise<OverrideLog | undefined> => {
  const { resource } = typeOf(type);
  const to = { workspace: connection.workspace, signal: io.signals.abort };
  const at = { type: 'metadata', name: overrideName(resource, live.name, project) };
  let log: OverrideLog | undefined;
  const put = (limit: number): Promise<void> =>
    bring(
      at,
      (there) => {
        const found = there && recordedBy(there, project);
        const following = next(found);
        log = following;
        const wanted = overrideResource(following, { resource, rule: live, project, limit });
        return there !== undefined && sameRecord(there, wanted) ? undefined : wanted;
      },
      to,
    );
  try {
    await put(recordLimit);
  } catch (error) {
    if (!(error instanceof PicketError) || error.failure !== 'invalid' || log?.length === 1) throw error;
    await put(0);
  }
  return log;
};
