import { describe, expect, test } from '@jest/globals';
import { githubApi, type Fetch } from '../../src/github/api.ts';
import { appToken } from '../../src/github/app-token.ts';

type Answer = {
  readonly status?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
};

const apiUrl = 'https://github.example/api/';
const repository = 'contoso/detections';

/** GitHub that gives these answers one after the other, the last of them from then on; tells what was asked and waited. */
const answering = (...answers: readonly Answer[]) => {
  const asked: unknown[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const fetch: Fetch = async (url, init) => {
    const { method, redirect, headers, body } = init ?? {};
    asked.push({
      url: url instanceof Request ? url.url : url.toString(),
      method,
      redirect,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const { status = 200, body: said, text, headers: more = {} } = (left.length > 1 ? left.shift() : left[0]) ?? {};
    return new Response(text ?? JSON.stringify(said ?? null), { status, headers: more });
  };
  const clock = {
    now: () => 1_000_000,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
  };
  const api = githubApi({ run: { apiUrl, repository, token: 't' }, clock, fetch, version: '1.2.3' });
  return { api, asked, waits };
};

const headers = {
  accept: 'application/vnd.github+json',
  authorization: 'Bearer t',
  'user-agent': 'picket/1.2.3',
  'x-github-api-version': '2022-11-28',
};
const base = 'https://github.example/api/repos/contoso/detections';
const link = (to: string): Record<string, string> => ({ link: `<${to}>; rel="next", <${base}/x?page=9>; rel="last"` });

describe("GitHub's API", () => {
  test('is asked with the token, the version and no redirect, and a body says what it is', async () => {
    const { api, asked } = answering({ body: { a: 1 } });
    expect(await api.send('GET', '/x')).toEqual({ a: 1 });
    await api.send('POST', '/y', { b: 2 });
    await api.sendToRoot('PATCH', '/z', { c: 3 });
    const json = { ...headers, 'content-type': 'application/json' };
    expect(asked).toEqual([
      { url: `${base}/x`, method: 'GET', redirect: 'error', headers },
      { url: `${base}/y`, method: 'POST', redirect: 'error', headers: json, body: '{"b":2}' },
      { url: 'https://github.example/api/z', method: 'PATCH', redirect: 'error', headers: json, body: '{"c":3}' },
    ]);
  });

  test('gets no token over plain HTTP', () => {
    const run = { apiUrl: 'http://github.example/api', repository, token: 't' };
    const clock = { now: () => 0, sleep: async () => undefined };
    expect(() => githubApi({ run, clock, fetch, version: '1' })).toThrow(
      'GITHUB_API_URL must be https, not http://github.example/api.',
    );
  });

  test('lists page after page, but never at another address, and says where that was not all', async () => {
    const next = `${base}/x?page=2`;
    const whole = answering({ body: [1], headers: link(next) }, { body: [2] });
    expect(await whole.api.listWhole('/x')).toEqual([1, 2]);
    expect(whole.asked).toMatchObject([{ url: `${base}/x?per_page=100` }, { url: next }]);
    const filtered = answering({ body: [1] });
    await filtered.api.list('/x?a=b');
    expect(filtered.asked).toMatchObject([{ url: `${base}/x?a=b&per_page=100` }]);
    const elsewhere = () => answering({ body: [1], headers: link('https://elsewhere.example/x') });
    const led = elsewhere();
    expect(await led.api.list('/x')).toEqual([1]);
    expect(led.asked).toHaveLength(1);
    expect(await elsewhere().api.listWhole('/x')).toBeUndefined();
    expect(await answering({ body: { no: 'list' } }).api.listWhole('/x')).toBeUndefined();
    const endless = answering({ body: [1], headers: link(next) });
    expect(await endless.api.list('/x')).toHaveLength(100);
    expect(await endless.api.listWhole('/x')).toBeUndefined();
  });

  test.each([
    [
      'a page of a proxy',
      { text: '<html>' },
      'github-failed',
      "GitHub's answer is no JSON: a proxy may have answered instead.",
    ],
    ['401', { status: 401, body: { message: 'Bad' } }, 'github-denied', 'GitHub answered 401 to POST /x: Bad'],
    [
      '404',
      { status: 404, text: 'p'.repeat(300) },
      'github-denied',
      `GitHub answered 404 to POST /x: ${'p'.repeat(200)}`,
    ],
    ['422', { status: 422, body: { message: 'Odd' } }, 'github-failed', 'GitHub answered 422 to POST /x: Odd'],
    ['500', { status: 500, body: { message: 'Down' } }, 'github-failed', 'GitHub answered 500 to POST /x: Down'],
  ])('that answers a write with %s is not asked again', async (_, answer, code, message) => {
    const { api, asked } = answering(answer);
    await expect(api.send('POST', '/x', {})).rejects.toMatchObject({ code, message });
    expect(asked).toHaveLength(1);
  });

  test.each([
    [{ status: 429, headers: { 'retry-after': '7' } }, 7000],
    [{ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1012' } }, 12_000],
    [{ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' } }, 0],
  ])('that limits requests is asked again after the time that it names: %j', async (answer, wait) => {
    const { api, asked, waits } = answering(answer, { body: 1 });
    expect(await api.send('POST', '/x', {})).toBe(1);
    expect([asked.length, waits]).toEqual([2, [wait]]);
  });
});

describe("an App's token", () => {
  test('is asked for this repository alone, with what a proposal takes', async () => {
    const { api, asked } = answering({ body: { id: 7 } }, { body: { token: 'given' } });
    expect(await appToken(api, repository)).toBe('given');
    expect(asked).toMatchObject([
      { url: `${base}/installation`, method: 'GET' },
      {
        url: 'https://github.example/api/app/installations/7/access_tokens',
        method: 'POST',
        body: JSON.stringify({
          repositories: ['detections'],
          permissions: { contents: 'write', pull_requests: 'write' },
        }),
      },
    ]);
  });

  test.each([
    ['installation', [{ body: { id: 'seven' } }], 1],
    ['token', [{ body: { id: 7 } }, { body: { token: 9 } }], 2],
  ])('is none where the answer has no %s', async (_, answers, requests) => {
    const { api, asked } = answering(...answers);
    await expect(appToken(api, repository)).rejects.toMatchObject({
      kind: 'service',
      code: 'github-failed',
      message: "GitHub's answer has no token for the App.",
    });
    expect(asked).toHaveLength(requests);
  });

  test.each([
    ['a read is asked again', 'GET', false, 'answered after 3'],
    ['a write is not', 'POST', false, 'GitHub could not be reached for POST /x: no line; asked 1'],
    ['nor is a read of a run that was ended', 'GET', true, 'GitHub could not be reached for GET /x: no line; asked 1'],
  ] as const)('where the connection breaks %s', async (_, method, isEnded, said) => {
    let asked = 0;
    const ends = new AbortController();
    const fetch: Fetch = async () => {
      asked += 1;
      if (isEnded) ends.abort();
      if (asked < 3) throw new Error('no line');
      return new Response('{}');
    };
    const clock = { now: () => 0, sleep: async () => undefined };
    const run = { apiUrl, repository, token: 't' };
    const api = githubApi({ run, clock, fetch, version: '1', signal: ends.signal });
    const outcome = await api.send(method, '/x').then(
      () => `answered after ${asked}`,
      (error: unknown) => `${error instanceof Error ? error.message : ''}; asked ${asked}`,
    );
    expect(outcome).toBe(said);
  });
});
