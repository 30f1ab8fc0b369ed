import { describe, expect, test } from '@jest/globals';
import { sayAction, sayCondition, sayTrigger } from '../../../src/content/automation-rule/sentences.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const titled: JsonObject = {
  conditionType: 'Property',
  conditionProperties: { propertyName: 'IncidentTitle', operator: 'NotStartsWith', propertyValues: ['Test', 'Drill'] },
};

describe('a condition in words', () => {
  test.each<[string, JsonObject]>([
    ['IncidentTitle not starts with Test, Drill', titled],
    [
      '(IncidentTitle not starts with Test, Drill) or (IncidentTitle not starts with Test, Drill)',
      { conditionType: 'Boolean', conditionProperties: { operator: 'Or', innerConditions: [titled, titled] } },
    ],
    [
      'any of CustomDetails with (IncidentTitle not starts with Test, Drill)',
      { conditionType: 'PropertyArray', conditionProperties: { arrayType: 'CustomDetails', itemConditions: [titled] } },
    ],
    [
      'IncidentStatus changed to equals Closed',
      {
        conditionType: 'PropertyChanged',
        conditionProperties: {
          propertyName: 'IncidentStatus',
          changeType: 'ChangedTo',
          operator: 'Equals',
          propertyValues: ['Closed'],
        },
      },
    ],
    [
      'IncidentOwner changed',
      { conditionType: 'PropertyChanged', conditionProperties: { propertyName: 'IncidentOwner' } },
    ],
    ['Labels added', { conditionType: 'PropertyArrayChanged', conditionProperties: { arrayType: 'Labels' } }],
    ['?', { conditionType: 'Property' }],
    ['any of ? with', { conditionType: 'PropertyArray', conditionProperties: {} }],
    ['? added', { conditionType: 'PropertyArrayChanged' }],
    ['? changed', { conditionType: 'PropertyChanged', conditionProperties: {} }],
  ])('%s', (words, condition) => {
    expect(sayCondition(condition).trim()).toBe(words);
  });
});

test('when a rule acts is a sentence, with its conditions and its end', () => {
  const incident = { triggersOn: 'Incidents', triggersWhen: 'Created', isEnabled: true } as const;
  expect(sayTrigger(incident)).toBe('Acts when an incident is created.');
  expect(
    sayTrigger({
      ...incident,
      triggersOn: 'Alerts',
      conditions: [titled, titled],
      expirationTimeUtc: '2026-12-01T00:00:00Z',
    }),
  ).toBe(
    'Acts when an alert is created and IncidentTitle not starts with Test, Drill and IncidentTitle not starts with Test, Drill, until 2026-12-01T00:00:00Z.',
  );
});

test.each<[string, Parameters<typeof sayAction>[0]]>([
  ['Runs the playbook Notify.', { order: 1, actionType: 'RunPlaybook', actionConfiguration: { playbook: 'Notify' } }],
  [
    'Runs the playbook Enrich.',
    {
      order: 1,
      actionType: 'RunPlaybook',
      actionConfiguration: { logicAppResourceId: '/subscriptions/s/providers/Microsoft.Logic/workflows/Enrich' },
    },
  ],
  ['Runs the playbook ?.', { order: 1, actionType: 'RunPlaybook', actionConfiguration: {} }],
  ['Adds the task Call.', { order: 1, actionType: 'AddIncidentTask', actionConfiguration: { title: 'Call' } }],
  ['Adds the task ?.', { order: 1, actionType: 'AddIncidentTask', actionConfiguration: {} }],
  [
    'Sets status to Closed, classification comment to A drill, labels to drill, test, owner to ana@contoso.com, count to 5, other to ?.',
    {
      order: 1,
      actionType: 'ModifyProperties',
      actionConfiguration: {
        status: 'Closed',
        classificationComment: 'A drill',
        labels: [{ labelName: 'drill' }, { labelName: 'test' }],
        owner: { assignedTo: null, email: 'ana@contoso.com' },
        count: 5,
        other: {},
      },
    },
  ],
])('what an action does is a sentence: %s', (sentence, action) => {
  expect(sayAction(action)).toBe(sentence);
});
