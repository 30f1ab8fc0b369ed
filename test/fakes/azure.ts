import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Transport, WireRequest } from '../../src/core/ports.ts';
import { certificateFor } from './certificate.ts';

export type TokenAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** What Entra says to the n-th request for a token, counted from 1. */
export type Entra = (form: URLSearchParams, count: number) => TokenAnswer;

export type FakeAzure = {
  /** For HTTPS_PROXY: everything that goes through it to Azure ends here, anything else is refused. */
  readonly proxy: string;
  /** For NODE_EXTRA_CA_CERTS, as a file. */
  readonly certificate: string;
  /** `HOST/PATH` of each request for a token, and what was in it. */
  readonly signIns: { readonly to: string; readonly form: URLSearchParams }[];
  /** Bearer tokens that came with requests to Resource Manager, in order. */
  readonly bearers: string[];
  /** Hosts that were asked for and are not Azure. */
  readonly strangers: string[];
  readonly close: () => Promise<void>;
};

const login = 'login.microsoftonline.com';
const arm = 'management.azure.com';
const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

/**
 * Azure as a process meets it that is told only of a proxy and of one more certificate authority: Entra's token endpoint
 * and Resource Manager, over TLS, under their own names.
 */
export const startAzure = async (entra: Entra, resourceManager: Transport): Promise<FakeAzure> => {
  const { key, cert } = certificateFor([login, arm]);
  const signIns: FakeAzure['signIns'] = [];
  const bearers: string[] = [];
  const strangers: string[] = [];

  const signIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await textOf(request));
    signIns.push({ to: `${request.headers.host ?? ''}${(request.url ?? '').replace(/\?.*/, '')}`, form });
    const { status, body } = entra(form, signIns.length);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const manage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization = '', ...headers } = request.headers;
    bearers.push(authorization.replace(/^Bearer /, ''));
    const body = await textOf(request);
    const wire: WireRequest = {
      method: methods.find((method) => method === request.method) ?? 'GET',
      url: `https://${arm}${request.url ?? ''}`,
      headers: Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      ),
      ...(body === '' ? {} : { body }),
    };
    const answer = await resourceManager(wire);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  const secure = createSecure({ key, cert }, (request, response) => {
    void (request.headers.host === login ? signIn : manage)(request, response);
  });
  const sockets = new Set<Duplex>();
  const proxy = createProxy();
  proxy.on('connect', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const host = (request.url ?? '').replace(/:443$/, '');
    if (host !== login && host !== arm) {
      strangers.push(host);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    secure.emit('connection', socket);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    proxy: `http://127.0.0.1:${portOf(proxy.address())}`,
    certificate: cert,
    signIns,
    bearers,
    strangers,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
};
