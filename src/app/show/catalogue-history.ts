import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { History } from '../../catalogue/model.ts';
import { queryText } from '../../core/fields/texts.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isObject, textOf } from '../../core/json.ts';
import type { FileRevision, GitLog } from '../../core/ports.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { openLog } from '../../git/log.ts';
import { lineDiff } from '../../report/plan/query-diff.ts';
import type { Project } from '../project.ts';

/** How many changes of a rule its page shows. */
const shownRevisions = 15;

type Text = { readonly version: string | undefined; readonly query: string };

/** The text of a revision is often the one that the file has today, which was read already. */
const readText = (now: SourceDocument, text: string | undefined): Text => {
  if (text === undefined) return { version: undefined, query: '' };
  const value = text === now.text ? now.value : readDocument(now.path, text).document.value;
  if (!isObject(value)) return { version: undefined, query: '' };
  const { version, query } = value;
  return {
    version: textOf(version),
    query: typeof query === 'string' ? queryText(query) : '',
  };
};

/**
 * The histories of documents, which are given by their path below the repository's root. A revision that cannot be read
 * as a rule counts as one without version and query. What a shallow clone ends with is no change, and what the oldest one
 * is compared with.
 */
const historiesOf = async (
  log: GitLog,
  documents: ReadonlyMap<string, SourceDocument>,
): Promise<ReadonlyMap<string, History>> => {
  const revisions = [...(await log.revisions([...documents.keys()]))];
  const kept = (list: readonly FileRevision[]): readonly FileRevision[] => list.slice(0, shownRevisions + 1);
  const texts = await log.texts(revisions.flatMap(([, list]) => kept(list).map(({ blob }) => blob)));
  return new Map(
    revisions.flatMap(([path, list]): [string, History][] => {
      const document = documents.get(path);
      if (document === undefined) return [];
      const read = kept(list).map(({ blob }) => readText(document, texts.get(blob)));
      const end = list.findIndex(({ isEnd }) => isEnd);
      const known = end < 0 ? list : list.slice(0, end);
      const shown = known.slice(0, shownRevisions).map(({ commit, date, subject }, index) => {
        const before = read[index + 1];
        const now = read[index];
        return {
          commit,
          date,
          subject,
          version: now?.version,
          query: before === undefined || now === undefined ? undefined : lineDiff(before.query, now.query),
        };
      });
      return [[path, { revisions: shown, older: known.length - shown.length, isCut: end >= 0 }]];
    }),
  );
};

/** The histories of documents in the git repository that the project lies in, by their paths; none where it lies in none. */
export const historyOf = async (
  project: Pick<Project, 'root'>,
  io: Pick<Io, 'cwd' | 'signals'>,
  documents: readonly SourceDocument[],
): Promise<(path: string) => History | undefined> => {
  const root = await realpath(project.root);
  let log: GitLog & { readonly root: string };
  try {
    log = await openLog(root, io.signals.stop);
  } catch (error) {
    // A folder that is no repository has no history; the catalogue is as good without.
    if (error instanceof PicketError) return () => undefined;
    throw error;
  }
  const inside = async (path: string): Promise<string> =>
    relative(log.root, await realpath(resolve(io.cwd, path)))
      .split(sep)
      .join('/');
  const places = new Map(
    await Promise.all(documents.map(async (document) => [await inside(document.path), document] as const)),
  );
  try {
    const histories = await historiesOf(log, places);
    const byPath = new Map([...places].map(([place, { path }]) => [path, histories.get(place)]));
    return (path) => byPath.get(path);
  } catch (error) {
    // A repository without a commit yet.
    if (error instanceof PicketError) return () => undefined;
    throw error;
  }
};
