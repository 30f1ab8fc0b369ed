import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JsonValue } from '../../../src/core/json.ts';
import type { WireRequest } from '../../../src/core/ports.ts';
import { updateExpected } from '../../expected.ts';
import { emulator, id, scheduled, sentinel, workspace } from '../arm.ts';

const group = workspace.slice(0, workspace.indexOf('/providers'));
const { search } = new URL('https://x/?api-version=2023-12-01-preview');
const version = search.slice(1);

type Asked = readonly [method: WireRequest['method'], path: string, body?: JsonValue];

const rule = (name: string): string => `${sentinel}/alertRules/${name}`;
const automation = `${sentinel}/automationRules`;
const metadata = `${sentinel}/metadata`;
const workbooks = `${group}/providers/Microsoft.Insights/workbooks`;

const collections = [
  workspace,
  `${sentinel}/alertRules`,
  automation,
  metadata,
  `${sentinel}/watchlists`,
  `${sentinel}/onboardingStates`,
  `${workspace}/tables`,
  `${workspace}/savedSearches`,
  `${workspace}/summaryLogs`,
  workbooks,
  `${group}/providers/Microsoft.Resources/deploymentStacks`,
];

/** Paths that lead nowhere, or only almost somewhere. */
const paths = [
  '',
  '/',
  '/subscriptions',
  group,
  `${group}/providers`,
  `${group}/providers/Microsoft.OperationalInsights`,
  `${group}/providers/Microsoft.OperationalInsights/workspaces`,
  `${group}/providers/Microsoft.OperationalInsights/workspaces/x`,
  `${group}/providers/Microsoft.OperationalInsights/workspaces/-bad-`,
  `${group}/providers/Microsoft.OperationalInsights/workspaces/nobody-has-it`,
  `${group}/providers/Microsoft.Other/things`,
  `${workspace}/providers`,
  `${workspace}/providers/Microsoft.Other`,
  `${workspace}/providers/Microsoft.Other/things`,
  `${workspace}/providers/Microsoft.SecurityInsights`,
  `${sentinel}/nothing`,
  `${sentinel}/alertRules/a/b`,
  `${sentinel}/alertRules/a/actions`,
  `${sentinel}/alertRules/a/actions/b`,
  `${sentinel}/alertRules/a/actions/b/c`,
  `${sentinel}/watchlists/w/watchlistItems`,
  `${sentinel}/watchlists/w/watchlistItems/i`,
  `${sentinel}/watchlists/w/others`,
  `${sentinel}/onboardingStates/other`,
  `${sentinel}/onboardingStates/Default`,
  `${workspace}/tables/SigninLogs`,
  `${workspace}/tables/SigninLogs/more`,
  `${workspace}/savedSearches/a/b`,
  `${workspace}/summaryLogs/a/b`,
  `${workspace}/other`,
].map((path): Asked => ['GET', path]);

const lists = [
  '$top=1',
  '$skip=1',
  '$skip=1&$top=0',
  '$skip=-1',
  '$top=x',
  '$skipToken=1',
  '$skipToken=x',
  '$skipToken=1.5',
  "$filter=properties/kind eq 'ANALYTICSRULE'",
  "$filter=(properties/kind ne 'AnalyticsRule')",
  "$filter=properties/kind eq 'AnalyticsRule' and (name eq 'm2')",
  "$filter=properties/none ne 'x'",
  "$filter=properties/none eq 'x'",
  "$filter=properties/kind/deep eq 'x'",
  "$filter=name gt 'm1'",
  "$filter=name eq 'it''s'",
  '$filter=name eq m1',
  '$filter=',
].map((query): Asked => ['GET', `${metadata}?${query}`]);

const asked: readonly Asked[] = [
  ...paths,
  ...collections.flatMap((path): readonly Asked[] => [
    ['GET', `${path}/absent`],
    ['DELETE', `${path}/absent`],
    ['PATCH', `${path}/absent`, {}],
    ['PUT', `${path}/empty`, {}],
    ['PUT', `${path}/odd`, { properties: 'x' }],
    ['PUT', `${path}/list`, []],
    ['PATCH', path, {}],
    ['DELETE', path],
  ]),
  ['PUT', rule(id(1)), scheduled()],
  ['PATCH', rule(id(1)), { properties: { severity: 'High' } }],
  ['PUT', rule(id(2)), { kind: 'Other', properties: {} }],
  ['PUT', rule(id(2)), { properties: {} }],
  ['PUT', rule(id(2)), scheduled({ queryPeriod: '-PT1H' })],
  ['PUT', rule(id(2)), scheduled({ queryPeriod: 'P1DT1.5S', queryFrequency: 'PT90M' })],
  ['GET', rule(id(2))],
  ...['m1', 'm2', 'm3'].map((name): Asked => [
    'PUT',
    `${metadata}/${name}`,
    { properties: { parentId: rule(id(1)), kind: name === 'm3' ? 'Parser' : 'AnalyticsRule' } },
  ]),
  ...lists,
  ['PUT', `${automation}/${id(3)}`, { properties: { displayName: 'x', order: 1 } }],
  ['PUT', `${automation}/${id(3)}`, { properties: { displayName: 'x', order: 1, triggeringLogic: {}, actions: [] } }],
  ['GET', `${automation}/${id(3)}`],
  ['PUT', `${workbooks}/${id(4)}`, { location: 'westeurope', kind: 'shared', properties: {} }],
  [
    'PUT',
    `${workbooks}/${id(4)}`,
    {
      location: 'westeurope',
      kind: 'shared',
      properties: { displayName: 'x', serializedData: '{}', category: 'sentinel' },
    },
  ],
  ['GET', `${workbooks}/${id(4)}`],
  ['GET', `${workbooks}/${id(4)}?canFetchContent=true`],
  ['GET', `${workbooks}?canFetchContent=true&category=sentinel`],
  ['PUT', `${sentinel}/onboardingStates/default`, {}],
  ['POST', `${sentinel}/onboardingStates/default`, {}],
];

/** Texts that are sent as they are. */
const texts: readonly (readonly [url: string, body?: string])[] = [
  ['no url'],
  [`https://management.azure.com${rule(id(5))}?${version}`],
  [`https://management.azure.com${rule(id(5))}?${version}`, ''],
  [`https://management.azure.com${rule(id(5))}?${version}`, '{'],
  [`https://management.azure.com${rule(id(5))}?${version}`, '5'],
  [`https://management.azure.com${rule(id(5))}?${version}`, '['.repeat(250)],
  [`https://management.azure.com${rule(id(5))}`, '{}'],
  [`https://api.loganalytics.io/v1${workspace}/query`, '{}'],
  [`https://api.loganalytics.io/v1${workspace}/query`, '{"query":5}'],
  [`https://api.loganalytics.io/v1${workspace}/other`, '{}'],
  [`https://api.loganalytics.io/v1${group}/query`, '{}'],
  ['https://api.loganalytics.io/v1/workspaces/11111111-2222-4333-8444-555555555555/query', '{}'],
  ['https://api.loganalytics.io/v1/workspaces/a/b/query', '{}'],
];

const short = (text: string): string =>
  text
    // What is wrong with JSON is said otherwise by each version of Node.
    .replace(/deserialized: '.*?'\./, 'deserialized: …')

    .replaceAll(workspace, '~')
    .replaceAll(group, '^')
    .replaceAll(/[0-9a-f]{8}-0000-[0-9a-f]{4}-0000-[0-9a-f]{12}/g, '<etag>');

test('requests that are odd, incomplete or lead nowhere have the answers that were read once', async () => {
  const lines: string[] = [];
  const { send, transport } = emulator({ caller: 'ana@contoso.com', pageSize: 2, queries: 'accepted' });
  for (const [method, path, body] of asked) {
    const { status, body: answer } = await send(method, path, body);
    lines.push(
      short(
        `${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`.slice(0, 60)}: ${status} ${answer}`,
      ),
    );
  }
  for (const [url, body] of texts) {
    const { status, body: answer } = await transport({
      method: 'PUT',
      url,
      headers: {},
      ...(body === undefined ? {} : { body }),
    });
    const posted = await transport({ method: 'POST', url, headers: {}, ...(body === undefined ? {} : { body }) });
    lines.push(
      short(`${url} ${body?.slice(0, 20) ?? 'nothing'}: ${status} ${answer}`),
      short(`  ${posted.status} ${posted.body}`),
    );
  }
  const file = new URL('odd-requests.txt', import.meta.url);
  updateExpected(file, () => `${lines.join('\n')}\n`);
  expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
