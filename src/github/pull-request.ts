import { PicketError } from '../core/errors.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { GitHubApi } from './api.ts';
import { at } from './event.ts';
import type { Said } from './sticky.ts';

/** A file of a commit; without a text it is removed. */
export type CommitFile = { readonly path: string; readonly text: string | undefined };

export type Proposal = {
  readonly branch: string;
  /** The commit that the files are changes of. */
  readonly parent: string;
  readonly files: readonly CommitFile[];
  readonly title: string;
  readonly body: string;
};

const textAt = (value: JsonValue, ...keys: readonly string[]): string => {
  const found = at(value, ...keys);
  if (typeof found === 'string') return found;
  throw new PicketError('service', `GitHub's answer has no ${keys.join('.')}.`, { code: 'github-failed' });
};

const treeEntry = ({ path, text }: CommitFile): JsonObject =>
  text === undefined
    ? { path, mode: '100644', type: 'blob', sha: null }
    : { path, mode: '100644', type: 'blob', content: text };

/** The commit that a branch is at; undefined where there is no such branch. */
const branchHead = async (api: GitHubApi, branch: string): Promise<string | undefined> => {
  const refs = await api.list(`/git/matching-refs/heads/${branch}`);
  const exact = refs.find((ref) => at(ref, 'ref') === `refs/heads/${branch}`);
  return exact === undefined ? undefined : textAt(exact, 'object', 'sha');
};

const moveBranch = async (
  api: GitHubApi,
  { branch, parent, title }: Proposal,
  tree: string,
  before: string | undefined,
): Promise<void> => {
  const commit = textAt(await api.send('POST', '/git/commits', { message: title, tree, parents: [parent] }), 'sha');
  if (before === undefined) await api.send('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: commit });
  else await api.send('PATCH', `/git/refs/heads/${branch}`, { sha: commit, force: true });
};

/**
 * Proposes files as a pull request from a branch of its own: made where there is none that is open, else its branch and
 * text are rewritten. The commit is made by GitHub, so that no credential of git is needed and GitHub signs it.
 */
export const propose = async (api: GitHubApi, proposal: Proposal): Promise<Said> => {
  const { branch, parent, files, title, body } = proposal;
  const base = textAt(await api.send('GET', ''), 'default_branch');
  const baseTree = textAt(await api.send('GET', `/git/commits/${parent}`), 'tree', 'sha');
  const tree = textAt(await api.send('POST', '/git/trees', { base_tree: baseTree, tree: files.map(treeEntry) }), 'sha');
  const before = await branchHead(api, branch);
  const same = before !== undefined && textAt(await api.send('GET', `/git/commits/${before}`), 'tree', 'sha') === tree;
  if (!same) await moveBranch(api, proposal, tree, before);
  const open = (await api.list('/pulls?state=open')).find((request) => at(request, 'head', 'ref') === branch);
  const number = open === undefined ? undefined : at(open, 'number');
  if (typeof number !== 'number')
    return {
      state: 'created',
      url: textAt(await api.send('POST', '/pulls', { title, body, head: branch, base }), 'html_url'),
    };
  const answer = await api.send('PATCH', `/pulls/${number}`, { title, body });
  return { state: same ? 'unchanged' : 'updated', url: textAt(answer, 'html_url') };
};
