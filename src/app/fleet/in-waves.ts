import { isTooMany, type Tolerance, type Wave } from '../../core/fleet/waves.ts';
import { forEachOf } from '../each-of.ts';

export type InWaves<T> = {
  readonly waves: readonly Wave[];
  /** How many may fail before no further wave is begun. */
  readonly tolerance: Tolerance;
  /** Fires when no further workspace may be begun. */
  readonly stop: AbortSignal;
  readonly concurrency: number;
  readonly work: (workspace: string) => Promise<T>;
  /** Whether a workspace ended other than it should. */
  readonly failed: (ended: T) => boolean;
  /** Hears of each workspace as it ends. */
  readonly ended: (workspace: string, end: T) => Promise<void>;
};

/** What became of a run in waves: the ends by workspace, and why the rest was not begun. */
export type WavesRun<T> = {
  readonly ends: ReadonlyMap<string, T>;
  /** The wave after which no further one was begun, and how many had failed; absent where all were begun. */
  readonly stopped?: { readonly wave: string; readonly failed: number; readonly done: number };
};

/**
 * Runs work over workspaces, wave after wave, some workspaces of a wave at a time. A wave is begun only while no more than
 * the tolerated number has failed; within a wave each workspace is done whatever became of the others.
 */
export const inWaves = async <T>(run: InWaves<T>): Promise<WavesRun<T>> => {
  const ends = new Map<string, T>();
  for (const [index, { name, workspaces }] of run.waves.entries()) {
    await forEachOf(
      workspaces,
      run.stop,
      async (workspace) => {
        const end = await run.work(workspace);
        ends.set(workspace, end);
        await run.ended(workspace, end);
      },
      run.concurrency,
    );
    if (run.stop.aborted) break;
    const failed = [...ends.values()].filter((end) => run.failed(end)).length;
    if (index < run.waves.length - 1 && isTooMany(run.tolerance, failed, ends.size))
      return { ends, stopped: { wave: name, failed, done: ends.size } };
  }
  return { ends };
};
