import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import type { SettingOverrides } from '../../../src/emulator/index.ts';
import { emulator, id, nrt, scheduled } from '../arm.ts';
import { holdTo, text, type Limit } from '../at-the-limit.ts';

const limits: readonly Limit[] = [
  ['the length of a query', { query: text(10_000) }, { query: text(10_001) }, "Invalid length of '10001' for 'Query'."],
  ['a query that is there', { query: 'T' }, { query: '' }, "Invalid length of '0' for 'Query'."],
  ['search over everything', { query: 'search in (T) "x"' }, { query: 'search * | take 1' }, "'search *' or 'union *'"],
  ['union of everything', { query: 'union A, B' }, { query: 'union\n  * // all' }, "'search *' or 'union *'"],
  ['the type of a number', { triggerThreshold: 1 }, { triggerThreshold: '1' }, 'triggerThreshold'],
  ['what is required', { enabled: false }, { enabled: null }, "Required property 'enabled' not found"],
];

const wrongTypes: Readonly<Record<string, JsonValue>> = {
  displayName: 5,
  description: ['x'],
  query: {},
  severity: 1,
  enabled: 'true',
  queryFrequency: 60,
  queryPeriod: '1h',
  triggerOperator: 0,
  triggerThreshold: 1.5,
  suppressionEnabled: 0,
  suppressionDuration: 'five hours',
  startTimeUtc: 5,
  alertRuleTemplateName: 5,
  templateVersion: 1,
  tactics: 'Impact',
  techniques: [1],
  subTechniques: {},
  eventGroupingSettings: [],
  customDetails: { A: 1 },
  entityMappings: ['IP'],
  sentinelEntitiesMappings: {},
  alertDetailsOverride: 'x',
  incidentConfiguration: true,
};

describe('the service’s limits', () => {
  holdTo(limits);

  test.each(Object.entries(wrongTypes))('the type of %s', async (name, value) => {
    const refused = await emulator().put(id(1), scheduled({ [name]: value }));
    expect([refused.status, refused.code]).toEqual([400, 'BadRequest']);
    expect(refused.message).toContain(`[${name}: Error converting value`);
  });
});

describe('kinds', () => {
  test('NRT takes what a scheduled rule has, without a schedule', async () => {
    const { put, get } = emulator();
    expect((await put(id(1), nrt({ queryFrequency: 'PT5M' }))).status).toBe(201);
    expect((await get(id(1))).properties).not.toHaveProperty('queryFrequency');
    const rejecting = emulator({ unknownProperties: 'rejected' });
    expect((await rejecting.put(id(1), nrt({ queryFrequency: 'PT5M' }))).message).toContain("'queryFrequency'");
  });

  test.each(['Fusion', 'MLBehaviorAnalytics'])('%s takes nothing that its template fixes', async (kind) => {
    const { put, get } = emulator();
    const properties = { alertRuleTemplateName: id(9), enabled: true };
    expect((await put('BuiltInFusion', { kind, properties })).status).toBe(201);
    expect((await get('BuiltInFusion')).json['name']).toBe('BuiltInFusion');
    expect((await put('BuiltInFusion', { kind, properties: { ...properties, severity: 'Low' } })).message).toBe(
      "Read-only property 'severity' cannot be assigned",
    );
  });

  test('ThreatIntelligence needs a display name', async () => {
    const { put } = emulator();
    const properties = { alertRuleTemplateName: id(9), enabled: true };
    expect((await put(id(1), { kind: 'ThreatIntelligence', properties })).message).toContain(
      "Required property 'displayName' not found",
    );
    const named = { ...properties, displayName: 'TI' };
    expect((await put(id(1), { kind: 'ThreatIntelligence', properties: named })).status).toBe(201);
  });

  test('MicrosoftSecurityIncidentCreation takes the products of the API only', async () => {
    const { put } = emulator();
    const body = (productFilter: string) => ({
      kind: 'MicrosoftSecurityIncidentCreation',
      properties: { displayName: 'Incidents', enabled: true, productFilter },
    });
    expect((await put(id(1), body('Azure Security Center'))).status).toBe(201);
    expect((await put(id(1), body('Microsoft Defender for Cloud'))).status).toBe(400);
    const { kind, properties } = body('Azure Security Center');
    const filtered = (...severitiesFilter: string[]) => ({ kind, properties: { ...properties, severitiesFilter } });
    expect((await put(id(2), filtered('High'))).status).toBe(201);
    expect((await put(id(3), filtered('High', 'Severe'))).message).toContain('"Severe"');
  });

  test('an unknown kind is refused', async () => {
    const { put } = emulator();
    expect((await put(id(1), { ...scheduled(), kind: 'Anomaly' })).status).toBe(400);
    expect((await put(id(1), { properties: {} })).message).toContain("'kind'");
  });
});

describe('settings of the checks', () => {
  const cases: readonly (readonly [string, SettingOverrides, JsonObject, number])[] = [
    ['enum values in other letters', { enumCase: 'insensitive' }, { severity: 'high' }, 201],
    ['a past start', { startTimes: 'unchecked' }, { startTimeUtc: '2020-01-01T00:00:00Z' }, 201],
    [
      'a technique without its tactic',
      { techniqueTactics: { T1098: ['Persistence'] } },
      { techniques: ['T1098'] },
      400,
    ],
    [
      'a technique with its tactic',
      { techniqueTactics: { T1098: ['Persistence'] } },
      { techniques: ['T1098'], tactics: ['Persistence'] },
      201,
    ],
    [
      'a disabled rule that searches everything',
      { queryChecks: 'enabled-only' },
      { enabled: false, query: 'union *' },
      201,
    ],
    ['an enabled rule that searches everything', { queryChecks: 'enabled-only' }, { query: 'union *' }, 400],
  ];
  test.each(cases)('%s', async (_, overrides, properties, status) => {
    expect((await emulator(overrides).put(id(1), scheduled(properties))).status).toBe(status);
  });

  test('quotas count enabled rules, each kind on its own', async () => {
    const { put } = emulator({ quotas: { scheduled: 2, nrt: 1 } });
    await put(id(1), scheduled());
    await put(id(2), scheduled());
    await put(id(3), nrt());
    expect((await put(id(4), scheduled())).message).toContain('exceeds the allowed limit 2');
    expect((await put(id(5), nrt())).message).toContain('exceeds the allowed limit 1');
    expect((await put(id(4), scheduled({ enabled: false }))).status).toBe(201);
    expect((await put(id(2), scheduled({ severity: 'Low' }))).status).toBe(200);
    expect((await put(id(4), scheduled())).status).toBe(400);
    await put(id(1), scheduled({ enabled: false }));
    expect((await put(id(4), scheduled())).status).toBe(200);
  });

  test('display names are unique where the setting says so', async () => {
    const { put } = emulator({ displayNames: 'unique' });
    await put(id(1), scheduled());
    expect((await put(id(2), scheduled())).status).toBe(409);
    expect((await put(id(1), scheduled())).status).toBe(200);
    expect((await emulator().put(id(2), scheduled())).status).toBe(201);
  });

  test('ids are GUIDs where the setting says so', async () => {
    expect((await emulator().put('PossibleEmailBombing', scheduled())).status).toBe(201);
    const { put } = emulator({ ruleIds: 'guid' });
    expect((await put('PossibleEmailBombing', scheduled())).status).toBe(400);
  });

  test('ids hold no white space and no characters that a path gives a meaning', async () => {
    const { put } = emulator();
    for (const name of ['a%20b', 'a%2Fb', 'a%3Fb']) expect((await put(name, scheduled())).status).toBe(400);
  });
});

test.each([
  ['once', 400],
  ['repeatable', 201],
] as const)('a template of Fusion can be installed %s', async (templateRules, status) => {
  const { put } = emulator({ templateRules });
  const body = { kind: 'Fusion', properties: { alertRuleTemplateName: 'f71aba3d', enabled: true } };
  expect((await put('BuiltInFusion', body)).status).toBe(201);
  expect((await put('BuiltInFusion', body)).status).toBe(200);
  expect((await put('00000000-0000-4000-8000-000000000001', body)).status).toBe(status);
});
