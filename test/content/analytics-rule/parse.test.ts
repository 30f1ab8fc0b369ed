import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { complete } from '../../../src/content/analytics-rule/complete.ts';
import { parse } from '../../../src/content/analytics-rule/parse.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { ruleValue } from '../../generators/analytics-rule.ts';

test('any mapping gives a draft', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const raw: unknown = JSON.parse(JSON.stringify(value));
      expect(parse(isObject(raw) ? raw : {}).kind).toBe('Scheduled');
    }),
  );
});

test('a rule with any value in any of its keys gives a draft, and its id stays', () => {
  const junk = fc.oneof(fc.string(), fc.integer(), fc.constant([]), fc.constant([null]), fc.constant({ a: [1] }));
  fc.assert(
    fc.property(ruleValue, fc.nat(), junk, (value, index, wrong) => {
      const keys = Object.keys(value).filter((key) => key !== 'id');
      const key = keys[index % keys.length] ?? 'kind';
      expect(parse({ ...value, [key]: wrong }).id).toBe(value['id']);
    }),
  );
});

test('null, an empty list and an empty mapping count as absent', () => {
  const keys = [
    'enabled',
    'tactics',
    'entityMappings',
    'customDetails',
    'alertDetailsOverride',
    'incidentConfiguration',
  ];
  for (const nothing of [null, [], {}] satisfies JsonValue[])
    expect(parse(Object.fromEntries(keys.map((key) => [key, nothing])))).toEqual(parse({}));
});

test('a value that is not valid leaves its field out and is named', () => {
  const draft = parse({ id: 'a', severity: 'Critical', techniques: ['T1078', 'Nonsense'], status: 1 });
  expect(draft).toMatchObject({ id: 'a', invalid: expect.arrayContaining(['severity', 'techniques', 'status']) });
  expect(draft).not.toHaveProperty('severity');
  expect(draft).not.toHaveProperty('techniques');
});

test('a missing kind and a kind in other letters are read as what they mean', () => {
  expect(parse({}).kind).toBe('Scheduled');
  expect(parse({ kind: 'scheduled' })).toEqual(parse({ kind: 'Scheduled' }));
  expect(parse({ kind: 'nrt' }).kind).toBe('NRT');
});

test('both spellings of techniques are read, and neither list is lost where both are there', () => {
  expect(parse({ techniques: ['T1078'] }).techniques).toEqual(['T1078']);
  expect(parse({ techniques: ['T1078', 'T1110'], relevantTechniques: ['T1110.001', 'T1078'] }).techniques).toEqual([
    'T1110.001',
    'T1078',
    'T1110',
  ]);
});

test('short and long operators mean the same', () => {
  const operators = { gt: 'GreaterThan', lt: 'LessThan', eq: 'Equal', ne: 'NotEqual' };
  for (const [short, long] of Object.entries(operators)) {
    expect(parse({ triggerOperator: short }).triggerOperator).toBe(long);
    expect(parse({ triggerOperator: long }).triggerOperator).toBe(long);
  }
});

test('one pair of quotes around a description is taken off, and no more', () => {
  const described = (description: string): string | undefined => parse({ description }).description;
  expect(described("'It happened.'\n")).toBe('It happened.');
  expect(described('"It happened. "  ')).toBe('It happened.');
  expect(described("''It' happened.'")).toBe("'It' happened.");
  expect(described("It happened to 'you'")).toBe("It happened to 'you'");
  expect(described("'net' and 'net1' ran")).toBe("'net' and 'net1' ran");
  expect(described("'net' and 'net1'")).toBe("'net' and 'net1'");
  expect(described("'It''s a file, it''s gone'")).toBe("It''s a file, it''s gone");
  expect(described("'The users' mailbox'")).toBe("The users' mailbox");
  expect(described("'")).toBe("'");
});

test('a query keeps everything but CR and the newlines at its end', () => {
  expect(parse({ query: '\tT \r\n| take 1  \r\n\r\n' }).query).toBe('\tT \n| take 1  ');
});

test('a query of a million newlines is read in no time to speak of', () => {
  const query = `${'\n'.repeat(1_000_000)}T`;
  expect(parse({ query, description: "'".repeat(100_000) }).query).toBe(query);
});

test('tags may be texts and mappings, connectors may be spelled in the older way', () => {
  const documentation = parse({
    tags: ['identity', { Schema: 'ASimDns' }, null],
    requiredDataConnectors: [
      { connectorId: 'DNS', datatypes: ['DnsEvents'] },
      { connectorId: 'Other', dataTypes: null },
    ],
  });
  expect(documentation.tags).toEqual(['identity', 'Schema:ASimDns']);
  expect(documentation.requiredDataConnectors).toEqual([
    { connectorId: 'DNS', dataTypes: ['DnsEvents'] },
    { connectorId: 'Other', dataTypes: [] },
  ]);
});

const needed: readonly (readonly [string, JsonObject, readonly string[]])[] = [
  [
    'Scheduled',
    {
      queryFrequency: '1h',
      queryPeriod: '1h',
      triggerOperator: 'gt',
      triggerThreshold: 0,
      severity: 'Low',
      query: 'T',
    },
    ['id', 'name', 'severity', 'query', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'],
  ],
  ['NRT', { severity: 'Low', query: 'T' }, ['id', 'name', 'severity', 'query']],
  ['MicrosoftSecurityIncidentCreation', { productFilter: 'Azure Security Center' }, ['id', 'name', 'productFilter']],
  ['Fusion', { alertRuleTemplateName: 'a' }, ['id', 'alertRuleTemplateName']],
  ['MLBehaviorAnalytics', { alertRuleTemplateName: 'a' }, ['id', 'alertRuleTemplateName']],
  ['ThreatIntelligence', { alertRuleTemplateName: 'a' }, ['id', 'name', 'alertRuleTemplateName']],
];

test.each(needed)(
  'a rule of kind %s is complete exactly when every field that the kind needs is there',
  (kind, keys, fields) => {
    const value: JsonObject = { id: 'a', name: 'A', kind, ...keys };
    expect(complete(parse(value))).toBeDefined();
    for (const field of fields) expect(complete(parse({ ...value, [field]: null }))).toBeUndefined();
  },
);
