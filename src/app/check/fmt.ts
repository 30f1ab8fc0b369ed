import { resolve } from 'node:path';
import { contentTypes } from '../../content/index.ts';
import type { ContentType } from '../../core/content-type.ts';
import { PicketError } from '../../core/errors.ts';
import { formatDocument, type FormatStyle } from '../../core/text/fmt/format.ts';
import type { Io } from '../../core/io.ts';
import { isObject } from '../../core/json.ts';
import type { FileLayout } from '../../core/report.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { discoverRules, shown } from '../../files/discover.ts';
import { kindOf, readBytes, writeAtomically } from '../../files/disk.ts';
import { loadKql } from '../../kql/index.ts';
import { isStopped } from '../breath.ts';
import { everyFolder } from '../content/content-folders.ts';
import { typeOfFile } from '../content/file-type.ts';
import { openProject, type ConfigChoice, type Project } from '../project.ts';

export type FmtRequest = {
  readonly config: ConfigChoice;
  /** Relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** `check` writes nothing. */
  readonly mode: 'write' | 'check';
};

/** Characters that the service takes in a query. Source: Microsoft Learn, "Microsoft Sentinel service limits". */
const longestQuery = 10_000;

const styleOf = async ({ file }: Pick<ContentType, 'file'>): Promise<FormatStyle> => {
  const kql = await loadKql();
  return {
    order: file.order,
    query: (query) => {
      const laidOut = kql.format(query);
      // The service refuses a query that is too long, however well it is laid out.
      return laidOut.length > longestQuery && laidOut.length > query.length ? query : laidOut;
    },
    sameQuery: (left, right) => left === right || kql.tokens(left).join('\0') === kql.tokens(right).join('\0'),
  };
};

/** The text of a rule file in the layout that `fmt` gives YAML, for files that are written anew; `path` as it is shown. */
export const laidOut = async (type: ContentType, path: string, text: string): Promise<string> =>
  /\.ya?ml$/i.test(path) ? formatDocument(readDocument(path, text).document, await styleOf(type)).text : text;

const formatFile = async (
  io: Pick<Io, 'cwd'>,
  project: Project,
  file: string,
  mode: FmtRequest['mode'],
  styles: ReadonlyMap<ContentType, FormatStyle>,
) => {
  const path = shown(io.cwd, file);
  const bytes = await readBytes(file);
  if (bytes === undefined) return undefined;
  const { document, diagnostics } = readDocument(path, bytes);
  const problem = diagnostics.find(({ severity }) => severity === 'error');
  if (problem !== undefined) return { path, state: 'unreadable', left: [problem.message] } as const;
  const style = styles.get(typeOfFile(project, file, isObject(document.value) ? document.value : {}));
  if (style === undefined) return undefined;
  const { text, left } = formatDocument(document, style);
  if (text === document.text) return { path, state: 'unchanged', left } as const;
  if (mode === 'write') await writeAtomically(file, text);
  return { path, state: 'formatted', left } as const;
};

/**
 * Lays out rule files: keys in the order of Microsoft's public rules, queries as the KQL engine's formatter has them.
 * No value, no token of a query and no comment changes; what cannot be proven to stay the same is left alone and said.
 * Stops between two files at the first interrupt. Rejects with `usage` or `config` errors only.
 */
export const fmt = async (io: Io, request: FmtRequest): Promise<readonly FileLayout[]> => {
  const project = await openProject(io, request.config);
  const folders = request.paths.length > 0 ? request.paths : everyFolder(project.config);
  const base = request.paths.length > 0 ? io.cwd : project.root;
  const absolute = folders.map((folder) => resolve(base, folder));
  const kinds = await Promise.all(absolute.map(kindOf));
  const found = absolute.filter((_, index) => kinds[index] !== 'nothing');
  for (const folder of absolute)
    // Of the configured folders those may be missing that no workspace uses; validate tells of the others.
    if (!found.includes(folder) && (request.paths.length > 0 || found.length === 0))
      throw new PicketError('usage', `${shown(io.cwd, folder)} does not exist.`, {
        code: 'no-such-path',
        hint: 'Name files or folders of rules, relative to the working directory.',
      });
  const styles = new Map<ContentType, FormatStyle>();
  for (const type of project.only ?? contentTypes) styles.set(type, await styleOf(type));
  const outcomes: FileLayout[] = [];
  for (const file of await discoverRules(io.cwd, found)) {
    if (await isStopped(io)) break;
    const outcome = await formatFile(io, project, file, request.mode, styles);
    if (outcome !== undefined) outcomes.push(outcome);
  }
  return outcomes;
};
