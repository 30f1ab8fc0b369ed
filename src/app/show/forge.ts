import { pullRequestIn } from '../../core/evidence/evidence.ts';
import {
  chosenForge,
  type DriftIssue,
  type Forge,
  type ForgeAccess,
  type PullRequestReview,
  unsetIn,
} from '../../core/evidence/forge.ts';
import { inSeries } from '../../core/text/phrase.ts';
import { azureDevOps, azureDevOpsAccess } from '../../forge/azure-devops.ts';
import { gitlab, gitlabAccess } from '../../forge/gitlab.ts';
import { githubApi } from '../../github/api.ts';
import { runOf } from '../../github/event.ts';
import { driftIssues, mergedBy, reviewsOf } from '../../github/pull-requests.ts';
import { version } from '../../version.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Commit } from '../../git/changes.ts';

type Access = ForgeAccess & {
  /** Rejects nothing; throws a `usage` error where a variable has a value that is none. */
  readonly open: () => Forge;
};

const onGitHub = (io: Io): Access => {
  const { env } = io;
  const names = ['GITHUB_TOKEN', 'GITHUB_REPOSITORY'];
  return {
    name: 'GitHub',
    requests: 'Pull requests',
    isMeant: names.some((name) => (env[name] ?? '') !== ''),
    missing: unsetIn(env, names),
    right: 'the token needs pull-requests: read and issues: read',
    numberIn: pullRequestIn,
    open: () => {
      const run = runOf(env, {});
      const api = githubApi({ run, clock: io.clock, fetch: globalThis.fetch, version, signal: io.signals.abort });
      return {
        mergedBy: (commit) => mergedBy(api, commit),
        reviewsOf: (number) => reviewsOf(api, number),
        driftIssues: (since) => driftIssues(api, since),
      };
    },
  };
};

const accesses = (io: Io): readonly [Access, ...Access[]] => {
  const { env, clock, signals } = io;
  const ends = { env, clock, fetch: globalThis.fetch, version, signal: signals.abort };
  return [
    onGitHub(io),
    { ...azureDevOpsAccess(env), open: () => azureDevOps(ends) },
    { ...gitlabAccess(env), open: () => gitlab(ends) },
  ];
};

/** The forge that the environment gives access to, or in words what it lacks for one. */
export type FoundForge = {
  /** Undefined where variables are missing. */
  readonly access: Access | undefined;
  /** What is not set, and what the token needs; empty where nothing is missing. */
  readonly lacks: string;
  /** As the forge calls them, and a sentence begins with them. */
  readonly requests: string;
  readonly numberIn: (subject: string) => number | undefined;
};

const lackOf = ({ missing, right }: ForgeAccess): string =>
  `${inSeries(missing)} ${missing.length === 1 ? 'is' : 'are'} not set (${right})`;

/** Finds the forge in the environment: GitHub, Azure DevOps or GitLab. */
export const forgeOf = (io: Io): FoundForge => {
  const all = accesses(io);
  const chosen = chosenForge(all);
  if (chosen === undefined) {
    const [github, ...others] = all;
    const rest = others.map(({ name, missing }) => `${name}: ${inSeries(missing)}`);
    return {
      access: undefined,
      lacks: `${lackOf(github)}; ${rest.join('; ')}`,
      requests: 'Pull requests',
      numberIn: pullRequestIn,
    };
  }
  const { requests, numberIn, missing } = chosen;
  return missing.length === 0
    ? { access: chosen, lacks: '', requests, numberIn }
    : { access: undefined, lacks: lackOf(chosen), requests, numberIn };
};

/** What the forge tells: reviews by commit, for those whose pull request could be read; issues about drift. */
export type ForgeFacts = {
  readonly reviews: ReadonlyMap<string, PullRequestReview>;
  /** Commits whose pull request was to be read, and was not. */
  readonly unasked: ReadonlySet<string>;
  /** The number of the pull request that a commit names, or the merge that brought it in. */
  readonly numberOf: (commit: Commit) => number | undefined;
  readonly issues: readonly DriftIssue[];
  readonly unread: readonly string[];
};

const hashes = (commits: readonly Commit[]): ReadonlySet<string> => new Set(commits.map(({ commit }) => commit));

/**
 * Asks the forge who reviewed commits, each pull request once, and for its issues about drift since a moment (ISO 8601).
 * Without a token, and where the forge refuses or fails, what could not be read is said, and what was read holds.
 */
export const askForge = async (io: Io, commits: readonly Commit[], since: string): Promise<ForgeFacts> => {
  const { access, lacks, requests, numberIn } = forgeOf(io);
  const numberOf = ({ subject, merge }: Commit): number | undefined => numberIn(merge ?? '') ?? numberIn(subject);
  const reviews = new Map<string, PullRequestReview>();
  const nothing = { reviews, numberOf, issues: [] };
  if (access === undefined)
    return {
      ...nothing,
      unasked: hashes(commits.filter((commit) => numberOf(commit) !== undefined)),
      unread: [`${requests}, their reviews and issues were not read: ${lacks}.`],
    };
  const known = new Map<number, PullRequestReview>();
  let done = 0;
  try {
    const forge = access.open();
    for (const commit of commits) {
      const number = numberOf(commit) ?? (await forge.mergedBy(commit.commit));
      if (number !== undefined) {
        const review = known.get(number) ?? (await forge.reviewsOf(number));
        known.set(number, review);
        reviews.set(commit.commit, review);
      }
      done += 1;
    }
    return { ...nothing, unasked: new Set(), issues: await forge.driftIssues(since), unread: [] };
  } catch (error) {
    if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
    const left = commits.slice(done);
    const what =
      left.length === 0
        ? 'Issues about drift'
        : `The reviews of ${left.length} of ${commits.length} changes, and issues about drift,`;
    return { ...nothing, unasked: hashes(left), unread: [`${what} could not be read: ${error.message}`] };
  }
};
