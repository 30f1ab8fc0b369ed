import { PicketError } from '../core/errors.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../core/json.ts';
import type { Clock } from '../core/ports.ts';
import { isSafeAddress, longestWait, tried } from '../core/service/tried.ts';
import type { Run } from './event.ts';

export type Fetch = typeof globalThis.fetch;

export type GitHubApi = {
  /** One request; resolves to the answer's JSON (null for an empty one). `path` begins behind `/repos/OWNER/NAME`. */
  readonly send: (method: 'GET' | 'POST' | 'PATCH', path: string, body?: JsonObject) => Promise<JsonValue>;
  /** The same for a path that begins behind the API's address. */
  readonly sendToRoot: (method: 'GET' | 'POST' | 'PATCH', path: string, body?: JsonObject) => Promise<JsonValue>;
  /** A list over its pages, of which a hundred are looked through. */
  readonly list: (path: string) => Promise<readonly JsonValue[]>;
  /** The same for what must not miss an entry: undefined where not every page was looked through. */
  readonly listWhole: (path: string) => Promise<readonly JsonValue[] | undefined>;
};

export type ApiOptions = {
  readonly run: Pick<Run, 'apiUrl' | 'repository' | 'token'>;
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly version: string;
  readonly signal?: AbortSignal;
};

const timeout = 30_000;
/** Pages of 100 that are looked through at most. */
const mostPages = 100;

const failure = (status: number, method: string, path: string, message: string): PicketError => {
  const denied = status === 401 || status === 403 || status === 404;
  return new PicketError(denied ? 'auth' : 'service', `GitHub answered ${status} to ${method} ${path}: ${message}`, {
    code: denied ? 'github-denied' : 'github-failed',
    status,
    hint: denied
      ? 'Give the job the permission it needs (comments: pull-requests: write, issues: issues: write, artifacts: actions: read) and pass GITHUB_TOKEN.'
      : 'Run the job again; if it goes on, look at githubstatus.com.',
  });
};

const messageOf = (body: string): string => {
  const value = parseJson(body);
  // Not JSON: a proxy's page, of which the beginning is enough.
  return isObject(value) && typeof value['message'] === 'string' ? value['message'] : body.slice(0, 200);
};

/** Seconds that GitHub asks to wait; undefined where it asks for nothing (GitHub Docs, "Rate limits for the REST API"). */
const askedWait = (response: Response, now: number): number | undefined => {
  const after = Number(response.headers.get('retry-after') ?? 'none');
  if (Number.isFinite(after)) return after;
  if (response.headers.get('x-ratelimit-remaining') !== '0') return undefined;
  return Math.max(0, Number(response.headers.get('x-ratelimit-reset') ?? 0) - now / 1000);
};

const nextPage = (link: string | null): string | undefined => /<([^<>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];

/**
 * GitHub's REST API for one repository. The token goes to the API's own host only, never to where a link leads. Rejects
 * with `usage` where token or repository are missing, `auth` where the token may not, and `service` where GitHub fails.
 * A read is tried again; a write only where GitHub says that it did not happen (a limit on requests).
 */
export const githubApi = ({ run, fetch, version, ...ends }: ApiOptions): GitHubApi => {
  const { clock, signal } = ends;
  const { apiUrl, repository, token } = run;
  if (token === '' || !/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new PicketError('usage', token === '' ? 'GITHUB_TOKEN is not set.' : 'GITHUB_REPOSITORY is not set.', {
      code: 'no-github',
      hint: 'In a workflow: env: GITHUB_TOKEN: ${{ github.token }}. GITHUB_REPOSITORY is set by GitHub Actions.',
    });
  if (!isSafeAddress(apiUrl))
    throw new PicketError('usage', `GITHUB_API_URL must be https, not ${apiUrl}.`, {
      code: 'no-github',
      hint: 'Leave it to GitHub Actions.',
    });
  const root = apiUrl.replace(/\/$/, '');
  const base = `${root}/repos/${repository}`;

  const once = (method: string, url: string, body: JsonObject | undefined): Promise<Response> =>
    fetch(url, {
      method,
      redirect: 'error',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': `picket/${version}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal:
        signal === undefined ? AbortSignal.timeout(timeout) : AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    });

  const exchange = (
    method: string,
    url: string,
    body?: JsonObject,
  ): Promise<{ text: string; next: string | undefined }> => {
    const path = url.startsWith(base) ? url.slice(base.length) : url.slice(root.length);
    return tried(ends, async (isLast) => {
      const response = await once(method, url, body).catch((error: unknown) => {
        if (method === 'GET' && !isLast && signal?.aborted !== true) return undefined;
        const reason = error instanceof Error ? error.message : 'the connection broke';
        throw new PicketError('service', `GitHub could not be reached for ${method} ${path}: ${reason}`, {
          code: 'github-failed',
          hint: 'Run the job again.',
        });
      });
      const text = await response?.text();
      if (response?.ok === true) return { answer: { text: text ?? '', next: nextPage(response.headers.get('link')) } };
      const wait = response === undefined ? undefined : askedWait(response, clock.now());
      const limited =
        response !== undefined && (response.status === 429 || response.status === 403) && wait !== undefined;
      const again = limited
        ? (wait ?? 0) <= longestWait
        : method === 'GET' && (response === undefined || response.status >= 500);
      if (response !== undefined && (isLast || !again))
        throw failure(response.status, method, path, messageOf(text ?? ''));
      return { wait: limited ? (wait ?? 1) * 1000 : undefined };
    });
  };

  const valueOf = (text: string): JsonValue => {
    if (text === '') return null;
    const value = parseJson(text);
    if (value === undefined)
      throw new PicketError('service', "GitHub's answer is no JSON: a proxy may have answered instead.", {
        code: 'github-failed',
        hint: 'Check the network, the proxy settings (HTTPS_PROXY, NO_PROXY) and GITHUB_API_URL.',
      });
    return value;
  };

  const listed = async (path: string): Promise<{ items: readonly JsonValue[]; whole: boolean }> => {
    const items: JsonValue[] = [];
    let url = `${base}${path}${path.includes('?') ? '&' : '?'}per_page=100`;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await exchange('GET', url);
      const value = valueOf(answer.text);
      if (Array.isArray(value)) items.push(...value);
      if (answer.next === undefined) return { items, whole: Array.isArray(value) };
      url = answer.next;
      // A page elsewhere would be given the token.
      if (new URL(url).origin !== new URL(apiUrl).origin) break;
    }
    return { items, whole: false };
  };

  return {
    send: async (method, path, body) => valueOf((await exchange(method, `${base}${path}`, body)).text),
    sendToRoot: async (method, path, body) => valueOf((await exchange(method, `${root}${path}`, body)).text),
    list: async (path) => (await listed(path)).items,
    listWhole: async (path) => {
      const { items, whole } = await listed(path);
      return whole ? items : undefined;
    },
  };
};
