import { PicketError } from '../../core/errors.ts';
import type { DriftIssue, PullRequestReview } from '../../core/evidence/forge.ts';
import type { Io } from '../../core/io.ts';
import type { Commit } from '../../git/changes.ts';
import { forgeOf } from './forge.ts';

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
