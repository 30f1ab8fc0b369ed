import { join, resolve } from 'node:path';
import type { Io } from '../../core/io.ts';
import type { Clock, Watcher } from '../../core/ports.ts';
import { shown } from '../../files/discover.ts';
import { watchFiles } from '../../files/watch.ts';
import { everyFolder } from '../content/content-folders.ts';
import { openProject, type ConfigChoice } from '../project.ts';

/** An editor writes a file in several steps, and a checkout many files: so long nothing may change before a run. */
const quiet = 150;
/** A stream of changes that never ends does not keep a run waiting for longer than so many quiet times. */
const mostWaits = 20;

const never = /(?:^|[\\/])(?:\.git|node_modules|\.picket)(?:[\\/]|$)/;

export type WatchRequest = {
  readonly config: ConfigChoice;
  /** Files or folders that are checked, relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Files that a run writes, relative to the working directory: they are no change. */
  readonly written: readonly string[];
};

/** What is read by a check, as absolute paths; where picket.yaml cannot be read, itself and what was named. */
const pathsOf = async (io: Pick<Io, 'cwd'>, { config, paths }: WatchRequest): Promise<readonly string[]> => {
  const named = paths.map((path) => resolve(io.cwd, path));
  const file = typeof config.from === 'object' ? resolve(io.cwd, config.from.file) : undefined;
  try {
    const project = await openProject(io, config);
    const { tables, parsers, watchlists, locks } = project.config.schema;
    const folders = [
      ...tables,
      ...parsers,
      ...watchlists,
      locks,
      ...(named.length > 0 ? [] : everyFolder(project.config)),
    ];
    return [
      ...named,
      ...folders.map((folder) => resolve(project.root, folder)),
      file ?? join(project.root, 'picket.yaml'),
    ];
  } catch {
    return [...named, file ?? join(io.cwd, 'picket.yaml')];
  }
};

/** Waits for a change, and then until nothing more changes for a moment; false where the run is to end. */
const nextChange = async (
  changes: { count: number; wake: () => void },
  clock: Clock,
  stop: AbortSignal,
): Promise<boolean> => {
  while (changes.count === 0 && !stop.aborted)
    await new Promise<void>((done) => {
      changes.wake = done;
    });
  for (let waits = 0; waits < mostWaits && !stop.aborted; waits += 1) {
    const before = changes.count;
    await clock.sleep(quiet, stop).catch(() => undefined);
    if (changes.count === before) break;
  }
  return !stop.aborted;
};

/**
 * Runs a check, and again whenever something changes that it reads, until the first interrupt. What changes during a run
 * is checked by the next one.
 * @param run one check; a rejection ends the watch
 * @param tell hears, before each check but the first, which file changed
 */
export const watchContent = async (
  io: Pick<Io, 'cwd' | 'clock' | 'signals'>,
  request: WatchRequest,
  run: () => Promise<void>,
  { tell, watcher = watchFiles }: { readonly tell: (path: string) => void; readonly watcher?: Watcher },
): Promise<void> => {
  const { stop } = io.signals;
  const written = new Set(request.written.map((path) => resolve(io.cwd, path)));
  const changes = { count: 0, last: '', wake: (): void => undefined };
  const watch = watcher(await pathsOf(io, request), {
    ignored: (path) => never.test(path) || written.has(path),
    changed: (path) => {
      changes.count += 1;
      changes.last = path;
      changes.wake();
    },
  });
  stop.addEventListener('abort', () => changes.wake(), { once: true });
  try {
    for (;;) {
      await run();
      if (!(await nextChange(changes, io.clock, stop))) return;
      changes.count = 0;
      tell(shown(io.cwd, changes.last));
      watch.add(await pathsOf(io, request));
    }
  } finally {
    await watch.close();
  }
};
