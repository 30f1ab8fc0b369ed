import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorCode } from '../core/errors.ts';
import type { Transport, WireRequest, WireResponse } from '../core/ports.ts';

export type ServeOptions = {
  readonly transport: Transport;
  /** 0 for any free port. */
  readonly port: number;
  /** Closes the server when aborted. */
  readonly signal?: AbortSignal;
};

export type EmulatorServer = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Takes no new connections, and resolves when the requests under way are answered. */
  readonly close: () => Promise<void>;
};

/** How long a closing server waits for the requests under way. */
const graceMilliseconds = 2000;

/** ARM takes requests up to 4 MB; a longer body is refused before it is kept. */
const bodyLimit = 4 * 1024 * 1024;

const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;
const methodOf = (method: string | undefined): WireRequest['method'] | undefined =>
  methods.find((known) => known === method);

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    // The rest is read and thrown away, so that the refusal reaches the client.
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length > bodyLimit ? undefined : Buffer.concat(chunks).toString('utf8');
};

const refusal = (status: number, code: string, message: string): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ error: { code, message } }),
});

/** Headers in lower case with one value each; credentials go no further than this. */
const headersOf = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (name !== 'authorization' && typeof value === 'string') headers[name] = value;
  return headers;
};

const answer = async (request: IncomingMessage, transport: Transport, signal: AbortSignal): Promise<WireResponse> => {
  const method = methodOf(request.method);
  if (method === undefined) return refusal(405, 'MethodNotAllowed', `The method '${request.method}' is not supported.`);
  const body = await readBody(request);
  if (body === undefined)
    return refusal(413, 'RequestContentTooLarge', `The request content is longer than ${bodyLimit} bytes.`);
  return transport({
    method,
    url: `http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`,
    headers: headersOf(request),
    signal,
    ...(body === '' ? {} : { body }),
  });
};

const respond = (response: ServerResponse, { status, headers, body }: WireResponse): void => {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
};

const handle = async (request: IncomingMessage, response: ServerResponse, transport: Transport): Promise<void> => {
  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('The client closed the connection.')));
  try {
    respond(response, await answer(request, transport, gone.signal));
  } catch (error) {
    const reset = errorCode(error) === 'ECONNRESET';
    if (reset || gone.signal.aborted) {
      request.socket.destroy();
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    respond(response, refusal(500, 'EmulatorError', `The emulator failed: ${message}`));
  }
};

/**
 * Serves a transport over HTTP on the loopback interface. Any bearer token or none is accepted, and no token is
 * passed on. Links in answers lead to https at the host that the client names in `x-picket-host` (an origin such as
 * `https://management.azure.com`, also the default), since a client rewrites exactly such URLs to this server.
 * Rejects when the port cannot be had.
 */
export const serveEmulator = async ({ transport, port, signal }: ServeOptions): Promise<EmulatorServer> => {
  let closing = false;
  const server = createServer((request, response) => {
    // Once closing, a connection that is kept alive would be waited for.
    response.shouldKeepAlive = !closing;
    response.on('finish', () => {
      if (closing) request.socket.end();
    });
    void handle(request, response, transport);
  });
  // A connection lives as long as its client wants it: one that is closed while idle is closed under the next request of a
  // client that has not heard of it yet.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === 'object' && address !== null;
  const address = server.address();
  const bound = isPort(address) ? address.port : port;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      closing = true;
      // A request that hangs must not keep the process: it is cut off after the grace.
      const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
    });
  signal?.addEventListener('abort', () => void close(), { once: true });
  return { url: `http://127.0.0.1:${bound}`, close };
};
