import { describe, expect, test } from '@jest/globals';
import { id, listAll, scheduled, sentinel, textAt, workspace } from '../arm.ts';
import { local } from '../with-portal.ts';

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
    const type = 'Microsoft.OperationalInsights/workspaces/tables';
    const kept = { retentionInDays: 90, totalRetentionInDays: 90, provisioningState: 'Succeeded' };
    const timeGenerated = { name: 'TimeGenerated', type: 'datetime' };
    const schemas = {
      SigninLogs: { tableType: 'Microsoft', standardColumns: [{ name: 'UserId', type: 'string' }] },
      Own_CL: {
        tableType: 'CustomLog',
        columns: [{ name: 'Ip', type: 'string' }],
        standardColumns: [timeGenerated],
      },
    };
    expect(listed.items).toEqual(
      Object.entries(schemas).map(([name, schema], index) => ({
        id: `${workspace}/tables/${name}`,
        name,
        type,
        properties: { plan: ['Analytics', 'Basic'][index], ...kept, schema: { name, ...schema } },
      })),
    );
    const found = await send('GET', workspace, undefined, { version: '2023-09-01' });
    const customerId = textAt(found.properties, 'customerId');
    const base = `https://api.loganalytics.io/v1/workspaces/${customerId}`;
    const metadata = await send('GET', `${base}/metadata`);
    expect(metadata.json).toMatchObject({
      tables: [{ name: 'SigninLogs', columns: [{ name: 'UserId', type: 'string' }] }, { name: 'Own_CL' }],
      functions: [
        { name: 'MyParser', displayName: 'MyParser', parameters: 'a:string', body: 'Own_CL | where Ip == a' },
      ],
      workspaces: [{ id: customerId }],
    });
    const saved = await listAll(transport, `${workspace}/savedSearches`, { version: '2020-08-01' });
    expect(saved.items).toMatchObject([{ properties: { functionAlias: 'MyParser' } }]);
  });

  test('tells of a function that was saved bare what it has, and nothing else of it', async () => {
    const { send } = local({});
    const save = (name: string, properties: Readonly<Record<string, string>>) =>
      send('PUT', `${workspace}/savedSearches/${name}`, { properties }, { version: '2020-08-01' });
    await save('bare', { category: 'c', functionAlias: 'Bare' });
    await save('named', { category: 'c', functionAlias: 'Named', displayName: 'A name', query: 'print 1' });
    await save('search', { category: 'c', displayName: 'No function', query: 'print 1' });
    const found = await send('GET', `https://api.loganalytics.io/v1${workspace}/metadata`);
    expect(found.json['functions']).toEqual([
      { id: 'f/Bare', name: 'Bare', displayName: 'Bare', parameters: '', body: '' },
      { id: 'f/Named', name: 'Named', displayName: 'A name', parameters: '', body: 'print 1' },
    ]);
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

  test('refuses a query over a table that is not among those it lists', async () => {
    const { send, portal } = local({});
    await portal.addTable({ name: 'SigninLogs', columns: { UserId: 'string' } });
    const query = (text: string) => send('POST', `https://api.loganalytics.io/v1${workspace}/query`, { query: text });
    expect((await query('SigninLogs | take 5')).json).toMatchObject({ tables: [{ rows: [] }] });
    expect((await query('SentinelAudit | take 1')).json).toMatchObject({
      error: { message: expect.stringContaining("table or column expression named 'SentinelAudit'") },
    });
  });
});
