import { join } from 'node:path';
import { makeExecutable, readText, removeFile, writeAtomically } from '../../../files/disk.ts';
import { type InitFile, ciSystems, type CiSystem } from './init-files.ts';
import { sha256 } from '../../../core/digest.ts';
import { PicketError } from '../../../core/errors.ts';
import { isArray, isObject, objectOf, parseJson } from '../../../core/json.ts';
import { toolFolder } from './tool.ts';

/** What Picket wrote into a repository, so that a newer one knows which of its files people have edited since. */
export type WrittenRecord = {
  /** The version that wrote them. */
  readonly version: string;
  /** For which systems. */
  readonly ci: readonly CiSystem[];
  /** How many jobs of their pipelines share the workspaces; undefined for a job a workspace. */
  readonly shards: number | undefined;
  /** Path from the repository's folder to the digest of what was written. */
  readonly files: Readonly<Record<string, string>>;
};

export const recordPath = `${toolFolder}/files.json`;

/** A digest that a checkout with other line ends keeps. */
export const writtenDigest = (text: string): string => sha256(text.replaceAll('\r\n', '\n'));

export const recordText = ({ version, ci, shards, files }: WrittenRecord): string => {
  const sorted = Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version, ci, shards, files: sorted }, null, 2)}\n`;
};

/**
 * The record in a folder; undefined where there is none. Rejects with a `config` error where the file is something else,
 * as after a merge with conflicts.
 */
export const readRecord = async (folder: string): Promise<WrittenRecord | undefined> => {
  const text = await readText(join(folder, recordPath));
  if (text === undefined) return undefined;
  const value = parseJson(text);
  const { version, ci, shards, files } = objectOf(value);
  if (typeof version === 'string' && isArray(ci) && isObject(files)) {
    const digests = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return {
      version,
      ci: ciSystems.filter((known) => ci.includes(known)),
      shards: typeof shards === 'number' ? shards : undefined,
      files: Object.fromEntries(digests),
    };
  }
  throw new PicketError('config', `${recordPath} is not as Picket wrote it.`, {
    code: 'bad-record',
    hint: 'Restore it from git, or remove it: `picket init` writes it anew.',
  });
};

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
  if (contents === undefined) await removeFile(absolute);
  else if (action !== 'same') await writeAtomically(absolute, contents);
  return action;
};
