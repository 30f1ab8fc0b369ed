import { realpath } from 'node:fs/promises';
import { extname, posix, relative, sep } from 'node:path';
import type { Removal } from '../../core/evidence/drift.ts';
import type { Exception } from '../../core/evidence/evidence.ts';
import {
  allowedByLayers,
  exceptionsOf,
  ofLayers,
  ofRule,
  type ConfigRevision,
} from '../../core/evidence/exceptions.ts';
import type { FileCommit } from '../../core/history.ts';
import type { Io } from '../../core/io.ts';
import { objectOf, textOf } from '../../core/json.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { keyPattern } from '../../core/text/yaml/key-pattern.ts';
import { readChanges, type Commit } from '../../git/changes.ts';
import { openLog } from '../../git/log.ts';
import type { Project } from '../project.ts';

/** Milliseconds since 1970. */
type Between = { readonly from: number; readonly to: number };

/** What git tells of a project between two moments. */
export type GitFacts = {
  /** Of the time that is asked for, with the files of the project alone. */
  readonly commits: readonly Commit[];
  readonly exceptions: readonly Exception[];
  /** When files of content were deleted that were of these ids, and who did it, by id in lower case; others are left out. */
  readonly removals: (ids: readonly string[]) => Promise<ReadonlyMap<string, Removal>>;
  readonly unread: readonly string[];
};

type Log = Awaited<ReturnType<typeof openLog>>;

/** The folder of a project below the root of its repository, with forward slashes; empty for the root itself. */
export const folderIn = async (log: Pick<Log, 'root'>, { root }: Pick<Project, 'root'>): Promise<string> =>
  relative(log.root, await realpath(root))
    .split(sep)
    .join('/');

/** Where picket.yaml of a project lies, from the root of its repository. */
export const configPath = async (log: Log, project: Pick<Project, 'root'>): Promise<string> => {
  const folder = await folderIn(log, project);
  return folder === '' ? 'picket.yaml' : `${folder}/picket.yaml`;
};

/**
 * picket.yaml, or another file of YAML, as each commit of the current branch left it, the oldest first; who made it is said by
 * `names` where it can.
 */
export const configRevisions = async (
  log: Log,
  config: string,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<readonly ConfigRevision[]> => revisionsOf(log, config, await log.commitsOf(config), names);

/** As configRevisions, of the commits that are known to have changed the file, the newest first. */
export const revisionsOf = async (
  log: Log,
  config: string,
  changing: readonly FileCommit[],
  names: ReadonlyMap<string, string> = new Map(),
): Promise<readonly ConfigRevision[]> => {
  const commits = changing.flatMap(({ blob, ...commit }) => (blob === undefined ? [] : [{ ...commit, blob }]));
  const texts = await log.texts(commits.map(({ blob }) => blob));
  return commits.toReversed().map(({ commit, at, author, blob }) => ({
    at,
    by: names.get(commit) ?? author,
    value: readDocument(config, texts.get(blob) ?? '').document.value,
  }));
};

/** The texts among all that files of content ever were, by their blobs, that may leave something out for a time. */
const excludingTexts = async (
  log: Log,
  commits: readonly Commit[],
  content: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const endings = new Set([...content].map((path) => extname(path)));
  const isElsewhere = (path: string): boolean => !content.has(path) && endings.has(extname(path));
  // A file may have come from anywhere in the repository. Such a commit deletes one there.
  const isMoved = commits.some(
    ({ files }) =>
      files.some(({ path, blob }) => blob === undefined && isElsewhere(path)) &&
      files.some(({ path }) => content.has(path)),
  );
  const blobs = commits.flatMap(({ files }) =>
    files.flatMap(({ path, blob }) =>
      blob !== undefined && (content.has(path) || (isMoved && isElsewhere(path))) ? [blob] : [],
    ),
  );
  return log.fitting(keyPattern('exclude'), blobs);
};

/** What content that git has today left out for a time, by the revisions of its files. */
const exclusionsOfFiles = async (
  log: Log,
  content: ReadonlySet<string>,
  commits: readonly Commit[],
  between: Between,
): Promise<readonly Exception[]> => {
  const texts = await excludingTexts(log, commits, content);
  // Few files ever left out anything, and following all of them is what costs.
  if (texts.size === 0) return [];
  const byId = new Map(commits.map((commit) => [commit.commit, commit]));
  const files = [...(await log.revisions([...content]))].filter(([, revisions]) =>
    revisions.some(({ blob }) => texts.has(blob)),
  );
  const today = await log.texts(files.flatMap(([, revisions]) => revisions.slice(0, 1).map(({ blob }) => blob)));
  return files.flatMap(([path, revisions]) => {
    const valueOf = (text: string | undefined): ConfigRevision['value'] =>
      text === undefined ? undefined : readDocument(path, text).document.value;
    const then = revisions.toReversed().map(({ commit, date, blob }): ConfigRevision => {
      const { at = date, author = '' } = byId.get(commit) ?? {};
      return { at, by: author, value: valueOf(texts.get(blob)) };
    });
    const rule = textOf(objectOf(valueOf(today.get(revisions[0]?.blob ?? '')))['name']) ?? path;
    return exceptionsOf(then, between, ofRule).map((exception) => ({ ...exception, rule }));
  });
};

/** The last text of every file of content that was deleted, with the commit that did it, the oldest first. */
const deletedTexts = async (
  log: Log,
  content: ReadonlySet<string>,
  commits: readonly Commit[],
): Promise<readonly { readonly path: string; readonly text: string; readonly commit: Commit }[]> => {
  const last = new Map<string, string>();
  const deleted: { readonly path: string; readonly blob: string; readonly commit: Commit }[] = [];
  for (const commit of commits.toReversed())
    for (const { path, blob } of commit.files) {
      const before = last.get(path);
      if (blob !== undefined) last.set(path, blob);
      else if (before !== undefined && content.has(path)) deleted.push({ path, blob: before, commit });
    }
  const texts = await log.texts(deleted.map(({ blob }) => blob));
  return deleted.map(({ path, blob, commit }) => ({ path, commit, text: texts.get(blob) ?? '' }));
};

/** When git lost content of these ids, by the files that were deleted; a renamed one counts as long as no later one does. */
const removalsOf = async (
  log: Log,
  content: ReadonlySet<string>,
  commits: readonly Commit[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, Removal>> => {
  if (ids.length === 0) return new Map();
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  const found = new Map<string, Removal>();
  for (const { path, text, commit } of await deletedTexts(log, content, commits)) {
    const lower = text.toLowerCase();
    // Few of them are meant, and reading one costs more than looking for an id in it.
    if (![...wanted].some((id) => lower.includes(id))) continue;
    for (const value of Object.values(objectOf(readDocument(path, text).document.value))) {
      const id = textOf(value)?.toLowerCase() ?? '';
      if (wanted.has(id)) found.set(id, { at: commit.at, author: commit.author });
    }
  }
  return found;
};

/** The project's commits, and what picket.yaml and content allowed for a time. */
export const gitFacts = async (io: Io, project: Project, between: Between): Promise<GitFacts> => {
  const log = await openLog(project.root, io.signals.stop);
  const folder = await folderIn(log, project);
  const isOwn = ({ path }: Commit['files'][number]): boolean => folder === '' || path.startsWith(`${folder}/`);
  const all = await readChanges(log.root, io.signals.stop);
  const names = new Map(all.map(({ commit, author }) => [commit, author]));
  const revisions = await configRevisions(log, await configPath(log, project), names);
  const laid = revisions.map((revision) => ({ ...revision, value: allowedByLayers(revision.value) }));
  const { content, workspaces } = project.config;
  const folders = [...content, ...Object.values(workspaces).flatMap((workspace) => workspace.content ?? [])].map(
    (each) => posix.join(folder, each),
  );
  const paths = new Set(all.flatMap(({ files }) => files.map(({ path }) => path)));
  const ofContent = [...paths].filter(
    (path) => /\.ya?ml$/i.test(path) && folders.some((each) => each === '.' || path.startsWith(`${each}/`)),
  );
  // What is still to come has ended nothing yet.
  const until = { from: between.from, to: Math.min(between.to, io.clock.now()) };
  return {
    commits: all
      .map((commit) => ({ ...commit, files: commit.files.filter(isOwn) }))
      .filter(({ at, files }) => files.length > 0 && Date.parse(at) >= between.from && Date.parse(at) <= between.to),
    exceptions: [
      ...exceptionsOf(revisions, until),
      ...exceptionsOf(laid, until, ofLayers),
      ...(await exclusionsOfFiles(log, new Set(ofContent), all, until)),
    ],
    removals: (ids) => removalsOf(log, new Set(ofContent), all, ids),
    unread: (await log.isShallow())
      ? ['The clone is shallow: changes and exceptions before its end are not known (in CI: fetch-depth: 0).']
      : [],
  };
};
