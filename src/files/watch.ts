import { watch } from 'chokidar';
import type { Watcher } from '../core/ports.ts';

/**
 * Tells of files that appear, change or vanish at some paths, which need not exist yet. Files that were there before are
 * not told of.
 */
export const watchFiles: Watcher = (paths, { changed, ignored }) => {
  const watcher = watch([...paths], { ignoreInitial: true, ignored, atomic: true });
  watcher.on('all', (_event, path) => changed(path));
  // What cannot be watched is read all the same at the next change.
  watcher.on('error', () => undefined);
  return { add: (more) => void watcher.add([...more]), close: () => watcher.close() };
};
