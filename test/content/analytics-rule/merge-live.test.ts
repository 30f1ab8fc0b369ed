import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bodyOf, mergeLive, raiseVersion } from '../../../src/content/analytics-rule/merge-live.ts';
import { kinds } from '../../../src/content/analytics-rule/model.ts';
import { printRule } from '../../../src/content/analytics-rule/to-yaml.ts';
import { equalJson, isArray, isObject, type JsonArray, type JsonObject } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import type { SourceDocument } from '../../../src/core/text/source.ts';
import { generatedAt, ruleValues } from '../../generators/analytics-rule.ts';

const context = { apiVersion: '2023-12-01-preview', now: generatedAt };

const file = (text: string): SourceDocument => readDocument('rule.yaml', text).document;

const bodyIn = (text: string): JsonObject => {
  const body = bodyOf(file(text), context);
  if (body === undefined) throw new Error(`not complete:\n${text}`);
  return body;
};

const properties = (body: JsonObject): JsonObject => (isObject(body['properties']) ? body['properties'] : {});

const spray = `# Owned by the identity team.
id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001
name: 'Password spray'
version: 1.0.9 # raised
kind: Scheduled
description: |
  'Many accounts fail
  from one address.'
severity: "Medium" # agreed
queryFrequency: PT1H
queryPeriod: 1d
triggerOperator: GreaterThan
triggerThreshold: 0
tactics: [CredentialAccess, InitialAccess]
relevantTechniques:
  - T1110.003 # spraying
  - T1078
query: |
    SigninLogs
    // tried
    | where ResultType == '50126'
entityMappings:
  # who
  - entityType: Account
    fieldMappings:
      - columnName: User
        identifier: Name
  - entityType: IP
    fieldMappings:
      - { identifier: Address, columnName: IP }
`;

const edited = (changes: JsonObject): string => {
  const body = bodyIn(spray);
  const merged = mergeLive(file(spray), { ...body, properties: { ...properties(body), ...changes } }, context);
  expect(merged?.refused).toEqual([]);
  return merged?.text ?? '';
};

const listOf = (name: string): JsonArray => {
  const list = properties(bodyIn(spray))[name];
  return isArray(list) ? list : [];
};

describe('bringing a rule file to the state of the workspace', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a name in its quotes', { displayName: "It's a spray" }, "'Password spray'", "'It''s a spray'"],
    ['a severity before its comment', { severity: 'Low' }, '"Medium" # agreed', '"Low" # agreed'],
    ['an ISO duration as one', { queryFrequency: 'PT90M' }, 'PT1H', 'PT1H30M'],
    ['a short duration as one', { queryPeriod: 'P2D' }, '1d', '2d'],
    ['an operator in its long spelling', { triggerOperator: 'Equal' }, 'GreaterThan', 'Equal'],
    [
      'a description in the quotes around it',
      { description: 'Gone.' },
      "'Many accounts fail\n  from one address.'",
      "'Gone.'",
    ],
    ['a member of a list in its place', { tactics: ['Impact', 'InitialAccess'] }, '[CredentialAccess,', '[Impact,'],
    [
      'a line of the query in its indentation',
      { query: "SigninLogs\n// tried\n| where ResultType == '50053'" },
      "== '50126'",
      "== '50053'",
    ],
    [
      'one column of one mapping',
      {
        entityMappings: [
          { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IP' }] },
          { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'Who' }] },
        ],
      },
      'columnName: User',
      'columnName: Who',
    ],
    [
      'a sub-technique more',
      { techniques: ['T1078', 'T1110'], subTechniques: ['T1110.003', 'T1110.001'] },
      '  - T1078\n',
      '  - T1078\n  - T1110.001\n',
    ],
  ])('changes %s and nothing else', (_what, change, before, after) => {
    expect(edited(change)).toBe(spray.replace(before, () => after));
  });

  test('puts a new key where it usually stands', () => {
    expect(edited({ enabled: false })).toBe(spray.replace('# agreed\n', '# agreed\nenabled: false\n'));
  });

  test('takes out a key that the workspace has no more', () => {
    expect(edited({ entityMappings: null })).toBe(spray.slice(0, spray.indexOf('entityMappings')));
  });

  test('writes only the properties that it is told to', () => {
    const body = bodyIn(spray);
    const target = { ...body, properties: { ...properties(body), severity: 'Low', triggerThreshold: 7 } };
    const merged = mergeLive(file(spray), target, context, ['severity']);
    expect(merged?.written).toEqual(['severity']);
    expect(merged?.text).toBe(spray.replace('"Medium"', '"Low"'));
  });

  test('refuses to change the kind, by name', () => {
    const body = bodyIn(spray);
    const merged = mergeLive(file(spray), { ...body, kind: 'NRT' }, context);
    expect(merged?.refused.map(({ property }) => property)).toContain('kind');
    expect(bodyIn(merged?.text ?? '')['kind']).toBe('Scheduled');
  });

  test('says of each property that differs whether it was written or refused, never both', () => {
    const body = bodyIn(spray);
    const target = { kind: 'NRT', properties: { ...properties(body), severity: 'Low', displayName: 'Other' } };
    const merged = mergeLive(file(spray), target, context, ['kind', 'severity']);
    expect([merged?.written, merged?.refused.map(({ property }) => property)]).toEqual([['severity'], ['kind']]);
    expect(merged?.text).toBe(spray.replace('"Medium"', '"Low"'));
  });

  const incident = (grouping: JsonObject, createIncident = true): JsonObject => ({
    incidentConfiguration: {
      createIncident,
      groupingConfiguration: {
        enabled: true,
        reopenClosedIncident: false,
        lookbackDuration: 'PT5H',
        matchingMethod: 'AllEntities',
        ...grouping,
      },
    },
  });

  test('adds a nested structure with what the workspace has, where the file has none of it', () => {
    const text = edited(incident({ lookbackDuration: 'PT7H', reopenClosedIncident: true }));
    expect(properties(bodyIn(text))['incidentConfiguration']).toMatchObject({
      createIncident: true,
      groupingConfiguration: { enabled: true, reopenClosedIncident: true, lookbackDuration: 'PT7H' },
    });
    expect(text.startsWith(spray.slice(0, spray.indexOf('tactics:')))).toBe(true);
  });

  test('takes a member of a nested structure out again when it is back at its default', () => {
    const grouped = edited(incident({ matchingMethod: 'Selected', groupByEntities: ['IP'] }));
    const body = bodyIn(grouped);
    const merged = mergeLive(file(grouped), { ...body, properties: { ...properties(body), ...incident({}) } }, context);
    expect([merged?.refused, merged?.written]).toEqual([[], ['incidentConfiguration']]);
    expect(properties(bodyIn(merged?.text ?? ''))['incidentConfiguration']).toEqual(
      properties(bodyIn(edited(incident({}))))['incidentConfiguration'],
    );
    expect(merged?.text).not.toMatch(/groupByEntities:\s+- IP/);
  });

  test('adds an item of a list at its end and leaves the lines of the others alone', () => {
    const host = { entityType: 'Host', fieldMappings: [{ identifier: 'HostName', columnName: 'Computer' }] };
    const text = edited({ entityMappings: [host, ...listOf('entityMappings')] });
    expect(text.startsWith(spray)).toBe(true);
    expect(text.slice(spray.length)).toMatch(/^ {2}- entityType: Host\n {4}fieldMappings:\n/);
  });

  test('changes the item of the same name, not the one that stands where another was taken away', () => {
    const text = edited({
      entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Other' }] }],
    });
    expect(text).toContain('      - { identifier: Address, columnName: Other }\n');
    expect(text).not.toContain('entityType: Account');
  });

  test('changes items without a name of their own in their places, whatever order the workspace has', () => {
    const text = edited({
      entityMappings: [
        { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Other' }] },
        {
          entityType: 'Account',
          fieldMappings: [
            { identifier: 'UPNSuffix', columnName: 'Suffix' },
            { identifier: 'Name', columnName: 'User' },
          ],
        },
      ],
    });
    expect(text).toBe(
      spray
        .replace('columnName: IP }', 'columnName: Other }')
        .replace(
          '        identifier: Name\n',
          '        identifier: Name\n      - identifier: UPNSuffix\n        columnName: Suffix\n',
        ),
    );
  });

  test('is nothing for a file that is no complete rule', () => {
    expect(mergeLive(file('id: x\n'), bodyIn(spray), context)).toBeUndefined();
  });
});

describe.each(kinds)('any two rules of kind %s', (kind) => {
  test('become equal when one is brought to the state of the other, or what is refused is named', () => {
    fc.assert(
      fc.property(ruleValues[kind], ruleValues[kind], (value, other) => {
        const text = printRule(value);
        const target = bodyIn(printRule({ ...other, id: value['id'] ?? '' }));
        const merged = mergeLive(file(text), target, context);
        if (merged === undefined) throw new Error('not merged');
        const now = bodyIn(merged.text);
        const refused = merged.refused.map(({ property }) => property);
        // A template's version that the rule's own version stands in for cannot be taken out.
        expect(refused.filter((name) => name !== 'templateVersion' && name !== 'alertRuleTemplateName')).toEqual([]);
        for (const name of Object.keys({ ...properties(now), ...properties(target) }))
          expect(equalJson(properties(now)[name], properties(target)[name])).toBe(!refused.includes(name));
      }),
      { numRuns: 40 },
    );
  });
});

describe('raising the version of a file', () => {
  test('adds one to the last number, and comments stay', () => {
    expect(raiseVersion(file(spray))).toEqual({ version: '1.0.10', text: spray.replace('1.0.9', '1.0.10') });
  });

  test('keeps the version of the linked template in a key of its own', () => {
    const linked = `${spray}alertRuleTemplateName: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9\n`;
    const raised = raiseVersion(file(linked));
    expect(raised?.text).toContain('version: 1.0.10 # raised');
    expect(properties(bodyIn(raised?.text ?? ''))['templateVersion']).toBe('1.0.9');
  });

  test.each(['version: 1.0\n', 'version: next\n', 'name: x\n'])('does nothing for %j', (text) => {
    expect(raiseVersion(file(text))).toBeUndefined();
  });
});
