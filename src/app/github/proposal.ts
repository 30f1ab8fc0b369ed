import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Io } from '../../core/io.ts';
import { readText } from '../../files/disk.ts';
import { openHistory } from '../../git/history.ts';
import { githubApi, type GitHubApi } from '../../github/api.ts';
import { appStatement, appToken } from '../../github/app-token.ts';
import type { Run } from '../../github/event.ts';
import { propose, type CommitFile, type Proposal } from '../../github/pull-request.ts';
import type { Said } from '../../github/sticky.ts';
import { commentRoom } from '../../report/markdown.ts';
import { escaped } from '../../report/text/markdown-text.ts';
import { clipped } from '../../report/text/style.ts';
import { version } from '../../version.ts';
import { everyFolder } from '../content/content-folders.ts';
import { openProject, type ConfigChoice } from '../project.ts';
import { footer, keyOf, loadKnown, open, said, type GitHubRequest } from './github-report.ts';

/** picket.yaml and the files below the content folders, where they differ from the commit, as they are now. */
const changedContent = async (io: Io, choice: ConfigChoice): Promise<readonly CommitFile[]> => {
  const project = await openProject(io, choice);
  const root = await realpath(project.root);
  const git = await openHistory(root);
  const folders = everyFolder(project.config).map(
    (folder) => `${relative(git.root, join(root, folder)).split(sep).join('/')}/`,
  );
  const { document } = project;
  const config =
    document === undefined ? undefined : relative(git.root, await realpath(resolve(io.cwd, document.path)));
  const paths = (await git.changed('HEAD')).filter(
    (path) => path === config?.split(sep).join('/') || folders.some((folder) => path.startsWith(folder)),
  );
  return Promise.all(paths.map(async (path) => ({ path, text: await readText(join(git.root, path)) })));
};

/** What a pull request says of itself where it is about no report; the key names its branch. */
export type ProposalTexts = { readonly key: string; readonly title: string; readonly text: string };

const proposalOf = async (
  io: Io,
  about: GitHubRequest | ProposalTexts,
  run: Run,
): Promise<Pick<Proposal, 'branch' | 'title' | 'body'>> => {
  const branchOf = (key: string): string => `picket/${key.replaceAll(/[^\w/-]/g, '-')}`;
  if ('title' in about)
    return {
      branch: branchOf(about.key),
      title: clipped(about.title, 200),
      body: `${escaped(clipped(about.text, 4000))}\n\n${footer(run)}`,
    };
  const report = await loadKnown(io, about.file);
  return {
    branch: branchOf(about.key ?? keyOf(report)),
    title: `Take over drift of ${clipped(report.workspace ?? '', 100)}`,
    body: `${said([report], commentRoom)}\n${footer(run)}`,
  };
};

/**
 * Proposes what differs from the commit in picket.yaml and below the content folders as a pull request, about a report of
 * drift or in words. A GitHub App's id and key in PICKET_APP_ID and PICKET_APP_PRIVATE_KEY go before GITHUB_TOKEN, whose
 * pull requests run no checks. `nothing` where no file differs.
 */
export const proposeChanges = async (
  io: Io,
  config: ConfigChoice,
  about: GitHubRequest | ProposalTexts,
): Promise<Said> => {
  const { run, api } = await open(io);
  const texts = await proposalOf(io, about, run);
  const files = await changedContent(io, config);
  if (files.length === 0) return { state: 'nothing', url: '' };
  const { PICKET_APP_ID: id, PICKET_APP_PRIVATE_KEY: privateKey } = io.env;
  const withToken = (token: string): GitHubApi =>
    githubApi({ run: { ...run, token }, clock: io.clock, fetch: globalThis.fetch, version, signal: io.signals.abort });
  const writer =
    id === undefined || id === '' || privateKey === undefined || privateKey === ''
      ? api()
      : withToken(await appToken(withToken(appStatement({ id, privateKey }, io.clock)), run.repository));
  return propose(writer, { ...texts, parent: run.commit, files });
};
