import { isObject, type JsonObject, type JsonValue, textOf } from '../core/json.ts';
import type { GitHubApi } from './api.ts';

/** What GitHub Actions says about the run, from its environment and the event's file; nothing in it is trusted text. */
export type Run = {
  /** `owner/name` */
  readonly repository: string;
  readonly apiUrl: string;
  readonly token: string;
  /** The page of this run. */
  readonly url: string;
  /** The commit that is talked about: the head of the pull request where there is one. */
  readonly commit: string;
  /** The branch that the run is of; the whole ref of what is none. */
  readonly branch: string;
  readonly pullRequest: number | undefined;
  /** True for a pull request whose head is in another repository: its token can only read. */
  readonly fork: boolean;
};

type Env = Readonly<Record<string, string | undefined>>;

/** The value at a path of keys. */
export const at = (value: JsonValue | undefined, ...keys: readonly string[]): JsonValue | undefined =>
  keys.reduce<JsonValue | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);

/** Reads the run from the environment of a step, and the event that began it; a missing variable is an empty text. */
export const runOf = (env: Env, event: JsonObject): Run => {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const request = at(event, 'pull_request');
  const number = at(request, 'number');
  const head = textOf(at(request, 'head', 'repo', 'full_name'));
  return {
    repository,
    apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    token: env['GITHUB_TOKEN'] ?? '',
    url: `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`,
    commit: textOf(at(request, 'head', 'sha')) ?? env['GITHUB_SHA'] ?? '',
    branch: (env['GITHUB_REF'] ?? '').replace(/^refs\/heads\//, ''),
    pullRequest: typeof number === 'number' ? number : undefined,
    fork: request !== undefined && head?.toLowerCase() !== repository.toLowerCase(),
  };
};

/**
 * What GitHub says the subject of a repository's OIDC tokens begins with (`sub_claim_prefix`); undefined where it says
 * nothing of the kind. Rejects like every request of the API.
 */
export const subjectPrefix = async (api: Pick<GitHubApi, 'send'>): Promise<string | undefined> => {
  const answer = await api.send('GET', '/actions/oidc/customization/sub');
  const prefix = isObject(answer) ? answer['sub_claim_prefix'] : undefined;
  return typeof prefix === 'string' && /^repo:[\w.@/:-]+$/.test(prefix) ? prefix : undefined;
};
