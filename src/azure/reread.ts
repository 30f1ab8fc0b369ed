import { longestLag, orderOf, readWaits, versionOf, writtenAt } from '../core/engine/lagging.ts';
import type { Clock } from '../core/ports.ts';
import type { LiveResource } from '../core/resource.ts';

export type Patient = { readonly clock: Clock; readonly signal?: AbortSignal | undefined };

/** Waits so many milliseconds; false where the signal ended the wait. */
export const waited = async (milliseconds: number, { clock, signal }: Patient): Promise<boolean> => {
  const isOver = (): boolean => signal?.aborted === true;
  if (isOver()) return false;
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!isOver()) throw error;
  }
  return !isOver();
};

/** Reads until the answer is good, or two minutes are over, or the signal ends the wait; gives the last answer. */
export const readUntil = async <T>(
  read: () => Promise<T>,
  isGood: (answer: T) => boolean,
  patient: Patient,
): Promise<T> => {
  let answer = await read();
  for (const wait of readWaits) {
    if (isGood(answer) || !(await waited(wait, patient))) break;
    answer = await read();
  }
  return answer;
};

/**
 * True where a read is behind a version that was read or written before: it shows an older one, or nothing although that
 * version was written within the last two minutes.
 */
export const isStale = (live: LiveResource | undefined, known: string | undefined, clock: Clock): boolean => {
  const version = versionOf(known);
  if (live !== undefined) return orderOf(versionOf(live.etag), version) === 'older';
  return version !== undefined && clock.now() - writtenAt(version) < longestLag;
};
