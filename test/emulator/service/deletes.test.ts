import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { emulator, id, scheduled, sentinel, workspace } from '../arm.ts';

const group = workspace.slice(0, workspace.indexOf('/providers/'));
const list = { displayName: 'V', provider: 'P', itemsSearchKey: 'ip' };
const definition = { query: 'T | summarize count()', binSize: 60, destinationTable: 'T_CL' };

/** What each collection answers to the removal of a resource, and to a read and a removal of one that is gone. */
test.each<[name: string, path: string, body: JsonObject, removed: string, code: string]>([
  ['alert rules', `${sentinel}/alertRules/${id(1)}`, scheduled(), '200 {}', 'NotFound'],
  [
    'automation rules',
    `${sentinel}/automationRules/${id(1)}`,
    { properties: { displayName: 'C', order: 1, triggeringLogic: { isEnabled: true }, actions: [] } },
    '200 {}',
    'NotFound',
  ],
  ['watchlists', `${sentinel}/watchlists/vips`, { properties: list }, '200 {}', '404'],
  [
    'saved searches',
    `${workspace}/savedSearches/s`,
    { properties: { category: 'c', displayName: 'D', query: 'T' } },
    '200 ',
    'SavedSearchNotFound',
  ],
  [
    'summary rules',
    `${workspace}/summaryLogs/s`,
    { properties: { ruleType: 'User', ruleDefinition: definition } },
    '202 ',
    'ResourceNotFound',
  ],
  [
    'workbooks',
    `${group}/providers/Microsoft.Insights/workbooks/${id(1)}`,
    { kind: 'shared', location: 'x', properties: { displayName: 'W', serializedData: '{}' } },
    '200 ',
    'WorkbookNotFound',
  ],
  [
    'Logic Apps',
    `${group}/providers/Microsoft.Logic/workflows/W`,
    { location: 'x', properties: { definition: { triggers: {} } } },
    '200 ',
    'ResourceNotFound',
  ],
])('removed %s are gone, and gone ones are none to remove', async (_name, path, body, removed, code) => {
  const { send } = emulator();
  const said = async (method: 'DELETE' | 'GET'): Promise<string> => {
    const answer = await send(method, path);
    return `${answer.status} ${method === 'GET' ? answer.code : answer.body}`;
  };
  expect((await send('PUT', path, body)).status).toBeLessThan(300);
  expect((await send('GET', path)).status).toBe(200);
  expect(await said('DELETE')).toBe(removed);
  expect(await said('GET')).toBe(`404 ${code}`);
  expect(await said('DELETE')).toBe('204 ');
});

test('a Logic App is answered with what is kept of it, and with what the service adds', async () => {
  const { send } = emulator();
  const path = `${group}/providers/Microsoft.Logic/workflows/W`;
  const recurrence = { frequency: 'Hour', interval: 1 };
  const triggers = { Timer: { type: 'Recurrence', recurrence }, Called: { type: 'Request' } };
  const properties = { definition: { triggers, actions: {} }, unheard: 'of' };
  await send('PUT', path, { location: 'westeurope', properties });
  const { json } = await send('GET', path);
  expect(json).toMatchObject({ id: path, name: 'W', type: 'Microsoft.Logic/workflows', location: 'westeurope' });
  expect(json).not.toHaveProperty('etag');
  expect(json['properties']).toMatchObject({
    state: 'Enabled',
    parameters: {},
    definition: {
      triggers: { ...triggers, Timer: { ...triggers.Timer, evaluatedRecurrence: recurrence } },
      actions: {},
    },
  });
  expect(json['properties']).not.toHaveProperty('unheard');
  await send('PUT', path, { properties: { state: 'Disabled', definition: {} } });
  const changed = (await send('GET', path)).json;
  expect(changed['properties']).toMatchObject({ state: 'Disabled', definition: {} });
  expect(changed).not.toHaveProperty('location');
});
