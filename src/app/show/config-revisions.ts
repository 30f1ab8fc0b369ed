import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { ConfigRevision } from '../../core/evidence/exceptions.ts';
import type { FileCommit } from '../../core/history.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { openLog } from '../../git/log.ts';
import type { Project } from '../project.ts';

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
 * picket.yaml, or another file of YAML, as each commit of the current branch left it, the oldest first; `isCut` where the clone ends before that. Who
 * made a commit and when is taken from `commits`.
 */
export const configRevisions = async (
  log: Log,
  config: string,
  commits: readonly Pick<FileCommit, 'commit' | 'at' | 'author'>[],
): Promise<{ readonly revisions: readonly ConfigRevision[]; readonly isCut: boolean }> => {
  const histories = await log.revisions([config]);
  const history = (histories.get(config) ?? []).toReversed();
  const texts = await log.texts(history.map(({ blob }) => blob));
  const byId = new Map(commits.map((commit) => [commit.commit, commit]));
  return {
    revisions: history.map(({ commit, date, blob }) => ({
      at: byId.get(commit)?.at ?? date,
      by: byId.get(commit)?.author ?? '',
      value: readDocument(config, texts.get(blob) ?? '').document.value,
    })),
    isCut: history.some(({ isEnd }) => isEnd),
  };
};
