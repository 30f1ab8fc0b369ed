import { describe, expect, test } from '@jest/globals';
import { isUnknown } from '../../src/core/ports.ts';
import { answer, connect, refusal, secret, target, type Session } from './fake-service.ts';

const rows = answer(200, {
  tables: [
    {
      name: 'PrimaryResult',
      columns: [
        { name: 'RuleId', type: 'string' },
        { name: 'Runs', type: 'long' },
        { name: 'Last', type: 'datetime' },
        { name: 'Bag', type: 'dynamic' },
      ],
      rows: [['a', 3, '2026-11-22T11:00:00Z', '{"x":1}']],
    },
  ],
});

const between = { from: Date.UTC(2026, 10, 8), to: Date.UTC(2026, 10, 22) };

const ask = (session: Session) => session.queryLogs('SentinelHealth | count', between);

describe('queries of the logs', () => {
  test('go to the logs of the cloud by the id of the workspace, between two moments', async () => {
    const session = connect(() => rows, { target: { ...target, cloud: 'usgov' } });
    expect(await ask(session)).toEqual([{ RuleId: 'a', Runs: 3, Last: '2026-11-22T11:00:00.000Z', Bag: { x: 1 } }]);
    const [request] = session.requests;
    expect(request?.url).toBe(
      'https://api.loganalytics.us/v1/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-soc' +
        '/providers/Microsoft.OperationalInsights/workspaces/ws-soc/query',
    );
    expect(JSON.parse(request?.body ?? '')).toEqual({
      query: 'SentinelHealth | count',
      timespan: '2026-11-08T00:00:00.000Z/2026-11-22T00:00:00.000Z',
    });
    expect(request?.headers['authorization']).toBe(`Bearer ${secret}`);
    expect(request?.headers['prefer']).toBe('wait=180');
  });

  test('carry no token to an emulator', async () => {
    const session = connect(() => rows, { credential: undefined });
    await ask(session);
    expect(Object.keys(session.requests[0]?.headers ?? {})).not.toContain('authorization');
  });

  test('are tried again after a failure of the service and wait when throttled', async () => {
    const session = connect((_request, index) => {
      if (index === 0) return refusal(503, 'ServiceUnavailable', 'Busy.');
      return index === 1
        ? answer(429, { error: { code: 'Throttled', message: 'Slow.' } }, { 'retry-after': '7' })
        : rows;
    });
    expect(await ask(session)).toHaveLength(1);
    expect(session.requests).toHaveLength(3);
  });

  test('that may not be made are unknown, and those that the service refuses say why', async () => {
    const forbidden = await ask(connect(() => refusal(403, 'InsufficientAccessError', 'No access.')));
    expect(isUnknown(forbidden)).toBe(true);
    const refused = connect(() =>
      answer(400, {
        error: {
          code: 'BadArgumentError',
          message: 'The request had some invalid properties',
          innererror: {
            code: 'SemanticError',
            innererror: { code: 'SEM0100', message: "Failed to resolve table 'X'" },
          },
        },
      }),
    );
    await expect(ask(refused)).rejects.toMatchObject({ failure: 'invalid', message: expect.stringContaining("'X'") });
  });

  test('that are answered in part are failures', async () => {
    const part = { ...JSON.parse(rows.body), error: { code: 'PartialError', message: 'Too much.' } };
    await expect(ask(connect(() => answer(200, part)))).rejects.toMatchObject({ code: 'partial-answer' });
  });

  test('end when their signal is aborted, before and while they run', async () => {
    for (const when of ['before', 'while'] as const) {
      const stop = new AbortController();
      const session = connect(() => {
        stop.abort();
        return refusal(503, 'ServiceUnavailable', 'Busy.');
      });
      if (when === 'before') stop.abort();
      await expect(session.queryLogs('SentinelHealth', between, stop.signal)).rejects.toMatchObject({
        kind: 'interrupted',
      });
      // Without the signal it would be tried again until the time is over.
      expect(session.requests).toHaveLength(when === 'before' ? 0 : 1);
    }
  });

  test('leak no token in any error', async () => {
    const failed = await ask(connect(() => refusal(400, 'Bad', `Bearer ${secret}`))).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(JSON.stringify(failed) + String(failed)).not.toContain(secret);
  });
});
