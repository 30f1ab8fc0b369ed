import { verify, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRepository, type Answer, type Body, type RepositoryContents } from './github-repository.ts';

/** A part of GitHub's REST API for one repository, over HTTP on the loopback interface, with everything kept to look at. */
export type FakeGitHub = RepositoryContents & {
  /** For GITHUB_API_URL. */
  readonly url: string;
  /** `METHOD path` of every request, in order. */
  readonly requests: string[];
  /** Every write that was let in with what it said, in order. */
  readonly sent: { readonly request: string; readonly body: Body }[];
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

const readBody = async (request: IncomingMessage): Promise<Body> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
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
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === 'object' && address !== null;
  const address = server.address();
  const base = `http://127.0.0.1:${isPort(address) ? address.port : 0}`;
  const { contents, read, write } = createRepository(base);

  const requests: string[] = [];
  const sent: FakeGitHub['sent'] = [];
  const identities: FakeGitHub['identities'] = [];
  const troubles: FakeGitHub['troubles'] = [];
  const fake: FakeGitHub = {
    ...contents,
    url: base,
    requests,
    sent,
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
    sent.push({ request: `${request.method} ${path}`, body });
    return write(request.method ?? '', path, body, bearer === appsToken ? 'app' : 'default');
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body, headers } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end(JSON.stringify(body));
  };

  server.on('request', (request, response) => {
    void respond(request, response);
  });
  return fake;
};
