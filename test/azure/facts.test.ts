import { describe, expect, test } from '@jest/globals';
import { isUnknown } from '../../src/core/ports.ts';
import { answer, connect, refusal, target, type Handler } from './fake-service.ts';

const facts = (handler: Handler) => connect(handler).facts;
const forbidden: Handler = () => refusal(403, 'AuthorizationFailed', 'You may not.');

describe('facts of a workspace', () => {
  test('are unknown where the caller may not read them, with the reason', async () => {
    const asked = facts(forbidden);
    for (const fact of [
      await asked.onboarded(),
      await asked.missingPermissions(['a/b']),
      await asked.tables(),
      await asked.functions(),
      await asked.activity(0),
    ]) {
      expect(isUnknown(fact)).toBe(true);
      expect(fact).toMatchObject({ unknown: expect.stringContaining('You may not.') });
    }
  });

  test('other failures stay failures', async () => {
    await expect(facts(() => refusal(400, 'BadRequest', 'no')).tables()).rejects.toMatchObject({ failure: 'invalid' });
  });

  test.each<[string, Handler, boolean]>([
    ['an onboarding state', () => answer(200, { name: 'default' }), true],
    ['no onboarding state', () => refusal(404, 'ResourceNotFound', 'The onboarding state does not exist.'), false],
    [
      'a refusal that says so',
      () =>
        refusal(
          400,
          'BadRequest',
          JSON.stringify({ error: { message: "Workspace 'ws-soc' is not onboarded to Microsoft Sentinel." } }),
        ),
      false,
    ],
  ])('%s decides whether Sentinel is there', async (_answer, handler, expected) => {
    expect(await facts(handler).onboarded()).toBe(expected);
  });

  test('an action is granted by one role that lists it and does not exclude it', async () => {
    const write = 'Microsoft.SecurityInsights/alertRules/write';
    const missing = async (...roles: readonly { readonly actions: string[]; readonly notActions?: string[] }[]) =>
      facts(() =>
        answer(200, { value: roles.map(({ actions, notActions = [] }) => ({ actions, notActions })) }),
      ).missingPermissions([write]);
    expect(await missing({ actions: ['*'] })).toEqual([]);
    expect(await missing({ actions: ['microsoft.securityinsights/*'] })).toEqual([]);
    expect(await missing({ actions: ['*/write'] })).toEqual([]);
    expect(await missing({ actions: ['*/read'] })).toEqual([write]);
    expect(await missing({ actions: ['MicrosoftXSecurityInsights/*'] })).toEqual([write]);
    expect(await missing({ actions: ['*'], notActions: ['Microsoft.SecurityInsights/*/write'] })).toEqual([write]);
    expect(await missing({ actions: ['*'], notActions: ['*/write'] }, { actions: [write] })).toEqual([]);
    expect(await missing()).toEqual([write]);
  });

  test('tables have their plan and all their columns, built-in and custom', async () => {
    const table = (name: string, properties: { readonly [key: string]: string | object }) => ({ name, properties });
    const found = await facts(() =>
      answer(
        200,
        JSON.stringify({
          value: [
            table('Custom_CL', {
              plan: 'Auxiliary',
              schema: {
                standardColumns: [{ name: 'TimeGenerated', type: 'dateTime' }],
                columns: [{ name: 'A_s', type: 'string' }],
              },
            }),
            table('Old', {}),
            { properties: {} },
          ],
        }),
      ),
    ).tables();
    expect(found).toEqual([
      {
        name: 'Custom_CL',
        plan: 'Auxiliary',
        columns: [
          { name: 'TimeGenerated', type: 'datetime' },
          { name: 'A_s', type: 'string' },
        ],
      },
      { name: 'Old', plan: 'Analytics', columns: [] },
    ]);
  });

  test('functions are the saved searches with an alias', async () => {
    const value = [
      { name: '1', properties: { functionAlias: 'Recent', functionParameters: 'days:int=1', query: 'T | take 1' } },
      { name: '2', properties: { query: 'T' } },
    ];
    expect(await facts(() => answer(200, { value })).functions()).toEqual([
      { name: 'Recent', parameters: 'days:int=1', body: 'T | take 1' },
    ]);
  });

  test('the activity log is asked for 89 days at most, and tells who changed rules of this workspace, newest first', async () => {
    const rules = `/subscriptions/${target.subscriptionId}/resourcegroups/RG-SOC/providers/Microsoft.OperationalInsights/workspaces/ws-soc/providers/Microsoft.SecurityInsights/alertRules`;
    const event = (
      resourceId: string,
      eventTimestamp: string,
      status = 'Succeeded',
      operation = 'Microsoft.SecurityInsights/alertRules/write',
    ) => ({
      resourceId,
      eventTimestamp,
      caller: 'alice@contoso.example',
      operationName: { value: operation },
      status: { value: status },
    });
    const session = connect(() =>
      answer(200, {
        value: [
          event(`${rules}/a`, '2025-12-30T00:00:00Z'),
          event(`${rules}/a`, '2025-12-29T23:59:59Z', 'Started'),
          event(`${rules}/b`, '2025-12-31T00:00:00Z'),
          event(`${rules}/c`, '2025-12-31T00:00:00Z', 'Succeeded', 'Microsoft.SecurityInsights/alertRules/read'),
          event(rules.replace('ws-soc', 'ws-other') + '/d', '2025-12-31T00:00:00Z'),
        ],
      }),
    );
    const changes = await session.facts.activity(0);
    expect(
      Array.isArray(changes) ? changes.map(({ resourceId, caller }) => [resourceId.at(-1), caller]) : changes,
    ).toEqual([
      ['b', 'alice@contoso.example'],
      ['a', 'alice@contoso.example'],
    ]);
    expect(new URL(session.requests[0]?.url ?? '').searchParams.get('$filter')).toBe(
      "eventTimestamp ge '2025-10-04T00:00:00.000Z' and eventTimestamp le '2026-01-01T00:00:00.000Z' and resourceProvider eq 'Microsoft.SecurityInsights'",
    );
  });
});
