import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { importedText, importedValue } from '../../../src/app/author/import/imported-value.ts';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { firstType } from '../../../src/content/index.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { folded } from '../../../src/importers/dialects/values.ts';
import { rulesOfAnyForm } from '../../../src/importers/dialects/rules.ts';
import { liveRule } from '../../generators/live-body.ts';
import { generatedAt } from '../../generators/analytics-rule.ts';
import { dialects } from './print.ts';

const context = { apiVersion: firstType.resource.apiVersion, now: generatedAt };

const canonical = (body: JsonObject): JsonObject => analyticsRule.normalize(body, context);

/** What the file of an imported rule stands for; undefined where it has errors. */
const bodyOfFile = (text: string): JsonObject | undefined => {
  const { value } = readDocument('rule.yaml', text).document;
  const rule = isObject(value) ? analyticsRule.complete(analyticsRule.parse(value)) : undefined;
  return rule === undefined ? undefined : canonical(analyticsRule.render(rule, context).body);
};

const written: Readonly<Record<string, JsonObject>> = {
  'a scheduled rule with everything': {
    kind: 'Scheduled',
    properties: {
      displayName: 'Many failed sign-ins of one account',
      description: 'More than ten sign-ins failed.\nThen one succeeded.',
      severity: 'High',
      enabled: false,
      query: 'SigninLogs\n| where ResultType == 50126\n| summarize count() by UserPrincipalName, IPAddress',
      queryFrequency: 'PT1H',
      queryPeriod: 'P1DT2H',
      triggerOperator: 'NotEqual',
      triggerThreshold: 3,
      suppressionEnabled: true,
      suppressionDuration: 'PT5H30M',
      tactics: ['CredentialAccess', 'InitialAccess'],
      techniques: ['T1110', 'T1078'],
      subTechniques: ['T1110.003'],
      entityMappings: [
        { entityType: 'Account', fieldMappings: [{ identifier: 'FullName', columnName: 'UserPrincipalName' }] },
        { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IPAddress' }] },
      ],
      customDetails: { fiveMinutes: 'IPAddress' },
      alertDetailsOverride: { alertDisplayNameFormat: 'Failed sign-ins of {{UserPrincipalName}}' },
      eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          enabled: true,
          reopenClosedIncident: true,
          lookbackDuration: 'PT7H',
          matchingMethod: 'Selected',
          groupByEntities: ['Account', 'IP'],
          groupByAlertDetails: ['DisplayName'],
          groupByCustomDetails: ['fiveMinutes'],
        },
      },
    },
  },
  'a rule near real time': {
    kind: 'NRT',
    properties: {
      displayName: 'A guest became an owner',
      severity: 'Informational',
      enabled: true,
      query: "AuditLogs | where OperationName == 'Add owner' | where Identity has '[x]'",
      tactics: ['Persistence'],
      suppressionEnabled: false,
      suppressionDuration: 'PT5H',
      sentinelEntitiesMappings: [{ columnName: 'Entities' }],
    },
  },
  'a rule that makes incidents of alerts': {
    kind: 'MicrosoftSecurityIncidentCreation',
    properties: {
      displayName: 'Incidents of cloud app alerts',
      description: 'Every alert of weight.',
      enabled: true,
      productFilter: 'Microsoft Cloud App Security',
      severitiesFilter: ['High', 'Medium'],
      displayNamesExcludeFilter: ['Test'],
    },
  },
};

describe('a rule in the form of another tool', () => {
  test.each(Object.keys(dialects).flatMap((name) => Object.keys(written).map((what) => [name, what] as const)))(
    '%s: %s is read without loss',
    (name, what) => {
      const body = written[what] ?? {};
      const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a021';
      const [rule] = rulesOfAnyForm(dialects[name]?.({ id, body }) ?? null)?.items ?? [];
      const imported = rule === undefined ? undefined : importedValue(firstType, rule);
      expect(imported?.id).toBe(id);
      expect(imported?.comments).toEqual({});
      expect(bodyOfFile(importedText(firstType, imported?.value ?? {}, {}))).toEqual(canonical(body));
    },
  );

  test('names a custom detection of Defender as what it is, and makes no rule of it', () => {
    const found = rulesOfAnyForm({
      kind: 'CustomDetection',
      resourceType: 'Microsoft.Security/detectionRules',
      properties: { displayName: 'Example', queryCondition: { queryText: 'DeviceProcessEvents' } },
    });
    expect(found?.items).toEqual([]);
    expect(found?.problems[0]?.message).toContain('This is a custom detection of Defender XDR');
  });

  test('keeps a key that objects of JavaScript know beside the rule', () => {
    const [rule] =
      rulesOfAnyForm(JSON.parse('{"id":"a","kind":"NRT","name":"A","query":"T","severity":"Low","__proto__":{"x":1}}'))
        ?.items ?? [];
    expect(JSON.stringify(rule?.comments)).toBe('{"__proto__":{"x":1}}');
  });

  test.each(Object.keys(dialects))('comes back from %s as it was, or what is lost is listed', (name) => {
    fc.assert(
      fc.property(liveRule, ({ name: id, body }) => {
        const printed = dialects[name]?.({ id, body }) ?? null;
        const found = rulesOfAnyForm(printed);
        expect(found?.problems).toEqual([]);
        const [rule, ...others] = found?.items ?? [];
        expect(others).toEqual([]);
        expect(rule?.name).toBe(id);
        if (rule === undefined) return;
        const imported = importedValue(firstType, rule);
        const there = bodyOfFile(importedText(firstType, imported.value, imported.comments));
        const lost = Object.keys(imported.comments).map((key) => folded(key.split(/[./]/)[0] ?? key));
        const without = (whole: JsonObject | undefined): JsonObject =>
          Object.fromEntries(
            Object.entries(isObject(whole?.['properties']) ? whole['properties'] : {}).filter(
              ([key]) => !lost.includes(folded(key)),
            ),
          );
        expect(without(there)).toEqual(without(canonical(body)));
        expect(there?.['kind']).toBe(body['kind']);
        for (const key of lost) expect(folded(imported.notes.join('\n'))).toContain(key);
      }),
      { numRuns: 60 },
    );
  });
});
