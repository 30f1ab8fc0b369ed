import { readdir } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob } from 'tinyglobby';
import { PicketError } from '../core/errors.ts';
import { kindOf } from './disk.ts';

/** A path as Picket shows it: relative to the working directory, with forward slashes. */
export const shown = (cwd: string, path: string): string => relative(cwd, path).split(sep).join('/') || '.';

/** True for a folder itself and for what lies below it; both absolute. */
export const isBelow = (folder: string, path: string): boolean => {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
};

/**
 * Whether a file below a folder counts as a rule, by its path from there: what `discoverRules` takes, for files that are
 * not on the disk.
 */
export const isRuleFile = (path: string): boolean => {
  const parts = path.split(/[/\\]/);
  return (
    /(?<!\.test)\.ya?ml$/.test(path) &&
    parts.at(-1) !== 'picket.yaml' &&
    !parts.some((part) => part.startsWith('.') || part === 'node_modules')
  );
};

/**
 * The rule files among the given files and folders, sorted and each once, as absolute paths. In a folder every
 * `.yaml` and `.yml` counts except tests (`*.test.yaml`), configurations (`picket.yaml`) and what lies in hidden folders or node_modules; a file that
 * is named itself always counts. Rejects with a `usage` error for a path that does not exist.
 */
export const discoverRules = async (cwd: string, paths: readonly string[]): Promise<string[]> => {
  const found = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const kind = await kindOf(absolute);
    if (kind === 'nothing')
      throw new PicketError('usage', `${path} does not exist.`, {
        code: 'no-such-path',
        hint: 'Name files or folders of rules, relative to the working directory.',
      });
    if (kind === 'file') found.add(absolute);
    else
      for (const file of await glob(['**/*.yaml', '**/*.yml'], {
        cwd: absolute,
        absolute: true,
        ignore: ['**/*.test.yaml', '**/*.test.yml', '**/picket.yaml', '**/node_modules/**'],
        followSymbolicLinks: false,
        expandDirectories: false,
      }))
        found.add(resolve(file));
  }
  return [...found].toSorted();
};

/**
 * The symbolic links among the files and folders below folders, sorted, as absolute paths, of those that could be rules
 * or hold some. `discoverRules` does not follow them, since they may lead in circles or out of the checkout.
 */
export const linksIn = async (folders: readonly string[]): Promise<string[]> => {
  const found = new Set<string>();
  for (const folder of folders) {
    if ((await kindOf(folder)) !== 'folder') continue;
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isSymbolicLink()) continue;
      const inside = relative(folder, path);
      // A folder counts where a rule file in it would.
      if (isRuleFile(inside) || (isRuleFile(join(inside, 'rule.yaml')) && (await kindOf(path)) === 'folder'))
        found.add(path);
    }
  }
  return [...found].toSorted();
};

/** The files in folders, sorted, as absolute paths; a folder that does not exist is empty. */
export const filesIn = async (root: string, folders: readonly string[]): Promise<string[]> => {
  const found = new Set<string>();
  for (const folder of folders)
    for (const file of await glob(['**/*'], {
      cwd: resolve(root, folder),
      absolute: true,
      ignore: ['**/node_modules/**'],
      followSymbolicLinks: false,
      expandDirectories: false,
    }))
      found.add(resolve(file));
  return [...found].toSorted();
};
