import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { alertsOf, incidentsOf, type QueryRule } from '../../../src/content/alerts/index.ts';
import { looserTrigger } from '../../../src/content/alerts/model.ts';
import { listedTexts, namesEntity, ruleIdsOf, shownColumns, shownValues } from '../../../src/content/alerts/raised.ts';
import { runDelay, runFrequency, runPeriod } from '../../../src/content/alerts/schedule.ts';
import { readsWatchlist, usesOf } from '../../../src/content/called.ts';
import { placeholdersOf, strayBraces } from '../../../src/content/analytics-rule/lint/placeholders.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { ticksPer, type Row, type Table } from '../../../src/kql/run/values/value.ts';
import { updateExpected } from '../../expected.ts';
import { queryRule } from './query-rule.ts';

/** Looks back twice as far as it runs. */
const ruleOf = (change: JsonObject = {}): QueryRule =>
  queryRule({ ...(change['kind'] === 'NRT' ? {} : { queryPeriod: '2h' }), ...change });

const mapping = (entityType: string, fields: Readonly<Record<string, string>>): JsonObject => ({
  entityType,
  fieldMappings: Object.entries(fields).map(([identifier, columnName]) => ({ identifier, columnName })),
});

const rich: JsonObject = {
  entityMappings: [
    mapping('Account', { Name: 'User', UPNSuffix: 'Suffix' }),
    mapping('IP', { Address: 'Address' }),
    mapping('Host', { HostName: 'Host', DnsDomain: 'Suffix' }),
    mapping('Account', { FullName: 'Full' }),
  ],
  sentinelEntitiesMappings: [{ columnName: 'Entities' }],
  customDetails: { who: 'User', count: 'Count', gone: 'Gone' },
  alertDetailsOverride: {
    alertDisplayNameFormat: 'Of {{User}} ({{ Count }}) {{Gone}}',
    alertDescriptionFormat: '{{Full}}',
    alertSeverityColumnName: 'Level',
    alertTacticsColumnName: 'Tactics',
    alertDynamicProperties: [
      { alertProperty: 'AlertLink', value: 'Link' },
      { alertProperty: 'ProductName', value: 'Gone' },
    ],
  },
};

const names = ['User', 'Suffix', 'Address', 'Host', 'Full', 'Level', 'Tactics', 'Link', 'Entities'];
const table = (rows: readonly Row[]): Table => ({
  columns: [...names.map((name) => ({ name, type: 'string' as const })), { name: 'Count', type: 'long' }],
  rows,
});
const others = JSON.stringify([
  { $id: '1', Type: 'host', HostName: 'pc', $ref: 'x', Tags: ['a'], OS: null },
  { $type: 'Cloud', Name: 'c' },
  { Name: 'nothing' },
  'text',
]);
const rows: readonly Row[] = [
  ['anna', 'contoso.com', '192.0.2.1', 'pc-1', '', 'HIGH', 'Impact, lateral movement,x', 'https://a', '', 9],
  ['System', '', '192.0.2.1', '', 'a@b', ' low ', '["Execution","Other"]', '', others, 9],
  ['', 'contoso.com', '', 'pc-2', 'x'.repeat(20), 'other', '', '', 'no list', null],
  ['anna', 'contoso.com', '', '', '', '', '[]', 'y'.repeat(300), '[]', 12],
];

const schedules: Readonly<Record<string, JsonObject>> = {
  one: {},
  each: { eventGroupingSettings: { aggregationKind: 'AlertPerResult' } },
};
const grouping = (given: JsonObject): JsonObject => ({
  incidentConfiguration: { createIncident: true, groupingConfiguration: { enabled: true, ...given } },
});
const groupings: readonly JsonObject[] = [
  {},
  { incidentConfiguration: { createIncident: false } },
  grouping({ enabled: false, matchingMethod: 'AllEntities' }),
  grouping({ matchingMethod: 'AllEntities', lookbackDuration: '1h' }),
  grouping({ matchingMethod: 'AnyAlert', lookbackDuration: '1h' }),
  grouping({ matchingMethod: 'Selected', lookbackDuration: '5h', groupByEntities: ['IP'] }),
  grouping({ matchingMethod: 'Selected', lookbackDuration: '5h', groupByAlertDetails: ['Severity'] }),
  grouping({ matchingMethod: 'Selected', lookbackDuration: '5h', groupByAlertDetails: ['DisplayName'] }),
  grouping({ matchingMethod: 'Selected', lookbackDuration: '5h', groupByCustomDetails: ['count', 'who'] }),
  grouping({ matchingMethod: 'Selected', lookbackDuration: '5h', groupByCustomDetails: ['nothing'] }),
];

const entities: JsonValue = [
  { Type: 'account', Name: 'anna', UPNSuffix: 'contoso.com' },
  { Type: 'account', Name: 'ben', NTDomain: 'CORP' },
  { Type: 'account', Name: 'carl' },
  { Type: 'host', HostName: 'pc', DnsDomain: 'contoso.com', IsDomainJoined: true, Tags: ['x'] },
  { Type: 'host', HostName: 'alone' },
  { Type: 'host', DnsDomain: 'contoso.com' },
  { Type: 'ip', Address: '192.0.2.1', Empty: '' },
  { Type: 'cloud-application', AppId: 5, Name: null },
  { Name: 'typeless' },
  'text',
];
const extended = (given: JsonObject): JsonValue => JSON.stringify(given);
const raised: readonly JsonObject[] = [
  {},
  { Entities: JSON.stringify(entities), ExtendedProperties: extended({ 'Custom Details': '{"who":["a","b"]}' }) },
  { Entities: entities, ExtendedProperties: { 'Custom Details': { who: 'a', count: '[1,"2"]' } } },
  { Entities: 'no list', ExtendedProperties: 'no JSON' },
  { ExtendedProperties: extended({ 'Analytic Rule Ids': '["A","/x/y/B"]' }) },
  { ExtendedProperties: extended({ 'Analytic Rule Ids': 'C' }) },
  { Entities: [{ Type: 'Cloud-Application' }, { Type: 5, Name: 'x' }, { Type: 'file', Name: 'f' }] },
];

const shownRule = ruleOf({
  ...rich,
  entityMappings: [
    mapping('Account', { FullName: 'Full' }),
    mapping('Account', { Name: 'User' }),
    mapping('Host', { FullName: 'Host' }),
    mapping('IP', { Address: 'Address' }),
    mapping('IP', { Address: 'Other' }),
    mapping('CloudApplication', { AppId: 'App' }),
  ],
});

const uses: readonly (readonly [query: string, name: string])[] = [
  ['Seen(1, f(2)) | join Seen on A | extend b = x.Seen', 'Seen'],
  ['let Seen = 1; Seen', 'Seen'],
  ['Seen(1, (2', 'Seen'],
  ['Seen() | union Seen(a)', 'Seen'],
  ['Other', 'Seen'],
];
const formats = [
  'a {{B}} {{ C }} {{}} {{D}',
  'E}} {F}} {{G {{H}} }} x}}',
  '{{a b}} {{{c}}}',
  `{{${'x'.repeat(60)}`,
  `${'y'.repeat(60)}}}`,
  'none {a}',
];

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => (member instanceof Map ? [...member] : (member ?? null)));

const two = [ruleOf(), ruleOf({ kind: 'NRT' })];
const triggers = ['gt', 'lt', 'eq', 'ne'].flatMap((operator) =>
  [0, 1, 3].map((threshold) => ruleOf({ triggerOperator: operator, triggerThreshold: threshold })),
);

const said = [
  ...Object.entries(schedules).flatMap(([name, given]) => {
    const rule = ruleOf({ ...rich, ...given });
    return alertsOf(rule, table(rows), 7).map((alert) => `alert, ${name}: ${plain(alert)}`);
  }),
  ...[
    { triggerOperator: 'lt', triggerThreshold: 1 },
    { entityMappings: [mapping('Process', { Name: 'User', ProcessId: 'User' })] },
    {
      entityMappings: [],
      alertDetailsOverride: { alertSeverityColumnName: 'Gone', alertTacticsColumnName: 'Gone' },
      sentinelEntitiesMappings: [{ columnName: 'Gone' }, { columnName: 'Count' }],
      customDetails: {},
    },
  ].map((given) => {
    const rule = ruleOf({ ...rich, ...given });
    return `alert, ${plain(given)}: ${plain(alertsOf(rule, table('entityMappings' in given ? rows : []), 7))}`;
  }),
  ...[0, 1, 2, 4].flatMap((count) =>
    [...triggers, ...two].map(
      (rule) =>
        `${rule.kind === 'NRT' ? 'NRT' : `${rule.triggerOperator} ${rule.triggerThreshold}`} over ${count} rows: ${alertsOf(rule, table(rows.slice(0, count)), 0).length} alerts`,
    ),
  ),
  ...[...triggers, ...two].map((rule) => `looser: ${plain(looserTrigger(rule)?.change)} ${looserTrigger(rule)?.at}`),
  ...two.map((rule) => `${rule.kind}: ${plain([runDelay(rule.kind), runPeriod(rule), runFrequency(rule)])}`),
  ...two.flatMap(({ kind }) =>
    [29, 30, 31, 150, 151].map((count) => {
      const rule = ruleOf({ kind, eventGroupingSettings: { aggregationKind: 'AlertPerResult' } });
      const alerts = alertsOf(
        rule,
        table(Array.from({ length: count }, () => ['x', '', '', '', '', '', '', '', '', 1])),
        0,
      );
      return `${kind}, ${count} rows: ${alerts.length} alerts, the last of ${alerts.at(-1)?.rows}`;
    }),
  ),
  ...groupings.map((given) => {
    const rule = ruleOf({ ...rich, ...schedules['each'], ...given });
    const alerts = [0, 1, 3, 9].flatMap((hours) => alertsOf(rule, table(rows), hours * ticksPer.hour));
    const incidents = incidentsOf(rule, alerts).map((each) => each.map((alert) => alerts.indexOf(alert)));
    return `incidents, ${plain(given)}: ${plain(incidents)}`;
  }),
  `shown: ${plain(shownColumns(shownRule))}`,
  ...raised.map((alert) => `raised ${plain(alert)}: ${plain([shownValues(shownRule, alert), ruleIdsOf(alert)])}`),
  ...['["a",1]', 'b', '', null, 5, ['c', 2]].map((value) => `listed ${plain(value)}: ${plain(listedTexts(value))}`),
  ...['IP.Address', 'Account.Name', 'Account.UPNSuffix', 'Host.HostName', 'Host.DnsDomain', 'Other'].map(
    (key) => `names an entity, ${key}: ${namesEntity([key])}`,
  ),
  ...uses.map(([query, name]) => `uses of ${name} in ${query}: ${plain(usesOf(query, name))}`),
  ...["_GetWatchlist('Vips')", '_GetWatchlist(@"VIPS")', "_GetWatchlist(h'x')", '_GetWatchlist()', '_GetWatchlist'].map(
    (query) => `reads Vips, ${query}: ${readsWatchlist(query, 'Vips')}`,
  ),
  ...formats.map((format) => `format ${format}: ${plain([placeholdersOf(format), strayBraces(format)])}`),
];

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('alerts, what they show and what they become are those of the service, whole', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
