import { isObject } from '../core/json.ts';
import type { FileRevision, GitLog } from '../core/ports.ts';
import { readDocument } from '../core/read-document.ts';
import { queryText } from '../content/analytics-rule/text.ts';
import type { History } from '../catalogue/model.ts';
import { lineDiff } from '../report/query-diff.ts';

/** How many changes of a rule its page shows. */
const shownRevisions = 15;

type Text = { readonly version: string | undefined; readonly query: string };

const readText = (path: string, text: string | undefined): Text => {
  const value = text === undefined ? undefined : readDocument(path, text).document.value;
  if (!isObject(value)) return { version: undefined, query: '' };
  const { version, query } = value;
  return {
    version: typeof version === 'string' ? version : undefined,
    query: typeof query === 'string' ? queryText(query) : '',
  };
};

/**
 * The histories of files by their path below the repository's root. A revision that cannot be read as a rule counts as
 * one without version and query. What a shallow clone ends with is no change, and what the oldest one is compared with.
 */
export const historiesOf = async (log: GitLog, paths: readonly string[]): Promise<ReadonlyMap<string, History>> => {
  const revisions = [...(await log.revisions(paths))];
  const kept = (list: readonly FileRevision[]): readonly FileRevision[] => list.slice(0, shownRevisions + 1);
  const texts = await log.texts(revisions.flatMap(([, list]) => kept(list).map(({ blob }) => blob)));
  return new Map(
    revisions.map(([path, list]): [string, History] => {
      const read = kept(list).map(({ blob }) => readText(path, texts.get(blob)));
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
      return [path, { revisions: shown, older: known.length - shown.length, isCut: end >= 0 }];
    }),
  );
};
