import { describe, expect, test } from '@jest/globals';
import { emulator, id, nrt, preview, scheduled, sentinel, textAt } from '../arm.ts';
import { wordList } from '../../../src/emulator/word-list.ts';

/** What a portal export of version 2023-12-01-preview holds, lastModifiedUtc apart. */
const exportedKeys = wordList(
  'alertDetailsOverride alertRuleTemplateName customDetails description displayName enabled ' +
    'entityMappings eventGroupingSettings incidentConfiguration query queryFrequency queryPeriod ' +
    'sentinelEntitiesMappings severity startTimeUtc subTechniques suppressionDuration ' +
    'suppressionEnabled tactics techniques templateVersion triggerOperator triggerThreshold',
);

describe('writing a rule', () => {
  test('answers 201 for a new one and 200 for a replaced one, each time with another etag', async () => {
    const { put } = emulator();
    const created = await put(id(1), scheduled());
    const updated = await put(id(1), scheduled({ severity: 'High' }));
    expect([created.status, updated.status]).toEqual([201, 200]);
    expect(created.json['etag']).toMatch(/^"[0-9a-f]{8}-.*"$/);
    expect(updated.json['etag']).not.toBe(created.json['etag']);
    expect(updated.properties['severity']).toBe('High');
  });

  test('fills in all 23 properties of an export on GET, with the service’s defaults', async () => {
    const { put, get } = emulator({ echo: { lookback: 'PT5M' } });
    await put(id(1), scheduled());
    const { properties } = await get(id(1));
    expect(exportedKeys).toHaveLength(23);
    expect(Object.keys(properties).sort()).toEqual([...exportedKeys, 'lastModifiedUtc'].sort());
    expect(properties).toMatchObject({
      alertDetailsOverride: null,
      entityMappings: null,
      techniques: null,
      eventGroupingSettings: null,
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          enabled: false,
          reopenClosedIncident: false,
          lookbackDuration: 'PT5M',
          matchingMethod: 'AllEntities',
          groupByEntities: [],
          groupByAlertDetails: null,
          groupByCustomDetails: null,
        },
      },
    });
  });

  test('replaces the whole rule: a property that is not sent again is gone', async () => {
    const { put, get } = emulator();
    await put(id(1), scheduled({ tactics: ['Execution'], techniques: ['T1059'], subTechniques: ['T1059.001'] }));
    await put(id(1), scheduled());
    expect((await get(id(1))).properties).toMatchObject({
      tactics: null,
      techniques: null,
      subTechniques: null,
    });
  });

  test('moves lastModifiedUtc with the clock, and systemData where rules have it', async () => {
    const { put, clock } = emulator({ ruleSystemData: 'present' });
    const created = await put(id(1), scheduled());
    clock.advance(60_000);
    const updated = await put(id(1), scheduled());
    expect(created.properties['lastModifiedUtc']).toBe('2026-01-05T00:00:00.0000000Z');
    expect(updated.properties['lastModifiedUtc']).toBe('2026-01-05T00:01:00.0000000Z');
    expect(updated.json['systemData']).toMatchObject({
      createdAt: '2026-01-05T00:00:00.0000000Z',
      lastModifiedAt: '2026-01-05T00:01:00.0000000Z',
    });
  });

  test('finds a rule by its id in any letters and keeps the letters it was made with', async () => {
    const { put, get, list } = emulator();
    await put('ABCDEFAB-0000-4000-8000-000000000001', scheduled());
    const again = await put('abcdefab-0000-4000-8000-000000000001', scheduled());
    expect(again.status).toBe(200);
    expect((await get('abcdefab-0000-4000-8000-000000000001')).json['name']).toMatch(/^ABCDEFAB/);
    expect((await list()).names).toHaveLength(1);
  });

  test('refuses a change of kind', async () => {
    const { put } = emulator();
    await put(id(1), scheduled());
    expect((await put(id(1), nrt())).status).toBe(400);
    const allowed = emulator({ kindChange: 'allowed' });
    await allowed.put(id(1), scheduled());
    expect((await allowed.put(id(1), nrt())).status).toBe(200);
  });

  test('refuses a body that is no JSON object', async () => {
    const { put } = emulator();
    for (const body of [[], 'text', null]) expect((await put(id(1), body)).code).toBe('InvalidRequestContent');
  });
});

describe('deleting a rule', () => {
  test('answers 200, and 204 where nothing is', async () => {
    const { put, remove, get } = emulator();
    await put(id(1), scheduled());
    expect((await remove(id(1))).status).toBe(200);
    expect((await remove(id(1))).status).toBe(204);
    expect((await get(id(1))).status).toBe(404);
  });

  test.each([
    ['400', 400],
    ['409', 409],
  ] as const)('blocks the id for 24 hours with a %s', async (tombstone, status) => {
    const { put, remove, clock } = emulator({ tombstone });
    await put(id(1), scheduled());
    await remove(id(1));
    clock.advance(24 * 3_600_000 - 1);
    const blocked = await put(id(1), scheduled());
    expect(blocked.status).toBe(status);
    expect(blocked.message).toBe(
      `The rule with id '${id(1)}' was recently deleted. ` +
        'You need to allow some time before re-using the same id. Please try again later.',
    );
    clock.advance(1);
    expect((await put(id(1), scheduled())).status).toBe(201);
  });

  test('frees the id at once where the setting says so', async () => {
    const { put, remove } = emulator({ tombstone: 'none' });
    await put(id(1), scheduled());
    await remove(id(1));
    expect((await put(id(1), scheduled())).status).toBe(201);
  });
});

describe('listing rules', () => {
  test('pages with nextLink, each rule once, in order of creation', async () => {
    const { put, list } = emulator({ pageSize: 3 });
    const names = Array.from({ length: 7 }, (_, index) => id(index));
    for (const name of names) await put(name, scheduled());
    expect(await list()).toMatchObject({ names, pages: 3 });
  });

  test('keeps the pages whole when a rule goes between two of them', async () => {
    const { put, send, remove } = emulator({ pageSize: 2 });
    for (let index = 0; index < 4; index += 1) await put(id(index), scheduled());
    const first = await send('GET', `${sentinel}/alertRules`);
    await remove(id(0));
    const second = await send('GET', textAt(first.json, 'nextLink'));
    expect(second.json['value']).toMatchObject([{ name: id(2) }, { name: id(3) }]);
  });

  test('leaves near-real-time rules out of stable versions without a word', async () => {
    const { put, list, get } = emulator();
    await put(id(1), nrt());
    await put(id(2), scheduled());
    expect((await list({ version: preview })).names).toEqual([id(1), id(2)]);
    expect((await list({ version: '2025-09-01' })).names).toEqual([id(2)]);
    expect((await get(id(1), { version: '2025-09-01' })).status).toBe(404);
    expect((await put(id(3), nrt(), { version: '2025-09-01' })).status).toBe(400);
  });
});

describe('api-versions', () => {
  const late = {
    techniques: ['T1059'],
    subTechniques: ['T1059.001'],
    sentinelEntitiesMappings: [{ columnName: 'Entities' }],
    alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }] },
  };

  test('drop and hide what they do not know', async () => {
    const { put, get } = emulator();
    await put(id(1), scheduled(late));
    const stable = (await get(id(1), { version: '2025-09-01' })).properties;
    expect(stable).not.toHaveProperty('subTechniques');
    expect(stable).not.toHaveProperty('sentinelEntitiesMappings');
    expect(stable).toHaveProperty('alertDetailsOverride.alertDynamicProperties', [
      { alertProperty: 'AlertLink', value: 'Link' },
    ]);
    expect((await get(id(1), { version: '2022-08-01' })).properties).not.toHaveProperty(
      'alertDetailsOverride.alertDynamicProperties',
    );
    await put(id(1), scheduled(late), { version: '2025-09-01' });
    expect((await get(id(1))).properties['subTechniques']).toBeNull();
  });

  test('are required, and must be known', async () => {
    const { send } = emulator();
    const missing = await send('GET', `https://management.azure.com${sentinel}/alertRules`);
    expect([missing.status, missing.code]).toEqual([400, 'MissingApiVersionParameter']);
    const unknown = await send('GET', `${sentinel}/alertRules`, undefined, { version: '2099-01-01' });
    expect([unknown.status, unknown.code]).toEqual([400, 'InvalidApiVersionParameter']);
  });
});

describe('unknown properties', () => {
  const body = {
    ...scheduled({
      brandNew: 1,
      incidentConfiguration: { createIncident: true, alsoNew: 'x' },
      entityMappings: [
        { entityType: 'IP', extra: 1, fieldMappings: [{ identifier: 'Address', columnName: 'A', more: 2 }] },
      ],
    }),
    newEnvelope: true,
  };

  test('are dropped at every level', async () => {
    const { put, get } = emulator({ unknownProperties: 'dropped' });
    await put(id(1), body);
    expect(JSON.stringify((await get(id(1))).json)).not.toMatch(/brandNew|alsoNew|extra|more|newEnvelope/);
  });

  test('are echoed at every level', async () => {
    const { put, get } = emulator({ unknownProperties: 'echoed' });
    await put(id(1), body);
    expect((await get(id(1))).json).toMatchObject({
      newEnvelope: true,
      properties: { brandNew: 1, incidentConfiguration: { alsoNew: 'x' }, entityMappings: [{ extra: 1 }] },
    });
  });

  test('are rejected by name', async () => {
    const { put } = emulator({ unknownProperties: 'rejected' });
    expect((await put(id(1), scheduled())).status).toBe(201);
    expect((await put(id(2), scheduled({ brandNew: 1 }))).message).toContain("'brandNew'");
    expect((await put(id(2), { ...scheduled(), newEnvelope: 1 })).message).toContain("'newEnvelope'");
  });
});
