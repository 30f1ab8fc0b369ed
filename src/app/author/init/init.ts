import { basename, join, resolve } from 'node:path';
import { firstType } from '../../../content/index.ts';
import type { Io } from '../../../core/io.ts';
import { discoverRules, shown } from '../../../files/discover.ts';
import { kindOf, readText } from '../../../files/disk.ts';
import { examplePaths, initFiles, type InitChoices } from './init-files.ts';
import { isLocked, pinChanges, pinnedSpec } from './tool-pin.ts';
import { findTool } from './tool.ts';
import {
  change,
  put,
  textChange,
  type Written,
  readRecord,
  recordPath,
  recordText,
  writtenDigest,
} from './written-files.ts';

export type InitRequest = Omit<InitChoices, 'name' | 'shards'> & {
  /** As of the answers; 0 for a job a workspace again, undefined for what there is. */
  readonly shards: number | undefined;
  /** The project's name; undefined for the name of the folder. */
  readonly name: string | undefined;
  /** Relative to the working directory. */
  readonly folder: string;
  /** Which Picket the repository pins, as findTool takes it; undefined for the usual one where none is pinned yet. */
  readonly tool: string | undefined;
  /** What happens to Picket's own files where they exist in another form; what people write is never replaced. */
  readonly existing: 'keep' | 'replace';
};

/** A name of a project for a folder: its own name, or one that fits where it has none (the root of a disk). */
export const projectNameOf = (folder: string): string => basename(folder) || 'detections';

/**
 * Makes a folder a repository of detections: configuration, an example rule, editor settings, a hook, workflows, and the
 * Picket that all of them run. What exists is kept; with `existing: 'replace'` Picket's own files are brought up to date,
 * and with `tool` the Picket is. Rejects with a `usage` or `config` error before anything is written when the answers are
 * not valid or Picket cannot be pinned.
 */
export const init = async (io: Pick<Io, 'cwd'>, request: InitRequest): Promise<readonly Written[]> => {
  const folder = resolve(io.cwd, request.folder);
  const tool = await findTool(io.cwd, request.tool);
  const before = await readRecord(folder);
  // Files that were written for shards stay so, where nothing else is said.
  const shards = request.shards === 0 ? undefined : (request.shards ?? before?.shards);
  const files = initFiles(tool, { ...request, shards, name: request.name ?? projectNameOf(folder) });
  const isPinned =
    pinnedSpec(await readText(join(folder, 'package.json'))) !== undefined &&
    isLocked(await readText(join(folder, 'package-lock.json')));
  const keepsTool = isPinned && request.tool === undefined && request.existing === 'keep';
  const changes = keepsTool ? [] : await pinChanges(folder, tool);
  const digests: Record<string, string> = { ...before?.files };
  const rules = join(folder, firstType.directory);
  const hasRules = (await kindOf(rules)) === 'folder' && (await discoverRules(folder, [rules])).length > 0;
  const written: Written[] = [];
  for (const file of files) {
    if (hasRules && examplePaths.includes(file.path)) continue;
    const action = await put(folder, file, request.existing);
    written.push({ path: file.path, action });
    if (file.kind === 'ours' && action !== 'kept') digests[file.path] = writtenDigest(file.text);
  }
  if (keepsTool) written.push({ path: 'package.json', action: 'kept' });
  for (const one of changes) written.push({ path: one.path, action: await change(folder, one) });
  const text = recordText({
    version: keepsTool ? (before?.version ?? tool.version) : tool.version,
    ci: [...new Set([...(before?.ci ?? []), request.ci])],
    shards,
    files: digests,
  });
  written.push({ path: recordPath, action: await change(folder, await textChange(folder, recordPath, text)) });
  return written.map(({ path, action }) => ({ path: shown(io.cwd, join(folder, path)), action }));
};
