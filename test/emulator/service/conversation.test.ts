import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JsonValue } from '../../../src/core/json.ts';
import { emulator, id, nrt, scheduled, sentinel, workspace } from '../arm.ts';

const versions = ['2019-01-01-preview', '2022-08-01', '2023-12-01-preview', '2025-09-01'];
const resourceGroup = workspace.slice(0, workspace.indexOf('/providers'));

type Asked = readonly [method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: JsonValue];

const whole = scheduled({
  tactics: ['Impact'],
  techniques: ['T1485'],
  entityMappings: [{ entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'UserPrincipalName' }] }],
  customDetails: { Who: 'UserPrincipalName' },
  alertDetailsOverride: { alertDisplayNameFormat: 'By {{UserPrincipalName}}' },
  eventGroupingSettings: { aggregationKind: 'SingleAlert' },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: false,
      reopenClosedIncident: false,
      lookbackDuration: 'PT5H',
      matchingMethod: 'AllEntities',
    },
  },
});

const activity = `${resourceGroup.split('/resourceGroups')[0] ?? ''}/providers/Microsoft.Insights/eventtypes/management/values`;

/** Rows of watchlists as texts, with so many lines to skip. */
const lists: readonly (readonly [skipped: number | undefined, contentType: string, rawContent: string])[] = [
  [undefined, 'text/csv', 'Name,Floor\nana,1\n"ben, jr",\n'],
  [0, 'text/csv', '\uFEFF Name ,Floor\r\nana,1,more\r\n'],
  [1, 'text/csv', 'made by hand\nName,Floor\nana,1\n'],
  [2, 'text/tsv', 'one\ntwo\nName\tFloor\nana\t1\n'],
];

/** Requests for each collection: what is absent, made, read, listed, made again, refused and removed. */
const asked: readonly Asked[] = [
  ['GET', workspace],
  ['GET', `${sentinel}/onboardingStates/default`],
  ['GET', `${sentinel}/onboardingStates`],
  ['GET', `${workspace}/tables`],
  ['PUT', `${sentinel}/alertRules/${id(1)}`, whole],
  ['PUT', `${sentinel}/alertRules/${id(2)}`, nrt()],
  ['PUT', `${sentinel}/alertRules/${id(3)}`, scheduled({ enabled: 'yes' })],
  ['GET', `${sentinel}/alertRules/${id(1)}`],
  ['GET', `${sentinel}/alertRules`],
  ['DELETE', `${sentinel}/alertRules/${id(2)}`],
  [
    'PUT',
    `${sentinel}/watchlists/vips`,
    {
      properties: { displayName: 'VIPs', provider: 'Contoso', source: 'Local file', itemsSearchKey: 'Name' },
    },
  ],
  ['GET', `${sentinel}/watchlists/vips`],
  ['PUT', `${sentinel}/watchlists/vips/watchlistItems/${id(4)}`, { properties: { itemsKeyValue: { Name: 'ana' } } }],
  ['GET', `${sentinel}/watchlists/vips/watchlistItems`],
  ['GET', `${sentinel}/watchlists`],
  ['DELETE', `${sentinel}/watchlists/vips`],
  [
    'PUT',
    `${workspace}/summaryLogs/sum`,
    {
      properties: {
        ruleType: 'User',
        ruleDefinition: { query: 'SigninLogs | count', binSize: 60, destinationTable: 'Sum_CL' },
      },
    },
  ],
  ['GET', `${workspace}/summaryLogs/sum`],
  ['GET', `${workspace}/summaryLogs`],
  ['DELETE', `${workspace}/summaryLogs/sum`],
  [
    'PUT',
    `${workspace}/savedSearches/hunt`,
    {
      properties: { category: 'Hunting Queries', displayName: 'Hunt', query: 'SigninLogs' },
    },
  ],
  ['GET', `${workspace}/savedSearches/hunt`],
  ['GET', `${workspace}/savedSearches`],
  ['DELETE', `${workspace}/savedSearches/hunt`],
  [
    'PUT',
    `${sentinel}/automationRules/${id(5)}`,
    {
      properties: {
        displayName: 'Close',
        order: 1,
        triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created', conditions: [] },
        actions: [
          {
            order: 1,
            actionType: 'ModifyProperties',
            actionConfiguration: { status: 'Closed', classification: 'Undetermined' },
          },
        ],
      },
    },
  ],
  ['GET', `${sentinel}/automationRules`],
  [
    'PUT',
    `${sentinel}/metadata/m`,
    { properties: { parentId: `${sentinel}/alertRules/${id(1)}`, kind: 'AnalyticsRule' } },
  ],
  ['GET', `${sentinel}/metadata`],
  ['DELETE', `${sentinel}/metadata/m`],
  ['GET', `${workspace}/providers/Microsoft.Authorization/permissions`],
  ['GET', `${resourceGroup}/providers/Microsoft.Insights/workbooks?category=sentinel`],
  ['GET', `${resourceGroup}/providers/Microsoft.Logic/workflows`],
  ['GET', `${activity}?$filter=eventTimestamp ge '2026-01-01T00:00:00Z' and resourceGroupName eq 'rg-soc'`],
  ...lists.map(([skipped, contentType, rawContent]): Asked => [
    'PUT',
    `${sentinel}/watchlists/rows${skipped ?? ''}${contentType.length}`,
    {
      properties: {
        displayName: 'Rows',
        provider: 'Contoso',
        source: 'rows.csv',
        itemsSearchKey: 'Name',
        contentType,
        rawContent,
        ...(skipped === undefined ? {} : { numberOfLinesToSkip: skipped }),
      },
    },
  ]),
  ...lists.map(([skipped, contentType]): Asked => [
    'GET',
    `${sentinel}/watchlists/rows${skipped ?? ''}${contentType.length}/watchlistItems`,
  ]),
  ...[undefined, undefined, '', '*', 'W/"no"'].map((etag): Asked => [
    'PUT',
    `${workspace}/savedSearches/again`,
    {
      ...(etag === undefined ? {} : { etag }),
      properties: { category: 'Own', displayName: 'Again', query: 'SigninLogs', functionAlias: 'Again' },
    },
  ]),
  ['PUT', `${sentinel}/alertRules/${id(6)}`, scheduled({ query: 'Again | count' })],
  ['POST', workspace, {}],
  ['POST', `${sentinel}/alertRules`, {}],
  ['POST', `${sentinel}/alertRules/${id(1)}`, {}],
  ['POST', `${sentinel}/metadata`, {}],
  ['POST', `${sentinel}/watchlists`, {}],
  ['POST', `${workspace}/savedSearches`, {}],
  ['PUT', `${workspace}/tables`, {}],
  ['PUT', `${workspace}/providers/Microsoft.Authorization/permissions`, {}],
  ['POST', `${resourceGroup}/providers/Microsoft.Insights/workbooks`, {}],
  ['POST', `${resourceGroup}/providers/Microsoft.Logic/workflows`, {}],
  ['PUT', `${activity}?$filter=eventTimestamp ge '2026-01-01T00:00:00Z'`, {}],
  ['GET', activity],
  ['GET', `${activity}?$filter=what`],
  ['POST', `${workspace}/nothing`, {}],
  ['DELETE', `${sentinel}/onboardingStates/default`],
];

/** Ids, versions and hashes that are made anew each time, by the order in which they come. */
const settled = (text: string): string => {
  const seen = new Map<string, string>();
  return text.replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, (found) => {
    if (found.startsWith('aaaaaaaa-') || found.startsWith('11111111-')) return found;
    const name = seen.get(found) ?? `<id ${seen.size + 1}>`;
    seen.set(found, name);
    return name;
  });
};

test('a conversation about every collection, at each version, has the answers that were read once', async () => {
  const lines: string[] = [JSON.stringify(emulator().settings, undefined, 2)];
  for (const version of versions) {
    const { send } = emulator();
    for (const [method, path, body] of asked) {
      const { status, body: answer } = await send(method, path, body, { version });
      const parsed: unknown = answer === '' ? '' : JSON.parse(answer);
      lines.push(
        `===== ${version} ${method} ${path.replace(workspace, '~')}\n${status} ${JSON.stringify(parsed, undefined, 1)}`,
      );
    }
  }
  const said = settled(`${lines.join('\n')}\n`);
  const file = new URL('conversation.txt', import.meta.url);
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, said);
  expect(said).toBe(readFileSync(file, 'utf8'));
});
