import { describe, expect, test } from '@jest/globals';
import { importedValue } from '../../../src/app/author/import/imported-value.ts';
import { contentTypes } from '../../../src/content/index.ts';
import { rulesOfInstances } from '../../../src/importers/terraform/rules.ts';
import { instancesInJson } from '../../../src/importers/terraform/states.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const type = contentTypes.find(({ resource }) => resource.collection === 'automationRules');
if (type === undefined) throw new Error('there are no automation rules');

const playbook = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Logic/workflows/Notify';
const ruleId =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights/alertRules/one';

const plain: JsonObject = {
  name: '56094f72-ac3f-40e7-a0c0-47bd95f70336',
  display_name: 'Close what is expected',
  order: 3,
  condition: [{ property: 'IncidentTitle', operator: 'Contains', values: ['Test'] }],
  action_playbook: [{ order: 2, logic_app_id: playbook, tenant_id: 'b0b4ad3e-6a1c-4a3f-8f6b-95cf0a0f2f10' }],
  action_incident: [
    {
      order: 0,
      status: 'Closed',
      classification: 'BenignPositive_SuspiciousButExpected',
      classification_comment: 'A drill.',
      labels: ['drill'],
      owner_id: '4cd5d0a4-3b4e-4f6b-8f4d-13e2b1cd9c10',
    },
  ],
};

test('JSON is a state where it has a version and resources', () => {
  expect(instancesInJson({ version: 4, resources: [] })).toEqual([]);
  expect(instancesInJson({ version: '4', resources: [] })).toBeUndefined();
  expect(instancesInJson({ version: 4 })).toBeUndefined();
});

/** What becomes of one resource of a state. */
const imported = (values: JsonObject) => {
  const state = {
    version: 4,
    resources: [
      { mode: 'managed', type: 'azurerm_sentinel_automation_rule', name: 'a', instances: [{ attributes: values }] },
    ],
  };
  const { items, left, problems } = rulesOfInstances(instancesInJson(state) ?? []);
  const [item] = items;
  if (item === undefined) throw new Error(`nothing was found: ${JSON.stringify({ left, problems })}`);
  return importedValue(type, item);
};

describe('an automation rule of Terraform', () => {
  test('becomes a file with its conditions, and its actions in their order', () => {
    const { id, value, refusal } = imported(plain);
    expect(refusal).toBeUndefined();
    expect(id).toBe(plain['name']);
    expect(value).toMatchObject({
      displayName: 'Close what is expected',
      order: 3,
      triggeringLogic: {
        triggersOn: 'Incidents',
        triggersWhen: 'Created',
        conditions: [
          {
            conditionType: 'Property',
            conditionProperties: { propertyName: 'IncidentTitle', operator: 'Contains', propertyValues: ['Test'] },
          },
        ],
      },
      actions: [
        {
          actionType: 'ModifyProperties',
          actionConfiguration: {
            status: 'Closed',
            classification: 'BenignPositive',
            classificationReason: 'SuspiciousButExpected',
            classificationComment: 'A drill.',
            labels: [{ labelName: 'drill' }],
            owner: { objectId: '4cd5d0a4-3b4e-4f6b-8f4d-13e2b1cd9c10' },
          },
        },
        { actionType: 'RunPlaybook' },
      ],
    });
  });

  test('keeps what its condition_json says, and is switched off where it was', () => {
    const changed = {
      conditionType: 'PropertyChanged',
      conditionProperties: { propertyName: 'IncidentSeverity', changeType: 'ChangedTo', propertyValues: ['High'] },
    };
    const { value } = imported({
      ...plain,
      enabled: false,
      triggers_when: 'Updated',
      condition: [{ property: 'IncidentRelatedAnalyticRuleIds', operator: 'Contains', values: [ruleId] }],
      condition_json: JSON.stringify([changed]),
    });
    expect(value).toMatchObject({
      triggeringLogic: {
        isEnabled: false,
        triggersWhen: 'Updated',
        conditions: [changed, { conditionProperties: { propertyValues: [ruleId] } }],
      },
    });
  });

  test('has as comments what a file has no place for', () => {
    expect(imported({ ...plain, tags: { team: 'soc' } }).comments).toEqual({ tags: { team: 'soc' } });
  });
});
