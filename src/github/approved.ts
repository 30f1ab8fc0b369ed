import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
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
};

/** What decides how a plan is made, besides the content: a change of it could make a plan say anything. */
const makers = [
  /^\.github\//,
  /^package\.json$/,
  /^package-lock\.json$/,
  /^npm-shrinkwrap\.json$/,
  /^\.npmrc$/,
  /^tools\//,
];

/** Events by which another base could have run its own workflow under the same commit (GitHub Docs, "Issue event types"). */
const baseChanges = ['base_ref_changed', 'automatic_base_change_succeeded', 'base_ref_force_pushed'];

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

type PullRequest = { readonly number: number; readonly base: string; readonly branch: string; readonly head: string };

const pullRequestOf = (value: JsonValue): PullRequest | undefined => {
  const number = at(value, 'number');
  const [base, branch, head] = [
    text(at(value, 'base', 'ref')),
    text(at(value, 'head', 'ref')),
    text(at(value, 'head', 'sha')),
  ];
  return typeof number === 'number' && base !== '' && branch !== '' && head !== ''
    ? { number, base, branch, head }
    : undefined;
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
    return typeof id === 'number' && commit === head && from === here
      ? [{ id, created: text(entry['created_at']) }]
      : [];
  });
  const ids = found.toSorted((a, b) => (a.created < b.created ? 1 : -1)).map(({ id }) => id);
  return [...new Set(ids)];
};

/** A run as it is meant: of the workflow that makes plans, begun by this pull request's branch and commit. */
const planRun = async (
  api: GitHubApi,
  id: number,
  { branch, head }: PullRequest,
  workflow: string,
): Promise<Run | undefined> => {
  const run = await api.send('GET', `/actions/runs/${id}`);
  const path = text(at(run, 'path')).replace(/@[^]*/, '');
  const meant =
    at(run, 'event') === 'pull_request' &&
    path === `.github/workflows/${workflow}` &&
    at(run, 'head_sha') === head &&
    at(run, 'head_branch') === branch;
  return meant ? { id, created: text(at(run, 'created_at')), conclusion: text(at(run, 'conclusion')) } : undefined;
};

/** Names the first file of a pull request that decides how its plan is made; undefined where there is none. */
const makerIn = async (api: GitHubApi, number: number): Promise<string | undefined> => {
  const files = await api.list(`/pulls/${number}/files`);
  const paths = files.filter(isObject).flatMap((file: JsonObject) => [file['filename'], file['previous_filename']]);
  const found = paths.find((path) => typeof path === 'string' && makers.some((maker) => maker.test(path)));
  if (found !== undefined) return text(found);
  // GitHub lists 3000 files at most.
  return at(await api.send('GET', `/pulls/${number}`), 'changed_files') === files.length
    ? undefined
    : 'more files than GitHub lists';
};

/** Why the base's own workflow may not be what ran; undefined where it was. */
const otherBase = async (
  api: GitHubApi,
  { number, base, branch }: PullRequest,
  created: string,
  owner: string,
): Promise<string | undefined> => {
  const events = await api.list(`/issues/${number}/events`);
  const moved = events.some(
    (event) => baseChanges.includes(text(at(event, 'event'))) && text(at(event, 'created_at')) >= created,
  );
  if (moved) return `pull request #${number} went into another branch when its plan was made`;
  const others = await api.list(`/pulls?state=all&head=${encodeURIComponent(`${owner}:${branch}`)}`);
  const elsewhere = others.flatMap((other) => pullRequestOf(other) ?? []).find((other) => other.base !== base);
  return elsewhere === undefined
    ? undefined
    : `pull request #${elsewhere.number} takes the same branch into \`${elsewhere.base}\`, whose workflow could have made the plan`;
};

/**
 * The run that made the plan people saw before they merged a commit. It counts only if nobody but the base branch decided
 * how it was made: the run is of the workflow that makes plans, was begun by the event `pull_request` of the branch that
 * was merged, at its last commit, and ended well; the pull request changes no workflow, action or tool; and no other base
 * lent its workflow. Else the answer says why. Rejects like every request of the API.
 */
export const approvedRun = async (
  api: GitHubApi,
  { commit, artifact, workflow, repository }: ApprovalRequest,
): Promise<Approval> => {
  const listed = await api.list(`/commits/${encodeURIComponent(commit)}/pulls`);
  const merged = listed.filter((request) => text(at(request, 'merged_at')) !== '');
  const [request, ...more] = merged.flatMap((entry) => pullRequestOf(entry) ?? []);
  if (request === undefined) return { refused: 'the commit came without a pull request' };
  if (more.length > 0) return { refused: 'the commit came with several pull requests' };
  const { number } = request;
  let run: Run | undefined;
  for (const id of await runsWith(api, artifact, request.head)) {
    run = await planRun(api, id, request, workflow);
    if (run !== undefined) break;
  }
  if (run === undefined)
    return { refused: `${workflow} left no ${artifact} for the last commit of pull request #${number}` };
  if (run.conclusion !== 'success')
    return { refused: `the run that made the plan of pull request #${number} did not end with success` };
  const maker = await makerIn(api, number);
  if (maker !== undefined)
    return { refused: `pull request #${number} changes how plans are made (${maker}), so its own plan proves nothing` };
  const other = await otherBase(api, request, run.created, repository.split('/')[0] ?? '');
  return other === undefined ? { run: run.id } : { refused: other };
};
