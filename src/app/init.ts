import { basename, join, resolve } from 'node:path';
import type { Io } from '../core/io.ts';
import { discoverRules, shown } from '../files/discover.ts';
import { kindOf, makeExecutable, readText, writeAtomically } from '../files/disk.ts';
import { examplePath, initFiles, type InitChoices, type InitFile } from './init-files.ts';

export type InitRequest = Omit<InitChoices, 'name'> & {
  /** The project's name; undefined for the name of the folder. */
  readonly name: string | undefined;
  /** Relative to the working directory. */
  readonly folder: string;
  /** What happens to Picket's own files where they exist in another form; what people write is never replaced. */
  readonly existing: 'keep' | 'replace';
};

/** What became of one file. `same`: it was there already, in this form. */
export type Written = {
  /** Relative to the working directory. */
  readonly path: string;
  readonly action: 'written' | 'extended' | 'replaced' | 'kept' | 'same';
};

/** A name of a project for a folder: its own name, or one that fits where it has none (the root of a disk). */
export const projectNameOf = (folder: string): string => basename(folder) || 'detections';

/** The lines of `text` that `present` lacks; comments come along only with a new file. */
const missingLines = (present: string, text: string): readonly string[] => {
  const known = new Set(present.split(/\r?\n/).map((line) => line.trim()));
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !known.has(line));
};

const extended = (present: string, lines: readonly string[]): string => {
  const end = present.includes('\r\n') ? '\r\n' : '\n';
  return `${present}${present === '' || present.endsWith('\n') ? '' : end}${lines.join(end)}${end}`;
};

const put = async (folder: string, file: InitFile, existing: InitRequest['existing']): Promise<Written['action']> => {
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

/**
 * Makes a folder a repository of detections: configuration, an example rule, editor settings, a hook and workflows. What
 * exists is kept; with `existing: 'replace'` Picket's own files are brought up to date. Rejects with a `usage` error
 * before anything is written when the answers are not valid.
 */
export const init = async (io: Pick<Io, 'cwd'>, request: InitRequest): Promise<readonly Written[]> => {
  const folder = resolve(io.cwd, request.folder);
  const files = initFiles({ ...request, name: request.name ?? projectNameOf(folder) });
  const rules = join(folder, 'analytics-rules');
  const hasRules = (await kindOf(rules)) === 'folder' && (await discoverRules(folder, [rules])).length > 0;
  const written: Written[] = [];
  for (const file of files) {
    if (file.path === examplePath && hasRules) continue;
    const action = await put(folder, file, request.existing);
    written.push({ path: shown(io.cwd, join(folder, file.path)), action });
  }
  return written;
};
