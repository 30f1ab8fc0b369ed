import { describe, expect, test } from '@jest/globals';
import { emulator, id, listAll, scheduled, sentinel, textAt, workspace } from '../arm.ts';
import { local } from '../with-portal.ts';

const recorded = { version: '2021-09-01-preview' };
const oldest = { version: '2020-01-01' };
const grouping = 'incidentConfiguration.groupingConfiguration';

const withGrouping = (more: object = {}) =>
  scheduled({
    incidentConfiguration: {
      createIncident: true,
      groupingConfiguration: {
        enabled: false,
        reopenClosedIncident: false,
        lookbackDuration: 'PT5H',
        matchingMethod: 'AnyAlert',
        ...more,
      },
    },
  });

describe('rules, as recorded up to 2022-08-01', () => {
  test('leave out the groups that nobody sent, and have null for texts and tactics', async () => {
    const { put } = emulator();
    const { properties } = await put(id(1), scheduled({ description: null, tactics: null }), recorded);
    for (const name of [
      'eventGroupingSettings',
      'entityMappings',
      'customDetails',
      'alertDetailsOverride',
      'techniques',
    ])
      expect(properties).not.toHaveProperty(name);
    expect(properties).toMatchObject({ description: null, tactics: null, alertRuleTemplateName: null });
  });

  test('answer the same rule with null for absent groups in later versions', async () => {
    const { put, get } = emulator();
    await put(id(1), scheduled(), recorded);
    expect((await get(id(1))).properties).toMatchObject({ entityMappings: null, eventGroupingSettings: null });
  });

  test('fill in a grouping that was not sent, and null for lists missing in one that was', async () => {
    const { put } = emulator({ echo: { lookback: 'PT5M' } });
    const unsent = await put(id(1), scheduled(), recorded);
    expect(unsent.properties).toHaveProperty(`${grouping}.lookbackDuration`, 'PT5M');
    expect(unsent.properties).toHaveProperty(`${grouping}.groupByEntities`, []);
    expect(unsent.properties).toHaveProperty(`${grouping}.groupByAlertDetails`, null);
    const sent = await put(id(2), withGrouping({ groupByAlertDetails: [] }), recorded);
    expect(sent.properties).toHaveProperty(`${grouping}.groupByEntities`, null);
    expect(sent.properties).toHaveProperty(`${grouping}.groupByAlertDetails`, []);
  });

  test('group by entities alone in 2020, under the name of that time', async () => {
    const { put, get } = emulator();
    const { properties } = await put(id(1), withGrouping(), oldest);
    expect(properties).toHaveProperty(`${grouping}.entitiesMatchingMethod`, 'None');
    expect(properties).not.toHaveProperty(`${grouping}.matchingMethod`);
    expect(properties).not.toHaveProperty(`${grouping}.groupByCustomDetails`);
    await put(id(2), withGrouping({ matchingMethod: undefined, entitiesMatchingMethod: 'All' }), oldest);
    expect((await get(id(2))).properties).toHaveProperty(`${grouping}.matchingMethod`, 'AllEntities');
  });

  test('have no systemData, and lists of null where an incident rule was sent none', async () => {
    const { put } = emulator();
    const body = {
      kind: 'MicrosoftSecurityIncidentCreation',
      properties: { displayName: 'All', enabled: true, productFilter: 'Azure Security Center' },
    };
    const { json, properties } = await put('no-guid', body, { version: '2022-08-01' });
    expect(json).not.toHaveProperty('systemData');
    expect(properties).toMatchObject({ severitiesFilter: null, displayNamesFilter: null, description: null });
  });

  test('tell a stale etag, an absent rule and a deleted one in the service’s words', async () => {
    const { put, get, remove, send } = emulator();
    const customer = textAt((await send('GET', workspace)).properties, 'customerId');
    const created = await put(id(1), scheduled());
    await put(id(1), scheduled());
    const stale = await put(id(1), { ...scheduled(), etag: created.json['etag'] ?? null });
    expect([stale.status, stale.code]).toEqual([409, 'Conflict']);
    expect(stale.message).toBe(
      `Newer instance of rule '${id(1)}' exists for workspace '${customer}' (Etag does not match). Data was not saved.`,
    );
    const removed = await remove(id(1));
    expect([removed.status, removed.body]).toEqual([200, '{}']);
    const absent = await get(id(1));
    expect([absent.status, absent.code]).toEqual([404, 'NotFound']);
    expect(absent.message).toBe(`Cannot find rule with resource name '${id(1)}' for workspaceId '${customer}'.`);
  });

  test.each([
    ['by-version', '2019-01-01-preview', 409],
    ['by-version', '2022-08-01', 200],
    ['optional', '2019-01-01-preview', 200],
    ['required', '2022-08-01', 400],
  ] as const)('an update without an etag, %s, at %s: %i', async (etagOnUpdate, version, status) => {
    const { put } = emulator({ etagOnUpdate });
    await put(id(1), scheduled());
    expect((await put(id(1), scheduled(), { version })).status).toBe(status);
  });
});

describe('onboarding, as recorded', () => {
  test.each([
    ['made', ['BuiltInFusion', id(1)]],
    ['none', [id(1)]],
  ] as const)('the Fusion rule of the service is %s', async (fusionOnOnboarding, names) => {
    const { send, put, list } = emulator({ onboarded: false, fusionOnOnboarding });
    const state = `${sentinel}/onboardingStates/default`;
    const made = await send('PUT', state, { properties: { customerManagedKey: false } });
    expect([made.status, made.properties]).toEqual([201, {}]);
    expect(made.json['systemData']).toHaveProperty('createdBy');
    expect((await send('GET', state)).json['systemData']).toEqual({});
    await put(id(1), scheduled());
    expect((await list()).names).toEqual(names);
    expect((await send('DELETE', state)).body).toBe('{}');
  });
});

test('the Fusion rule of the service has a text, a severity and tactics that nobody sent', async () => {
  const { send, get } = emulator({ onboarded: false });
  await send('PUT', `${sentinel}/onboardingStates/default`, { properties: {} });
  const { properties } = await get('BuiltInFusion', recorded);
  expect(properties).toMatchObject({ displayName: 'Advanced Multistage Attack Detection', severity: 'High' });
  expect(properties['tactics']).toHaveLength(12);
  expect(properties).not.toHaveProperty('techniques');
});

describe('metadata, as recorded', () => {
  const path = `${sentinel}/metadata/m`;
  const body = { properties: { parentId: 'contoso', kind: 'Solution' } };

  test('has no etag and names the workspace as the source where none was sent', async () => {
    const { send } = emulator();
    const { json, properties } = await send('PUT', path, body);
    expect(json).not.toHaveProperty('etag');
    expect(properties['source']).toMatchObject({ kind: 'LocalWorkspace', name: 'law-soc' });
    expect((await emulator({ metadataEtag: 'present' }).send('PUT', path, body)).json).toHaveProperty('etag');
  });

  test('is absent, and refused, in a problem document or in ARM’s form', async () => {
    const { send } = emulator();
    expect((await send('GET', path)).json).toMatchObject({ title: 'Not Found', status: 404 });
    expect((await send('PUT', path, { properties: {} })).json).toMatchObject({ title: 'Bad Request', status: 400 });
    const arm = emulator({ metadataErrors: 'arm' });
    expect((await arm.send('PUT', path, { properties: {} })).code).toBe('BadRequest');
  });

  test('spells resourceGroups in its ids in two ways', async () => {
    const { send } = emulator({ metadataIds: 'resourcegroups' });
    expect(textAt((await send('PUT', path, body)).json, 'id')).toContain('/resourcegroups/rg-soc/');
  });
});

describe('actions of rules, as recorded', () => {
  test('never answer triggerUri, and have an etag only where they are read', async () => {
    const { send, transport } = emulator();
    const path = `${sentinel}/alertRules/Rule/actions/Action`;
    const made = await send('PUT', path, {
      properties: { logicAppResourceId: '/x', triggerUri: 'https://x.example/workflows/abc/triggers/t?sig=s' },
    });
    expect([made.status, made.properties]).toEqual([201, { workflowId: 'abc', logicAppResourceId: '/x' }]);
    expect(made.json).not.toHaveProperty('etag');
    expect((await send('GET', path)).json).toHaveProperty('etag');
    const { items } = await listAll(transport, `${sentinel}/alertRules/Rule/actions`);
    expect(textAt(items[0], 'id')).toContain('/alertRules/asicustomalertsv3_rule_action/actions/Action');
  });
});

describe('automation rules, as recorded', () => {
  test('have empty conditions, and null for what ModifyProperties does not change', async () => {
    const { send } = emulator();
    const triggeringLogic = { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created' };
    const playbook = { order: 2, actionType: 'RunPlaybook', actionConfiguration: { logicAppResourceId: '/x' } };
    const made = await send('PUT', `${sentinel}/automationRules/a`, {
      properties: {
        displayName: 'A',
        order: 1,
        triggeringLogic,
        actions: [{ order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity: 'High' } }, playbook],
      },
    });
    expect(made.properties['triggeringLogic']).toEqual({ ...triggeringLogic, conditions: [] });
    expect(made.properties['actions']).toMatchObject([
      { actionConfiguration: { severity: 'High', status: null, owner: null, labels: null } },
      playbook,
    ]);
    expect(made.properties['createdTimeUtc']).toBe('2026-01-05T00:00:00Z');
    expect(made.json).not.toHaveProperty('systemData');
    expect(textAt(made.json, 'type')).toBe('Microsoft.SecurityInsights/AutomationRules');
  });
});

describe('watchlists, as recorded', () => {
  const path = `${sentinel}/watchlists/vips`;
  const body = { properties: { displayName: 'V', provider: 'P', itemsSearchKey: 'ip' } };
  const stable = { version: '2022-08-01' };

  test('are made with a 200, lose uploadStatus at the second write, and have no etag in a list', async () => {
    const { send, transport } = emulator();
    const made = await send('PUT', path, body, stable);
    expect([made.status, made.properties['uploadStatus']]).toEqual([200, 'New']);
    expect((await send('PUT', path, body, stable)).properties).not.toHaveProperty('uploadStatus');
    const { items } = await listAll(transport, `${sentinel}/watchlists`, stable);
    expect(items[0]).not.toHaveProperty('etag');
  });

  test.each([
    ['by-version', '2022-06-01-preview', 'provisioningState'],
    ['by-version', '2022-08-01', 'uploadStatus'],
    ['provisioningState', '2022-08-01', 'provisioningState'],
    ['uploadStatus', '2022-06-01-preview', 'uploadStatus'],
  ] as const)('tell the state of an upload %s at %s in %s', async (watchlistState, version, member) => {
    const { properties } = await emulator({ watchlistState }).send('PUT', path, body, { version });
    expect(['provisioningState', 'uploadStatus'].filter((name) => Object.hasOwn(properties, name))).toEqual([member]);
  });

  test('have an address for the upload and a category at previews', async () => {
    const { properties } = await emulator().send('PUT', path, body, { version: '2022-06-01-preview' });
    expect(properties).toMatchObject({ provisioningState: 'Succeeded', sasUri: '', watchlistCategory: 'General' });
  });

  test('are absent in words of their own, and say at previews where their removal is told', async () => {
    const { send } = emulator();
    const absent = await send('GET', path);
    expect([absent.status, absent.code, absent.message]).toEqual([404, '404', "Resource 'vips' does not exist"]);
    await send('PUT', path, body);
    expect((await send('DELETE', path, undefined, stable)).headers).not.toHaveProperty('azure-asyncoperation');
    await send('PUT', path, body);
    const removed = await send('DELETE', path);
    expect(removed.body).toBe('{}');
    const status = await send('GET', removed.headers['azure-asyncoperation'] ?? '');
    expect(status.json['status']).toBe('Succeeded');
  });

  test('make rows of rawContent, quotes and skipped lines included, and only once of equal ones', async () => {
    const { send, transport } = emulator();
    const raw = (rawContent: string, more: object = {}) => ({
      properties: { ...body.properties, rawContent, ...more },
    });
    await send('PUT', path, raw('# exported\nip,note\n192.0.2.1,"a, ""b"""\n192.0.2.2,\n', { numberOfLinesToSkip: 1 }));
    await send('PUT', path, raw('ip\tnote\n192.0.2.2\t\n192.0.2.3\tc', { contentType: 'text/tsv' }));
    const { items } = await listAll(transport, `${path}/watchlistItems`);
    expect(items.map((item) => item['properties'])).toMatchObject([
      { itemsKeyValue: { ip: '192.0.2.1', note: 'a, "b"' } },
      { itemsKeyValue: { ip: '192.0.2.2', note: '' } },
      { itemsKeyValue: { ip: '192.0.2.3', note: 'c' } },
    ]);
    expect((await send('GET', path)).properties).not.toHaveProperty('rawContent');
    await send('DELETE', path);
    expect((await listAll(transport, `${path}/watchlistItems`)).items).toEqual([]);
  });

  test('ignore rawContent where the setting says so', async () => {
    const { send, transport } = emulator({ watchlistContent: 'ignored' });
    await send('PUT', path, { properties: { ...body.properties, rawContent: 'ip\n192.0.2.1' } });
    expect((await listAll(transport, `${path}/watchlistItems`)).items).toEqual([]);
  });

  test('keep the etag of a row that is written as it is', async () => {
    const { send } = emulator();
    const row = `${path}/watchlistItems/${id(1)}`;
    const first = await send('PUT', row, { properties: { itemsKeyValue: { ip: '192.0.2.1' } } });
    const again = await send('PUT', row, { properties: { itemsKeyValue: { ip: '192.0.2.1' } } });
    const other = await send('PUT', row, { properties: { itemsKeyValue: { ip: '192.0.2.2' } } });
    expect([first.status, again.json['etag']]).toEqual([200, first.json['etag']]);
    expect(other.json['etag']).not.toBe(first.json['etag']);
    expect(first.properties).toMatchObject({ watchlistItemId: id(1), entityMapping: {}, isDeleted: false });
  });
});

describe('saved searches, as recorded', () => {
  const path = `${workspace}/savedSearches/s`;
  const body = {
    properties: { category: 'c', displayName: 'D', query: 'Heartbeat', tags: [{ name: 'a', value: 'b' }] },
  };
  const builtInSearches = [{ name: 'LogManagement(x)_|All', properties: { displayName: 'All' } }];

  test('are made and updated with a 200 and a weak etag, and removed with an empty answer', async () => {
    const { send } = emulator();
    const made = await send('PUT', path, body);
    expect([made.status, made.properties['version']]).toEqual([200, 2]);
    const etag = textAt(made.json, 'etag');
    expect(etag).toMatch(/^W\/"datetime'2026-01-05T00%3A00%3A00\.\d{7}Z'"$/);
    const updated = await send('PUT', path, { ...body, etag });
    expect(updated.status).toBe(200);
    expect(textAt(updated.json, 'etag')).not.toBe(etag);
    expect((await send('PUT', path, { ...body, etag })).status).toBe(409);
    expect((await send('DELETE', path)).body).toBe('');
    const absent = await send('GET', path);
    expect([absent.code, absent.message]).toEqual(['SavedSearchNotFound', "Saved search 's' could not be found."]);
  });

  test.each([
    ['required', '2020-08-01', 409],
    ['optional', '2020-08-01', 200],
    ['optional', '2015-03-20', 409],
  ] as const)('a second write without an etag, which is %s, at %s: %i', async (savedSearchEtag, version, status) => {
    const { send } = emulator({ savedSearchEtag });
    await send('PUT', path, body, { version });
    expect((await send('PUT', path, body, { version })).status).toBe(status);
  });

  test.each([
    ['2021', { properties: { Category: 'c', Tags: [{ Name: 'a', Value: 'b' }] } }, false, /^subscriptions/],
    ['2024', { properties: { category: 'c' } }, false, /^\/subscriptions/],
    ['2025', { properties: { category: 'c' }, name: 's' }, true, /^\/subscriptions/],
  ] as const)('have the shape of %s', async (savedSearchShape, shape, named, idForm) => {
    const { send } = emulator({ savedSearchShape, builtInSearches });
    const { json } = await send('PUT', path, body);
    expect(json).toMatchObject(shape);
    expect([Object.hasOwn(json, 'name'), idForm.test(textAt(json, 'id'))]).toEqual([named, true]);
    const list = (await send('GET', `${workspace}/savedSearches`)).json;
    expect(list['value']).toMatchObject([{ name: 's' }, { name: 'LogManagement(x)_|All' }]);
    expect(Object.hasOwn(list, '__metadata')).toBe(savedSearchShape === '2021');
  });

  test('end with those that came with the workspace, which have no etag', async () => {
    const { send } = emulator({ builtInSearches });
    const { json } = await send('GET', `${workspace}/savedSearches`);
    expect(json['value']).toEqual([expect.not.objectContaining({ etag: expect.anything() })]);
    expect((await send('GET', `${workspace}/savedSearches/LogManagement(x)_%7CAll`)).status).toBe(200);
  });
});

describe('templates of the gallery, as recorded', () => {
  test('have neither etag nor systemData', async () => {
    const { send, portal } = local();
    await portal.seed('alertRuleTemplates', id(7), { kind: 'Scheduled', properties: { displayName: 'T' } });
    const { json } = await send('GET', `${sentinel}/alertRuleTemplates/${id(7)}`);
    expect(Object.keys(json).toSorted()).toEqual(['id', 'kind', 'name', 'properties', 'type']);
  });
});
