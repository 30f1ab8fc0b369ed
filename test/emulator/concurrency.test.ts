import { describe, expect, test } from '@jest/globals';
import type { EtagMode } from '../../src/emulator/index.ts';
import { emulator, id, listAll, scheduled, sentinel, textAt } from './arm.ts';

const modes: readonly (readonly [EtagMode, number])[] = [
  ['412', 412],
  ['409', 409],
  ['ignored', 200],
];

describe('If-Match', () => {
  test.each(modes)('with a stale etag, mode %s', async (ifMatch, status) => {
    const { put, get } = emulator({ ifMatch });
    const stale = textAt((await put(id(1), scheduled())).json, 'etag');
    const fresh = textAt((await put(id(1), scheduled())).json, 'etag');
    const refused = await put(id(1), scheduled({ severity: 'High' }), { headers: { 'if-match': stale } });
    expect(refused.status).toBe(status);
    expect((await get(id(1))).properties['severity']).toBe(status === 200 ? 'High' : 'Medium');
    const again = await put(id(1), scheduled(), { headers: { 'if-match': status === 200 ? '*' : fresh } });
    expect(again.status).toBe(200);
  });

  test('of any etag needs a rule that is there', async () => {
    const { put } = emulator();
    expect((await put(id(1), scheduled(), { headers: { 'if-match': '*' } })).status).toBe(412);
    await put(id(1), scheduled());
    expect((await put(id(1), scheduled(), { headers: { 'if-match': '*' } })).status).toBe(200);
  });

  test.each(modes)('guards a delete, mode %s', async (ifMatch, status) => {
    const { put, remove, get } = emulator({ ifMatch });
    await put(id(1), scheduled());
    expect((await remove(id(1), { headers: { 'if-match': '"other"' } })).status).toBe(status);
    expect((await get(id(1))).status).toBe(status === 200 ? 404 : 200);
  });

  test('takes an etag without its quotes, and a weak one', async () => {
    const { put } = emulator();
    let etag = textAt((await put(id(1), scheduled())).json, 'etag');
    for (const form of [(text: string) => text.replaceAll('"', ''), (text: string) => `W/${text}`]) {
      const answer = await put(id(1), scheduled(), { headers: { 'if-match': form(etag) } });
      expect(answer.status).toBe(200);
      etag = textAt(answer.json, 'etag');
    }
  });
});

describe('the etag in the body', () => {
  test.each(modes)('when stale, mode %s', async (bodyEtag, status) => {
    const { put } = emulator({ bodyEtag });
    const stale = textAt((await put(id(1), scheduled())).json, 'etag');
    const fresh = textAt((await put(id(1), scheduled())).json, 'etag');
    expect((await put(id(1), scheduled({}, { etag: stale }))).status).toBe(status);
    const again = await put(id(1), scheduled({}, { etag: status === 200 ? '*' : fresh }));
    expect(again.status).toBe(200);
  });

  test('does not count beside an If-Match', async () => {
    const { put } = emulator();
    const etag = textAt((await put(id(1), scheduled())).json, 'etag');
    expect((await put(id(1), scheduled({}, { etag: '"other"' }), { headers: { 'if-match': etag } })).status).toBe(200);
  });
});

describe('If-None-Match: *', () => {
  test.each(modes)('on a rule that exists, mode %s', async (ifNoneMatch, status) => {
    const { put } = emulator({ ifNoneMatch });
    const headers = { 'if-none-match': '*' };
    expect((await put(id(1), scheduled(), { headers })).status).toBe(201);
    expect((await put(id(1), scheduled(), { headers })).status).toBe(status);
  });
});

test('an update without any etag is refused where the setting says so', async () => {
  const { put } = emulator({ etagOnUpdate: 'required' });
  const etag = textAt((await put(id(1), scheduled())).json, 'etag');
  expect((await put(id(1), scheduled())).message).toBe('Update request should provide ETag');
  expect((await put(id(1), scheduled(), { headers: { 'if-match': etag } })).status).toBe(200);
});

test('conditions hold for metadata too', async () => {
  const { send } = emulator();
  const path = `${sentinel}/metadata/analyticsrule-1`;
  const body = { properties: { parentId: `${sentinel}/alertRules/1`, kind: 'AnalyticsRule' } };
  const etag = textAt((await send('PUT', path, body)).json, 'etag');
  await send('PUT', path, body);
  expect((await send('PUT', path, body, { headers: { 'if-match': etag } })).status).toBe(412);
  expect((await send('DELETE', path, undefined, { headers: { 'if-match': etag } })).status).toBe(412);
});

describe('read-after-write lag', () => {
  test('shows the state before a write until it has passed, in lists and single reads', async () => {
    const { put, get, remove, list, clock } = emulator({ readLag: 2000 });
    expect((await put(id(1), scheduled())).status).toBe(201);
    expect((await get(id(1))).status).toBe(404);
    expect((await list()).names).toEqual([]);
    clock.advance(2000);
    expect((await list()).names).toEqual([id(1)]);
    await put(id(1), scheduled({ severity: 'High' }));
    expect((await get(id(1))).properties['severity']).toBe('Medium');
    clock.advance(2000);
    expect((await get(id(1))).properties['severity']).toBe('High');
    await remove(id(1));
    expect((await get(id(1))).status).toBe(200);
    clock.advance(2000);
    expect((await get(id(1))).status).toBe(404);
  });

  test('does not weaken the conditions of writes', async () => {
    const { put } = emulator({ readLag: 2000 });
    await put(id(1), scheduled());
    expect((await put(id(1), scheduled(), { headers: { 'if-none-match': '*' } })).status).toBe(412);
  });
});

describe('throttling', () => {
  const bucket = { size: 3, perSecond: 1 };
  const small = { reads: bucket, writes: bucket, deletes: bucket };

  test('refuses what exceeds the bucket, says when to come back, and fills it with time', async () => {
    const { put, clock } = emulator({ throttle: small });
    for (let index = 0; index < 3; index += 1) expect((await put(id(index), scheduled())).status).toBe(201);
    const refused = await put(id(3), scheduled());
    expect([refused.status, refused.code]).toEqual([429, 'SubscriptionRequestsThrottled']);
    expect(refused.headers['retry-after']).toBe('1');
    clock.advance(999);
    expect((await put(id(3), scheduled())).status).toBe(429);
    clock.advance(1);
    expect((await put(id(3), scheduled())).status).toBe(201);
  });

  test('counts reads, writes and deletes apart, and tells what is left', async () => {
    const { put, get, remove } = emulator({ throttle: small });
    expect((await put(id(1), scheduled())).headers['x-ms-ratelimit-remaining-subscription-writes']).toBe('2');
    expect((await get(id(1))).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('2');
    expect((await remove(id(1))).headers['x-ms-ratelimit-remaining-subscription-deletes']).toBe('2');
  });

  test('says nothing about the wait where the setting says so', async () => {
    const { get } = emulator({ throttle: { ...small, retryAfter: 'absent' } });
    for (let index = 0; index < 3; index += 1) await get(id(1));
    const refused = await get(id(1));
    expect(refused.status).toBe(429);
    expect(refused.headers).not.toHaveProperty('retry-after');
  });

  test('starts the wait anew for who comes back early, where the setting says so', async () => {
    const { get, clock } = emulator({ throttle: { ...small, earlyRetry: 'restarts' } });
    for (let index = 0; index < 4; index += 1) await get(id(1));
    clock.advance(900);
    expect((await get(id(1))).status).toBe(429);
    clock.advance(900);
    expect((await get(id(1))).status).toBe(429);
    clock.advance(1000);
    expect((await get(id(1))).status).toBe(404);
  });

  test('leaves the Log Analytics endpoint alone', async () => {
    const { send } = emulator({ throttle: small });
    const url = 'https://api.loganalytics.io/v1/workspaces/none/metadata';
    for (let index = 0; index < 5; index += 1) expect((await send('GET', url)).status).toBe(404);
  });
});

test('a request takes its latency through the clock', async () => {
  const { get, clock } = emulator({ latency: 50 });
  const before = clock.now();
  await get(id(1));
  expect(clock.now() - before).toBe(50);
});

test('requests at once never lose a write', async () => {
  const { put, list } = emulator();
  const names = Array.from({ length: 30 }, (_, index) => id(index));
  const answers = await Promise.all(names.map((name) => put(name, scheduled())));
  expect(new Set(answers.map(({ json }) => json['etag'])).size).toBe(30);
  expect((await list()).names).toEqual(names);
});

test('many rules are listed once each', async () => {
  const { transport, put } = emulator({
    pageSize: 1000,
    quotas: { scheduled: 10_000 },
    throttle: { writes: { size: 10_000, perSecond: 1 } },
  });
  const count = 1500;
  for (let index = 0; index < count; index += 1) await put(id(index), scheduled());
  const listed = await listAll(transport, `${sentinel}/alertRules`);
  expect([new Set(listed.names).size, listed.pages]).toEqual([count, 2]);
});
