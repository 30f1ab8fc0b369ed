import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import type { Transport } from '../../src/core/ports.ts';
import { serveEmulator, type EmulatorServer } from '../../src/emulator/http.ts';
import type { Fault } from '../../src/emulator/index.ts';
import { emulator, id, preview, scheduled, sentinel } from './arm.ts';

let running: EmulatorServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const serve = async (transport: Transport): Promise<EmulatorServer> => {
  running = await serveEmulator({ transport, port: 0 });
  return running;
};
const local = async (faults: readonly Fault[] = []) => serve(emulator({ pageSize: 1 }, { faults }).transport);

type Sent = { readonly method?: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };
const send = (url: string, { method = 'GET', body, headers = {} }: Sent = {}) =>
  new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const path = (name = ''): string => `${sentinel}/alertRules${name === '' ? '' : `/${name}`}?api-version=${preview}`;
const put = (server: EmulatorServer, name: string) =>
  send(server.url + path(name), { method: 'PUT', body: JSON.stringify(scheduled()) });

describe('the emulator over HTTP', () => {
  test('listens on loopback at a free port, and serves the same as in process', async () => {
    const server = await local();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await put(server, id(1))).status).toBe(201);
    const answer = await send(server.url + path(id(1)));
    expect(JSON.parse(answer.body)).toMatchObject({ name: id(1) });
    expect((await send(server.url + path(id(1)), { method: 'DELETE' })).status).toBe(200);
    expect(await send(server.url + path(id(1)), { method: 'DELETE' })).toEqual({ status: 204, body: '' });
  });

  test('says that it failed itself where it does', async () => {
    const server = await serve(() => Promise.reject(new Error('no such journal')));
    const { status, body } = await send(server.url + path());
    expect([status, JSON.parse(body)]).toEqual([
      500,
      { error: { code: 'EmulatorError', message: 'The emulator failed: no such journal' } },
    ]);
  });

  test.each([
    ['empty', 0, false],
    ['duplicated', 2, true],
  ] as const)('a list that is %s has %i items on its page, and a next page: %s', async (ruleLists, items, hasNext) => {
    const server = await serve(emulator({ pageSize: 1, ruleLists }).transport);
    await put(server, id(1));
    await put(server, id(2));
    const body = JSON.parse((await send(server.url + path())).body);
    expect([body.value.length, 'nextLink' in body]).toEqual([items, hasNext]);
  });

  test('links to the https host that the client names, or to Azure’s', async () => {
    const server = await local();
    await put(server, id(1));
    await put(server, id(2));
    const link = async (headers: Readonly<Record<string, string>>): Promise<string> =>
      /"nextLink":"(https?:\/\/[^/]*)/.exec((await send(server.url + path(), { headers })).body)?.[1] ?? '';
    expect(await link({})).toBe('https://management.azure.com');
    const named = 'https://management.usgovcloudapi.net';
    expect(await link({ 'x-picket-host': named })).toBe(named);
    expect(await link({ 'x-picket-host': 'http://evil.example' })).toBe('https://management.azure.com');
  });

  test('takes any token, and hands none on', async () => {
    const seen: (readonly string[])[] = [];
    const server = await serve(({ headers }) => {
      seen.push(Object.keys(headers));
      return Promise.resolve({ status: 200, headers: {}, body: '' });
    });
    await send(server.url, { headers: { authorization: 'Bearer abc', 'if-match': 'x' } });
    expect(seen[0]).toContain('if-match');
    expect(seen[0]).not.toContain('authorization');
  });

  test('refuses a body beyond 4 MB and a method that it does not know', async () => {
    const server = await local();
    const huge = await send(server.url + path(id(1)), { method: 'PUT', body: 'x'.repeat(4 * 1024 * 1024 + 1) });
    expect(huge.status).toBe(413);
    const large = await send(server.url + path(id(1)), { method: 'PUT', body: 'x'.repeat(4 * 1024 * 1024) });
    expect(large.status).toBe(400);
    expect((await send(server.url + path(id(1)), { method: 'HEAD' })).status).toBe(405);
    expect((await put(server, id(1))).status).toBe(201);
  });

  test('breaks the connection where the emulator does', async () => {
    const server = await local([{ request: 1, kind: 'reset-after-commit' }]);
    await expect(put(server, id(1))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await send(server.url + path(id(1)))).status).toBe(200);
  });

  test('keeps a connection as long as its client does, and closes with one that is kept', async () => {
    const server = await local();
    const agent = new Agent({ keepAlive: true });
    const told = (): Promise<IncomingHttpHeaders> =>
      new Promise((resolve, reject) => {
        const outgoing = request(server.url + path(), { agent }, (incoming) => {
          incoming.resume().on('end', () => resolve(incoming.headers));
        });
        outgoing.on('error', reject).end();
      });
    // No time after which it is closed: its client could send into the closing.
    for (const headers of [await told(), await told()]) {
      expect(headers.connection).toBe('keep-alive');
      expect(headers).not.toHaveProperty('keep-alive');
    }
    await server.close();
    agent.destroy();
  });

  test('answers 500 for a failure of its own', async () => {
    const server = await serve(() => Promise.reject(new Error('disk full')));
    expect(await send(server.url)).toMatchObject({ status: 500, body: expect.stringContaining('disk full') });
  });

  test('answers what is under way before it closes, then refuses connections', async () => {
    const gate = { open: (): void => undefined, arrived: (): void => undefined };
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      gate.arrived = resolve;
    });
    const server = await serve(async () => {
      gate.arrived();
      await opened;
      return { status: 200, headers: {}, body: 'done' };
    });
    const pending = send(server.url);
    await asked;
    const closed = server.close();
    gate.open();
    expect(await pending).toEqual({ status: 200, body: 'done' });
    await closed;
    await expect(send(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('closes on its signal', async () => {
    const stop = new AbortController();
    const server = await serveEmulator({ transport: emulator().transport, port: 0, signal: stop.signal });
    stop.abort();
    await server.close();
    await expect(send(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('rejects when the port is taken', async () => {
    const server = await local();
    const port = Number(new URL(server.url).port);
    await expect(serveEmulator({ transport: emulator().transport, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
