import { resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { PicketError } from '../core/errors.ts';
import { kindOf } from './disk.ts';

/** A file of JSON, and whether a person named it or it was found in a folder. */
export type TemplateFile = { readonly path: string; readonly named: boolean };

/**
 * The JSON files among the given files and folders, sorted and each once, as absolute paths; hidden folders and
 * node_modules are not looked into. Rejects with a `usage` error for a path that does not exist.
 */
export const discoverTemplates = async (cwd: string, paths: readonly string[]): Promise<readonly TemplateFile[]> => {
  const found = new Map<string, TemplateFile>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const kind = await kindOf(absolute);
    if (kind === 'nothing')
      throw new PicketError('usage', `${path} does not exist.`, {
        code: 'no-such-path',
        hint: 'Name files or folders of ARM templates, relative to the working directory.',
      });
    if (kind === 'file') found.set(absolute, { path: absolute, named: true });
    else
      for (const file of await glob(['**/*.json', '**/*.jsonc'], {
        cwd: absolute,
        absolute: true,
        ignore: ['**/node_modules/**'],
        followSymbolicLinks: false,
        expandDirectories: false,
      })) {
        const place = resolve(file);
        if (!found.has(place)) found.set(place, { path: place, named: false });
      }
  }
  return [...found.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1));
};
