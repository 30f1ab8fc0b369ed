import { describe, expect, test } from '@jest/globals';
import { coverageLosses } from '../../../src/content/analytics-rule/risk/losses.ts';
import { boundTemplate, onlyOnce, withLiveSettings } from '../../../src/content/analytics-rule/template-bound.ts';
import { objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';

const losses = (before: JsonObject, after: JsonObject): readonly string[] =>
  coverageLosses({ properties: before }, { properties: after }).map(({ loss, message }) => `${loss}: ${message}`);

const mapping = (entityType: string, ...identifiers: readonly string[]): JsonObject => ({
  entityType,
  fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: identifier })),
});

type Row = readonly [before: JsonObject, after: JsonObject, losses: readonly string[], back: readonly string[]];

const rows: readonly Row[] = [
  [{}, {}, [], []],
  [{ enabled: true }, { enabled: false }, ['rule-disabled: is switched off'], []],
  [{ enabled: false, severity: 'High' }, { enabled: false, severity: 'Low' }, [], []],
  [
    { severity: 'Low' },
    { severity: 'Informational' },
    ['severity-lowered: severity lowered from Low to Informational'],
    [],
  ],
  [{ severity: 'High' }, { severity: 'Other' }, [], []],
  [
    { triggerOperator: 'GreaterThan', triggerThreshold: 0 },
    { triggerOperator: 'GreaterThan', triggerThreshold: 1 },
    ['threshold-raised: threshold raised from 0 to 1'],
    [],
  ],
  [
    { triggerOperator: 'LessThan', triggerThreshold: 5 },
    { triggerOperator: 'LessThan', triggerThreshold: 4 },
    ['threshold-raised: fires below 4 instead of below 5'],
    [],
  ],
  [
    { triggerOperator: 'GreaterThan', triggerThreshold: 0 },
    { triggerOperator: 'LessThan', triggerThreshold: 1 },
    [],
    [],
  ],
  [{ triggerOperator: 'Equal', triggerThreshold: 0 }, { triggerOperator: 'Equal', triggerThreshold: 1 }, [], []],
  [
    { triggerOperator: 'GreaterThan', triggerThreshold: 0 },
    { triggerOperator: 'GreaterThan', triggerThreshold: '1' },
    [],
    [],
  ],
  [
    { suppressionEnabled: false, suppressionDuration: 'PT1H' },
    { suppressionEnabled: true, suppressionDuration: 'PT2H' },
    ['suppression-on: suppressed for PT2H after each alert'],
    [],
  ],
  [
    { suppressionEnabled: true, suppressionDuration: 'PT1H' },
    { suppressionEnabled: true, suppressionDuration: 'PT2H' },
    ['suppression-longer: suppressed for PT2H after each alert instead of PT1H'],
    [],
  ],
  [{ suppressionDuration: 'PT1H' }, { suppressionDuration: 'PT2H' }, [], []],
  [
    { queryFrequency: 'PT1H', queryPeriod: 'PT1H' },
    { queryFrequency: 'PT2H', queryPeriod: 'PT1H' },
    ['schedule-gap: runs every PT2H but looks back only PT1H'],
    [],
  ],
  [{ queryFrequency: 'PT1H', queryPeriod: 'PT5H' }, { queryFrequency: 'PT1H', queryPeriod: 'PT1H' }, [], []],
  [
    { tactics: ['Impact', 'Persistence'], techniques: ['T1', 'T2'], subTechniques: ['T1.1'] },
    { tactics: ['Persistence', 'Execution'], techniques: [] },
    [
      'tactic-dropped: tactic dropped: Impact',
      'technique-dropped: technique dropped: T1, T2',
      'technique-dropped: sub-technique dropped: T1.1',
    ],
    ['tactic-dropped: tactic dropped: Execution'],
  ],
  [
    { entityMappings: [mapping('Account', 'Name'), mapping('IP', 'Address')] },
    { entityMappings: [mapping('Account', 'Name', 'Sid')] },
    ['entity-dropped: entity mapping dropped: IP'],
    ['entity-dropped: entity mapping dropped: Account'],
  ],
  [
    { entityMappings: [mapping('Account', 'Name'), mapping('Account', 'Name')] },
    { entityMappings: [mapping('Account', 'Name')] },
    ['entity-dropped: entity mapping dropped: Account'],
    [],
  ],
  [
    { sentinelEntitiesMappings: [{ columnName: 'Entities' }, { columnName: 'More' }] },
    { sentinelEntitiesMappings: [{ columnName: 'Entities' }] },
    ['entity-dropped: entity mapping dropped: More'],
    [],
  ],
  [
    { incidentConfiguration: { createIncident: true } },
    { incidentConfiguration: { createIncident: false } },
    ['incidents-off: makes no incidents any more'],
    [],
  ],
  [{}, { incidentConfiguration: { createIncident: false } }, ['incidents-off: makes no incidents any more'], []],
];

test.each(rows)('a rule loses by an update from %j to %j what the row says, and back', (before, after, lost, back) => {
  expect(losses(before, after)).toEqual(lost);
  expect(losses(after, before)).toEqual(back);
});

test.each<readonly [kind: JsonValue, template: JsonValue, name: string | undefined]>([
  ['Fusion', 'F71ABA3D', 'f71aba3d'],
  ['MLBehaviorAnalytics', 'a', 'a'],
  ['ThreatIntelligence', 'a', 'a'],
  ['MicrosoftSecurityIncidentCreation', 'a', 'a'],
  ['Scheduled', 'a', undefined],
  ['NRT', 'a', undefined],
  ['Fusion', '', undefined],
  ['Fusion', null, undefined],
])('of the kind %s and the template %s a workspace holds once: %s', (kind, template, name) => {
  expect(boundTemplate(kind, template)).toBe(name);
  expect(onlyOnce({ kind, properties: { alertRuleTemplateName: template } })).toBe(name);
  expect(onlyOnce({ kind, properties: null })).toBeUndefined();
});

describe('the settings of a Fusion rule that its file leaves out', () => {
  const live: JsonObject = {
    kind: 'Fusion',
    properties: {
      enabled: true,
      scenarioExclusionPatterns: [{ exclusionPattern: 'live' }],
      sourceSettings: [
        {
          enabled: true,
          sourceName: 'Anomalies',
          sourceSubTypes: [
            {
              enabled: true,
              sourceSubTypeName: 'One',
              severityFilters: {
                isSupported: true,
                filters: [
                  { severity: 'High', enabled: true },
                  { severity: 'Low', enabled: false },
                ],
              },
            },
            { enabled: false, sourceSubTypeName: 'Two', severityFilters: { isSupported: false } },
          ],
        },
        { enabled: false, sourceName: 'Alerts' },
      ],
    },
  };
  const merged = (properties: JsonObject): JsonValue | undefined =>
    withLiveSettings({ kind: 'Fusion', properties }, live)['properties'];

  test('stay as they are live, all of them where it says none', () => {
    expect(merged({ enabled: false })).toEqual({ ...objectOf(live['properties']), enabled: false });
    expect(merged({ sourceSettings: null, scenarioExclusionPatterns: null })).toEqual({
      ...objectOf(live['properties']),
      enabled: undefined,
    });
  });

  test('are those of the file where it has them, at each depth by name in any case', () => {
    const settings: JsonValue = [
      {
        sourceName: 'ANOMALIES',
        sourceSubTypes: [
          {
            sourceSubTypeName: 'one',
            enabled: false,
            severityFilters: { filters: [{ severity: 'low', enabled: true }, { severity: 'Medium' }] },
          },
          { sourceSubTypeName: 'Two', severityFilters: { isSupported: true } },
          { sourceSubTypeName: 'Three' },
        ],
      },
      { sourceName: 'New' },
    ];
    expect(merged({ sourceSettings: settings, scenarioExclusionPatterns: [] })).toEqual({
      scenarioExclusionPatterns: [],
      sourceSettings: [
        {
          enabled: true,
          sourceName: 'ANOMALIES',
          sourceSubTypes: [
            {
              enabled: false,
              sourceSubTypeName: 'one',
              severityFilters: {
                isSupported: true,
                filters: [
                  { severity: 'High', enabled: true },
                  { severity: 'low', enabled: true },
                  { severity: 'Medium' },
                ],
              },
            },
            { enabled: false, sourceSubTypeName: 'Two', severityFilters: { isSupported: true } },
            { sourceSubTypeName: 'Three' },
          ],
        },
        { enabled: false, sourceName: 'Alerts' },
        { sourceName: 'New' },
      ],
    });
  });

  test('are none of another kind of rule, and none where the live one has none', () => {
    const body = { kind: 'Scheduled', properties: { a: 1 } };
    expect(withLiveSettings(body, live)).toBe(body);
    const own = { kind: 'Fusion', properties: { a: 1 } };
    expect(withLiveSettings(own, { ...live, kind: 'Scheduled' })).toBe(own);
    expect(withLiveSettings(own, { kind: 'Fusion', properties: null })).toBe(own);
    expect(withLiveSettings(own, { kind: 'Fusion', properties: {} })).toEqual(own);
  });
});
