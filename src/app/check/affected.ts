import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { symbolSources } from '../../content/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { Io } from '../../core/io.ts';
import { parseJson, isObject } from '../../core/json.ts';
import { filesIn, shown } from '../../files/discover.ts';
import { readText } from '../../files/disk.ts';
import { openHistory } from '../../git/history.ts';
import { foldersOf } from '../query-schema.ts';
import { namesOf } from '../../core/symbols.ts';
import { readUserSchema } from '../../kql/index.ts';
import type { Project } from '../project.ts';
import type { RuleItem } from '../content/content.ts';
import { everyFolder } from '../content/content-folders.ts';
import { documentOf, isItem, typeOfFile, type TypedBase } from '../content/file-type.ts';
import { isTaken } from '../content/read-item.ts';

/** A file as it was at a git ref. */
export type BaseItem = TypedBase & Pick<RuleItem, 'document'>;

/** The rules of the content folders as they were at a git ref, by the paths that the work tree's files would have. */
const readBase = async (
  project: Project,
  io: Pick<Io, 'cwd' | 'signals'>,
  ref: string,
  paths: readonly string[],
): Promise<readonly BaseItem[]> => {
  const root = await realpath(project.root);
  const git = await openHistory(root, io.signals.stop);
  const folders =
    paths.length > 0
      ? paths.map((path) => resolve(io.cwd, path))
      : everyFolder(project.config).map((folder) => join(root, folder));
  const here = { ...project, root };
  const read = async (absolute: string): Promise<Uint8Array | undefined> => {
    const text = await git.show(ref, relative(git.root, absolute).split(sep).join('/'));
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const items: BaseItem[] = [];
  for (const folder of folders) {
    const inside = relative(git.root, folder).split(sep).join('/');
    for (const path of await git.list(ref, inside)) {
      // A file that is named itself always counts.
      const absolute = join(git.root, path);
      if (path !== inside && !isItem(here)(folder, absolute)) continue;
      const bytes = await read(absolute);
      const document = bytes === undefined ? undefined : (await documentOf(here, io, absolute, bytes, read))?.document;
      const value = document?.value;
      if (document !== undefined && isObject(value))
        items.push({ path: shown(io.cwd, absolute), raw: value, type: typeOfFile(here, absolute, value), document });
    }
  }
  return items;
};

/** The rules at a ref that a run compares with: of a workspace those that it takes. */
export const baseOf = async (
  project: Project,
  io: Pick<Io, 'cwd' | 'signals'>,
  ref: string,
  { paths, workspace }: { readonly paths: readonly string[]; readonly workspace: WorkspaceConfig | undefined },
): Promise<readonly BaseItem[]> => {
  if (workspace === undefined) return readBase(project, io, ref, paths);
  const folders = (workspace.content ?? project.config.content).map((folder) => resolve(project.root, folder));
  const items = await readBase(project, io, ref, paths.length > 0 ? paths : folders);
  return items.filter(({ path, raw, type }) =>
    isTaken(project, io, { path, type, summary: type.summary(raw) }, workspace),
  );
};

/** What a change of the repository concerns. Paths are relative to the working directory, as reports show them. */
export type Changed = {
  /** True for a file that was added, changed or removed. */
  readonly isChanged: (path: string) => boolean;
  /** True for a rule that changed itself, or that depends on something that did. */
  readonly concerns: (path: string, query: string) => boolean;
};

/** The names that a file declares for queries; empty for one that declares nothing. */
const namesIn = (path: string, text: string): readonly string[] => {
  if (path.endsWith('.json')) {
    const read = readUserSchema(parseJson(text));
    if (read.ok) return namesOf({ ...read, diagnostics: [] });
  }
  return symbolSources.flatMap(({ isFile, read }) => (isFile(path) ? namesOf(read(path, text)) : []));
};

/** A test for texts that mention any of some names as a whole word, in any case: to look at too many rules is harmless. */
const mentions = (names: ReadonlySet<string>): ((text: string) => boolean) => {
  if (names.size === 0) return () => false;
  const words = [...names].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = new RegExp(`(?<!\\w)(?:${words.join('|')})(?!\\w)`, 'i');
  return (text) => pattern.test(text);
};

/** The names, and those of every file that calls one of them, however many files lie between. */
const withDependents = (
  names: ReadonlySet<string>,
  callers: readonly { path: string; text: string }[],
): ReadonlySet<string> => {
  let known = names;
  for (;;) {
    const uses = mentions(known);
    const next = new Set([
      ...known,
      ...callers.filter(({ text }) => uses(text)).flatMap(({ path, text }) => namesIn(path, text)),
    ]);
    if (next.size === known.size) return known;
    known = next;
  }
};

/**
 * What changed between a ref (where the branch left it) and the work tree, and what depends on that: a rule on the
 * parsers, watchlists and tables that its query names, and everything on picket.yaml and on the lock files of schemas.
 * Rejects with a `usage` error for a ref that does not exist.
 */
export const changedSince = async (
  project: Project,
  io: Pick<Io, 'cwd' | 'signals'>,
  ref: string,
): Promise<Changed> => {
  const root = await realpath(project.root);
  const git = await openHistory(root, io.signals.stop);
  const base = await git.mergeBase(ref);
  // Git follows links to its root; the paths of a report go by the folder as it was named.
  const inProject = (path: string): string => join(project.root, relative(root, join(git.root, path)));
  const files = (await git.changed(base)).map((path) => ({ inGit: path, absolute: inProject(path) }));
  const changed = new Set(files.map(({ absolute }) => shown(io.cwd, absolute)));
  const { tables, parsers, watchlists, locks } = project.config.schema;
  const isIn = (folders: readonly string[], path: string): boolean =>
    folders.some((folder) => path.startsWith(resolve(project.root, folder) + sep));
  const everything = files.some(
    ({ absolute }) =>
      absolute === join(project.root, 'picket.yaml') ||
      shown(io.cwd, absolute) === project.document?.path ||
      isIn([locks], absolute),
  );
  const names = new Set<string>();
  for (const { inGit, absolute } of files) {
    if (!isIn([...tables, ...parsers, ...watchlists], absolute)) continue;
    // What it declared before counts too: a rule may name what is gone.
    for (const text of [await readText(absolute), await git.show(base, inGit)])
      if (text !== undefined) for (const name of namesIn(absolute, text)) names.add(name);
  }
  const callers = names.size === 0 ? [] : symbolSources.filter(({ calls }) => calls);
  const texts = callers.map(async ({ setting, isFile }) =>
    (await filesIn(project.root, foldersOf(project, setting))).filter(isFile),
  );
  const callerTexts = (await Promise.all(texts))
    .flat()
    .map(async (path) => ({ path, text: (await readText(path)) ?? '' }));
  const depends = mentions(withDependents(names, await Promise.all(callerTexts)));
  return {
    isChanged: (path) => changed.has(path),
    concerns: (path, query) => everything || changed.has(path) || depends(query),
  };
};
