import type { JsonObject } from '../../../../src/core/json.ts';
import { nrt, scheduled, sentinel, workspace, id } from '../../arm.ts';
import { group, type Asked } from './requests.ts';

const subscription = workspace.slice(0, workspace.indexOf('/resourceGroups'));
const rule = `${sentinel}/alertRules/${id(1)}`;
const stacks = `${group}/providers/Microsoft.Resources/deploymentStacks`;
const whatIfs = `${group}/providers/Microsoft.Resources/deploymentStacksWhatIfResults`;
const activity = `${subscription}/providers/Microsoft.Insights/eventtypes/management/values`;
const queries = `https://api.loganalytics.io/v1${workspace}/query`;

const log = (filter: string): Asked => ['GET', `${activity}?$filter=${filter}`];
const since = "eventTimestamp ge '2026-01-04T00:00:00Z'";

const automation = (changes: JsonObject): JsonObject => ({
  properties: {
    displayName: 'Close',
    order: 1,
    triggeringLogic: { isEnabled: true, triggersOn: 'Incidents' },
    actions: [
      { order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity: 'Low' } },
      { order: 2, actionType: 'ModifyProperties', actionConfiguration: null },
      { order: 3, actionType: 'RunPlaybook', actionConfiguration: { logicAppResourceId: '/x' } },
      'text',
    ],
    ...changes,
  },
});

const stack = (resources: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  properties: { actionOnUnmanage: { resources: 'detach' }, template: { resources: [...resources], ...more } },
});
const flow = {
  type: 'Microsoft.Logic/workflows',
  apiVersion: '2019-05-01',
  name: 'Flow',
  properties: { state: 'Enabled' },
};
const other = { type: 'Microsoft.Web/connections', apiVersion: '2016-06-01', name: 'link' };

const summary = (changes: JsonObject): JsonObject => ({
  properties: {
    displayName: 'Sum',
    ruleDefinition: { query: 'SigninLogs | count', binSize: 60, destinationTable: 'Sum_CL', ...changes },
  },
});

/** A rule with everything, and one with little, as each api-version has them. */
const entityMappings = [
  { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'UserPrincipalName' }] },
];
const full = scheduled({
  entityMappings,
  alertRuleTemplateName: 'bbbbbbbb-0000-4000-8000-00000000000a',
  tactics: ['CredentialAccess'],
  techniques: ['T1110'],
  subTechniques: ['T1110.003'],
  templateVersion: '1.0.0',
  startTimeUtc: '2026-02-01T00:00:00Z',
  sentinelEntitiesMappings: [{ columnName: 'Entities', other: 1 }],
  eventGroupingSettings: { aggregationKind: 'AlertPerResult', other: 1 },
  customDetails: { User: 'UserPrincipalName' },
  alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }], other: 1 },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: true,
      lookbackDuration: 'PT5H',
      matchingMethod: 'Selected',
      groupByEntities: ['Account'],
      groupByAlertDetails: ['DisplayName'],
      groupByCustomDetails: ['User'],
    },
  },
});
const old = scheduled({
  entityMappings,
  incidentConfiguration: {
    createIncident: false,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: 'PT5H',
      entitiesMatchingMethod: 'Custom',
      groupByEntities: ['Account'],
    },
  },
});
const versions =
  '2019-01-01-preview 2020-01-01 2021-09-01-preview 2021-10-01 2022-08-01 2022-09-01-preview 2022-10-01-preview ' +
  '2022-11-01-preview 2023-02-01 2023-12-01-preview 2024-09-01';
const at = (method: 'GET' | 'PUT', path: string, version: string, body?: JsonObject): Asked => [
  method,
  `https://management.azure.com${path}?api-version=${version}`,
  body,
];
const ruleAt = (number: number): string => `${sentinel}/alertRules/${id(number)}`;
const byVersion: readonly Asked[] = [
  ['PUT', ruleAt(31), full],
  at('PUT', ruleAt(32), '2020-01-01', old),
  at('PUT', ruleAt(33), '2020-01-01', scheduled()),
  at('PUT', ruleAt(34), '2020-01-01', nrt()),
  at('PUT', ruleAt(35), '2021-10-01', full),
  ['GET', ruleAt(33)],
  ['GET', ruleAt(35)],
  ...versions.split(' ').flatMap((version) => [31, 32].map((number) => at('GET', ruleAt(number), version))),
  ...['2020-01-01', '2023-12-01-preview'].map((version) => at('GET', `${sentinel}/alertRules`, version)),
];

/** Automation rules, playbooks of rules and what else no setting concerns; methods that a place does not take; the log. */
export const furtherAsked: readonly Asked[] = [
  ['GET', workspace],
  ['PUT', rule, nrt()],
  1000,
  ['PUT', `${sentinel}/automationRules/a`, automation({})],
  ['PUT', `${sentinel}/automationRules/b`, automation({ actions: 'text', triggeringLogic: 'text' })],
  ['PUT', `${sentinel}/automationRules/b`, automation({ actions: [], triggeringLogic: { conditions: [1] } })],
  ['GET', `${sentinel}/automationRules/A`],
  1000,
  ['PUT', `${sentinel}/automationRules/a`, automation({ createdBy: 'x', extra: 1 }), { 'if-match': '{etag}' }],
  ['GET', `${sentinel}/automationRules`],
  ['DELETE', `${sentinel}/automationRules/b`],
  ['DELETE', `${sentinel}/automationRules/b`],
  ['GET', `${sentinel}/automationRules/b`],
  ['PATCH', `${sentinel}/automationRules/a`, {}],
  ['POST', `${sentinel}/automationRules/a`, {}],
  ['PUT', `${sentinel}/automationRules`, {}],
  ['DELETE', `${sentinel}/automationRules`],
  [
    'PUT',
    `${rule}/actions/${id(2)}`,
    { properties: { logicAppResourceId: '/x', triggerUri: 'https://h/workflows/abc?s=1' } },
  ],
  ['PUT', `${rule}/actions/${id(3)}`, { properties: { triggerUri: 'https://h/else', workflowId: 'own' } }],
  ['PUT', `${rule}/actions/${id(4)}`, { properties: {} }],
  ['GET', `${rule}/actions/${id(2)}`],
  ['GET', `${rule}/actions`],
  ['GET', `${rule}/others`],
  ['DELETE', `${rule}/actions/${id(3)}`],
  ['GET', `${sentinel}/alertRuleTemplates`],
  ['PUT', `${sentinel}/alertRuleTemplates/${id(1)}`, {}],
  ['GET', `${sentinel}/contentTemplates`],
  ['PUT', `${sentinel}/contentTemplates/c1`, { properties: { contentKind: 'AnalyticsRule', displayName: 'One' } }],
  ['PUT', `${sentinel}/contentTemplates/c2`, { properties: { contentKind: 'Parser' } }],
  ['GET', `${sentinel}/contentTemplates?$filter=properties/contentKind eq 'parser'`],
  ['GET', `${sentinel}/contentTemplates?$filter=(properties/contentKind ne 'Parser')`],
  ['GET', `${sentinel}/contentTemplates?$filter=properties/contentKind gt 'A'`],
  ['GET', `${sentinel}/contentTemplates?$top=1`],
  ['GET', `${sentinel}/contentTemplates?$skip=1`],
  ['GET', `${sentinel}/contentTemplates?$skip=-1`],
  ['GET', `${sentinel}/contentTemplates/c1/more`],
  ['GET', `${sentinel}/watchlists/w/watchlistStatuses/s`],
  ['GET', `${sentinel}/watchlists/w/watchlistStatuses`],
  ['GET', `${sentinel}/watchlists/w/others`],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({})],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({ query: '' })],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({ query: 5 })],
  ['PUT', `${workspace}/summaryLogs/sum`, { properties: { ruleDefinition: [] } }],
  ['PUT', `${workspace}/summaryLogs/sum`, { ...summary({}), etag: '"x"' }],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({}), { 'if-match': '"x"' }],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({}), { 'if-match': '""' }],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({ destinationTable: 5 }), { 'if-match': '*' }],
  ['PUT', `${workspace}/summaryLogs/sum`, { properties: { isActive: false, ...Object(summary({})['properties']) } }],
  ['DELETE', `${workspace}/summaryLogs/sum`, undefined, { 'if-match': '"x"' }],
  ...[20, 30, 120, 180, 360, 720, 1440, '60', null].map((binSize): Asked => [
    'PUT',
    `${workspace}/summaryLogs/other`,
    summary({ binSize }),
  ]),
  ['PUT', `${workspace}/summaryLogs/sum`, summary({ binSize: 61 })],
  ['PUT', `${workspace}/summaryLogs/sum`, summary({ destinationTable: 'Sum' })],
  ['GET', `${workspace}/summaryLogs/sum`],
  ['GET', `${workspace}/summaryLogs`],
  ['DELETE', `${workspace}/summaryLogs/sum`],
  ['GET', `${workspace}/summaryLogs/a/b`],
  ['GET', `${workspace}/savedSearches/a/b`],
  // Stacks: what a template lacks, what is no Logic App, what is left behind and what goes.
  ['PUT', `${stacks}/s`, stack([{ ...flow, apiVersion: 1 }])],
  ['PUT', `${stacks}/s`, stack([{ ...flow, name: 1 }])],
  ['PUT', `${stacks}/s`, stack([{ ...flow, type: 1 }])],
  ['PUT', `${stacks}/s`, stack([flow, other], { parameters: { A: { type: 'string', defaultValue: 'a' } } })],
  ['GET', `${stacks}/s`],
  ['GET', `${group}/providers/Microsoft.Logic/workflows/flow`],
  [
    'PUT',
    `${whatIfs}/w`,
    {
      properties: {
        ...Object(stack([{ ...flow, name: 'flow' }])['properties']),
        deploymentStackResourceId: `${stacks}/S`,
      },
    },
  ],
  ['GET', `${whatIfs}/w`],
  ['GET', `${whatIfs}/none`],
  ['PUT', `${stacks}/s`, stack([])],
  ['GET', `${stacks}/s`],
  ['PUT', `${stacks}/s`, stack([flow])],
  ['DELETE', `${stacks}/s`],
  ['GET', `${group}/providers/Microsoft.Logic/workflows/flow`],
  ['GET', `${stacks}/s`],
  ['GET', `${stacks}/s/more`],
  // What a place does not take.
  ['POST', workspace, {}],
  ['PUT', `${workspace}/tables/t`, {}],
  ['GET', `${workspace}/tables`],
  ['GET', `${workspace}/tables/`],
  ['POST', `${workspace}/providers/Microsoft.Authorization/permissions`, {}],
  ['POST', activity, {}],
  ['DELETE', queries],
  ['POST', queries, { query: 5 }],
  ['POST', queries, 'text'],
  ['GET', 'https://api.loganalytics.io/v1/workspaces/none/query/more'],
  ['GET', 'https://api.loganalytics.io/v1/workspaces/none'],
  ['GET', 'https://a.blob.core.windows.net/c/x'],
  ['GET', 'https://abc.blob.core.windows.net/c/x'],
  ...byVersion,
  // The log of what was done.
  ['GET', activity],
  log('eventTimestamp'),
  log("caller eq 'x'"),
  log("eventTimestamp le '2026-02-01T00:00:00Z'"),
  log("eventTimestamp ge 'soon'"),
  log(since),
  log("eventTimestamp gt '2026-01-05T00:00:00Z'"),
  log("eventTimestamp ge '2026-01-05T00:00:01Z'"),
  log("eventTimestamp gt '2026-01-04T23:59:59.999Z'"),
  log(`${since} and eventTimestamp le '2026-01-05T00:00:00Z'`),
  log(`${since} and eventTimestamp le '2026-01-04T23:59:59.999Z'`),
  log(`${since} and eventTimestamp lt '2026-01-05T00:00:00Z'`),
  log(`${since} and eventTimestamp lt '2026-01-05T00:00:00.5Z'`),
  log(`${since} and resourceUri eq '${rule.toUpperCase()}'`),
  log(`${since} and resourceId eq '${sentinel}/automationRules/a'`),
  log(`${since} and resourceId eq '${sentinel}/alertRules/aaaa'`),
  log(`${since} and resourceId eq '${workspace}'`),
  log(`${since} and resourceGroupName eq 'RG-soc'`),
  log(`${since} and resourceGroupName eq 'rg'`),
  log(`${since} and resourceProvider eq 'microsoft.securityinsights'`),
  log(`${since} and resourceProvider eq 'Microsoft.Logic'`),
  log(`${since} and caller eq 'nobody'`),
];
