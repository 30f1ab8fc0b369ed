import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { complete } from '../../../src/content/analytics-rule/complete.ts';
import { toRuleValue } from '../../../src/content/analytics-rule/from-arm.ts';
import { parse } from '../../../src/content/analytics-rule/parse.ts';
import { render } from '../../../src/content/analytics-rule/render.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { valueAt } from '../../../src/core/pointer.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import type { Resource } from '../../../src/core/resource.ts';

const context = { apiVersion: '2023-12-01-preview', now: Date.UTC(2026, 0, 1) };
const folder = new URL('../../fixtures/render/', import.meta.url);

const ruleOf = (name: string): JsonObject => {
  const { document } = readDocument(name, readFileSync(new URL(`${name}/rule.yaml`, folder)));
  return isObject(document.value) ? document.value : {};
};

const rendered = (value: JsonObject, apiVersion = context.apiVersion): Resource => {
  const rule = complete(parse(value));
  if (rule === undefined) throw new Error('the rule is not complete');
  return render(rule, { ...context, apiVersion });
};

/** What each folder of fixtures shows; most are mistakes that converters in use make. */
const golden: Readonly<Record<string, string>> = {
  'operator-equal': 'eq becomes Equal, not Equals',
  'operator-not-equal': 'ne is not lost',
  'operator-less-than': 'lt does not become GreaterThan',
  'iso-durations': 'an ISO duration is not prefixed once more, and comes out in its shortest form',
  'custom-detail-like-a-duration': 'a column named like a duration is left alone',
  disabled: 'a disabled rule stays disabled',
  'status-and-tags': 'what only documents the rule is not sent',
  nrt: 'an NRT rule stays one and gets no schedule',
  'sub-techniques': 'parents of sub-techniques are listed once',
  suppression: 'suppression is taken from the file',
  'lists-of-one': 'a list of one stays a list',
  'backslashes-in-the-query': 'backslashes in the texts of a query are left alone',
  'older-sentinel-entities': 'an entity of type SentinelEntities becomes a sentinelEntitiesMapping',
  'nulls-and-empties': 'null, empty lists and empty mappings are left out',
  'template-link': 'a template link carries the version, and the id is no template',
  'upper-case-id': 'a GUID becomes lower-case',
  'id-that-is-no-guid': 'an id that is no GUID is kept, not replaced by a random one',
  fusion: 'a built-in rule sends only what the service takes',
  'incident-creation': 'an incident creation rule sends its filters',
  'threat-intelligence': 'a threat intelligence rule sends its name, which the service requires',
};

test('every folder of fixtures is tested', () => {
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(golden).toSorted());
});

test.each(Object.entries(golden))('%s: %s', (name) => {
  const expected: unknown = JSON.parse(readFileSync(new URL(`${name}/expected.json`, folder), 'utf8'));
  expect(rendered(ruleOf(name))).toEqual(expected);
});

test('a disabled rule comes back disabled', () => {
  const { body, name } = rendered(ruleOf('disabled'));
  expect(toRuleValue(body, name)['enabled']).toBe(false);
});

test('renaming a rule changes its display name and not its resource', () => {
  const rule = ruleOf('operator-equal');
  expect(rendered({ ...rule, name: 'Another name' }).name).toBe(rendered(rule).name);
});

test('the same rule gives the same bytes, whatever the order of its keys', () => {
  const rule = ruleOf('lists-of-one');
  const backwards = Object.fromEntries(Object.entries(rule).toReversed());
  expect(JSON.stringify(rendered(backwards))).toBe(JSON.stringify(rendered(rule)));
});

const unsendable: readonly (readonly [string, JsonObject])[] = [
  ['a tactic that is no text', { tactics: ['InitialAccess', 7] }],
  ['a technique in another form', { relevantTechniques: ['T1078', 'T78'] }],
  ['a severity that does not exist', { severity: 'Critical' }],
  ['an operator of another tool', { triggerOperator: 'Equals' }],
  ['a duration without a unit', { queryFrequency: 5 }],
  ['a duration that mixes two forms', { queryPeriod: 'PT1D' }],
  [
    'an entity mapping without a column',
    { entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address' }] }] },
  ],
  ['custom details that are no texts', { customDetails: { Count: 1 } }],
  ['a kind that does not exist', { kind: 'Anomaly' }],
];

test.each(unsendable)('a rule with %s is not rendered without it', (_what, keys) => {
  expect(complete(parse({ ...ruleOf('operator-equal'), ...keys }))).toBeUndefined();
});

test('an NRT rule with a schedule is not rendered without the schedule', () => {
  expect(complete(parse({ ...ruleOf('nrt'), queryFrequency: '5m' }))).toBeUndefined();
});

test('a template version that is not a text is not lost in a rule that is linked to a template', () => {
  expect(complete(parse({ ...ruleOf('template-link'), version: 1.2 }))).toBeUndefined();
  expect(complete(parse({ ...ruleOf('operator-equal'), version: 1.2 }))).toBeDefined();
});

describe('a start time', () => {
  const startOf = (startTimeUtc: string): unknown =>
    valueAt(rendered({ ...ruleOf('operator-equal'), startTimeUtc }).body, '/properties/startTimeUtc');

  test('is sent while it is ahead', () => {
    expect(startOf('2026-01-02T08:00:00+02:00')).toBe('2026-01-02T06:00:00Z');
  });

  test('is not sent once it has passed', () => {
    expect(startOf('2026-01-01T00:00:00Z')).toBeUndefined();
  });
});

describe('an api-version that does not carry something', () => {
  const refusal = (value: JsonObject, apiVersion: string): PicketError => {
    try {
      rendered(value, apiVersion);
    } catch (error) {
      if (error instanceof PicketError) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  };

  test('refuses sub-techniques by name instead of dropping them', () => {
    const error = refusal(ruleOf('sub-techniques'), '2025-09-01');
    expect([error.kind, error.code]).toEqual(['refusal', 'api-version-too-old']);
    expect(error.message).toContain('2025-09-01 does not carry sub-techniques');
    expect(error.hint).toContain('2023-12-01-preview or a newer preview');
  });

  test('refuses NRT rules on stable versions', () => {
    expect(refusal(ruleOf('nrt'), '2025-09-01').message).toContain('a rule of this kind');
  });

  test('is no obstacle for a rule without it', () => {
    expect(rendered(ruleOf('operator-equal'), '2025-09-01')).toEqual(rendered(ruleOf('operator-equal')));
  });
});
