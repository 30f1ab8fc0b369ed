import { waited } from '../azure/reread.ts';
import type { Verdict } from '../core/engine/change.ts';
import { readWaits, asUnclear, laggingRead, type Lagging } from '../core/engine/lagging.ts';
import { PicketError } from '../core/errors.ts';
import type { TypeOf } from '../core/engine/managed-type.ts';
import { markerName } from '../core/engine/marker.ts';
import { isDoubtful, missingCount } from '../core/plan/policies/listing.ts';
import type { Clock, Workspace } from '../core/ports.ts';
import type { LiveResource } from '../core/resource.ts';

/** The collection of markers. */
const markers = 'metadata';

/** What a workspace lists. */
export type Lists = { readonly live: readonly LiveResource[]; readonly metadata: readonly LiveResource[] };

export type Reading<L extends Lists, J> = {
  readonly workspace: Pick<Workspace, 'get'>;
  readonly typeOf: TypeOf;
  readonly clock: Clock;
  /** So long a read may lag behind a write, in milliseconds. */
  readonly window: number;
  readonly list: () => Promise<L>;
  readonly compared: (lists: L) => J;
  /** Aborted: somebody wants the run to end. */
  readonly signal?: AbortSignal;
  /** Hears before each wait how many reads may lag, and how long it is, in milliseconds. */
  readonly waits?: (reads: number, milliseconds: number) => void;
};

type Named = Pick<LiveResource, 'type' | 'name'>;

/** A list with a resource as it was read since; absent where it is not there any more. */
const withRead = (
  list: readonly LiveResource[],
  { type, name }: Named,
  read: LiveResource | undefined,
): readonly LiveResource[] => {
  const others = list.filter(
    (resource) => resource.type !== type || resource.name.toLowerCase() !== name.toLowerCase(),
  );
  return read === undefined ? others : [...others, read];
};

const readOf = ({ type, id, marker, markerName: name }: Verdict, what: Lagging, typeOf: TypeOf): Named => {
  const { resource } = typeOf(type);
  return what === 'rule'
    ? { type: resource.collection, name: id }
    : { type: markers, name: marker?.name ?? name ?? markerName(resource, id) };
};

/**
 * Lists a workspace and judges it, so far as the lists can be believed. One that lacks many of the marked rules is asked for
 * once more. Where a read may show an older state than was written, of the rule or of its marker, that one is read again
 * until two minutes have passed since; a rule that is certainly behind even then is judged as `unclear`.
 */
export const believed = async <L extends Lists, J extends { readonly verdicts: readonly Verdict[] }>(
  reading: Reading<L, J>,
): Promise<J> => {
  const { workspace, clock, window, list, compared, signal } = reading;
  let lists = await list();
  let judged = compared(lists);
  if (isDoubtful(judged.verdicts)) {
    const again = await list();
    const second = compared(again);
    if (missingCount(second.verdicts) <= missingCount(judged.verdicts)) [lists, judged] = [again, second];
  }
  for (const wait of readWaits) {
    const behind = judged.verdicts.flatMap((verdict) => {
      const what = laggingRead(verdict, { now: clock.now(), window });
      return what === undefined ? [] : [readOf(verdict, what, reading.typeOf)];
    });
    if (behind.length === 0) break;
    reading.waits?.(behind.length, wait);
    if (!(await waited(wait, { clock, signal }))) throw interrupted();
    lists = behind.length > mostReads ? { ...lists, ...(await list()) } : await readAgain(lists, behind, workspace);
    judged = compared(lists);
  }
  return { ...judged, verdicts: judged.verdicts.map(asUnclear) };
};

const interrupted = (): PicketError =>
  new PicketError('interrupted', 'Interrupted while reads were repeated that may lag behind a write.', {
    code: 'interrupted',
  });

/** So many resources are read one by one; for more of them a listing costs less. */
const mostReads = 8;

const readAgain = async <L extends Lists>(
  lists: L,
  behind: readonly Named[],
  workspace: Pick<Workspace, 'get'>,
): Promise<L> => {
  let { live, metadata } = lists;
  for (const resource of behind) {
    const read = await workspace.get(resource.type, resource.name);
    if (resource.type === markers) metadata = withRead(metadata, resource, read);
    else live = withRead(live, resource, read);
  }
  return { ...lists, live, metadata };
};
