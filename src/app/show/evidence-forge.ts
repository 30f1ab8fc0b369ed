import { PicketError } from '../../core/errors.ts';
import { pullRequestIn } from '../../core/evidence/evidence.ts';
import type { Io } from '../../core/io.ts';
import type { Commit } from '../../git/changes.ts';
import { githubApi, type GitHubApi } from '../../github/api.ts';
import { runOf } from '../../github/event.ts';
import {
  driftIssues,
  mergedBy,
  reviewsOf,
  type DriftIssue,
  type PullRequestReview,
} from '../../github/pull-requests.ts';
import { version } from '../../version.ts';

/** What the forge tells: reviews by commit, for those whose pull request could be read; issues about drift. */
export type ForgeFacts = {
  readonly reviews: ReadonlyMap<string, PullRequestReview>;
  /** Commits of which it is known that no pull request brought them in. */
  readonly alone: ReadonlySet<string>;
  readonly issues: readonly DriftIssue[];
  readonly unread: readonly string[];
};

/** GitHub's API as the environment gives access to it; undefined where it gives none. */
const apiOf = (io: Io): GitHubApi | undefined => {
  const run = runOf(io.env, {});
  if (run.token === '' || run.repository === '') return undefined;
  return githubApi({ run, clock: io.clock, fetch: globalThis.fetch, version, signal: io.signals.abort });
};

/** The number of the pull request that a commit names, or the merge that brought it in. */
export const numberOf = ({ subject, merge }: Commit): number | undefined =>
  pullRequestIn(merge ?? '') ?? pullRequestIn(subject);

/**
 * Asks GitHub who reviewed commits, each pull request once, and for its issues about drift since a moment (ISO 8601).
 * Without a token, and where GitHub refuses or fails, what could not be read is said, and what was read holds.
 */
export const askForge = async (io: Io, commits: readonly Commit[], since: string): Promise<ForgeFacts> => {
  const api = apiOf(io);
  const reviews = new Map<string, PullRequestReview>();
  const alone = new Set<string>();
  const nothing = { reviews, alone, issues: [] };
  if (api === undefined)
    return {
      ...nothing,
      unread: [
        'Pull requests, their reviews and issues were not read: GITHUB_TOKEN and GITHUB_REPOSITORY are not set (the token needs pull-requests: read and issues: read).',
      ],
    };
  const known = new Map<number, PullRequestReview>();
  let done = 0;
  try {
    for (const commit of commits) {
      const number = numberOf(commit) ?? (await mergedBy(api, commit.commit));
      if (number === undefined) alone.add(commit.commit);
      else {
        const review = known.get(number) ?? (await reviewsOf(api, number));
        known.set(number, review);
        reviews.set(commit.commit, review);
      }
      done += 1;
    }
    return { ...nothing, issues: await driftIssues(api, since), unread: [] };
  } catch (error) {
    if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
    const left = commits.length - done;
    const what =
      left === 0
        ? 'Issues about drift'
        : `The reviews of ${left} of ${commits.length} changes, and issues about drift,`;
    return { ...nothing, unread: [`${what} could not be read: ${error.message}`] };
  }
};
