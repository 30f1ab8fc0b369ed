import { isObject, type JsonObject, type JsonValue, textOrEmpty } from '../core/json.ts';
import type { GitHubApi } from './api.ts';
import { at } from './event.ts';

/** The run whose plan was approved by a merge, or why no plan counts as approved. */
export type Approval = { readonly run: number } | { readonly refused: string };

export type ApprovalRequest = {
  /** What was merged. */
  readonly commit: string;
  /** Name of the artifact with the plan. */
  readonly artifact: string;
  /** The workflow that makes plans, a file of `.github/workflows`. */
  readonly workflow: string;
  /** `owner/name` */
  readonly repository: string;
  /** The branch that is deployed. */
  readonly branch: string;
};

/** What decides how a plan is made, besides the content: a change of it could make a plan say anything. */
const makers = [
  // The folder itself where a link or another repository takes its place.
  /^(?:\.github|tools)(?:\/|$)/,
  // In any folder: a workspace of npm puts its own commands beside those that are installed.
  /(?:^|\/)(?:package\.json|\.npmrc)$/,
  /^package-lock\.json$/,
  /^npm-shrinkwrap\.json$/,
];

/** Events by which another base could have run its own workflow under the same commit (GitHub Docs, "Issue event types"). */
const baseChanges = ['base_ref_changed', 'automatic_base_change_succeeded', 'base_ref_force_pushed'];

/** So long, in milliseconds, may an event wait for its run, which then counts as begun later than what the event was about. */
const longestDelay = 60 * 60 * 1000;

type PullRequest = {
  readonly number: number;
  /** The branch that it goes into. */
  readonly base: string;
  readonly branch: string;
  readonly head: string;
  /** The commit that it became. */
  readonly mergedAs: string;
  /** True where its branch is one of another repository. */
  readonly fork: boolean;
};

const isRepository = (value: JsonValue | undefined, repository: string): boolean =>
  textOrEmpty(at(value, 'full_name')).toLowerCase() === repository.toLowerCase();

const pullRequestOf = (value: JsonValue, repository: string): PullRequest | undefined => {
  const number = at(value, 'number');
  const [base, branch, head] = [
    textOrEmpty(at(value, 'base', 'ref')),
    textOrEmpty(at(value, 'head', 'ref')),
    textOrEmpty(at(value, 'head', 'sha')),
  ];
  const isHere = isRepository(at(value, 'base', 'repo'), repository);
  if (typeof number !== 'number' || base === '' || branch === '' || head === '' || !isHere) return undefined;
  const fork = !isRepository(at(value, 'head', 'repo'), repository);
  return { number, base, branch, head, mergedAs: textOrEmpty(at(value, 'merge_commit_sha')), fork };
};

type Run = { readonly id: number; readonly created: string; readonly conclusion: string };

/** Ids of the runs that left the artifact behind for a commit of this repository, the newest first. */
const runsWith = async (api: GitHubApi, artifact: string, head: string): Promise<readonly number[]> => {
  const answer = await api.send('GET', `/actions/artifacts?name=${encodeURIComponent(artifact)}&per_page=100`);
  const listed = at(answer, 'artifacts');
  const found = (Array.isArray(listed) ? listed.filter(isObject) : []).flatMap((entry) => {
    const { workflow_run: run } = entry;
    if (entry['expired'] === true || entry['name'] !== artifact || !isObject(run)) return [];
    const { id, head_sha: commit, head_repository_id: from, repository_id: here } = run;
    return typeof id === 'number' && typeof here === 'number' && commit === head && from === here
      ? [{ id, created: textOrEmpty(entry['created_at']) }]
      : [];
  });
  const ids = found.toSorted((a, b) => (a.created < b.created ? 1 : -1)).map(({ id }) => id);
  return [...new Set(ids)];
};

/** A run as it is meant: of the workflow that makes plans, begun here by this pull request's branch and commit. */
const planRun = async (
  api: GitHubApi,
  id: number,
  { number, branch, head }: PullRequest,
  { workflow, repository }: ApprovalRequest,
): Promise<Run | undefined> => {
  const run = await api.send('GET', `/actions/runs/${id}`);
  // GitHub names the ref of the workflow behind an @ or leaves it out.
  const [path, ref = ''] = textOrEmpty(at(run, 'path')).split(/@([^]*)/);
  const other = /^refs\/pull\/(\d+)\//.exec(ref)?.[1];
  const meant =
    at(run, 'event') === 'pull_request' &&
    path === `.github/workflows/${workflow}` &&
    (other === undefined || other === String(number)) &&
    at(run, 'head_sha') === head &&
    at(run, 'head_branch') === branch &&
    isRepository(at(run, 'repository'), repository) &&
    isRepository(at(run, 'head_repository'), repository);
  return meant
    ? { id, created: textOrEmpty(at(run, 'created_at')), conclusion: textOrEmpty(at(run, 'conclusion')) }
    : undefined;
};

/** Names the first file of a pull request that decides how its plan is made; undefined where there is none. */
const makerIn = async (api: GitHubApi, number: number): Promise<string | undefined> => {
  const files = await api.list(`/pulls/${number}/files`);
  const paths = files.filter(isObject).flatMap((file: JsonObject) => [file['filename'], file['previous_filename']]);
  const found = paths.find((path) => typeof path === 'string' && makers.some((maker) => maker.test(path)));
  if (found !== undefined) return textOrEmpty(found);
  // GitHub lists 3000 files at most.
  return at(await api.send('GET', `/pulls/${number}`), 'changed_files') === files.length
    ? undefined
    : 'more files than GitHub lists';
};

/** Whether a pull request went into another branch when a run began, or may have. */
const wasMoved = async (api: GitHubApi, number: number, created: string): Promise<boolean> => {
  const events = await api.listWhole(`/issues/${number}/events`);
  const since = Date.parse(created) - longestDelay;
  return (
    events === undefined ||
    events.some(
      // Not `>=`: a time that cannot be read counts as later.
      (event) =>
        baseChanges.includes(textOrEmpty(at(event, 'event'))) &&
        !(Date.parse(textOrEmpty(at(event, 'created_at'))) < since),
    )
  );
};

/** Why the base's own workflow may not be what ran; undefined where it was. */
const otherBase = async (
  api: GitHubApi,
  { number, base, branch }: PullRequest,
  created: string,
  repository: string,
): Promise<string | undefined> => {
  const owner = repository.split('/')[0] ?? '';
  const listed = await api.listWhole(`/pulls?state=all&head=${encodeURIComponent(`${owner}:${branch}`)}`);
  if (listed === undefined) return `more pull requests take the branch \`${branch}\` than can be looked at`;
  const others = listed.flatMap((other) => pullRequestOf(other, repository) ?? []);
  const elsewhere = others.find((other) => other.base !== base);
  if (elsewhere !== undefined)
    return `pull request #${elsewhere.number} takes the same branch into \`${elsewhere.base}\`, whose workflow could have made the plan`;
  // A run belongs to a branch and a commit: any pull request of the branch may have begun it.
  for (const each of new Set([number, ...others.map((other) => other.number)]))
    if (await wasMoved(api, each, created))
      return `pull request #${each} went into another branch when its plan was made`;
  return undefined;
};

/**
 * The run that made the plan people saw before they merged a commit. It counts only if nobody but the base branch decided
 * how it was made: the run is of the workflow that makes plans, was begun by the event `pull_request` of the branch that
 * was merged, at its last commit, and ended well; the pull request comes from this repository, became this commit of the
 * branch that is deployed, and changes no workflow, action or tool; and no other base lent its workflow. Else the answer
 * says why. Rejects like every request of the API.
 */
export const approvedRun = async (api: GitHubApi, asked: ApprovalRequest): Promise<Approval> => {
  const { commit, artifact, workflow, repository } = asked;
  const listed = await api.list(`/commits/${encodeURIComponent(commit)}/pulls`);
  const merged = listed.filter((request) => textOrEmpty(at(request, 'merged_at')) !== '');
  const [request, ...more] = merged.flatMap((entry) => pullRequestOf(entry, repository) ?? []);
  if (request === undefined) return { refused: 'the commit came without a pull request' };
  if (more.length > 0) return { refused: 'the commit came with several pull requests' };
  const { number } = request;
  if (request.mergedAs !== commit) return { refused: `the commit is not the one that pull request #${number} became` };
  if (request.base !== asked.branch)
    return { refused: `pull request #${number} went into \`${request.base}\`, and \`${asked.branch}\` is deployed` };
  if (request.fork) return { refused: `pull request #${number} came from another repository, which gets no plan` };
  let run: Run | undefined;
  for (const id of await runsWith(api, artifact, request.head)) {
    run = await planRun(api, id, request, asked);
    if (run !== undefined) break;
  }
  if (run === undefined)
    return { refused: `${workflow} left no ${artifact} for the last commit of pull request #${number}` };
  if (run.conclusion !== 'success')
    return { refused: `the run that made the plan of pull request #${number} did not end with success` };
  const maker = await makerIn(api, number);
  if (maker !== undefined)
    return { refused: `pull request #${number} changes how plans are made (${maker}), so its own plan proves nothing` };
  const other = await otherBase(api, request, run.created, repository);
  return other === undefined ? { run: run.id } : { refused: other };
};
