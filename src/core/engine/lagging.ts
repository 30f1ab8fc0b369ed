import type { Verdict, VerdictState } from './change.ts';
import { isObject, type JsonValue } from '../json.ts';

/** `"0300bf09-0000-0300-0000-5c37296e0000"`: the last group is the second of the write (recorded exchanges, 2020 to 2026). */
const form = /^(?:W\/)?"?([0-9a-f]{8})-0000-([0-9a-f]{4})-0000-([0-9a-f]{8})0000"?$/i;

/** The version of a resource that an etag names, in 20 hexadecimal digits; undefined for an etag of another form. */
export const versionOf = (etag: string | undefined): string | undefined => {
  const [, ...groups] = form.exec(etag ?? '') ?? [];
  return groups.length === 0 ? undefined : groups.join('').toLowerCase();
};

/** What `versionOf` gives. */
export const versionForm = /^[0-9a-f]{20}$/;

/** When a version was written, in milliseconds since 1970 and by the service's clock; exact to the second. */
export const writtenAt = (version: string): number => Number.parseInt(version.slice(-8), 16) * 1000;

/**
 * Which of two versions of one resource was written first. Within one second they cannot be told apart, nor where one of
 * them is unknown. `lastModifiedUtc` orders nothing: it comes from another clock.
 */
export const orderOf = (
  version: string | undefined,
  other: string | undefined,
): 'same' | 'older' | 'newer' | 'unclear' => {
  if (version === undefined || other === undefined) return 'unclear';
  if (version === other) return 'same';
  const apart = writtenAt(version) - writtenAt(other);
  return apart === 0 ? 'unclear' : apart < 0 ? 'older' : 'newer';
};

/** Waits between reads that may lag behind a write, in milliseconds; together two minutes. */
export const readWaits = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000] as const;

/** So long a read may show an older version than the one that was written, in milliseconds. */
export const longestLag = 120_000;

/** Which of a rule's two reads may show an older state than the one that was written. */
export type Lagging = 'rule' | 'marker';

export type Window = {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** So long a read may lag behind a write, in milliseconds; 0 where it is known that none does. */
  readonly window: number;
};

/** States that say that somebody changed the rule in the workspace. */
const blaming: ReadonlySet<VerdictState> = new Set(['theirs', 'both', 'conflict', 'unowned']);

/** The rule agrees with git and its marker does not know of it: perhaps only the marker's read is behind a deployment. */
const agreeing: ReadonlySet<VerdictState> = new Set(['converged', 'identical']);

const absent: ReadonlySet<VerdictState> = new Set(['missing', 'orphan']);

const isRecent = (at: number, { now, window }: Window): boolean => !Number.isNaN(at) && now - at < window;

const modified = (marker: JsonValue | undefined): number => {
  const data = isObject(marker) ? marker['systemData'] : undefined;
  const at = isObject(data) ? data['lastModifiedAt'] : undefined;
  return typeof at === 'string' ? Date.parse(at) : Number.NaN;
};

/** States in which an older version of the rule is as good as the newer one. */
const alike: ReadonlySet<VerdictState> = new Set(['in-sync', 'cosmetic']);

/** True where a read shows the rule as it was before the version that its marker names: no later version can be older. */
const isBehind = ({ live, record, state }: Verdict): boolean =>
  live !== undefined && !alike.has(state) && orderOf(versionOf(live.etag), record?.version) === 'older';

/**
 * Which read behind a verdict may lag. Certain where the rule is older than its marker says; but a version that was written
 * longer ago than any read lags will not come, and is not waited for. Possible, within the window,
 * where the rule is absent and was written just now, where it is newer than its marker (the marker's read may lag, or
 * somebody changed the rule: the next reads tell), and where an old marker, made just now, does not name a version.
 */
export const laggingRead = (verdict: Verdict, time: Window): Lagging | undefined => {
  const { live, record, state, marker } = verdict;
  const deployed = record?.version;
  if (isBehind(verdict))
    return isRecent(writtenAt(deployed ?? ''), { ...time, window: longestLag }) ? 'rule' : undefined;
  const isOldJustMade = deployed === undefined && record !== undefined && isRecent(modified(marker?.body), time);
  if (absent.has(state))
    return isOldJustMade || (deployed !== undefined && isRecent(writtenAt(deployed), time)) ? 'rule' : undefined;
  const isBlamed = blaming.has(state) || (state === 'gone' && verdict.drifted === true);
  if (!isBlamed && !agreeing.has(state)) return undefined;
  const running = versionOf(live?.etag);
  if (running === undefined || running === deployed) return undefined;
  if (isRecent(writtenAt(running), time)) return 'marker';
  return isOldJustMade ? 'rule' : undefined;
};

/** A verdict that rests on a read that is certainly behind: nobody can tell what runs. */
export const asUnclear = (verdict: Verdict): Verdict =>
  isBehind(verdict)
    ? {
        ...verdict,
        state: 'unclear',
        fields: [],
        note: 'reads still show an older version than the last deployment wrote',
      }
    : verdict;
