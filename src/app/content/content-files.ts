import type { Diagnostic } from '../../core/diagnostic.ts';
import { PicketError } from '../../core/errors.ts';
import { dirname, resolve } from 'node:path';
import { discoverItems, isRuleFile, passedOverIn, shown } from '../../files/discover.ts';
import { readBytes } from '../../files/disk.ts';
import type { PassedOver } from '../../files/walk.ts';
import { isItem, typeOfFolder } from './file-type.ts';
import type { Project } from '../project.ts';
import { shownError } from '../shown-error.ts';

/** Where rule files are read from: the disk, or the state of a commit. Paths are absolute. */
export type ContentFiles = {
  /** The rule files in some folders, sorted. */
  readonly discover: (folders: readonly string[]) => Promise<readonly string[]>;
  /** Undefined where the file is gone; rejects with a `config` error where it cannot be read. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** What could be a rule or hold some and is not looked into. */
  readonly passedOver: (folders: readonly string[]) => Promise<readonly Unseen[]>;
};

/** What is not looked into; `other-form`: a file named like a rule where files of the type are named otherwise. */
type Unseen = PassedOver | { readonly path: string; readonly why: 'other-form'; readonly holds: string };

/** Files in YAML in folders of a type that is no YAML, and that belong to no file of that type. */
const inOtherForm = async (
  project: Pick<Project, 'config' | 'root'>,
  cwd: string,
  folders: readonly string[],
): Promise<readonly Unseen[]> => {
  const counts = isItem(project);
  const items: string[] = [];
  const others: Unseen[] = [];
  await discoverItems(cwd, folders, (folder, path) => {
    const type = typeOfFolder(project, dirname(path));
    if (type?.files === undefined) return false;
    if (counts(folder, path))
      items.push(...type.files.beside(shown(dirname(path), path)).map((name) => resolve(dirname(path), name)));
    else if (isRuleFile(shown(folder, path))) others.push({ path, why: 'other-form', holds: type.words.many });
    return false;
  });
  const beside = new Set(items);
  return others.filter(({ path }) => !beside.has(path));
};

/** The files as they lie on the disk. */
export const diskFiles = (project: Pick<Project, 'config' | 'root'>, cwd: string): ContentFiles => ({
  discover: (folders) => discoverItems(cwd, folders, isItem(project)),
  read: readBytes,
  passedOver: async (folders) => [...(await passedOverIn(folders)), ...(await inOtherForm(project, cwd, folders))],
});

/** A rule that is not seen would look like one that is gone, and could be pruned: so each of these is an error. */
const unseen = (path: string, entry: Unseen): Diagnostic => {
  switch (entry.why) {
    case 'link':
      return {
        code: 'yaml/symbolic-link',
        severity: 'error',
        message: `\`${path}\` is a symbolic link, which is not followed: what lies behind it is not seen.`,
        hint: 'Put the file itself there, or name the real folder under `content` in picket.yaml.',
        path,
      };
    case 'unlistable':
      return {
        code: 'yaml/unreadable',
        severity: 'error',
        message: `The folder \`${path}\` cannot be listed (${entry.reason ?? 'unknown reason'}): what lies in it is not seen.`,
        hint: 'Check that you may read it.',
        path,
      };
    case 'fixture':
      return {
        code: 'yaml/rule-among-fixtures',
        severity: 'error',
        message: `\`${path}\` looks like a rule and lies in a folder called \`fixtures\`, which holds the rows of tests: it is not read.`,
        hint: 'Move it out of that folder, or give the folder another name.',
        path,
      };
    case 'no-file':
      return {
        code: 'yaml/unreadable',
        severity: 'error',
        message: `\`${path}\` is named like a rule and is no file, but a pipe, a socket or a device: nothing is read from it.`,
        hint: 'Remove it, or put the rule in a file.',
        path,
      };
    case 'other-form':
      return {
        code: 'schema/other-type',
        severity: 'warning',
        message: `\`${path}\` lies in a folder of ${entry.holds}, which are not written in YAML: it is not read.`,
        hint: 'Move it to a folder of its type, or out of the content.',
        path,
      };
  }
};

const unreadable = (path: string, message: string, hint: string | undefined): Diagnostic => ({
  code: 'yaml/unreadable',
  severity: 'error',
  message,
  ...(hint === undefined ? {} : { hint }),
  path,
});

const vanished = (path: string): Diagnostic => ({
  code: 'yaml/unreadable',
  severity: 'error',
  ...(path.includes('\ufffd')
    ? {
        message: `\`${path}\` cannot be opened: its name is no UTF-8.`,
        hint: 'Rename it.',
      }
    : {
        message: `\`${path}\` was there when the run began and is gone: nobody can say what it held.`,
        hint: 'Run again when nothing else changes the files.',
      }),
  path,
});

/** Git keeps both, while a checkout on Windows or macOS has room for one of the two only. */
const sameButForCase = (paths: readonly string[]): readonly Diagnostic[] => {
  const seen = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const path of paths) {
    const key = path.normalize('NFC').toLowerCase();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, path);
    else
      found.push({
        code: 'yaml/same-path-but-for-case',
        severity: 'warning',
        message: `\`${path}\` differs only in case from \`${first}\`: on Windows and macOS one of the two is lost.`,
        hint: 'Rename one of them.',
        path,
      });
  }
  return found;
};

/** So many files are read together. */
const atOnce = 16;

export type ReadFiles = {
  /** Absolute paths with what they hold. */
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
  /** What is not seen, or may not be seen elsewhere. */
  readonly diagnostics: readonly Diagnostic[];
};

const readOne = async (source: ContentFiles, path: string, cwd: string): Promise<Uint8Array | Diagnostic> => {
  const name = shown(cwd, path);
  try {
    return (await source.read(path)) ?? vanished(name);
  } catch (error) {
    if (error instanceof PicketError) return unreadable(name, shownError(cwd, error), error.hint);
    throw error;
  }
};

/** Reads every rule file in some folders. Each one that cannot be read is a finding of its own; the others are read. */
export const readRuleFiles = async (
  source: ContentFiles,
  cwd: string,
  folders: readonly string[],
): Promise<ReadFiles> => {
  const paths = await source.discover(folders);
  const files: (readonly [string, Uint8Array])[] = [];
  const diagnostics: Diagnostic[] = [
    ...(await source.passedOver(folders)).map((entry) => unseen(shown(cwd, entry.path), entry)),
    ...sameButForCase(paths.map((path) => shown(cwd, path))),
  ];
  for (let start = 0; start < paths.length; start += atOnce) {
    const batch = paths.slice(start, start + atOnce);
    const read = await Promise.all(batch.map((path) => readOne(source, path, cwd)));
    for (const [index, found] of read.entries()) {
      const path = batch[index] ?? '';
      if ('severity' in found) diagnostics.push(found);
      else files.push([path, found]);
    }
  }
  return { files, diagnostics };
};
