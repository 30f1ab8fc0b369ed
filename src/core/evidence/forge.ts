/** A pull request, or what a forge calls so: who wrote it and whose last word on it is an approval. */
export type PullRequestReview = {
  readonly number: number;
  readonly url: string;
  readonly author: string;
  readonly approvers: readonly string[];
};

/** An issue about the drift of a workspace; times in ISO 8601, `closed` empty while it is open. */
export type DriftIssue = {
  readonly workspace: string;
  readonly opened: string;
  readonly closed: string;
  readonly url: string;
};

/** Where the repository is kept and changes are reviewed, as far as its API may be read. All reject with a `PicketError`. */
export type Forge = {
  /** The number of the pull request that a commit was merged by; undefined where there was none. */
  readonly mergedBy: (commit: string) => Promise<number | undefined>;
  readonly reviewsOf: (number: number) => Promise<PullRequestReview>;
  /** The issues about drift that somebody touched since a moment (ISO 8601); none where Picket opens none. */
  readonly driftIssues: (since: string) => Promise<readonly DriftIssue[]>;
};

type Env = Readonly<Record<string, string | undefined>>;

/** How one forge is found in the environment of a job. */
export type ForgeAccess = {
  /** Its name, and what it calls requests to merge, as a sentence begins with it. */
  readonly name: string;
  readonly requests: string;
  /** True where the environment is one of its jobs, or has something for it. */
  readonly isMeant: boolean;
  /** The variables that it takes and that are not set. */
  readonly missing: readonly string[];
  /** What the token must be allowed. */
  readonly right: string;
  /** The number that the subject of a commit names by the forge's own habit. */
  readonly numberIn: (subject: string) => number | undefined;
};

/** Of names the variables that the environment has no value for. A name with `|` is any of several. */
export const unsetIn = (env: Env, names: readonly string[]): readonly string[] =>
  names
    .filter((name) => name.split('|').every((each) => (env[each] ?? '') === ''))
    .map((name) => name.split('|').join(' or '));

/** The forge of an environment: the first that has all it takes, or else the first that is meant; undefined for none. */
export const chosenForge = <T extends Pick<ForgeAccess, 'isMeant' | 'missing'>>(all: readonly T[]): T | undefined =>
  all.find(({ isMeant, missing }) => isMeant && missing.length === 0) ?? all.find(({ isMeant }) => isMeant);
