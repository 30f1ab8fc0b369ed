import { verify, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Author = { readonly login: string; readonly type: 'Bot' | 'User' };
export type Comment = { readonly id: number; readonly issue: number; body: string; readonly user: Author };
export type Issue = {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly user: Author;
  readonly pullRequest: boolean;
};
export type PullRequest = {
  readonly number: number;
  title: string;
  body: string;
  readonly branch: string;
  readonly by: string;
};
export type TreeEntry = { readonly path: string; readonly content?: string; readonly sha?: null };
export type Artifact = {
  readonly name: string;
  readonly run: number;
  readonly headSha: string;
  readonly createdAt: string;
  readonly expired?: boolean;
  readonly fork?: boolean;
};

/** How many entries a page has at most; small, so that every list that matters has several. */
const pageSize = 3;

const bot: Author = { login: 'github-actions[bot]', type: 'Bot' };

/** A part of GitHub's REST API for one repository, over HTTP on the loopback interface, with everything kept to look at. */
export type FakeGitHub = {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly comments: Comment[];
  readonly issues: Issue[];
  readonly artifacts: Artifact[];
  readonly pullRequests: PullRequest[];
  /** What the commits on each branch change, the last one. */
  readonly branches: Map<string, readonly TreeEntry[]>;
  /** Merged pull requests by the commit they became; the value is their last commit. */
  readonly merged: Map<string, string>;
  /** `METHOD path` of every request, in order. */
  readonly requests: string[];
  /** Identity tokens that jobs asked for, in order, each another one. */
  readonly identities: { readonly audience: string; readonly token: string }[];
  /** The App that is installed, if one is: its statements are believed only with its signature. */
  app: { readonly id: string; readonly publicKey: KeyObject } | undefined;
  /** What a token may do: `read` refuses writes as GitHub refuses them for a fork. */
  permission: 'read' | 'write';
  /** Answers that come before any other, each once: to the next request, or to the next with this method. */
  readonly troubles: {
    readonly method?: string;
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
  }[];
  readonly close: () => Promise<void>;
};

export const token = 'ghs_0123456789';
/** With which a job asks for its identity token, for ACTIONS_ID_TOKEN_REQUEST_TOKEN; the address is `/oidc`. */
export const requestToken = 'request-token-of-the-job';
export const appsToken = 'ghs_of_the_app';
const repository = '/repos/contoso/detections';

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };

const readBody = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

const textIn = (body: Record<string, unknown>, key: string): string | undefined => {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
};

/** A page of a list, with the link to the next one as GitHub gives it. */
const paged = (items: readonly unknown[], url: URL, base: string): Answer => {
  const size = Math.min(pageSize, Number(url.searchParams.get('per_page') ?? pageSize));
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(`${url.pathname}${url.search}`, base);
  next.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    headers: page * size < items.length ? { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } : {},
  };
};

const decoded = (part: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

/** Whether GitHub believes a statement: signed by the App with RS256, of now, and good for ten minutes at most. */
const isStatement = (bearer: string, { id, publicKey }: NonNullable<FakeGitHub['app']>): boolean => {
  const [head, claims, signature, ...more] = bearer.split('.');
  if (head === undefined || claims === undefined || signature === undefined || more.length > 0) return false;
  const now = Date.now() / 1000;
  const { iss, iat, exp } = decoded(claims);
  return (
    decoded(head)['alg'] === 'RS256' &&
    verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')) &&
    iss === id &&
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    iat <= now &&
    now < exp &&
    exp <= now + 600
  );
};

export const startGitHub = async (): Promise<FakeGitHub> => {
  const comments: Comment[] = [];
  const issues: Issue[] = [];
  const artifacts: Artifact[] = [];
  const pullRequests: PullRequest[] = [];
  const branches = new Map<string, readonly TreeEntry[]>();
  /** Trees by their name, which is their content as in git. */
  const trees = new Map<string, readonly TreeEntry[]>();
  const treeOfCommit = new Map<string, string>();
  const heads = new Map<string, string>();
  const merged = new Map<string, string>();
  const requests: string[] = [];
  const identities: FakeGitHub['identities'] = [];
  const troubles: FakeGitHub['troubles'] = [];
  let base = '';
  let last = 1000;
  const nextId = (): number => (last += 1);

  const commentJson = (comment: Comment): unknown => ({ ...comment, html_url: `${base}/c/${comment.id}` });
  const issueJson = ({ pullRequest, ...issue }: Issue): unknown => ({
    ...issue,
    html_url: `${base}/i/${issue.number}`,
    ...(pullRequest ? { pull_request: {} } : {}),
  });

  const read = (path: string, url: URL): Answer => {
    const ofIssue = /^\/issues\/(\d+)\/comments$/.exec(path);
    if (ofIssue !== null)
      return paged(comments.filter(({ issue }) => issue === Number(ofIssue[1])).map(commentJson), url, base);
    if (path === '/issues')
      return paged(issues.filter(({ state }) => state === url.searchParams.get('state')).map(issueJson), url, base);
    const pulls = /^\/commits\/([^/]+)\/pulls$/.exec(path);
    const head = merged.get(pulls?.[1] ?? '');
    if (pulls !== null)
      return paged(
        head === undefined ? [] : [{ number: 1, merged_at: '2026-11-22T12:00:00Z', head: { sha: head } }],
        url,
        base,
      );
    if (path === '/actions/artifacts') {
      const found = artifacts
        .filter(({ name }) => name === url.searchParams.get('name'))
        .map(({ name, run, headSha, createdAt, expired, fork }) => ({
          name,
          expired: expired ?? false,
          created_at: createdAt,
          workflow_run: { id: run, head_sha: headSha, repository_id: 1, head_repository_id: fork === true ? 2 : 1 },
        }));
      return { status: 200, body: { total_count: found.length, artifacts: found } };
    }
    if (path === '') return { status: 200, body: { default_branch: 'main' } };
    if (path === '/installation') return { status: 200, body: { id: 5 } };
    const commit = /^\/git\/commits\/(\w+)$/.exec(path)?.[1];
    if (commit !== undefined) return { status: 200, body: { tree: { sha: treeOfCommit.get(commit) ?? 'base' } } };
    const prefix = /^\/git\/matching-refs\/(.+)$/.exec(path)?.[1];
    if (prefix !== undefined)
      return paged(
        [...heads]
          .map(([name, sha]) => ({ ref: `refs/heads/${name}`, object: { sha } }))
          .filter(({ ref }) => ref.startsWith(`refs/${prefix}`)),
        url,
        base,
      );
    if (path === '/pulls')
      return paged(
        pullRequests.map(({ number, branch }) => ({ number, head: { ref: branch } })),
        url,
        base,
      );
    return { status: 404, body: { message: 'Not Found' } };
  };

  const point = (branch: string, sha: string): Answer => {
    heads.set(branch, sha);
    branches.set(branch, trees.get(treeOfCommit.get(sha) ?? '') ?? []);
    return { status: 200, body: {} };
  };

  /** What makes a pull request out of files. */
  const changeGit = (method: string, path: string, body: Record<string, unknown>, by: string): Answer | undefined => {
    const sha = textIn(body, 'sha') ?? '';
    if (path === '/git/trees') {
      const entries: TreeEntry[] = JSON.parse(JSON.stringify(body['tree']));
      const name = `tree${nextId()}`;
      trees.set(name, entries);
      return { status: 201, body: { sha: name } };
    }
    if (path === '/git/commits') {
      const name = `commit${nextId()}`;
      treeOfCommit.set(name, textIn(body, 'tree') ?? '');
      return { status: 201, body: { sha: name } };
    }
    if (path === '/git/refs') return point((textIn(body, 'ref') ?? '').replace('refs/heads/', ''), sha);
    const branch = /^\/git\/refs\/heads\/(.+)$/.exec(path)?.[1];
    if (branch !== undefined) return point(branch, sha);
    const [title, text] = [textIn(body, 'title') ?? '', textIn(body, 'body') ?? ''];
    if (method === 'POST' && path === '/pulls') {
      const number = nextId();
      pullRequests.push({ number, title, body: text, branch: textIn(body, 'head') ?? '', by });
      return { status: 201, body: { number, html_url: `${base}/p/${number}` } };
    }
    const request = pullRequests.find(({ number }) => path === `/pulls/${number}`);
    if (request === undefined) return undefined;
    Object.assign(request, { title, body: text });
    return { status: 200, body: { number: request.number, html_url: `${base}/p/${request.number}` } };
  };

  const change = (method: string, path: string, body: Record<string, unknown>): Answer => {
    const newComment = /^\/issues\/(\d+)\/comments$/.exec(path);
    if (method === 'POST' && newComment !== null) {
      const comment = { id: nextId(), issue: Number(newComment[1]), body: textIn(body, 'body') ?? '', user: bot };
      comments.push(comment);
      return { status: 201, body: commentJson(comment) };
    }
    const oldComment = /^\/issues\/comments\/(\d+)$/.exec(path);
    const comment = comments.find(({ id }) => id === Number(oldComment?.[1]));
    if (method === 'PATCH' && comment !== undefined) {
      comment.body = textIn(body, 'body') ?? comment.body;
      return { status: 200, body: commentJson(comment) };
    }
    if (method === 'POST' && path === '/issues') {
      const labels = Array.isArray(body['labels']) ? body['labels'].filter((label) => typeof label === 'string') : [];
      const issue: Issue = {
        number: nextId(),
        title: textIn(body, 'title') ?? '',
        body: textIn(body, 'body') ?? '',
        state: 'open',
        labels,
        user: bot,
        pullRequest: false,
      };
      issues.push(issue);
      return { status: 201, body: issueJson(issue) };
    }
    const issue = issues.find(({ number }) => number === Number(/^\/issues\/(\d+)$/.exec(path)?.[1]));
    if (method === 'PATCH' && issue !== undefined) {
      issue.title = textIn(body, 'title') ?? issue.title;
      issue.body = textIn(body, 'body') ?? issue.body;
      issue.state = textIn(body, 'state') === 'closed' ? 'closed' : issue.state;
      return { status: 200, body: issueJson(issue) };
    }
    return { status: 404, body: { message: 'Not Found' } };
  };

  const fake: FakeGitHub = {
    url: '',
    comments,
    issues,
    artifacts,
    pullRequests,
    branches,
    merged,
    requests,
    identities,
    app: undefined,
    permission: 'write',
    troubles,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', base);
    if (url.pathname === '/oidc') {
      if (request.headers.authorization !== `Bearer ${requestToken}`) return { status: 401, body: {} };
      const identity = `eyJhbGciOiJSUzI1NiJ9.${'p'.repeat(20)}.assertion-${identities.length + 1}`;
      identities.push({ audience: url.searchParams.get('audience') ?? '', token: identity });
      return { status: 200, body: { value: identity } };
    }
    requests.push(`${request.method} ${url.pathname.slice(repository.length)}`);
    const due = troubles.findIndex(({ method }) => method === undefined || method === request.method);
    const trouble = due < 0 ? undefined : troubles.splice(due, 1)[0];
    if (trouble !== undefined) return { ...trouble, body: { message: 'Trouble' } };
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const isApp = fake.app !== undefined && isStatement(bearer, fake.app);
    if (isApp && url.pathname === '/app/installations/5/access_tokens')
      return { status: 201, body: { token: appsToken } };
    if (!isApp && bearer !== token && bearer !== appsToken)
      return { status: 401, body: { message: 'Bad credentials' } };
    if (!url.pathname.startsWith(repository)) return { status: 404, body: { message: 'Not Found' } };
    const path = url.pathname.slice(repository.length);
    if (request.method === 'GET') return read(path, url);
    if (fake.permission === 'read') return { status: 403, body: { message: 'Resource not accessible by integration' } };
    const body = await readBody(request);
    if ((textIn(body, 'body')?.length ?? 0) > 65_536)
      return { status: 422, body: { message: 'body is too long (maximum is 65536 characters)' } };
    const by = bearer === appsToken ? 'app' : 'default';
    return changeGit(request.method ?? '', path, body, by) ?? change(request.method ?? '', path, body);
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body, headers } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end(JSON.stringify(body));
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === 'object' && address !== null;
  const address = server.address();
  base = `http://127.0.0.1:${isPort(address) ? address.port : 0}`;
  return Object.assign(fake, { url: base });
};
