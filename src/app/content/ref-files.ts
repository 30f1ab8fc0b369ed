import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Io } from '../../core/io.ts';
import { openHistory } from '../../git/history.ts';
import type { ContentFiles } from './content-files.ts';
import { isItem } from './file-type.ts';
import type { Project } from '../project.ts';

/**
 * Rule files as they are at a git ref, by the paths that they would have in the work tree. Rejects with a `usage` error
 * for a ref that does not exist, and with a `config` error where there is no history.
 */
export const filesAt = async (project: Project, io: Pick<Io, 'signals'>, ref: string): Promise<ContentFiles> => {
  const git = await openHistory(project.root, io.signals.stop);
  // Git follows links to its root; paths of the project may go through them.
  const inside = relative(git.root, await realpath(project.root))
    .split(sep)
    .join('/');
  const inGit = (path: string): string =>
    join(inside, relative(project.root, path)).split(sep).join('/').replace(/^\.$/, '');
  const inProject = (path: string): string => join(project.root, relative(inside === '' ? '.' : inside, path));
  return {
    discover: async (folders) => {
      const found = new Set<string>();
      for (const folder of folders)
        for (const path of (await git.list(ref, inGit(folder))).map(inProject))
          if (isItem(project)(folder, path)) found.add(path);
      return [...found].toSorted();
    },
    read: async (path) => {
      const text = await git.show(ref, inGit(path));
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    // git has the path that a link leads to as its text, which is no rule.
    passedOver: () => Promise.resolve([]),
  };
};
