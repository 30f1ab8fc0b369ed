import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { id, listAll, sentinel, workspace } from '../arm.ts';
import { local } from '../with-portal.ts';

const group = workspace.slice(0, workspace.indexOf('/providers/'));

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

  test('automation rules say who made them and who wrote them last, whatever is sent', async () => {
    const { send } = local();
    const path = `${sentinel}/automationRules/${id(1)}`;
    const sent = { displayName: 'Close', order: 1, triggeringLogic: { isEnabled: true }, actions: [] };
    const read = ['createdTimeUtc', 'lastModifiedTimeUtc', 'createdBy', 'lastModifiedBy'];
    const plain = (await send('PUT', path, { properties: sent })).properties;
    const forged = Object.fromEntries(read.map((name) => [name, 'forged']));
    const again = (await send('PUT', path, { properties: { ...sent, ...forged } })).properties;
    expect(Object.keys(plain)).toEqual(expect.arrayContaining(read));
    expect([again['createdBy'], again['lastModifiedBy']]).toEqual([plain['createdBy'], plain['lastModifiedBy']]);
    expect(plain['createdBy']).toMatchObject({ objectId: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(JSON.stringify(again)).not.toContain('forged');
  });

  test.each<[string, JsonObject, string]>([
    ['a name beyond 500 characters', { displayName: 'x'.repeat(501) }, 'maximum length of 500'],
    ['a name that is none', { displayName: 5 }, 'maximum length of 500'],
    ['an order of nothing', { order: 0 }, 'between 1 and 1000'],
    ['an order that is none', { order: '1' }, 'between 1 and 1000'],
    ['21 actions', { actions: Array.from({ length: 21 }, () => ({})) }, 'maximum length of 20'],
    ['actions that are no list', { actions: {} }, 'maximum length of 20'],
  ])('an automation rule with %s is refused', async (_, change, message) => {
    const properties = { displayName: 'Close', order: 1, triggeringLogic: {}, actions: [] };
    const write = (body: JsonObject) =>
      local().send('PUT', `${sentinel}/automationRules/${id(1)}`, { properties: body });
    const refused = await write({ ...properties, ...change });
    expect([refused.status, refused.message]).toEqual([400, expect.stringContaining(message)]);
    const most = { displayName: 'x'.repeat(500), order: 1, actions: Array.from({ length: 20 }, () => ({})) };
    expect((await write({ ...properties, ...most })).status).toBe(201);
  });

  test.each(['displayName', 'order', 'triggeringLogic', 'actions'])(
    'no automation rule goes without %s',
    async (name) => {
      const properties: JsonObject = { displayName: 'Close', order: 1, triggeringLogic: {}, actions: [] };
      const left = Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name));
      const refused = await local().send('PUT', `${sentinel}/automationRules/${id(1)}`, { properties: left });
      expect([refused.status, refused.message]).toEqual([400, expect.stringContaining(`'${name}'`)]);
    },
  );

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

  test.each<[string, string, JsonObject, string]>([
    ['whose name is no GUID', 'overview', {}, "The name 'overview' is no GUID."],
    ['whose GUID goes on', `${id(3)}0`, {}, `The name '${id(3)}0' is no GUID.`],
    ['without a name to show', id(3), { displayName: 5 }, 'The workbook has no displayName.'],
    ['without content', id(3), { serializedData: {} }, 'The workbook has no serializedData.'],
  ])('a workbook %s is refused, and nothing is stored', async (_, name, change, message) => {
    const { send } = local();
    const path = `${group}/providers/Microsoft.Insights/workbooks/${name}`;
    const properties = { displayName: 'W', serializedData: '{}', category: 'sentinel' };
    const write = (body: JsonObject) =>
      send('PUT', path, { location: 'westeurope', kind: 'shared', properties: body }, { version: '2022-04-01' });
    const refused = await write({ ...properties, ...change });
    expect([refused.status, refused.code, refused.message]).toEqual([400, 'BadRequest', message]);
    expect((await send('GET', path, undefined, { version: '2022-04-01' })).status).toBe(404);
  });

  test('workbooks are written with a place, and listed by a category', async () => {
    const { send } = local();
    const path = `${group}/providers/Microsoft.Insights/workbooks`;
    const body = { kind: 'shared', properties: { displayName: 'W', serializedData: '{}' } };
    const unplaced = await send('PUT', `${path}/${id(3)}`, body, { version: '2022-04-01' });
    expect([unplaced.status, unplaced.code]).toEqual([400, 'LocationRequired']);
    const placed = await send('PUT', `${path}/${id(3)}`, { ...body, location: 'x' }, { version: '2022-04-01' });
    expect(placed.status).toBe(200);
    const listed = await send('GET', path, undefined, { version: '2022-04-01' });
    expect([listed.status, listed.message]).toEqual([400, 'The query parameter category is required.']);
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

test.each<[string, JsonObject, Readonly<Record<string, string>>, number]>([
  ['says nothing of its etag', {}, {}, 409],
  ['says an empty etag', { etag: '' }, {}, 409],
  ['says an etag that is no text', { etag: 5 }, {}, 409],
  ['says any etag in its body', { etag: '*' }, {}, 200],
  ['says any etag in a header', {}, { 'if-match': '*' }, 200],
])('a second write of a saved search that %s', async (_, more, headers, expected) => {
  const { send } = local({ savedSearchEtag: 'required' });
  const path = `${workspace}/savedSearches/hunt`;
  const body = { properties: { category: 'Hunting Queries', displayName: 'Hunt', query: 'SigninLogs' } };
  expect((await send('PUT', path, body)).status).toBe(200);
  const { status, message } = await send('PUT', path, { ...body, ...more }, { headers });
  expect([status, message]).toEqual([
    expected,
    expected === 409 ? 'Newer data exists in the Customer Configuration Store.' : '',
  ]);
});
