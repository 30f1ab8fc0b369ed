import { setImmediate } from 'node:timers/promises';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';

type Stoppable = Pick<Io, 'signals'>;

/**
 * Whether the run has been interrupted. Work that keeps this thread busy asks between two items: until then nothing can
 * hear an interrupt, and a file that is read or written at once waits for nothing.
 */
export const isStopped = async ({ signals }: Stoppable): Promise<boolean> => {
  await setImmediate();
  return signals.stop.aborted;
};

/** As `isStopped`, where nothing is left to tell of what was done until then: rejects with `interrupted`. */
export const breath = async (io: Stoppable): Promise<void> => {
  if (await isStopped(io)) throw new PicketError('interrupted', 'Interrupted.', { code: 'interrupted' });
};

/** Runs work that is done in steps to its end, with a breath between two; gives what it returns. */
export const inSteps = async <T>(steps: Iterator<unknown, T>, io: Stoppable): Promise<T> => {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await breath(io);
  }
};
