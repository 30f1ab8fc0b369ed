import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { ConfigRevision } from '../../core/evidence/exceptions.ts';
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
 * picket.yaml, or another file of YAML, as each commit of the current branch left it, the oldest first; who made it is said by
 * `names` where it can.
 */
export const configRevisions = async (
  log: Log,
  config: string,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<readonly ConfigRevision[]> => {
  const commits = (await log.commitsOf(config)).flatMap(({ blob, ...commit }) =>
    blob === undefined ? [] : [{ ...commit, blob }],
  );
  const texts = await log.texts(commits.map(({ blob }) => blob));
  return commits.toReversed().map(({ commit, at, author, blob }) => ({
    at,
    by: names.get(commit) ?? author,
    value: readDocument(config, texts.get(blob) ?? '').document.value,
  }));
};
