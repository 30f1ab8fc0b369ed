import { Agent, request as httpRequest } from 'node:http';
import { PicketError } from '../core/errors.ts';
import type { Transport } from '../core/ports.ts';

/** Hosts that are this machine. */
export const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Names the host that the request was made for; the emulator answers with next links on it. */
const hostHeader = 'x-picket-host';

/**
 * Sends requests to a running `picket emulator` instead of Azure: over http, without a token, with the origin that
 * they were made for in `x-picket-host`. Throws a PicketError of kind `config` for an address that is not on this
 * machine: what is sent there would travel unencrypted.
 */
export const httpEmulatorTransport = (address: string): Transport => {
  const base = URL.canParse(address) ? new URL(address) : undefined;
  if (base === undefined || base.protocol !== 'http:' || !loopback.has(base.hostname))
    throw new PicketError('config', `The emulator's address ${address} is not on this machine`, {
      code: 'emulator-address',
      hint: 'Use the address that `picket emulator` prints: http://127.0.0.1:PORT.',
    });
  const agent = new Agent({ keepAlive: true });

  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const { authorization: _token, host: _host, 'accept-encoding': _encodings, ...others } = headers;
      const outgoing = httpRequest(
        {
          agent,
          method,
          host: base.hostname.replace(/^\[(.*)\]$/, '$1'),
          port: base.port === '' ? 80 : Number(base.port),
          path: `${target.pathname}${target.search}`,
          headers: {
            ...others,
            [hostHeader]: target.origin,
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          },
          ...(signal === undefined ? {} : { signal }),
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const answered: Record<string, string> = {};
            for (const [name, value] of Object.entries(incoming.headers))
              if (value !== undefined) answered[name] = Array.isArray(value) ? value.join(', ') : value;
            resolve({
              status: incoming.statusCode ?? 0,
              headers: answered,
              body: Buffer.concat(chunks).toString('utf8'),
            });
          });
        },
      );
      outgoing.on('error', (error) => {
        reject('code' in error && error.code === 'ECONNREFUSED' ? unreachable(base) : error);
      });
      outgoing.end(body);
    });
};

const unreachable = (base: URL): PicketError =>
  new PicketError('service', `No emulator answers at ${base.origin}`, {
    code: 'emulator-unreachable',
    failure: 'connection',
    hint: `Start it with \`picket emulator --port ${base.port === '' ? '80' : base.port}\`, or correct the address in picket.yaml.`,
  });
