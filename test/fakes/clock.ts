import type { Clock } from '../../src/core/ports.ts';

/** A clock whose time passes only while nobody has anything else to do. */
export type VirtualClock = Clock & {
  /** Moves time forward and wakes, in order, everyone whose time has come. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /**
   * Stops time while work outside of the test's promises goes on (sockets, files), so that no time-out fires under it:
   * `await clock.hold(fetch(url))`.
   */
  readonly hold: <T>(work: Promise<T>) => Promise<T>;
  /** How many sleepers are waiting. */
  readonly sleeping: () => number;
};

type Sleeper = { readonly due: number; readonly wake: () => void };

/** Turns of the event loop without a new sleeper after which all promises count as settled. */
const quietTurns = 2;

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Virtual time: as soon as every promise has settled, it jumps to the next sleeper, so that a wait of an hour takes
 * microseconds and every time is exact. `start` is in milliseconds since 1970.
 */
export const virtualClock = (start: number = Date.UTC(2026, 0, 1)): VirtualClock => {
  let now = start;
  let held = 0;
  let changes = 0;
  let running = false;
  const sleepers = new Set<Sleeper>();

  const earliest = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) if (first === undefined || sleeper.due < first.due) first = sleeper;
    return first;
  };

  const mayPass = (): boolean => sleepers.size > 0 && held === 0;

  const wakeFirst = (): void => {
    const sleeper = earliest();
    if (sleeper === undefined) return;
    sleepers.delete(sleeper);
    now = Math.max(now, sleeper.due);
    sleeper.wake();
  };

  const settled = async (): Promise<void> => {
    for (let quiet = 0, seen = changes; quiet < quietTurns; quiet = seen === changes ? quiet + 1 : 0) {
      seen = changes;
      await turn();
    }
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (mayPass()) {
      await settled();
      if (mayPass()) wakeFirst();
    }
    running = false;
  };

  const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const abort = (): void => {
        changes += 1;
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper: Sleeper = { due: now + Math.max(0, milliseconds), wake };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.add(sleeper);
      changes += 1;
      void run();
    });

  const advance = async (milliseconds: number): Promise<void> => {
    const until = now + milliseconds;
    held += 1;
    await settled();
    for (let next = earliest(); next !== undefined && next.due <= until; next = earliest()) {
      wakeFirst();
      await settled();
    }
    now = until;
    held -= 1;
    void run();
  };

  const hold = async <T>(work: Promise<T>): Promise<T> => {
    held += 1;
    try {
      return await work;
    } finally {
      held -= 1;
      changes += 1;
      void run();
    }
  };

  return { now: () => now, sleep, advance, hold, sleeping: () => sleepers.size };
};
