import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { createPortal, parseSettings, withSettings, type SettingOverrides } from '../../src/emulator/index.ts';
import { emulator, id, listAll, scheduled, sentinel, textAt, workspace } from './arm.ts';

const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
};

const local = (overrides: SettingOverrides = {}) => {
  const running = emulator(overrides);
  return { ...running, portal: createPortal({ store: running.store, clock: running.clock, target }) };
};

const activity = (filter: string): string =>
  `/subscriptions/${target.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values` +
  `?$filter=${encodeURIComponent(filter)}`;

const marker = (customVersion = 'v') => ({
  properties: {
    parentId: `${sentinel}/alertRules/${id(1)}`,
    kind: 'AnalyticsRule',
    source: { kind: 'SourceRepository', name: 'picket', sourceId: id(9) },
    customVersion,
  },
});

describe('a person in the portal', () => {
  test('edits a rule: new etag, new date, and a line in the activity log with the name', async () => {
    const { put, get, send, portal, clock } = local();
    const before = await put(id(1), scheduled());
    clock.advance(60_000);
    await portal.editRule(id(1), { severity: 'High' });
    const after = await get(id(1));
    expect(after.properties['severity']).toBe('High');
    expect(after.properties['query']).toBe(before.properties['query']);
    expect(after.json['etag']).not.toBe(before.json['etag']);
    const log = await send('GET', activity("eventTimestamp ge '2026-01-05T00:00:30Z'"), undefined, {
      version: '2015-04-01',
    });
    expect(log.json['value']).toMatchObject([
      {
        caller: 'analyst@emulator.example',
        resourceId: `${sentinel}/alertRules/${id(1)}`,
        operationName: { value: 'Microsoft.SecurityInsights/alertRules/write' },
      },
    ]);
  });

  test('deletes and creates rules', async () => {
    const { put, get, remove, portal } = local();
    await put(id(1), scheduled());
    await portal.deleteRule(id(1));
    expect((await get(id(1))).status).toBe(404);
    expect((await put(id(1), scheduled())).message).toContain('was recently deleted');
    await portal.createRule(id(2), scheduled({ displayName: 'By hand' }));
    expect((await get(id(2))).properties['displayName']).toBe('By hand');
    expect((await portal.rules()).map(({ name }) => name)).toEqual([id(2)]);
    expect((await remove(id(2))).status).toBe(200);
    await expect(portal.editRule(id(3), {})).rejects.toThrow(id(3));
  });

  test('is told apart from the service, which switches a rule off', async () => {
    const { put, get, portal } = local();
    await put(id(1), scheduled());
    await portal.autoDisable(id(1), 'The table does not exist any more.');
    const { properties, json } = await get(id(1));
    expect(properties).toMatchObject({
      enabled: false,
      displayName: 'AUTO DISABLED Many failed sign-ins',
      description: 'Counts failures.\nThe table does not exist any more.',
    });
    expect(json['systemData']).toMatchObject({ lastModifiedBy: 'Azure Security Insights' });
  });
});

describe('the activity log', () => {
  test('needs a start, answers newest first, and filters by resource', async () => {
    const { put, remove, send, clock } = local();
    await put(id(1), scheduled());
    clock.advance(1000);
    await put(id(2), scheduled());
    clock.advance(1000);
    await remove(id(1));
    const version = { version: '2015-04-01' };
    expect((await send('GET', activity("caller eq 'x'"), undefined, version)).status).toBe(400);
    const since = "eventTimestamp ge '2026-01-05T00:00:00Z'";
    const all = await send('GET', activity(since), undefined, version);
    const values = Array.isArray(all.json['value']) ? all.json['value'].filter(isObject) : [];
    expect(values.map((entry) => textAt(entry['operationName'], 'value').split('/').at(-1))).toEqual([
      'delete',
      'write',
      'write',
    ]);
    const one = await send(
      'GET',
      activity(`${since} and resourceUri eq '${sentinel}/alertRules/${id(2).toUpperCase()}'`),
      undefined,
      version,
    );
    expect(one.json['value']).toMatchObject([{ resourceId: `${sentinel}/alertRules/${id(2)}` }]);
  });
});

describe('metadata', () => {
  const path = `${sentinel}/metadata/analyticsrule-${id(1)}`;

  test('is created, replaced, patched, filtered and deleted', async () => {
    const { send, transport } = local();
    expect((await send('PUT', path, marker())).status).toBe(201);
    expect((await send('PUT', path, marker('w'))).status).toBe(200);
    const patched = await send('PATCH', path, { properties: { version: '2.0.0' } });
    expect(patched.properties).toMatchObject({ customVersion: 'w', version: '2.0.0', kind: 'AnalyticsRule' });
    await send('PUT', `${sentinel}/metadata/workbook-1`, { properties: { parentId: '/x', kind: 'Workbook' } });
    const filter = encodeURIComponent("(properties/kind eq 'AnalyticsRule')");
    const found = await listAll(transport, `${sentinel}/metadata?$filter=${filter}`);
    expect(found.names).toEqual([`analyticsrule-${id(1)}`]);
    expect((await send('DELETE', path)).status).toBe(200);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('PATCH', path, { properties: {} })).status).toBe(404);
  });

  test('keeps its filter over pages', async () => {
    const { send, transport } = local({ pageSize: 1 });
    for (const number of [1, 2, 3])
      await send('PUT', `${sentinel}/metadata/m${number}`, {
        properties: { parentId: '/x', kind: number === 2 ? 'Workbook' : 'AnalyticsRule' },
      });
    const filter = encodeURIComponent("properties/kind eq 'AnalyticsRule'");
    expect((await listAll(transport, `${sentinel}/metadata?$filter=${filter}`)).names).toEqual(['m1', 'm3']);
    expect((await send('GET', `${sentinel}/metadata?$filter=what`)).status).toBe(400);
  });

  test('needs a parent and a kind, and a customVersion within its limit', async () => {
    const { send } = local({ customVersionLimit: 64 });
    expect((await send('PUT', path, { properties: { kind: 'AnalyticsRule' } })).message).toContain("'parentId'");
    expect((await send('PUT', path, { properties: { parentId: '/x' } })).message).toContain("'kind'");
    expect((await send('PUT', path, marker('x'.repeat(64)))).status).toBe(201);
    expect((await send('PUT', path, marker('x'.repeat(65)))).message).toContain('maximum length of 64');
  });

  test('goes with its rule, or stays, as the setting says', async () => {
    for (const [metadataOnRuleDelete, left] of [
      ['kept', 1],
      ['removed', 0],
    ] as const) {
      const { put, remove, send, portal } = local({ metadataOnRuleDelete });
      await put(id(1), scheduled());
      await send('PUT', path, marker());
      await remove(id(1));
      expect(await portal.resources('metadata')).toHaveLength(left);
    }
  });

  test('cannot be written where the setting says so', async () => {
    const { send, transport } = local({ metadataWrites: 'refused' });
    expect((await send('PUT', path, marker())).status).toBe(403);
    expect((await listAll(transport, `${sentinel}/metadata`)).names).toEqual([]);
  });
});

describe('the neighbours of the rules', () => {
  test('automation rules have their limits', async () => {
    const { send } = local();
    const path = `${sentinel}/automationRules/${id(1)}`;
    const body = (order: number) => ({
      properties: { displayName: 'Close', order, triggeringLogic: { isEnabled: true }, actions: [] },
    });
    expect((await send('PUT', path, body(1000))).status).toBe(201);
    expect((await send('PUT', path, body(1001))).status).toBe(400);
    expect((await send('PUT', path, { properties: {} })).message).toContain("'displayName'");
  });

  test('templates are read only, and seeded by the portal', async () => {
    const { send, portal, transport } = local();
    await portal.seed('alertRuleTemplates', id(7), { kind: 'Scheduled', properties: { displayName: 'T' } });
    expect((await listAll(transport, `${sentinel}/alertRuleTemplates`)).items).toMatchObject([
      { name: id(7), kind: 'Scheduled', properties: { displayName: 'T' } },
    ]);
    expect((await send('PUT', `${sentinel}/alertRuleTemplates/${id(8)}`, {})).status).toBe(405);
    await portal.remove('alertRuleTemplates', id(7));
    expect((await listAll(transport, `${sentinel}/alertRuleTemplates`)).names).toEqual([]);
  });

  test('rules have actions, and watchlists items', async () => {
    const { send, transport } = local();
    await send('PUT', `${sentinel}/alertRules/${id(1)}/actions/${id(2)}`, { properties: { logicAppResourceId: '/x' } });
    expect((await listAll(transport, `${sentinel}/alertRules/${id(1)}/actions`)).names).toEqual([id(2)]);
    expect((await listAll(transport, `${sentinel}/watchlists/w/watchlistItems`)).names).toEqual([]);
    expect((await send('GET', `${sentinel}/watchlists/w/nothing`)).code).toBe('InvalidResourceType');
  });

  test.each<[string, string, number, string]>([
    ['an unknown resource type', `${sentinel}/bananas`, 404, 'InvalidResourceType'],
    ['an unknown provider', `${workspace}/providers/Microsoft.Bananas/x`, 404, 'InvalidResourceNamespace'],
    ['an unknown path', '/subscriptions/x/else', 404, 'ResourceNotFound'],
    ['a name that is no percent-encoding', `${sentinel}/alertRules/%zz`, 400, 'InvalidRequestUri'],
    ['a workspace name that cannot be', workspace.replace('law-soc', '-x'), 400, 'InvalidResourceName'],
  ])('%s is told in ARM’s words', async (_, path, status, code) => {
    const answer = await local().send('GET', path);
    expect([answer.status, answer.code]).toEqual([status, code]);
  });
});

describe('the workspace', () => {
  test('is not found when the settings do not name it', async () => {
    const { send } = local({ workspaces: ['other'] });
    expect((await send('GET', `${sentinel}/alertRules`)).message).toContain(
      "The Resource 'Microsoft.OperationalInsights/workspaces/law-soc' under resource group 'rg-soc' was not found.",
    );
  });

  test('tells what the caller lacks, and refuses it', async () => {
    const { send, put, get, portal } = local({ denied: ['Microsoft.SecurityInsights/metadata/*'] });
    await portal.deny(['Microsoft.SecurityInsights/alertRules/write']);
    const permissions = await send('GET', `${workspace}/providers/Microsoft.Authorization/permissions`, undefined, {
      version: '2022-04-01',
    });
    expect(permissions.json['value']).toMatchObject([
      {
        actions: ['*'],
        notActions: ['Microsoft.SecurityInsights/metadata/*', 'Microsoft.SecurityInsights/alertRules/write'],
      },
    ]);
    const refused = await put(id(1), scheduled());
    expect([refused.status, refused.code]).toEqual([403, 'AuthorizationFailed']);
    expect(refused.message).toContain("to perform action 'Microsoft.SecurityInsights/alertRules/write'");
    expect((await get(id(1))).status).toBe(404);
    expect((await send('GET', `${sentinel}/metadata`)).status).toBe(403);
    await portal.deny([]);
    expect((await put(id(1), scheduled())).status).toBe(201);
  });

  test('refuses everything with a message inside a message while it is not onboarded', async () => {
    const { send, put, portal } = local();
    const state = `${sentinel}/onboardingStates/default`;
    expect((await send('GET', state)).status).toBe(200);
    await portal.offboard();
    expect((await send('GET', state)).status).toBe(404);
    const inner: unknown = JSON.parse((await put(id(1), scheduled())).message);
    expect(inner).toMatchObject({
      error: { code: 'BadRequest', message: expect.stringContaining('is not onboarded to Microsoft Sentinel') },
    });
    expect((await send('PUT', state, { properties: {} })).status).toBe(201);
    expect((await put(id(1), scheduled())).status).toBe(201);
  });

  test('has tables, functions and a customerId for the Log Analytics endpoint', async () => {
    const { send, portal, transport } = local({ tables: [{ name: 'SigninLogs', columns: { UserId: 'string' } }] });
    await portal.addTable({ name: 'Own_CL', plan: 'Basic', columns: { Ip: 'string' } });
    await portal.addFunction('MyParser', 'a:string', 'Own_CL | where Ip == a');
    const listed = await listAll(transport, `${workspace}/tables`, { version: '2023-09-01' });
    expect(listed.items).toMatchObject([
      { name: 'SigninLogs', properties: { plan: 'Analytics' } },
      { name: 'Own_CL', properties: { plan: 'Basic', schema: { columns: [{ name: 'Ip', type: 'string' }] } } },
    ]);
    const found = await send('GET', workspace, undefined, { version: '2023-09-01' });
    const customerId = textAt(found.properties, 'customerId');
    const base = `https://api.loganalytics.io/v1/workspaces/${customerId}`;
    const metadata = await send('GET', `${base}/metadata`);
    expect(metadata.json).toMatchObject({
      tables: [{ name: 'SigninLogs', columns: [{ name: 'UserId', type: 'string' }] }, { name: 'Own_CL' }],
      functions: [{ name: 'MyParser', parameters: 'a:string', body: 'Own_CL | where Ip == a' }],
      workspaces: [{ id: customerId }],
    });
    const saved = await listAll(transport, `${workspace}/savedSearches`, { version: '2020-08-01' });
    expect(saved.items).toMatchObject([{ properties: { functionAlias: 'MyParser' } }]);
  });

  test('answers the rows that a query’s table has', async () => {
    const columns = [{ name: 'Caller', type: 'string' }];
    const { send, portal } = local({ rows: [{ table: 'SentinelHealth', columns, rows: [['x']] }] });
    await portal.addRows({ table: 'SentinelAudit', columns, rows: [['anna']] });
    const query = (text: string) => send('POST', `https://api.loganalytics.io/v1${workspace}/query`, { query: text });
    expect((await query('SentinelAudit | take 5')).json).toMatchObject({
      tables: [{ name: 'PrimaryResult', columns, rows: [['anna']] }],
    });
    expect((await query('SentinelHealth')).json).toMatchObject({ tables: [{ rows: [['x']] }] });
    expect((await query('print "SentinelAudit"')).json).toMatchObject({ tables: [{ rows: [] }] });
    expect((await query(' ')).code).toBe('BadArgumentError');
  });
});

describe('settings from a file', () => {
  test('are laid over the defaults', () => {
    const read = parseSettings({ pageSize: 3, echo: { lists: 'sorted' }, customVersionLimit: 10, workspaces: ['a'] });
    expect(withSettings(read)).toMatchObject({
      pageSize: 3,
      ifMatch: '412',
      echo: { lists: 'sorted', durations: 'verbatim' },
    });
  });

  test.each([
    [{ pagesize: 3 }, 'pagesize is no setting'],
    [{ pageSize: '3' }, 'pageSize must be a number, not "3"'],
    [{ echo: { lists: 'random' } }, 'echo.lists is "random"; allowed are verbatim, sorted, reversed'],
    [{ unknownTables: 'maybe' }, 'allowed are allowed, refused'],
    [{ tables: {} }, 'tables must be a list'],
    [{ quotas: 3 }, 'quotas must be a mapping'],
  ])('%j is refused by name', (settings, says) => {
    expect(() => parseSettings(settings)).toThrow(says);
  });
});
