import { pullRequestIn } from '../../core/evidence/evidence.ts';
import { chosenForge, unsetIn, type Forge, type ForgeAccess } from '../../core/evidence/forge.ts';
import type { Io } from '../../core/io.ts';
import { inSeries } from '../../core/text/phrase.ts';
import { azureDevOps, azureDevOpsAccess } from '../../forge/azure-devops.ts';
import { gitlab, gitlabAccess } from '../../forge/gitlab.ts';
import { githubApi } from '../../github/api.ts';
import { runOf } from '../../github/event.ts';
import { driftIssues, mergedBy, reviewsOf } from '../../github/pull-requests.ts';
import { version } from '../../version.ts';

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
