import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { emulator, id, scheduled } from '../arm.ts';
import { ip, text } from '../at-the-limit.ts';

/** The message of a refusal of the data model; `member` where it names one. */
const model = (message: string, member = ''): string => `Invalid data model. [${member}: ${message}]`;

const ofScheduled = 'Invalid Properties for Scheduled alert rule:';

const grouping = (changes: JsonObject = {}): JsonObject => ({
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: 'PT5H',
      matchingMethod: 'AllEntities',
      ...changes,
    },
  },
});

const account = (...names: readonly string[]): JsonObject => ({
  entityType: 'Account',
  fieldMappings: names.map((identifier) => ({ identifier, columnName: 'UserPrincipalName' })),
});

const wrongColumn = (name: string): string =>
  model(
    `The ColumnName '${name}' is invalid. The value must start with a letter or underscore, ` +
      'and contain only alphanumeric English characters.',
  );

/** One bad value planted in a rule that is taken otherwise, and all that the service says to it. */
const planted: readonly (readonly [what: string, properties: JsonObject, message: string])[] = [
  [
    'a severity that there is none',
    { severity: 'Severe' },
    model(`Error converting value "Severe" to type 'AlertSeverity'.`, 'severity'),
  ],
  [
    'an operator that there is none',
    { triggerOperator: 'Above' },
    model(`Error converting value "Above" to type 'AlertTriggerOperator'.`, 'triggerOperator'),
  ],
  [
    'a tactic that there is none',
    { tactics: ['Impact', 'Sabotage'] },
    model(`Error converting value "Sabotage" to type 'AttackTactic'.`, 'tactics'),
  ],
  [
    'a technique of another form',
    { techniques: ['T1'] },
    model(`The technique 'T1' is invalid. The expected format is 'T####', where '#' represents a digit.`),
  ],
  [
    'a sub-technique of another form',
    { techniques: ['T1098'], subTechniques: ['T1098.0001'] },
    model(
      `The sub-technique 'T1098.0001' is invalid. The expected format is 'T####.###', where '#' represents a digit.`,
    ),
  ],
  [
    'a sub-technique without its technique',
    { techniques: ['T1059'], subTechniques: ['T1098.001'] },
    model(`The technique of the sub-technique 'T1098.001' is missing from the techniques field.`),
  ],
  [
    'the version of no template',
    { templateVersion: '1.0.0' },
    model(
      `Invalid Properties for alert rule: 'templateVersion' can only be used if 'alertRuleTemplateName' is not empty.`,
    ),
  ],
  [
    'a template version of other parts',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.x' },
    model(`Invalid Properties for alert rule: 'templateVersion' should be in format X.Y.Z (all numbers).`),
  ],
  ['a blank display name', { displayName: ' ' }, model('The DisplayName field is required.')],
  [
    'a display name that is too long',
    { displayName: text(257) },
    model('The field DisplayName must be a string with a maximum length of 256.'),
  ],
  [
    'a description that is too long',
    { description: text(5001) },
    model('The field Description must be a string with a maximum length of 5000.'),
  ],
  [
    'a frequency below five minutes',
    { queryFrequency: 'PT4M' },
    model('The field QueryFrequency must be between PT5M and P14D.'),
  ],
  ['a period above two weeks', { queryPeriod: 'P15D' }, model('The field QueryPeriod must be between PT5M and P14D.')],
  [
    'a period below the frequency',
    { queryPeriod: 'PT30M' },
    model(`${ofScheduled} 'queryPeriod' should be greater than or equal to 'queryFrequency'`),
  ],
  [
    'a long period run often',
    { queryPeriod: 'P2D', queryFrequency: 'PT30M' },
    model(
      `${ofScheduled} When 'queryPeriod' greater than or equal to 2 days, ` +
        `the 'queryFrequency' should be greater than or equal to 1 hour.`,
    ),
  ],
  ['a negative threshold', { triggerThreshold: -1 }, model('The field TriggerThreshold must be between 0 and 10000.')],
  [
    'a suppression above a day',
    { suppressionDuration: 'PT25H' },
    model('The field SuppressionDuration must be between PT5M and PT24H.'),
  ],
  [
    'a suppression below the frequency',
    { suppressionEnabled: true, suppressionDuration: 'PT30M' },
    model(`${ofScheduled} 'suppressionDuration' should be greater than or equal to 'queryFrequency'`),
  ],
  ['a start that is no time', { startTimeUtc: 'soon' }, model(`Error converting value "soon" to type 'DateTime'.`)],
  [
    'a start in the past',
    { startTimeUtc: '2020-01-01T00:00:00Z' },
    model(`${ofScheduled} 'startTimeUtc' should be at least 10 minutes and at most 30 days after the current time.`),
  ],
  [
    'an empty format of a name',
    { alertDetailsOverride: { alertDisplayNameFormat: '' } },
    model(
      `Invalid length of '0' for 'AlertDisplayNameFormat'. 'AlertDisplayNameFormat' length should be between '1' and '256'`,
    ),
  ],
  [
    'a format of too many parameters',
    { alertDetailsOverride: { alertDescriptionFormat: '{{A}}{{B}}{{C}}{{D}}' } },
    model(`You have defined 4 parameters in 'AlertDescriptionFormat'. The maximum allowed is 3.`),
  ],
  [
    'a column of tactics that is no name',
    { alertDetailsOverride: { alertTacticsColumnName: 'a b' } },
    wrongColumn('a b'),
  ],
  [
    'a column of severities that is no name',
    { alertDetailsOverride: { alertSeverityColumnName: '1a' } },
    wrongColumn('1a'),
  ],
  [
    'a dynamic property that there is none',
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'Colour', value: 'A' }] } },
    model(`Error converting value "Colour" to type 'AlertProperty'.`, 'alertDetailsOverride.alertDynamicProperties'),
  ],
  [
    'a dynamic property of a column that is no name',
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'a-b' }] } },
    wrongColumn('a-b'),
  ],
  [
    'an aggregation that there is none',
    { eventGroupingSettings: { aggregationKind: 'PerHost' } },
    model(`Invalid aggregation kind 'PerHost' for property 'AggregationKind'.`),
  ],
  [
    'no entity mapping in the list',
    { entityMappings: [] },
    model(`Invalid length of '0' for 'EntityMappings'. 'EntityMappings' length should be between '1' and '10'`),
  ],
  [
    'an entity that there is none',
    { entityMappings: [{ ...ip, entityType: 'Printer' }] },
    model(`Error converting value "Printer" to type 'EntityMappingType'.`, 'entityMappings.entityType'),
  ],
  [
    'an entity without fields',
    { entityMappings: [{ entityType: 'IP', fieldMappings: [] }] },
    model(`Invalid length of '0' for 'FieldMappings'. 'FieldMappings' length should be between '1' and '3'`),
  ],
  [
    'an identifier twice',
    { entityMappings: [account('Name', 'Name')] },
    model(`Identifier 'Name' is defined multiple times in the 'FieldMappings' of 'Account'.`),
  ],
  [
    'a column that is no name',
    { entityMappings: [{ ...ip, fieldMappings: [{ identifier: 'Address', columnName: '' }] }] },
    wrongColumn(''),
  ],
  [
    'more entities than ten in both lists',
    {
      entityMappings: [ip],
      sentinelEntitiesMappings: Array.from({ length: 10 }, () => ({ columnName: 'Entities' })),
    },
    model(
      `Invalid length of '11' for 'EntityMappings' and 'SentinelEntitiesMappings'. ` +
        `Their length together should be at most '10'`,
    ),
  ],
  ['a column of entities that is no name', { sentinelEntitiesMappings: [{ columnName: 'a.b' }] }, wrongColumn('a.b')],
  [
    'more custom details than twenty',
    { customDetails: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`Key${index}`, 'A'])) },
    model('Maximum length of CustomDetails exceeded. The number of custom details is 21, the maximum is 20.'),
  ],
  [
    'a custom detail of another form',
    { customDetails: { _Key: 'A' } },
    model(
      `The key '_Key' in CustomDetails is invalid. ` +
        'The key must start with a letter and contain only alphanumeric English characters',
    ),
  ],
  ['a custom detail of a column that is no name', { customDetails: { Key: 'a b' } }, wrongColumn('a b')],
  [
    'incidents without saying whether',
    { incidentConfiguration: {} },
    model(`Required property 'createIncident' not found in JSON.`, 'incidentConfiguration'),
  ],
  [
    'a grouping without its method',
    grouping({ matchingMethod: null }),
    model(`Required property 'matchingMethod' not found in JSON.`, 'groupingConfiguration'),
  ],
  [
    'a look-back that is no duration',
    grouping({ lookbackDuration: '5h' }),
    model(`Error converting value "5h" to type 'TimeSpan'.`, 'lookbackDuration'),
  ],
  [
    'a look-back above a week',
    grouping({ lookbackDuration: 'P8D' }),
    model('The field LookbackDuration must be between PT5M and P7D.'),
  ],
  [
    'a method that there is none',
    grouping({ matchingMethod: 'Some' }),
    model(`Error converting value "Some" to type 'MatchingMethod'.`, 'groupingConfiguration.matchingMethod'),
  ],
  [
    'a selection of nothing',
    grouping({ matchingMethod: 'Selected' }),
    model(
      `When 'matchingMethod' is 'Selected', at least one of 'groupByEntities', 'groupByAlertDetails' and ` +
        `'groupByCustomDetails' should not be empty.`,
    ),
  ],
  [
    'grouping by a detail that there is none',
    grouping({ groupByAlertDetails: ['Colour'] }),
    model(`Error converting value "Colour" to type 'AlertDetail'.`, 'groupingConfiguration.groupByAlertDetails'),
  ],
  [
    'grouping by an entity that is not mapped',
    grouping({ groupByEntities: ['Host'] }),
    model(`The entity 'Host' in 'groupByEntities' is not mapped in 'entityMappings'.`),
  ],
  [
    'grouping by a custom detail that is not there',
    grouping({ groupByCustomDetails: ['Key'] }),
    model(`The custom detail 'Key' in 'groupByCustomDetails' is not defined in 'customDetails'.`),
  ],
  [
    'an empty query',
    { query: '' },
    model(`Invalid length of '0' for 'Query'. 'Query' length should be between '1' and '10000'`),
  ],
  ['a query over everything', { query: 'search *' }, model(`The query should not contain 'search *' or 'union *'.`)],
];

describe('one bad value in a rule that is taken otherwise is refused in the service’s words', () => {
  test('which it is without one', async () => {
    for (const properties of [{}, grouping(), { entityMappings: [ip] }, { customDetails: { Key: 'A' } }])
      expect(await emulator().put(id(1), scheduled(properties))).toMatchObject({ status: 201, message: '' });
  });

  test.each(planted)('%s', async (_, properties, message) => {
    const { put, get } = emulator();
    const { status, code, message: said } = await put(id(1), scheduled(properties));
    expect({ status, code, said }).toEqual({ status: 400, code: 'BadRequest', said: message });
    expect((await get(id(1))).status).toBe(404);
  });
});
