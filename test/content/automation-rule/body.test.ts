import { describe, expect, test } from '@jest/globals';
import { canonicalIn, normalize } from '../../../src/content/automation-rule/body.ts';
import { automationRule } from '../../../src/content/automation-rule/index.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff } from '../../../src/core/engine/diff.ts';
import { objectOf, type JsonObject } from '../../../src/core/json.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const type = defineContentType(automationRule);

const tenantId = '11111111-2222-3333-4444-555555555555';
const place = (workspaceName: string) => ({
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName,
  cloud: 'public' as const,
  tenantId,
});
const context = { now: 0, workspace: place('one') };

const ruleId = '7a1de2b6-4d21-4f0f-9b4e-0c9d5a1f2e03';
const path = (workspaceName: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}/providers/Microsoft.SecurityInsights/alertRules/`;

const trigger: JsonObject = {
  triggersOn: 'Incidents',
  triggersWhen: 'Created',
  expirationTimeUtc: '2030-01-01',
  conditions: [
    {
      conditionType: 'Property',
      conditionProperties: {
        propertyName: 'IncidentRelatedAnalyticRuleIds',
        operator: 'Contains',
        propertyValues: [ruleId],
      },
    },
    {
      conditionType: 'Property',
      conditionProperties: { propertyName: 'IncidentSeverity', operator: 'Equals', propertyValues: ['Low', 'Medium'] },
    },
  ],
};

const file: JsonObject = {
  id: 'raise',
  displayName: 'Raise consent grants',
  order: 3,
  triggeringLogic: trigger,
  actions: [
    { actionType: 'ModifyProperties', actionConfiguration: { severity: 'High' } },
    { actionType: 'RunPlaybook', actionConfiguration: { playbook: 'Notify' } },
  ],
};

const bodyIn = (workspaceName: string, value: JsonObject = file): JsonObject =>
  type.complete(value)?.render({ now: 0, workspace: place(workspaceName) }).body ?? {};

const properties = (body: JsonObject, more: JsonObject): JsonObject => ({
  ...body,
  properties: { ...objectOf(body['properties']), ...more },
});

describe('an automation rule', () => {
  test('names what lies in the workspace in full only where it is sent', () => {
    expect(bodyIn('one')).toEqual({
      properties: {
        displayName: 'Raise consent grants',
        order: 3,
        triggeringLogic: {
          isEnabled: true,
          triggersOn: 'Incidents',
          triggersWhen: 'Created',
          expirationTimeUtc: '2030-01-01T00:00:00Z',
          conditions: [
            {
              conditionType: 'Property',
              conditionProperties: {
                propertyName: 'IncidentRelatedAnalyticRuleIds',
                operator: 'Contains',
                propertyValues: [path('one') + ruleId],
              },
            },
            {
              conditionType: 'Property',
              conditionProperties: {
                propertyName: 'IncidentSeverity',
                operator: 'Equals',
                propertyValues: ['Low', 'Medium'],
              },
            },
          ],
        },
        actions: [
          { order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity: 'High' } },
          {
            order: 2,
            actionType: 'RunPlaybook',
            actionConfiguration: {
              logicAppResourceId:
                '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Logic/workflows/Notify',
              tenantId,
            },
          },
        ],
      },
    });
  });

  test('is the same in every workspace', () => {
    expect(normalize(bodyIn('two'), { now: 0, workspace: place('two') })).toEqual(normalize(bodyIn('one'), context));
  });

  test('that refers to another workspace keeps the whole id', () => {
    const elsewhere = normalize(bodyIn('two'), context);
    expect(JSON.stringify(elsewhere)).toContain(path('two') + ruleId);
  });

  test('differs in nothing that the service fills in, sorts or spells otherwise', () => {
    const live = properties(bodyIn('one'), {
      triggeringLogic: {
        isEnabled: true,
        triggersOn: 'Incidents',
        triggersWhen: 'Created',
        expirationTimeUtc: '2030-01-01T00:00:00.000Z',
        conditions: [
          {
            conditionType: 'Property',
            conditionProperties: {
              propertyName: 'IncidentSeverity',
              operator: 'Equals',
              propertyValues: ['Medium', 'Low'],
            },
          },
          {
            conditionType: 'Property',
            conditionProperties: {
              propertyName: 'IncidentRelatedAnalyticRuleIds',
              operator: 'Contains',
              propertyValues: [(path('one') + ruleId).toUpperCase()],
            },
          },
        ],
      },
      actions: [
        {
          order: 2,
          actionType: 'RunPlaybook',
          actionConfiguration: {
            logicAppResourceId:
              '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/RG/providers/Microsoft.Logic/workflows/Notify',
            tenantId,
          },
        },
        {
          order: 1,
          actionType: 'ModifyProperties',
          actionConfiguration: { severity: 'High', status: null, owner: null, labels: null },
        },
      ],
      createdTimeUtc: '2026-01-01T00:00:00Z',
      lastModifiedBy: { name: 'User' },
    });
    expect(diff(normalize(bodyIn('one'), context), normalize(live, context))).toEqual([]);
  });

  test.each<readonly [string, JsonObject, string]>([
    ['another name', { displayName: 'Raise grants' }, '/properties/displayName'],
    ['another order', { order: 4 }, '/properties/order'],
    [
      'no conditions',
      { triggeringLogic: { triggersOn: 'Incidents', triggersWhen: 'Created', expirationTimeUtc: '2030-01-01' } },
      '/properties/triggeringLogic/conditions',
    ],
    [
      'a later end',
      { triggeringLogic: { ...trigger, expirationTimeUtc: '2031-01-01' } },
      '/properties/triggeringLogic/expirationTimeUtc',
    ],
    [
      'another playbook',
      {
        actions: [
          { actionType: 'ModifyProperties', actionConfiguration: { severity: 'High' } },
          { actionType: 'RunPlaybook', actionConfiguration: { playbook: 'Tell' } },
        ],
      },
      '/properties/actions',
    ],
  ])('with %s differs there and nowhere else', (_, change, at) => {
    const after = normalize(bodyIn('one', { ...file, ...change }), context);
    const changes = diff(normalize(bodyIn('one'), context), after);
    expect(changes).not.toEqual([]);
    expect(changes.filter((each) => !each.at.startsWith(at))).toEqual([]);
  });

  test('comes back as a file without what only this workspace has', () => {
    const value = type.file.valueOf(bodyIn('one'), 'raise', context);
    expect(JSON.stringify(value)).not.toContain('/subscriptions/');
    expect(bodyIn('one', value)).toEqual(bodyIn('one', { ...file, ...value }));
    expect(normalize(bodyIn('one', value), context)).toEqual(normalize(bodyIn('one'), context));
  });

  test('takes a change of the portal and leaves every other line', () => {
    const text = [
      'automationRuleId: raise # from Sentinel-As-Code',
      'displayName: Raise',
      'order: 3',
      'triggeringLogic:',
      '  isEnabled: true # on',
      '  triggersOn: Incidents',
      '  triggersWhen: Created',
      'actions:',
      '  - order: 1',
      '    actionType: ModifyProperties',
      '    actionConfiguration:',
      '      severity: High # not Medium',
      '',
    ].join('\n');
    const { document } = readDocument('a.yaml', Buffer.from(text));
    const live = {
      properties: {
        displayName: 'Raise',
        order: 7,
        triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created', conditions: [] },
        actions: [{ order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity: 'High', owner: null } }],
      },
    };
    const merged = type.file.merge(document, live, type.contextOf(context));
    expect(merged).toEqual({ text: text.replace('order: 3', 'order: 7'), written: ['order'], refused: [] });
  });

  test.each([
    ['its own names', { id: 'raise' }, []],
    ["Sentinel-As-Code's", { automationRuleId: 'raise' }, []],
    ['no id', {}, ['schema/wrong-choice']],
  ])('is read from JSON with %s', (_, named, codes) => {
    const { id: _id, ...rest } = file;
    const { document } =
      type.files?.read('a.json', Buffer.from(JSON.stringify({ ...named, ...rest })), new Map()) ?? {};
    if (document === undefined) throw new Error('not read');
    expect(checkSchema(type.schema, document).map(({ code }) => code)).toEqual(codes);
  });

  test('says which members of an answer nobody knows', () => {
    const live = { etag: '"1"', properties: { displayName: 'x', order: 1, mood: 'good' }, plan: 'b' };
    expect(canonicalIn(context).unknownProperties(live)).toEqual(['/plan', '/properties/mood']);
  });
});
