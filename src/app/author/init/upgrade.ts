import { join } from 'node:path';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { readText } from '../../../files/disk.ts';
import { textIn } from '../../../files/package-files.ts';
import { renewedFiles, type InitFile } from './init-files.ts';
import { pinChanges, pinnedSpec } from './tool-pin.ts';
import { findTool, toolFolder, type Tool } from './tool.ts';
import {
  change,
  put,
  textChange,
  type Written,
  readRecord,
  recordPath,
  recordText,
  writtenDigest,
  type WrittenRecord,
} from './written-files.ts';

export type UpgradeRequest = {
  /** The Picket to take, as findTool has it; undefined for the one that runs, kept as the repository keeps its own. */
  readonly source: string | undefined;
  /** What happens to files that people have edited since Picket wrote them. */
  readonly edited: 'keep' | 'replace';
};

export type Upgrade = {
  readonly from: string;
  readonly to: string;
  readonly files: readonly Written[];
  /** What the newer Picket's changelog says of the versions in between, in Markdown; empty where it says nothing. */
  readonly news: string;
};

/** The way in which a repository takes its Picket, for the next one: tracked stays tracked. */
const sourceFor = (spec: string | undefined): string | undefined => {
  if (spec === undefined || /^\d/.test(spec)) return undefined;
  if (spec.startsWith(`file:${toolFolder}/`)) return 'vendored';
  throw new PicketError('usage', `This repository takes Picket from ${spec}; where the new one is, it does not say.`, {
    code: 'no-source',
    hint: 'Name it: picket upgrade npm:NAME@VERSION, or a packed file or its https address.',
  });
};

/** The sections of a changelog above that of a version, without the title of the page. */
const newsSince = (changelog: string, version: string): string => {
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const known = sections.findIndex((section) => section.startsWith(`## ${version}`));
  return sections.slice(0, Math.max(known, 0)).join('').trim();
};

type Renewal = { readonly action: Written['action']; readonly digest: string | undefined };

const renew = async (
  folder: string,
  file: InitFile,
  known: string | undefined,
  edited: UpgradeRequest['edited'],
): Promise<Renewal> => {
  if (file.kind === 'lines') return { action: await put(folder, file, 'keep'), digest: undefined };
  const present = await readText(join(folder, file.path));
  if (present === undefined && known !== undefined) return { action: 'missing', digest: known };
  const isEdited = present !== undefined && present !== file.text && writtenDigest(present) !== known;
  if (isEdited && edited === 'keep') return { action: 'kept', digest: known };
  return { action: await put(folder, file, 'replace'), digest: writtenDigest(file.text) };
};

/** Files that an older Picket wrote and this one does without: gone, unless people have edited them. */
const obsolete = async (
  folder: string,
  { files }: WrittenRecord,
  now: ReadonlySet<string>,
): Promise<readonly Written[]> => {
  const done: Written[] = [];
  for (const [path, digest] of Object.entries(files).filter(([known]) => !now.has(known))) {
    const present = await readText(join(folder, path));
    if (present === undefined) continue;
    const action = writtenDigest(present) === digest ? 'removed' : 'kept';
    if (action === 'removed') await change(folder, { path, contents: undefined, action });
    done.push({ path, action });
  }
  return done;
};

const known = async (folder: string): Promise<WrittenRecord> => {
  const record = await readRecord(folder);
  if (record !== undefined) return record;
  throw new PicketError('usage', `This folder has no ${recordPath}, which says what Picket wrote into it.`, {
    code: 'not-initialised',
    hint: 'Run it in the folder of a repository that `picket init` made, or run `picket init` here first.',
  });
};

/** Brings what pins the tool, and then each file that follows from it, to a tool. */
const renewAll = async (folder: string, tool: Tool, record: WrittenRecord, edited: UpgradeRequest['edited']) => {
  const changes = await pinChanges(folder, tool);
  const renewed = renewedFiles(tool, record);
  const written: Written[] = [];
  const digests: Record<string, string> = {};
  for (const file of renewed) {
    const { action, digest } = await renew(folder, file, record.files[file.path], edited);
    written.push({ path: file.path, action });
    if (digest !== undefined) digests[file.path] = digest;
  }
  written.push(...(await obsolete(folder, record, new Set(renewed.map(({ path }) => path)))));
  for (const one of changes) written.push({ path: one.path, action: await change(folder, one) });
  return { written, digests };
};

/**
 * Renews the Picket that the repository in the working directory pins, and the files that follow from it: schemas, hook,
 * workflows. What people have edited is kept unless `edited` says otherwise, what they have removed stays away. Nothing of
 * the new tool is run. Rejects with a `usage` or `config` error before anything is written where the folder is none that
 * `picket init` made, or the tool cannot be found or pinned.
 */
export const upgrade = async (io: Pick<Io, 'cwd'>, { source, edited }: UpgradeRequest): Promise<Upgrade> => {
  const folder = io.cwd;
  const record = await known(folder);
  const spec = pinnedSpec(await readText(join(folder, 'package.json')));
  const tool = await findTool(folder, source ?? sourceFor(spec));
  const { written, digests } = await renewAll(folder, tool, record, edited);
  const text = recordText({ ...record, version: tool.version, files: digests });
  const last = await change(folder, await textChange(folder, recordPath, text));
  return {
    from: record.version,
    to: tool.version,
    files: [...written, { path: recordPath, action: last }],
    news: newsSince(textIn(tool.files, 'CHANGELOG.md') ?? '', record.version),
  };
};
