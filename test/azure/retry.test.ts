import { describe, expect, test } from '@jest/globals';
import { answer, broken, connect, live, refusal } from './fake-service.ts';
import { failing, hang, id, losses } from './failing-service.ts';

const listed = answer(200, { value: [live('a')] });

describe('throttling', () => {
  test.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
    ['milliseconds', { 'retry-after-ms': '1500' }, 1500],
    ['the older milliseconds', { 'x-ms-retry-after-ms': '2500' }, 2500],
  ])('waits as long as the service asks for in %s', async (_form, headers, expected) => {
    const session = connect(failing([() => answer(429, {}, headers)], () => listed));
    const started = session.clock.now();
    await session.workspace.list('alertRules');
    expect(session.clock.now() - started).toBe(expected);
    expect(session.requests).toHaveLength(2);
  });

  test('holds back the other requests of the same kind too', async () => {
    const session = connect(failing([() => answer(429, {}, { 'retry-after': '60' })], () => listed));
    const first = session.workspace.list('alertRules');
    await session.clock.advance(10);
    const second = session.workspace.list('metadata');
    await session.clock.advance(59_000);
    expect(session.requests).toHaveLength(1);
    await Promise.all([first, second]);
    expect(session.requests).toHaveLength(3);
  });

  test('backs off by itself, longer each time, when the service does not say how long', async () => {
    const session = connect(
      failing(
        [1, 2, 3].map(() => () => refusal(429, 'TooManyRequests', 'slow down')),
        () => listed,
      ),
    );
    await session.workspace.list('alertRules');
    const waits = session.events.filter(({ type }) => type === 'retry').map((event) => Number(event['waitMs']));
    expect(waits).toHaveLength(3);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(750 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(1250 * 2 ** index);
    });
  });

  test('fails at once when the service asks for more than the budget, and says for how much', async () => {
    const session = connect(() => answer(429, {}, { 'retry-after': '3600' }));
    const started = session.clock.now();
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({
      kind: 'service',
      failure: 'throttled',
      status: 429,
      message: expect.stringContaining('3600 s'),
    });
    expect([session.clock.now() - started, session.requests.length]).toEqual([0, 1]);
  });

  test('the budget counts all waits of a request', async () => {
    const session = connect(() => answer(429, {}, { 'retry-after': '50' }));
    const started = session.clock.now();
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({ failure: 'throttled' });
    expect([session.clock.now() - started, session.requests.length]).toEqual([100_000, 3]);
  });

  test('is bounded even when the service asks to come back at once', async () => {
    const session = connect(() => answer(429, {}, { 'retry-after': '0' }));
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({ failure: 'throttled' });
    expect(session.requests).toHaveLength(12);
  });
});

describe('a read', () => {
  test.each([
    ...losses,
    ['a 408', () => answer(408)],
    ['a 502', () => answer(502, '<html>bad gateway</html>')],
  ] as const)('is tried again after %s', async (_loss, lose) => {
    const session = connect(failing([lose], () => listed));
    expect(await session.workspace.list('alertRules')).toHaveLength(1);
  });

  test.each([400, 401, 403, 409, 412, 501])('is not tried again after a %i', async (status) => {
    const session = connect(() => refusal(status, 'Code', 'no'));
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({ name: 'PicketError', status });
    expect(session.requests).toHaveLength(1);
  });

  test('is given up after four failures, as what the last one was', async () => {
    const session = connect(() => Promise.reject(broken('ECONNRESET')));
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({
      kind: 'service',
      failure: 'connection',
    });
    expect(session.requests).toHaveLength(4);
  });

  test('gets an answer within the time-out of each try, even from a transport that ignores its signal', async () => {
    const session = connect(hang, { patience: { requestTimeout: 5000, attempts: 2 } });
    await expect(session.workspace.get('alertRules', id)).rejects.toMatchObject({
      failure: 'timeout',
      message: expect.stringContaining('within 5 s'),
    });
    expect(session.requests.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
  });

  test('a 404 that is a web page says nothing about the rule', async () => {
    const session = connect(() => answer(404, '<html>not here</html>', { 'content-type': 'text/html' }));
    await expect(session.workspace.get('alertRules', id)).rejects.toMatchObject({ failure: 'protocol' });
  });

  test('a broken certificate is not tried again', async () => {
    const session = connect(() => Promise.reject(broken('SELF_SIGNED_CERT_IN_CHAIN')));
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({ failure: 'connection' });
    expect(session.requests).toHaveLength(1);
  });

  test('a bug in the transport stays a bug', async () => {
    const session = connect(() => Promise.reject(new TypeError('x is not a function')));
    await expect(session.workspace.list('alertRules')).rejects.toThrow(TypeError);
  });
});

describe('an interrupt', () => {
  test('cuts off the request that runs', async () => {
    const abort = new AbortController();
    const session = connect(hang, { signal: abort.signal });
    const running = session.workspace.list('alertRules');
    const stopping = session.clock.advance(100).then(() => abort.abort());
    await expect(running).rejects.toMatchObject({ kind: 'interrupted' });
    await stopping;
    expect(session.requests).toHaveLength(1);
  });

  test('ends a wait for the service', async () => {
    const abort = new AbortController();
    const session = connect(() => answer(429, {}, { 'retry-after': '100' }));
    const running = session.workspace.list('alertRules', abort.signal);
    const stopping = session.clock.advance(100).then(() => abort.abort());
    await expect(running).rejects.toMatchObject({ kind: 'interrupted' });
    await stopping;
    expect(session.clock.sleeping()).toBe(0);
  });
});

describe('events', () => {
  test('tell of each try, without the query and without headers', async () => {
    const session = connect(failing([() => refusal(500, 'InternalServerError', 'oops')], () => listed));
    await session.workspace.list('alertRules');
    const path = new URL(session.requests[0]?.url ?? '').pathname;
    expect(session.events).toEqual([
      {
        type: 'request',
        at: '2026-01-01T00:00:00.000Z',
        method: 'GET',
        path,
        status: 500,
        attempt: 1,
        ms: 0,
        failure: 'unavailable',
      },
      {
        type: 'retry',
        at: '2026-01-01T00:00:00.000Z',
        method: 'GET',
        path,
        attempt: 1,
        waitMs: expect.any(Number),
        reason: 'unavailable',
      },
      { type: 'request', at: expect.any(String), method: 'GET', path, status: 200, attempt: 2, ms: 0 },
    ]);
  });
});
