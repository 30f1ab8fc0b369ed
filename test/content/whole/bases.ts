import { contentTypes } from '../../../src/content/index.ts';
import { listOf, objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { ofEveryType } from '../../../tools/chaos/mixed-scene.ts';
import { twoValues } from '../../generators/from-schema.ts';

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a021';

const scheduled: JsonObject = {
  id,
  name: 'Many failed sign-ins of one account',
  description: 'More than ten sign-ins failed.\nThen one succeeded.',
  severity: 'High',
  kind: 'Scheduled',
  version: '1.2.3',
  enabled: true,
  status: 'Available',
  tags: ['identity'],
  query: 'SigninLogs\n| where ResultType == 50126\n| summarize count() by UserPrincipalName, IPAddress',
  queryFrequency: '1h',
  queryPeriod: '1d',
  triggerOperator: 'gt',
  triggerThreshold: 3,
  suppressionEnabled: true,
  suppressionDuration: '5h',
  startTimeUtc: '2027-01-20T00:00:00Z',
  tactics: ['CredentialAccess', 'InitialAccess'],
  relevantTechniques: ['T1110.003', 'T1078'],
  requiredDataConnectors: [{ connectorId: 'AzureActiveDirectory', dataTypes: ['SigninLogs'] }],
  entityMappings: [
    {
      entityType: 'Account',
      fieldMappings: [
        { identifier: 'Name', columnName: 'UserPrincipalName' },
        { identifier: 'UPNSuffix', columnName: 'UserPrincipalName' },
      ],
    },
    { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IPAddress' }] },
  ],
  sentinelEntitiesMappings: [{ columnName: 'Entities' }],
  customDetails: { address: 'IPAddress', user: 'UserPrincipalName' },
  alertDetailsOverride: {
    alertDisplayNameFormat: 'Failed sign-ins of {{UserPrincipalName}}',
    alertDescriptionFormat: 'From {{IPAddress}} and others',
    alertSeverityColumnName: 'Severity',
    alertTacticsColumnName: 'Tactics',
    alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
  },
  eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: true,
      lookbackDuration: '7h',
      matchingMethod: 'Selected',
      groupByEntities: ['Account', 'IP'],
      groupByAlertDetails: ['DisplayName', 'Severity'],
      groupByCustomDetails: ['address'],
    },
  },
  alertRuleTemplateName: '0b9ae89d-8cad-461c-808f-0494f70ad5c4',
  templateVersion: '1.0.2',
};

const nearRealTime: JsonObject = {
  id,
  name: 'A guest became an owner',
  severity: 'Informational',
  kind: 'NRT',
  version: '0.0.1',
  query: "AuditLogs | where OperationName == 'Add owner'",
  tactics: ['Persistence'],
  relevantTechniques: ['T1098'],
  suppressionEnabled: false,
  startTimeUtc: '2026-01-20T00:00:00Z',
  author: 'The detection team',
  OriginalUri: 'https://example.org/rules/1',
  noise: { maxAlertsPerDay: 5 },
  lifecycle: 'test',
  parameters: { Codes: { type: 'list', default: ['a'] } },
  exclude: [{ where: { IPAddress: '10.0.0.1' }, until: '2027-03-01', reason: 'Scanner' }],
  incidentConfiguration: { createIncident: false },
  metadata: {
    owner: ' soc ',
    runbook: 'https://example.org/runbook',
    reviewed: '2026-01-01',
    sigma: { id, title: 'T', author: 'A', license: 'DRL 1.1', path: 'rules/a.yml' },
  },
};

const fusion: JsonObject = {
  id: 'BuiltInFusion',
  name: 'Advanced multistage attack detection',
  kind: 'Fusion',
  enabled: true,
  alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8',
  sourceSettings: [
    { sourceName: 'Anomalies', enabled: true },
    {
      sourceName: 'Alert providers',
      enabled: true,
      sourceSubTypes: [
        {
          sourceSubTypeName: 'Microsoft Defender for Identity',
          enabled: true,
          severityFilters: {
            filters: [
              { severity: 'High', enabled: true },
              { severity: 'Low', enabled: false },
            ],
          },
        },
      ],
    },
  ],
  scenarioExclusionPatterns: [{ exclusionPattern: 'Scenario 1', dateAddedInUTC: '2026-01-31T08:00:00Z' }],
};

const ofTemplate = (kind: string, more: JsonObject = {}): JsonObject => ({
  id,
  ...more,
  kind,
  enabled: false,
  tags: ['built-in'],
  status: 'Available',
  version: '1.0.0',
  alertRuleTemplateName: '737a2ce1-70a3-4968-9e90-3e6aca836abf',
});

const ofProduct: JsonObject = {
  id,
  name: 'Incidents of cloud app alerts',
  description: 'Every alert of weight.',
  kind: 'MicrosoftSecurityIncidentCreation',
  version: '1.0.0',
  enabled: true,
  productFilter: 'Microsoft Cloud App Security',
  severitiesFilter: ['High', 'Medium'],
  displayNamesFilter: ['Leak'],
  displayNamesExcludeFilter: ['Test'],
};

const automation: JsonObject = {
  id,
  displayName: 'Close what the red team does',
  description: 'Agreed with the red team.',
  order: 10,
  tags: ['red-team'],
  triggeringLogic: {
    isEnabled: true,
    expirationTimeUtc: '2027-03-01T00:00:00Z',
    triggersOn: 'Incidents',
    triggersWhen: 'Updated',
    conditions: [
      {
        conditionType: 'Property',
        conditionProperties: { propertyName: 'IncidentTitle', operator: 'Contains', propertyValues: ['red', 'team'] },
      },
      {
        conditionType: 'Property',
        conditionProperties: {
          propertyName: 'IncidentRelatedAnalyticRuleIds',
          operator: 'Contains',
          propertyValues: ['rules/on.yaml'],
        },
      },
      {
        conditionType: 'PropertyArray',
        conditionProperties: {
          arrayType: 'CustomDetails',
          arrayConditionType: 'AnyItem',
          itemConditions: [
            {
              conditionType: 'Property',
              conditionProperties: { propertyName: 'AlertProductNames', operator: 'Equals', propertyValues: ['x'] },
            },
          ],
        },
      },
      {
        conditionType: 'PropertyChanged',
        conditionProperties: {
          propertyName: 'IncidentStatus',
          changeType: 'ChangedTo',
          operator: 'Equals',
          propertyValues: ['Closed'],
        },
      },
      {
        conditionType: 'PropertyArrayChanged',
        conditionProperties: { arrayType: 'Alerts', changeType: 'Added' },
      },
      {
        conditionType: 'Boolean',
        conditionProperties: {
          operator: 'Or',
          innerConditions: [
            {
              conditionType: 'Property',
              conditionProperties: {
                propertyName: 'IncidentSeverity',
                operator: 'NotEquals',
                propertyValues: ['High'],
              },
            },
            {
              conditionType: 'Property',
              conditionProperties: { propertyName: 'AccountName', operator: 'StartsWith', propertyValues: ['rt-'] },
            },
          ],
        },
      },
    ],
  },
  actions: [
    {
      order: 1,
      actionType: 'ModifyProperties',
      actionConfiguration: {
        severity: 'Low',
        status: 'Closed',
        classification: 'BenignPositive',
        classificationReason: 'SuspiciousButExpected',
        classificationComment: 'The red team.',
        labels: [{ labelName: 'red-team' }],
        owner: {
          objectId: id,
          email: 'shift@contoso.com',
          assignedTo: 'Shift',
          userPrincipalName: 'shift@contoso.com',
        },
      },
    },
    { order: 2, actionType: 'RunPlaybook', actionConfiguration: { playbook: 'Word1', tenantId: id } },
    {
      order: 3,
      actionType: 'RunPlaybook',
      actionConfiguration: {
        logicAppResourceId:
          '/subscriptions/0b9ae89d-8cad-461c-808f-0494f70ad5c4/resourceGroups/g/providers/Microsoft.Logic/workflows/w',
        tenantId: id,
      },
    },
    { order: 4, actionType: 'AddIncidentTask', actionConfiguration: { title: 'Ask', description: 'Ask them.' } },
  ],
};

/** What the scene has of a type, with a value for each further key that its schema shows one for. */
const enriched = (name: string, schema: JsonObject, base: JsonObject): JsonObject => {
  const more = Object.entries(objectOf(schema['properties'])).flatMap(([key, member]) => {
    if (base[key] !== undefined || key === '$schema' || /^(?:Function|Parser|Equivalent)|^rows$/i.test(key)) return [];
    const only = listOf(objectOf(member)['enum'])[0];
    if (only !== undefined) return [[key, only] as const];
    try {
      return [[key, twoValues(objectOf(member), key)[0]] as const];
    } catch {
      return [];
    }
  });
  return name === 'playbook' ? base : { ...base, ...Object.fromEntries(more) };
};

/** Functions in the other two forms in which people keep them. */
const parsers: Readonly<Record<string, JsonObject>> = {
  function: {
    FunctionName: 'Seen',
    FunctionQuery: 'SigninLogs | take limit',
    FunctionParams: [{ Name: 'limit', Type: 'int', Default: 5 }],
    Category: 'Own',
  },
  alias: {
    functionAlias: 'SeenSince',
    displayName: 'Seen since a time',
    query: 'SigninLogs | where TimeGenerated > since | where T has user',
    functionParameters: "since:datetime=datetime(2026-01-01), user:string='', T:(*)",
    category: 'Own',
    version: 2,
  },
};

const ofType = (name: string): JsonObject => ofEveryType(1).find((each) => each.type === name)?.raw ?? {};

/** Files that say as much as one can, several of a type where it has several forms. */
export const bases: readonly (readonly [type: string, name: string, raw: JsonObject])[] = [
  ['analytics-rule', 'scheduled', scheduled],
  ['analytics-rule', 'near-real-time', nearRealTime],
  ['analytics-rule', 'of-product', ofProduct],
  ['analytics-rule', 'fusion', fusion],
  ['analytics-rule', 'machine-learning', ofTemplate('MLBehaviorAnalytics')],
  ['analytics-rule', 'threat-intelligence', ofTemplate('ThreatIntelligence', { name: 'Matched indicators' })],
  ['automation-rule', 'automation', automation],
  ...Object.entries(parsers).map(([name, raw]) => ['parser', `parser-${name}`, raw] as const),
  ...contentTypes
    .filter(({ name }) => name !== 'analytics-rule' && name !== 'automation-rule')
    .map(({ name, schema }) => [name, name, enriched(name, schema, ofType(name))] as const),
];

/** Other values of a key than those that any text, number or list has. */
export const others: Readonly<Record<string, readonly JsonValue[]>> = {
  actionType: ['ModifyProperties', 'RunPlaybook', 'AddIncidentTask'],
  aggregationKind: ['SingleAlert'],
  alertProperty: ['ProviderName', 'ConfidenceScore'],
  functionParameters: [
    'x:int',
    'x:int=1, y:long',
    'x:int=1 y',
    'T:(A:string, B:long), x:timespan=1h',
    'x:dynamic=dynamic(null)',
  ],
  rows: ['seed', 'ignore'],
  propertyValues: [],
  arrayType: ['CustomDetails', 'CustomDetailValues', 'Labels', 'Tactics', 'Alerts', 'Comments'],
  changeType: ['ChangedFrom', 'ChangedTo', 'Added'],
  classification: ['Undetermined', 'TruePositive', 'FalsePositive'],
  conditionType: ['Property', 'PropertyArray', 'PropertyChanged', 'PropertyArrayChanged', 'Boolean'],
  entityType: ['Account', 'Host', 'IP', 'FileHash', 'URL'],
  identifier: ['FullName', 'Sid', 'sid', 'Address', 'HostName', 'Algorithm'],
  itemsSearchKey: ['Team'],
  kind: [
    'Scheduled',
    'NRT',
    'Fusion',
    'MicrosoftSecurityIncidentCreation',
    'MLBehaviorAnalytics',
    'ThreatIntelligence',
  ],
  lookbackDuration: ['4m', '5m', '7d', '8d'],
  matchingMethod: ['AllEntities', 'AnyAlert'],
  operator: ['And', 'Or', 'NotEquals', 'Contains', 'NotContains', 'StartsWith', 'NotEndsWith'],
  order: [1000, 1001],
  productFilter: ['Azure Active Directory Identity Protection', 'Microsoft Defender for Cloud'],
  propertyName: ['IncidentSeverity', 'IncidentStatus', 'IncidentOwner', 'AlertAnalyticRuleNames', 'AccountSid'],
  queryFrequency: ['5m', '4m', '2h', '1d', '14d', '15d'],
  queryPeriod: ['5m', '30m', '2d', '14d', '15d'],
  severity: ['Informational', 'Low', 'Medium', 'High'],
  startTimeUtc: ['2027-01-14T00:00:00Z', '2027-01-15T00:00:00Z', '2027-01-15T00:09:59Z', '2027-01-15T00:10:00Z'].concat(
    '2027-02-14T00:00:00Z',
    '2027-02-14T00:00:01Z',
  ),
  status: ['New', 'Active', 'Closed', 'Available'],
  suppressionDuration: ['4m', '5m', '30m', '1h', '24h', '25h'],
  suppressionEnabled: [true],
  triggerOperator: ['lt', 'eq', 'ne', 'GreaterThan'],
  triggersOn: ['Alerts'],
  triggersWhen: ['Created', 'Updated'],
  triggerThreshold: [10_000, 10_001],
  version: ['1.2', '1.2.4', 'v1'],
};
