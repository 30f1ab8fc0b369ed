import { firstType, kindOf } from '../../src/content/index.ts';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectWorkspace, type Connection } from '../../src/azure/connect.ts';
import { httpEmulatorTransport } from '../../src/azure/http-emulator.ts';
import { virtualClock } from '../fakes/clock.ts';
import { live, secret, target, tokens } from './fake-service.ts';

type Seen = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

const servers: Server[] = [];

const listen = async (
  answerOf: (seen: Seen) => string,
): Promise<{ readonly address: string; readonly seen: readonly Seen[] }> => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      response.writeHead(200, { 'content-type': 'application/json' }).end(answerOf(one));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { address: `http://127.0.0.1:${address.port}`, seen };
};

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
});

/** Virtual time stands still while the sockets work. */
const over = (address: string): Connection => {
  const clock = virtualClock();
  const transport = httpEmulatorTransport(address);
  return connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target,
    clock,
    version: '0.0.0',
    credential: tokens,
    transport: (request) => clock.hold(transport(request)),
  });
};

describe('an emulator over HTTP', () => {
  test('is sent the request as it is, the host it was made for, and never a token', async () => {
    const { address, seen } = await listen(() => JSON.stringify(live('räv')));
    const body = { kind: 'NRT', properties: { description: 'åäö — 検知' } };
    const written = await over(address).workspace.put({ type: 'alertRules', name: 'räv', body }, { kind: 'absent' });
    expect(written.name).toBe('räv');
    const [request] = seen;
    expect(request?.method).toBe('PUT');
    expect(request?.url).toMatch(/^\/subscriptions\/.*\/alertRules\/r%C3%A4v\?api-version=2023-12-01-preview$/);
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
    expect(request?.headers['x-picket-host']).toBe('https://management.azure.com');
    expect(request?.headers['if-none-match']).toBe('*');
    expect(JSON.stringify(request)).not.toContain(secret.slice(0, 20));
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  test('a connection that is closed under a read costs another try', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.method);
      if (asked.length === 2) request.socket.destroy();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"value": []}');
    });
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { workspace } = over(`http://127.0.0.1:${port}`);
    for (const _ of [1, 2]) expect(await workspace.list('alertRules')).toEqual([]);
    expect(asked).toEqual(['GET', 'GET', 'GET']);
  });

  test('nobody listening is said at once, with what to do', async () => {
    const { address } = await listen(() => '{}');
    const [server] = servers.splice(0);
    await new Promise((resolve) => void server?.close(resolve));
    await expect(over(address).workspace.list('alertRules')).rejects.toMatchObject({
      kind: 'service',
      code: 'emulator-unreachable',
      hint: expect.stringContaining('picket emulator'),
    });
  });

  test.each([
    'http://10.0.0.1:8080',
    'http://emulator.example',
    'https://127.0.0.1:8080',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1@evil.example',
    'nonsense',
  ])('the address %s is refused', (address) => {
    expect(() => httpEmulatorTransport(address)).toThrow(/is not on this machine/);
  });
});
