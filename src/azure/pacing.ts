import type { Clock } from '../core/ports.ts';

/** What Azure Resource Manager counts apart. */
export type Operation = 'read' | 'write' | 'delete';

/** A token bucket: so many requests at once, then so many a second. */
export type Rate = { readonly burst: number; readonly perSecond: number };

export type Rates = Readonly<Record<Operation, Rate>>;

/** Per subscription, principal and region. Source: Microsoft Learn, "Understand how Azure Resource Manager throttles requests". */
export const azureRates: Rates = {
  read: { burst: 250, perSecond: 25 },
  write: { burst: 200, perSecond: 10 },
  delete: { burst: 200, perSecond: 10 },
};

/** At most 200 queries of logs in 30 seconds for each user: half of them at once. Source: Microsoft Learn, "Azure Monitor service limits". */
export const logRates: Rates = { ...azureRates, read: { burst: 100, perSecond: 100 / 30 } };

/**
 * One in so many requests of a burst is kept back: requests arrive in other distances than they are sent in (one waits for
 * a read before it, its neighbour does not), and one that comes too early is refused and paid for twice.
 */
const reserved = 25;

export type Pacer = {
  /** Resolves, first come first served, when the next request of this kind may be sent; rejects when aborted. */
  readonly take: (operation: Operation, signal?: AbortSignal) => Promise<void>;
  /**
   * Nobody sends a request of this kind for so many milliseconds, and the burst is used up: the service has said so,
   * and a request that comes too early makes it start counting anew.
   */
  readonly pause: (operation: Operation, milliseconds: number) => void;
};

type Bucket = {
  readonly take: (signal?: AbortSignal) => Promise<void>;
  readonly pause: (milliseconds: number) => void;
};

const bucket = (clock: Clock, rate: Rate): Bucket => {
  const burst = rate.burst - Math.floor(rate.burst / reserved);
  let tokens = burst;
  let filledAt: number | undefined;
  let pausedUntil = 0;
  let last: Promise<void> = Promise.resolve();

  const fill = (): void => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + (Math.max(0, now - (filledAt ?? now)) * rate.perSecond) / 1000);
    filledAt = now;
  };

  const wait = async (signal: AbortSignal | undefined): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted();
      fill();
      const pause = pausedUntil - clock.now();
      if (pause > 0) await clock.sleep(pause, signal);
      else if (tokens > 1 - 1e-9) break;
      else await clock.sleep(Math.ceil(((1 - tokens) / rate.perSecond) * 1000), signal);
    }
    tokens -= 1;
  };

  return {
    take: (signal) => {
      const mine = last.then(() => wait(signal));
      last = mine.catch(() => undefined);
      return mine;
    },
    pause: (milliseconds) => {
      fill();
      tokens = 0;
      pausedUntil = Math.max(pausedUntil, clock.now() + milliseconds);
    },
  };
};

/** One bucket for each kind of operation, full at first. */
export const createPacer = (clock: Clock, rates: Rates = azureRates): Pacer => {
  const buckets: Readonly<Record<Operation, Bucket>> = {
    read: bucket(clock, rates.read),
    write: bucket(clock, rates.write),
    delete: bucket(clock, rates.delete),
  };
  return {
    take: (operation, signal) => buckets[operation].take(signal),
    pause: (operation, milliseconds) => buckets[operation].pause(milliseconds),
  };
};
