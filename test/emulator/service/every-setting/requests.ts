import { isObject, type JsonObject, type JsonValue } from '../../../../src/core/json.ts';
import type { WireRequest } from '../../../../src/core/ports.ts';
import { id, nrt, scheduled, sentinel, workspace } from '../../arm.ts';

const subscription = workspace.slice(0, workspace.indexOf('/resourceGroups'));
export const group = workspace.slice(0, workspace.indexOf('/providers'));
const second = sentinel.replace('law-soc', 'law-second');
const stacks = `${group}/providers/Microsoft.Resources/deploymentStacks`;
const whatIfs = `${group}/providers/Microsoft.Resources/deploymentStacksWhatIfResults`;
const workbooks = `${group}/providers/Microsoft.Insights/workbooks`;
const flows = `${group}/providers/Microsoft.Logic/workflows`;
const container = 'https://contosologs.blob.core.windows.net/records';
const rule = (number: number): string => `${sentinel}/alertRules/${id(number)}`;

type Headers = Readonly<Record<string, string>>;
/** A request; a number is time that passes, in milliseconds. `{etag}` stands for the last etag that the same path answered. */
export type Asked = readonly [WireRequest['method'], string, (JsonValue | undefined)?, Headers?] | number;

const rich = scheduled({
  description: '  Counts failures.\nBy user. ',
  queryFrequency: 'PT60M',
  queryPeriod: 'P1D',
  tactics: ['Persistence', 'CredentialAccess', 'InitialAccess'],
  techniques: ['T1110', 'T1078'],
  subTechniques: ['T1110.003'],
  alertRuleTemplateName: 'bbbbbbbb-0000-4000-8000-00000000000A',
  templateVersion: '1.0.0',
  notKnown: 'x',
  entityMappings: [
    { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'UserPrincipalName', other: 1 }] },
  ],
  customDetails: {},
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: false,
      reopenClosedIncident: false,
      lookbackDuration: 'PT60M',
      matchingMethod: 'AllEntities',
      groupByEntities: [],
    },
  },
});

const playbook = (state: string, ...names: readonly string[]): JsonObject => ({
  location: 'westeurope',
  tags: { 'picket-name': 'x' },
  properties: {
    actionOnUnmanage: { resources: 'delete', resourceGroups: 'detach' },
    denySettings: { mode: 'none' },
    bypassStackOutOfSyncError: false,
    parameters: { Name: { value: names[0] ?? 'one' } },
    template: {
      parameters: { Name: { type: 'string' }, Place: { type: 'string', defaultValue: 'here' } },
      resources: ["[parameters('Name')]", ...names.slice(1)].map((name) => ({
        type: 'Microsoft.Logic/workflows',
        apiVersion: '2019-05-01',
        name,
        properties: { state, definition: { triggers: { often: { recurrence: { frequency: 'Day' } }, rare: {} } } },
      })),
    },
  },
});

const whatIf = (body: JsonObject, name: string): JsonObject => ({
  properties: {
    ...(isObject(body['properties']) ? body['properties'] : {}),
    deploymentStackResourceId: `${stacks}/${name}`,
  },
});

const workbook = (properties: JsonObject, more: JsonObject = { location: 'westeurope' }): JsonObject => ({
  kind: 'shared',
  ...more,
  properties: { displayName: 'Book', serializedData: '{}', category: 'sentinel', sourceId: workspace, ...properties },
});

const search = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...more,
  properties: { category: 'Hunting Queries', displayName: 'Hunt', query: 'SigninLogs', ...properties },
});

const list = (name: string, properties: JsonObject): Asked => [
  'PUT',
  `${sentinel}/watchlists/${name}`,
  {
    properties: { displayName: name, provider: 'Contoso', source: 'Local file', itemsSearchKey: 'Name', ...properties },
  },
];

const marker = (properties: JsonObject): JsonObject => ({
  properties: { parentId: rule(1), kind: 'AnalyticsRule', ...properties },
});

/** What is made, read, listed, made again, refused and removed in every collection, with each kind of condition. */
export const asked: readonly Asked[] = [
  ['GET', workspace],
  ['PUT', rule(1), rich],
  ['GET', rule(1)],
  2500,
  ['GET', rule(1)],
  ['PUT', rule(1), rich],
  ['PUT', rule(1), { ...rich, etag: '"stale"' }],
  ['PUT', rule(1), rich, { 'if-match': '"stale"' }],
  ['PUT', rule(1), rich, { 'if-match': '*' }],
  ['PUT', rule(1), { ...rich, extra: true }, { 'if-match': '{etag}' }],
  ['PUT', rule(1), rich, { 'if-none-match': '*' }],
  ['PUT', rule(9), rich, { 'if-match': '"stale"' }],
  ['PUT', rule(1), nrt(), { 'if-match': '*' }],
  ['PUT', rule(2), scheduled()],
  ['PUT', rule(3), scheduled()],
  ['PUT', `${sentinel}/alertRules/by-hand`, nrt({ enabled: false, query: 'SigninLogs | wher' })],
  ['PUT', `${sentinel}/alertRules/a%20b`, nrt()],
  ['PUT', rule(4), scheduled({ query: 'NoSuchTable' })],
  ['PUT', rule(4), scheduled({ query: 'Own_CL' })],
  ['PUT', rule(4), scheduled({ severity: 'medium', triggerOperator: 'greaterThan' })],
  ['PUT', rule(4), scheduled({ startTimeUtc: '2020-01-01T00:00:00Z', queryFrequency: 'P1D', queryPeriod: 'P1D' })],
  [
    'PUT',
    rule(4),
    scheduled({
      query: 'DeviceFileEvents | summarize count() by SHA256',
      entityMappings: [{ entityType: 'FileHash', fieldMappings: [{ identifier: 'Value', columnName: 'SHA256' }] }],
    }),
  ],
  ['PUT', rule(5), 'text'],
  ['PUT', rule(5), { properties: {} }],
  ['PUT', rule(5), { kind: 'Odd', properties: {} }],
  [
    'PUT',
    `${sentinel}/alertRules/BuiltInFusion`,
    { kind: 'Fusion', properties: { enabled: false, alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8' } },
  ],
  [
    'PUT',
    rule(6),
    {
      kind: 'MLBehaviorAnalytics',
      properties: { enabled: true, alertRuleTemplateName: 'fa118b98-de46-4e94-87f9-8e6d5060b60b' },
    },
  ],
  [
    'PUT',
    rule(6),
    {
      kind: 'MLBehaviorAnalytics',
      properties: { enabled: false, alertRuleTemplateName: 'fa118b98-de46-4e94-87f9-8e6d5060b60b' },
    },
    { 'if-match': '*' },
  ],
  [
    'PUT',
    rule(7),
    {
      kind: 'MLBehaviorAnalytics',
      properties: { enabled: true, alertRuleTemplateName: 'FA118b98-de46-4e94-87f9-8e6d5060b60b' },
    },
  ],
  [
    'PUT',
    rule(8),
    {
      kind: 'MicrosoftSecurityIncidentCreation',
      properties: {
        displayName: 'Alerts of Defender',
        enabled: true,
        productFilter: 'Azure Active Directory Identity Protection',
      },
    },
  ],
  2500,
  ['GET', `${sentinel}/alertRules`],
  ['GET', `${sentinel}/alertRules?$skipToken=x`],
  [
    'PUT',
    `${sentinel}/metadata/m1`,
    marker({ source: { kind: 'SourceRepository', name: 'picket' }, customVersion: 'v'.repeat(65), odd: 1 }),
  ],
  ['PUT', `${sentinel}/metadata/m1`, marker({ customVersion: 'v'.repeat(257) })],
  ['PUT', `${sentinel}/metadata/m1`, marker({ source: { kind: 'Nowhere' } })],
  ['PUT', `${sentinel}/metadata/m1`, { properties: { kind: 'AnalyticsRule' } }],
  ['PUT', `${sentinel}/metadata/m2`, marker({ parentId: rule(2), kind: 'Playbook', source: { kind: 'Community' } })],
  ['PUT', `${sentinel}/metadata/a%20b`, marker({})],
  ['PATCH', `${sentinel}/metadata/m1`, { properties: { customVersion: '2' } }],
  ['GET', `${sentinel}/metadata/m1`],
  2500,
  ['GET', `${sentinel}/metadata/m1`],
  ['GET', `${sentinel}/metadata/m9`],
  ['GET', `${sentinel}/metadata`],
  ['GET', `${sentinel}/metadata?$filter=properties/kind eq 'analyticsrule'`],
  ['GET', `${sentinel}/metadata?$filter=properties/kind ne 'AnalyticsRule' and properties/source/kind eq 'Community'`],
  ['GET', `${sentinel}/metadata?$filter=kind`],
  ['GET', `${sentinel}/metadata?$top=1&$skip=1`],
  ['GET', `${sentinel}/metadata?$top=x`],
  ['DELETE', rule(2), undefined, { 'if-match': '"stale"' }],
  ['DELETE', rule(2)],
  ['DELETE', rule(2)],
  ['GET', rule(2)],
  2500,
  ['GET', rule(2)],
  ['GET', `${sentinel}/metadata/m2`],
  ['PUT', rule(2), scheduled({ displayName: 'Another' })],
  24 * 3_600_000,
  ['PUT', rule(2), scheduled({ displayName: 'Another' })],
  ['PUT', `${workspace}/savedSearches/hunt`, search({ tags: [{ name: 'description', value: 'x' }], version: 2 })],
  ['PUT', `${workspace}/savedSearches/hunt`, search({ displayName: 'Hunt more' })],
  ['PUT', `${workspace}/savedSearches/hunt`, search({}, { etag: '*' })],
  ['PUT', `${workspace}/savedSearches/hunt`, search({}, { etag: 'W/"stale"' })],
  [
    'PUT',
    `${workspace}/savedSearches/parse`,
    search({ category: 'Functions', functionAlias: 'Parse', functionParameters: 'a:string' }),
  ],
  ['PUT', `${workspace}/savedSearches/bad`, { properties: {} }],
  ['GET', `${workspace}/savedSearches/hunt`],
  ['GET', `${workspace}/savedSearches`],
  list('vips', { rawContent: 'Name,Team\nana,soc\nbo,\nana,soc\n', numberOfLinesToSkip: 0, contentType: 'text/csv' }),
  list('tabs', {
    rawContent: 'first\nName\tTeam\nana\tsoc\n',
    numberOfLinesToSkip: 1,
    contentType: 'text/tsv',
    labels: ['a'],
  }),
  list('vips', { rawContent: 'Name,Team\ncy,it\n', itemsSearchKey: 'Team' }),
  ['PUT', `${sentinel}/watchlists/none`, { properties: { displayName: 'none' } }],
  ['PUT', `${sentinel}/watchlists/vips/watchlistItems/${id(4)}`, { properties: { itemsKeyValue: { Name: 'di' } } }],
  ['PUT', `${sentinel}/watchlists/vips/watchlistItems/${id(4)}`, { properties: { itemsKeyValue: { Name: 'di' } } }],
  ['PUT', `${sentinel}/watchlists/vips/watchlistItems/${id(4)}`, { properties: {} }],
  ['GET', `${sentinel}/watchlists/vips/watchlistItems`],
  ['GET', `${sentinel}/watchlists/tabs/watchlistItems`],
  ['GET', `${sentinel}/watchlists/vips`],
  ['GET', `${sentinel}/watchlists`],
  ['DELETE', `${sentinel}/watchlists/vips/watchlistItems/${id(4)}`],
  ['DELETE', `${sentinel}/watchlists/vips`],
  ['GET', `${sentinel}/watchlists/vips/watchlistItems`],
  ['PUT', `${workbooks}/${id(20)}`, workbook({})],
  [
    'PUT',
    `${workbooks}/${id(21)}`,
    workbook(
      { category: null, sourceId: null },
      { location: 'westeurope', tags: { a: 'b' }, identity: { type: 'None' } },
    ),
  ],
  ['PUT', `${workbooks}/${id(22)}`, workbook({}, {})],
  ['PUT', `${workbooks}/${id(22)}`, workbook({ serializedData: 1 })],
  ['PUT', `${workbooks}/book`, workbook({})],
  ['GET', `${workbooks}/${id(20)}`],
  ['GET', `${workbooks}/${id(20)}?canFetchContent=true`],
  ['GET', workbooks],
  ['GET', `${workbooks}?category=sentinel&canFetchContent=true&sourceId=${workspace.toUpperCase()}`],
  ['GET', `${workbooks}?category=sentinel&sourceId=elsewhere`],
  ['GET', `${workbooks}?category=workbook`],
  ['DELETE', `${workbooks}/${id(20)}`],
  ['GET', `${workbooks}/${id(20)}`],
  ['PUT', `${stacks}/one`, { properties: {} }],
  ['PUT', `${stacks}/one`, { properties: { template: { resources: [{ type: 'a/b', name: 'c' }] } } }],
  ['PUT', `${stacks}/one`, { properties: { template: { parameters: { Name: { type: 'string' } } } } }],
  ['PUT', `${stacks}/one`, playbook('Enabled', 'one', 'two')],
  ['GET', `${stacks}/one`],
  ['PUT', `${whatIfs}/w`, whatIf(playbook('Disabled', 'one', 'three'), 'one')],
  ['GET', `${whatIfs}/w`],
  ['PUT', `${whatIfs}/new`, whatIf(playbook('Enabled', 'one'), 'other')],
  ['GET', `${whatIfs}/new`],
  ['DELETE', `${whatIfs}/w`],
  ['GET', `${whatIfs}/w`],
  ['PUT', `${stacks}/one`, playbook('Disabled', 'one')],
  ['GET', `${stacks}/one`],
  ['GET', stacks],
  ['GET', `${flows}/one`],
  ['GET', flows],
  ['DELETE', `${flows}/two`],
  ['DELETE', `${stacks}/one?unmanageAction.Resources=delete`],
  ['GET', `${flows}/one`],
  ['GET', `${stacks}/one`],
  ['DELETE', `${stacks}/one`],
  ['GET', `https://api.loganalytics.io/v1${workspace}/metadata`],
  [
    'POST',
    `https://api.loganalytics.io/v1${workspace}/query`,
    { query: '// SigninLogs\nHeartbeat | where a == "SigninLogs"' },
  ],
  ['POST', `https://api.loganalytics.io/v1${workspace}/query`, { query: 'SigninLogs | count' }],
  ['POST', `https://api.loganalytics.io/v1${workspace}/query`, { query: ' ' }],
  ['GET', `https://api.loganalytics.io/v1${workspace}/query?query=SigninLogs`],
  ['PUT', `https://api.loganalytics.io/v1${workspace}/query`, {}],
  ['GET', `https://api.loganalytics.io/v1/workspaces/${id(99)}/query`],
  ['GET', `https://api.loganalytics.io/v1${workspace}/other`],
  ['PUT', `${container}/a/1.json`, { n: 1 }],
  ['PUT', `${container}/a/1.json`, { n: 1 }, { 'x-ms-blob-type': 'BlockBlob', 'if-match': '*' }],
  ['PUT', `${container}/a/1.json`, { n: 1 }, { 'x-ms-blob-type': 'BlockBlob', 'if-none-match': '*' }],
  ['PUT', `${container}/a/1.json`, { n: 2 }, { 'x-ms-blob-type': 'BlockBlob', 'if-none-match': '*' }],
  ['PUT', `${container}/a/1.json`, { n: 2 }, { 'x-ms-blob-type': 'BlockBlob', 'if-match': '"0x0"' }],
  ['PUT', `${container}/a/1.json`, { n: 2 }, { 'x-ms-blob-type': 'BlockBlob', 'if-match': '{etag}' }],
  ['PUT', `${container}/a/1.json`, { n: 3 }, { 'x-ms-blob-type': 'BlockBlob', 'if-match': '*' }],
  ['PUT', `${container}/b&<2>".json`, { n: 'ü' }, { 'x-ms-blob-type': 'BlockBlob' }],
  ['PUT', `${container}/c.json`, { n: 4 }, { 'x-ms-blob-type': 'BlockBlob' }],
  ['GET', `${container}/a/1.json`],
  ['GET', `${container}/b&<2>".json`],
  ['GET', `${container}/d.json`],
  ['GET', `${container}?restype=container&comp=list`],
  ['GET', `${container}?restype=container&comp=list&maxresults=1`],
  ['GET', `${container}?restype=container&comp=list&maxresults=1&marker=a/1.json`],
  ['GET', `${container}?restype=container&comp=list&maxresults=2&marker=a/1.json`],
  ['DELETE', `${container}/a/1.json`],
  ['POST', container, {}],
  ['GET', `${workspace}/providers/Microsoft.Authorization/permissions`],
  [
    'GET',
    `${subscription}/providers/Microsoft.Insights/eventtypes/management/values?$filter=eventTimestamp ge '2026-01-05T00:00:02Z' and resourceGroupName eq 'rg-soc'`,
  ],
  ['GET', `${workspace}/summaryLogs/none`],
  ['GET', `${workspace}/tables/none`],
  ['GET', `${workspace}/tables/none/more`],
  ['GET', `${workspace}/other`],
  ['GET', `${workspace}/providers/Microsoft.Other/things`],
  ['GET', `${workspace}/providers/Microsoft.SecurityInsights`],
  ['GET', `${sentinel}/bookmarks`],
  ['GET', `${sentinel}/alertRules/a/b/c/d`],
  ['GET', workspace.replace('law-soc', 'l')],
  ['GET', '/subscriptions/%zz'],
  ['PATCH', rule(1), {}],
  ['POST', `${sentinel}/alertRules`, {}],
  ['GET', `https://management.azure.com${rule(1)}`],
  ['GET', `https://management.azure.com${rule(1)}?api-version=2001-01-01`],
  ['GET', `https://management.azure.com${workspace}?api-version=latest`],
  ['DELETE', `${sentinel}/onboardingStates/default`],
  ['GET', rule(1)],
  ['PUT', `${sentinel}/onboardingStates/default`, { properties: {} }],
  ['GET', `${sentinel}/onboardingStates`],
  ['DELETE', `${second}/onboardingStates/default`],
  ['PUT', `${second}/onboardingStates/default`, { properties: {} }],
  ['GET', `${second}/alertRules`],
  ['GET', `${second}/metadata`],
];
