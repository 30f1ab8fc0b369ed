import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import {
  contracted,
  expanded,
  isPath,
  pathsIn,
  playbooksIn,
  referencesIn,
} from '../../../src/content/automation-rule/references.ts';

const place = {
  subscriptionId: 's',
  resourceGroup: 'g',
  workspaceName: 'w',
  cloud: 'public',
  tenantId: 'Own',
} as const;
const rules =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights/alertRules/';
const playbooks = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Logic/workflows/';

const about = (propertyName: string, propertyValues: JsonValue, more: JsonObject = {}): JsonObject => ({
  conditionType: 'Property',
  conditionProperties: { propertyName, operator: 'Contains', propertyValues, ...more },
});
const ids = (...values: readonly JsonValue[]): JsonObject => about('IncidentRelatedAnalyticRuleIds', values);
const runs = (actionConfiguration: JsonValue): JsonObject => ({
  order: 1,
  actionType: 'RunPlaybook',
  actionConfiguration,
});
const body = (conditions: JsonValue, actions: JsonValue): JsonObject => ({
  properties: { triggeringLogic: { isEnabled: true, conditions }, actions },
});

const modifies: JsonObject = { order: 2, actionType: 'ModifyProperties', actionConfiguration: { playbook: 'kept' } };
const other = '/subscriptions/o/resourceGroups/x/providers/Microsoft.Logic/workflows/Far';

/** A body as the service has it, and as files have it. */
const pairs: readonly (readonly [name: string, live: JsonObject, file: JsonObject])[] = [
  ['ids of rules of the workspace', body([ids(`${rules}one`)], []), body([ids('one')], [])],
  [
    'ids within groups of conditions',
    body([about('x', [], { innerConditions: [ids(`${rules}a`), 'x'], itemConditions: [ids(`${rules}b`)] })], []),
    body([about('x', [], { innerConditions: [ids('a'), 'x'], itemConditions: [ids('b')] })], []),
  ],
  ['ids of other workspaces, and values that are none', body([ids('/far/x', 5)], []), body([ids('/far/x', 5)], [])],
  [
    'values of other properties',
    body([about('IncidentTitle', ['one'])], []),
    body([about('IncidentTitle', ['one'])], []),
  ],
  [
    'playbooks of the resource group and of the own tenant',
    body([], [runs({ logicAppResourceId: `${playbooks}Notify`, tenantId: 'Own', more: 1 }), modifies]),
    body([], [runs({ playbook: 'Notify', more: 1 }), modifies]),
  ],
  [
    'playbooks of another tenant and of elsewhere',
    body([], [runs({ logicAppResourceId: other, tenantId: 'Theirs' }), 'x']),
    body([], [runs({ logicAppResourceId: other, tenantId: 'Theirs' }), 'x']),
  ],
];

describe('what an automation rule refers to', () => {
  test.each(pairs)('is contracted for files: %s', (_name, live, file) => {
    expect(contracted(live, place)).toStrictEqual(file);
  });

  test.each(pairs)('is expanded for the service: %s', (_name, live, file) => {
    expect(expanded(file, place)).toStrictEqual(live);
  });

  test.each<readonly [live: JsonObject, file: JsonObject]>([
    [body([ids(`${rules.toUpperCase()}One`)], []), body([ids('one')], [])],
    [
      body([], [runs({ logicAppResourceId: `${playbooks.toUpperCase()}Notify`, tenantId: 'OWN' })]),
      body([], [runs({ playbook: 'Notify' })]),
    ],
    [body([], [runs({ playbook: 'Notify' })]), body([], [runs({ playbook: 'Notify' })])],
    [body([], [runs({ tenantId: 5 })]), body([], [runs({ tenantId: 5 })])],
    [body([], [runs('x')]), body([], [runs('x')])],
    [body('x', 'y'), body('x', 'y')],
    [body([{ conditionProperties: 'x' }, 'y'], []), body([{ conditionProperties: 'x' }, 'y'], [])],
    [
      body([about('IncidentRelatedAnalyticRuleIds', 'x')], []),
      body([about('IncidentRelatedAnalyticRuleIds', 'x')], []),
    ],
    [{ properties: 'x' }, { properties: 'x' }],
    [{ properties: { triggeringLogic: 'x' } }, { properties: { triggeringLogic: 'x' } }],
  ])('is contracted without regard to case, and odd values stay: %j', (live, file) => {
    expect(contracted(live, place)).toStrictEqual(file);
  });

  test('stays as it is where nobody knows the place', () => {
    const [lives, files] = [pairs.map(([, live]) => live), pairs.map(([, , file]) => file)];
    expect(lives.map((live) => contracted(live, undefined))).toStrictEqual(lives);
    expect(files.map((file) => expanded(file, undefined))).toStrictEqual(files);
  });

  test('has no tenant where neither the file nor the workspace says one', () => {
    const { tenantId: _tenantId, ...without } = place;
    expect(
      expanded(body([], [runs({ playbook: 'N' }), runs({ playbook: 'M', tenantId: 't' })]), without),
    ).toStrictEqual(
      body(
        [],
        [runs({ logicAppResourceId: `${playbooks}N` }), runs({ logicAppResourceId: `${playbooks}M`, tenantId: 't' })],
      ),
    );
  });

  test('is named once each, paths and full ids apart', () => {
    const all = body(
      [ids('one', 'one', 'rules/two.yaml', '/full/id')],
      [runs({ playbook: 'N' }), runs({ playbook: 'N' }), runs({ logicAppResourceId: other }), runs({})],
    );
    expect(referencesIn(all)).toStrictEqual([
      { type: 'analytics-rule', id: 'one' },
      { type: 'playbook', id: 'N' },
    ]);
    expect(pathsIn({ triggeringLogic: { conditions: [ids('one', 'rules/two.yaml', '/full/id')] } })).toStrictEqual([
      'rules/two.yaml',
    ]);
    expect(['one', 'a/b', '/a/b'].map(isPath)).toStrictEqual([false, true, false]);
    const shared = {
      apiVersion: '2019-05-01',
      wayOut:
        'Deploy it first, or correct the name. A playbook of this project is deployed with the rule where picket.yaml says `playbooks: stack`.',
    };
    const own = { path: `${playbooks}N`, ...shared, words: 'the playbook N', ref: { type: 'playbook', id: 'N' } };
    expect(playbooksIn(all, place)).toStrictEqual([
      own,
      own,
      { path: other, ...shared, words: `the playbook ${other}` },
    ]);
  });
});
