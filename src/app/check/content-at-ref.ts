import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Io } from '../../core/io.ts';
import { isObject } from '../../core/json.ts';
import { shown } from '../../files/discover.ts';
import { openHistory } from '../../git/history.ts';
import type { TypedBase } from '../content.ts';
import { everyFolder } from '../content-folders.ts';
import { documentOf, isItem, typeOfFile } from '../file-type.ts';
import type { Project } from '../project.ts';

/** The rules of the content folders as they were at a git ref, by the paths that the work tree's files would have. */
export const readBase = async (
  project: Project,
  io: Pick<Io, 'cwd' | 'signals'>,
  ref: string,
  paths: readonly string[],
): Promise<readonly TypedBase[]> => {
  const root = await realpath(project.root);
  const git = await openHistory(root, io.signals.stop);
  const folders =
    paths.length > 0
      ? paths.map((path) => resolve(io.cwd, path))
      : everyFolder(project.config).map((folder) => join(root, folder));
  const here = { ...project, root };
  const read = async (absolute: string): Promise<Uint8Array | undefined> => {
    const text = await git.show(ref, relative(git.root, absolute).split(sep).join('/'));
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const items: TypedBase[] = [];
  for (const folder of folders) {
    const inside = relative(git.root, folder).split(sep).join('/');
    for (const path of await git.list(ref, inside)) {
      // A file that is named itself always counts.
      const absolute = join(git.root, path);
      if (path !== inside && !isItem(here)(folder, absolute)) continue;
      const bytes = await read(absolute);
      const value =
        bytes === undefined ? undefined : (await documentOf(here, io, absolute, bytes, read)).document.value;
      if (isObject(value))
        items.push({ path: shown(io.cwd, absolute), raw: value, type: typeOfFile(here, absolute, value) });
    }
  }
  return items;
};
