import { describe, expect, test } from '@jest/globals';
import { createPortal, faultKinds, type FaultKind } from '../../src/emulator/index.ts';
import type { Transport } from '../../src/core/ports.ts';
import { emulator, id, preview, scheduled, sentinel, textAt } from './arm.ts';

const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
};

const url = `https://management.azure.com${sentinel}/alertRules/${id(1)}?api-version=${preview}`;
const create = (transport: Transport, signal?: AbortSignal) =>
  transport({
    method: 'PUT',
    url,
    headers: {},
    body: JSON.stringify(scheduled()),
    ...(signal === undefined ? {} : { signal }),
  });

/** What a client sees of a fault, in one word. */
const outcome = async (transport: Transport): Promise<string> => {
  const aborted = new AbortController();
  const answer = create(transport, aborted.signal);
  setImmediate(() => setImmediate(() => aborted.abort(new Error('timed out'))));
  try {
    const { status, headers, body } = await answer;
    const json = (() => {
      try {
        JSON.parse(body);
        return 'json';
      } catch {
        return 'no json';
      }
    })();
    return [status, json, headers['retry-after'] ?? ''].join(' ').trim();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const expected: Readonly<Record<FaultKind, readonly [outcome: string, committed: boolean]>> = {
  '429': ['429 json 7', false],
  '429-without-retry-after': ['429 json', false],
  '409': ['409 json', false],
  '412': ['412 json', false],
  '500': ['500 json', false],
  '500-after-commit': ['500 json', true],
  '503': ['503 json', false],
  'reset-before-commit': ['ECONNRESET', false],
  'reset-after-commit': ['ECONNRESET', true],
  hang: ['Error: timed out', false],
  'hang-after-commit': ['Error: timed out', true],
  'truncated-body': ['201 no json', true],
  'html-error-page': ['502 no json', false],
};

describe('faults', () => {
  test.each(faultKinds)('%s', async (kind) => {
    const { transport, get } = emulator({}, { faults: [{ request: 1, kind }] });
    expect(await outcome(transport)).toBe(expected[kind][0]);
    expect((await get(id(1))).status).toBe(expected[kind][1] ? 200 : 404);
  });

  test('strike the k-th of all requests, or the k-th with a method and path', async () => {
    const { get, put, send } = emulator(
      {},
      {
        faults: [
          { request: 2, kind: '503' },
          { request: 2, kind: '500', method: 'PUT', path: '/ALERTRULES/' },
        ],
      },
    );
    expect((await get(id(1))).status).toBe(404);
    expect((await get(id(1))).status).toBe(503);
    expect((await put(id(1), scheduled())).status).toBe(201);
    expect((await send('GET', `${sentinel}/alertRules`)).status).toBe(200);
    expect((await put(id(1), scheduled())).status).toBe(500);
    expect((await put(id(1), scheduled())).status).toBe(200);
  });

  test('a request that was aborted before is not carried out', async () => {
    const { transport, get } = emulator();
    await expect(create(transport, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect((await get(id(1))).status).toBe(404);
  });
});

test('somebody can edit the workspace at each request boundary', async () => {
  const seen: string[] = [];
  const { put, get, store, clock } = emulator(
    {},
    {
      onRequest: async (index, { method }) => {
        seen.push(`${index} ${method}`);
        if (index === 2) await createPortal({ store, clock, target }).editRule(id(1), { severity: 'High' });
      },
    },
  );
  const etag = textAt((await put(id(1), scheduled())).json, 'etag');
  const late = await put(id(1), scheduled({ severity: 'Low' }), { headers: { 'if-match': etag } });
  expect(late.status).toBe(412);
  expect((await get(id(1))).properties['severity']).toBe('High');
  expect(seen).toEqual(['1 PUT', '2 PUT', '3 GET']);
});

test('a request that hangs ends with what its client says', async () => {
  const hanging = async (reason: unknown): Promise<unknown> => {
    const { transport } = emulator({}, { faults: [{ request: 1, kind: 'hang' }] });
    const client = new AbortController();
    const answer = create(transport, client.signal).catch((error: unknown) => error);
    setImmediate(() => setImmediate(() => client.abort(reason)));
    return answer;
  };
  expect(await hanging(new Error('too late'))).toEqual(new Error('too late'));
  expect(await hanging('stop')).toMatchObject({ message: 'The request was aborted.', cause: 'stop' });
});
