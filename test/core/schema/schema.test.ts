import { describe, expect, test } from '@jest/globals';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { isObject, type JsonValue } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { keysOf } from '../../../src/core/schema/annotations.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { base, check, only, rule, scheduleKeys } from './checked-rule.ts';

const { schema } = analyticsRule;

const queryKeys = { ...scheduleKeys, severity: undefined, query: undefined };

describe('the schema of analytics rules', () => {
  test('takes a complete rule of each kind', () => {
    expect(check(rule())).toEqual([]);
    expect(check(rule({ kind: undefined }))).toEqual([]);
    expect(check(rule({ ...scheduleKeys, kind: 'NRT' }))).toEqual([]);
    const creation = {
      ...queryKeys,
      kind: 'MicrosoftSecurityIncidentCreation',
      productFilter: 'Azure Security Center',
    };
    expect(check(rule({ ...creation, severitiesFilter: '[High]', displayNamesFilter: '[x]' }))).toEqual([]);
    const builtIn = { ...queryKeys, name: undefined, alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8' };
    expect(
      check(rule({ ...builtIn, kind: 'Fusion', id: 'BuiltInFusion', sourceSettings: '[{sourceName: x}]' })),
    ).toEqual([]);
    expect(check(rule({ ...builtIn, kind: 'MLBehaviorAnalytics' }))).toEqual([]);
    // The service wants this one's name, too.
    expect(check(rule({ ...builtIn, kind: 'ThreatIntelligence', name: 'Matched' }))).toEqual([]);
    expect(check(rule({ ...builtIn, kind: 'ThreatIntelligence' }))).toMatchObject([{ code: 'schema/missing-key' }]);
  });

  test('takes null for everything that is optional', () => {
    const optional = keysOf(schema).filter((key) => !Object.hasOwn(base, key));
    expect(check(rule(Object.fromEntries(optional.map((key) => [key, 'null']))))).toEqual([]);
  });

  test('says what a key is, for every key at any depth', () => {
    const untold: string[] = [];
    const visit = (node: JsonValue, path: string): void => {
      if (!isObject(node)) return;
      for (const name of ['title', 'description']) {
        const told = node[name];
        if (typeof told !== 'string' || !/^[A-Z]/.test(told)) untold.push(`${path} ${name}`);
      }
      const children: [string, JsonValue | undefined][] = Object.entries(
        isObject(node['properties']) ? node['properties'] : {},
      );
      if (isObject(node['items'])) children.push(['*', node['items']]);
      for (const [key, child] of children) if (child !== undefined) visit(child, `${path}/${key}`);
    };
    visit(schema, '');
    expect(untold).toEqual([]);
  });

  test('takes durations as people write them', () => {
    for (const duration of ['5m', '1h', '14d', '1h10m', '25h', '2H', '1d12h', 'PT1H', 'P1D', 'P1DT2H', 'PT12H10M'])
      expect(check(rule({ queryFrequency: duration, queryPeriod: duration }))).toEqual([]);
  });

  test.each([
    ['name', 'x'.repeat(256), 'x'.repeat(257), 'schema/too-long'],
    ['query', 'x'.repeat(10_000), 'x'.repeat(10_001), 'schema/too-long'],
    ['query', `|\n  ${'x'.repeat(10_000)}\n`, `|\n  ${'x'.repeat(10_001)}\n`, 'schema/too-long'],
    ['query', 'x', '""', 'schema/empty'],
    ['description', `|\n  "${'x'.repeat(5000)}"\n`, `|\n  "${'x'.repeat(5001)}"\n`, 'schema/too-long'],
    ['triggerThreshold', '10000', '10001', 'schema/out-of-range'],
    ['triggerThreshold', '0', '-1', 'schema/out-of-range'],
    ['relevantTechniques', '[T1098.003]', '[T1098.03]', 'schema/pattern'],
    ['templateVersion', '1.0.0', '1.0', 'schema/wrong-type'],
    ['templateVersion', '1.0.0', '1.0.0-beta', 'schema/pattern'],
    ['customDetails', `{${'k'.repeat(20)}: c}`, `{${'k'.repeat(21)}: c}`, 'schema/bad-name'],
    ['customDetails', '{a1_: c}', '{1a: c}', 'schema/bad-name'],
    ['customDetails', '{a: _c1}', '{a: c-1}', 'schema/pattern'],
    ['customDetails', `{${many(20)}}`, `{${many(21)}}`, 'schema/too-many'],
    [
      'alertDetailsOverride',
      `{alertDisplayNameFormat: ${'x'.repeat(256)}}`,
      `{alertDisplayNameFormat: ${'x'.repeat(257)}}`,
      'schema/too-long',
    ],
    [
      'alertDetailsOverride',
      `{alertDescriptionFormat: ${'x'.repeat(5000)}}`,
      `{alertDescriptionFormat: ${'x'.repeat(5001)}}`,
      'schema/too-long',
    ],
    ['entityMappings', `[${mappings(10)}]`, `[${mappings(11)}]`, 'schema/too-many'],
    ['entityMappings', `[${mapping(3)}]`, `[${mapping(4)}]`, 'schema/too-many'],
    ['entityMappings', `[${mapping(1)}]`, '[{entityType: IP, fieldMappings: []}]', 'schema/too-few'],
    ['sentinelEntitiesMappings', '[{columnName: E}]', '[{columnName: "1"}]', 'schema/pattern'],
    ['id', 'x', 'a/b', 'schema/pattern'],
  ])('draws the limit of %s where the service does', (key, inside, outside, code) => {
    expect(check(rule({ [key]: inside }))).toEqual([]);
    expect(only(rule({ [key]: outside }))?.code).toBe(code);
  });

  test('says nothing about a document without a value', () => {
    expect(check('')).toEqual([]);
  });
});

function many(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: c`).join(', ');
}
function mapping(fields: number): string {
  return `{entityType: Account, fieldMappings: [${Array(fields).fill('{identifier: Name, columnName: c}').join(', ')}]}`;
}
function mappings(count: number): string {
  return Array(count).fill(mapping(1)).join(', ');
}

describe('any schema', () => {
  test('tells a choice as a whole and not by its branches', () => {
    const choice = {
      type: 'object',
      properties: {
        either: {
          type: 'object',
          oneOf: [{ required: ['a'] }, { required: ['b'] }],
          'x-picket-choice': 'Give `a` or `b`.',
        },
      },
    };
    const { document } = readDocument('x.yaml', 'either: {}\n');
    expect(checkSchema(choice, document)).toMatchObject([{ code: 'schema/wrong-choice', message: 'Give `a` or `b`.' }]);
  });
});
