import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from './disk.ts';

/**
 * Something that was met and not looked into: a link, a folder that cannot be listed, a pipe, a socket or a device; or a
 * file that looks like a rule among the rows of tests.
 */
export type PassedOver = {
  /** Absolute. */
  readonly path: string;
  readonly why: 'link' | 'unlistable' | 'no-file' | 'fixture';
  /** The system's word for what stood against it, such as `EACCES`. */
  readonly reason?: string;
};

export type Walk = {
  /** Absolute, sorted. */
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOver[];
};

type List = (folder: string) => Promise<readonly Dirent[]>;

const fromDisk: List = (folder) => readdir(folder, { withFileTypes: true });

const isLeftOut = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** A name that is no UTF-8 is read with replacements, and what it stands for cannot be opened by it. */
const isMisread = (path: string): boolean => path.includes('\ufffd');

const byPath = (left: { readonly path: string }, right: { readonly path: string }): number =>
  left.path < right.path ? -1 : left.path > right.path ? 1 : 0;

/**
 * Everything below a folder, but what lies in hidden folders and node_modules. Links are not followed, since they may lead
 * in circles or out of the checkout; whatever else cannot be looked into is named, so that nothing is taken for gone that
 * was only not seen. A folder that vanishes meanwhile is empty.
 */
export const walk = async (root: string, list: List = fromDisk): Promise<Walk> => {
  const files: string[] = [];
  const passedOver: PassedOver[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries: readonly Dirent[];
    try {
      entries = await list(folder);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== 'ENOENT' || isMisread(folder)) passedOver.push({ path: folder, why: 'unlistable', reason });
      continue;
    }
    for (const entry of entries) {
      if (isLeftOut(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
      else passedOver.push({ path, why: entry.isSymbolicLink() ? 'link' : 'no-file' });
    }
  }
  return { files: files.toSorted(), passedOver: passedOver.toSorted(byPath) };
};
