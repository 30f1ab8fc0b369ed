import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeExecutable, readText, writeAtomically } from '../../../files/disk.ts';
import type { InitFile } from './init-files.ts';

/**
 * What became of one file. `same`: it was there already, in this form. `kept`: it was there in another form. `missing`:
 * people have removed it, and it stays away.
 */
export type Written = {
  /** Relative to the working directory. */
  readonly path: string;
  readonly action: 'written' | 'extended' | 'replaced' | 'removed' | 'kept' | 'missing' | 'same';
};

/** The lines of `text` that `present` lacks; comments come along only with a new file. */
const missingLines = (present: string, text: string): readonly string[] => {
  const known = new Set(present.split(/\r?\n/).map((line) => line.trim()));
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !known.has(line));
};

const extended = (present: string, lines: readonly string[]): string => {
  const end = present.includes('\r\n') ? '\r\n' : '\n';
  return `${present}${present === '' || present.endsWith('\n') ? '' : end}${lines.join(end)}${end}`;
};

/** Writes one file of a new repository into its folder, as its kind and what is there allow. */
export const put = async (folder: string, file: InitFile, existing: 'keep' | 'replace'): Promise<Written['action']> => {
  const path = join(folder, file.path);
  const present = await readText(path);
  if (present === file.text) return 'same';
  if (present !== undefined && file.kind === 'lines') {
    const lines = missingLines(present, file.text);
    if (lines.length === 0) return 'same';
    await writeAtomically(path, extended(present, lines));
    return 'extended';
  }
  if (present !== undefined && (file.kind === 'yours' || existing === 'keep')) return 'kept';
  await writeAtomically(path, file.text);
  if (file.executable === true) await makeExecutable(path);
  return present === undefined ? 'written' : 'replaced';
};

/** What is to be done with a file, whatever is there. */
export type Change = {
  /** From the folder of the repository, with forward slashes. */
  readonly path: string;
  /** What it becomes; undefined for nothing. */
  readonly contents: string | Uint8Array | undefined;
  readonly action: Written['action'];
};

/** The change that gives a text file its contents. */
export const textChange = async (folder: string, path: string, contents: string): Promise<Change> => {
  const present = await readText(join(folder, path));
  return { path, contents, action: present === undefined ? 'written' : present === contents ? 'same' : 'extended' };
};

/** Carries a change out in a folder. */
export const change = async (folder: string, { path, contents, action }: Change): Promise<Written['action']> => {
  const absolute = join(folder, path);
  if (contents === undefined) await rm(absolute, { force: true });
  else if (action !== 'same') await writeAtomically(absolute, contents);
  return action;
};
