import { join } from 'node:path';
import { sha256 } from '../../../core/digest.ts';
import { PicketError } from '../../../core/errors.ts';
import { isArray, isObject, parseJson } from '../../../core/json.ts';
import { readText } from '../../../files/disk.ts';
import { ciSystems, type CiSystem } from './init-files.ts';
import { toolFolder } from './tool.ts';

/** What Picket wrote into a repository, so that a newer one knows which of its files people have edited since. */
export type WrittenRecord = {
  /** The version that wrote them. */
  readonly version: string;
  /** For which systems. */
  readonly ci: readonly CiSystem[];
  /** Path from the repository's folder to the digest of what was written. */
  readonly files: Readonly<Record<string, string>>;
};

export const recordPath = `${toolFolder}/files.json`;

/** A digest that a checkout with other line ends keeps. */
export const writtenDigest = (text: string): string => sha256(text.replaceAll('\r\n', '\n'));

export const recordText = ({ version, ci, files }: WrittenRecord): string => {
  const sorted = Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version, ci, files: sorted }, null, 2)}\n`;
};

/**
 * The record in a folder; undefined where there is none. Rejects with a `config` error where the file is something else,
 * as after a merge with conflicts.
 */
export const readRecord = async (folder: string): Promise<WrittenRecord | undefined> => {
  const text = await readText(join(folder, recordPath));
  if (text === undefined) return undefined;
  const value = parseJson(text);
  const { version, ci, files } = isObject(value) ? value : {};
  if (typeof version === 'string' && isArray(ci) && isObject(files)) {
    const digests = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return { version, ci: ciSystems.filter((known) => ci.includes(known)), files: Object.fromEntries(digests) };
  }
  throw new PicketError('config', `${recordPath} is not as Picket wrote it.`, {
    code: 'bad-record',
    hint: 'Restore it from git, or remove it: `picket init` writes it anew.',
  });
};
