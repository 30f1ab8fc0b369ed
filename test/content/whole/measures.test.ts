import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { entityFacts } from '../../../src/content/analytics-rule/facts/entities.ts';
import { kinds } from '../../../src/content/analytics-rule/kinds.ts';
import { besideKind } from '../../../src/content/beside/index.ts';
import { cut } from '../../../src/content/hunting-query/body.ts';
import { objectOf, type JsonObject } from '../../../src/core/json.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { typeNamed } from '../../../tools/chaos/mixed-scene.ts';
import { now, target } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';
import { about } from './about.ts';
import { bases } from './bases.ts';

const baseOf = (name: string): JsonObject => bases.find(([, each]) => each === name)?.[2] ?? {};

const findingsOf = (name: string, raw: JsonObject): readonly string[] => {
  const { document } = readDocument('file.yaml', JSON.stringify(raw, null, 1));
  const steps = typeNamed(name).check([{ document, raw }], { now });
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    return [...checkSchema(typeNamed(name).schema, document), ...step.value].map(
      ({ severity, code, message, hint, range }) =>
        `${severity} ${code} ${message} ${hint ?? 'no hint'} ${range?.start.line}:${range?.start.column}`,
    );
  }
};

// ---- Files beside rules.
const query = 'SigninLogs | take 5';
const beside: readonly JsonObject[] = [
  { FunctionQuery: query },
  { FunctionQuery: query, FunctionParams: [{ Name: 'x', Type: 'int', Default: 5 }], FunctionName: 'F' },
  { ParserQuery: query, ParserParams: 'x:int=5' },
  { FunctionQuery: query, ParserQuery: 'Other' },
  { FunctionQuery: 5 },
  { query, destinationTable: 'A_CL', binSize: 20 },
  { query, destinationTable: 'A_CL' },
  { query, destinationTable: 5, binSize: 20 },
  { destinationTable: 'A_CL', binSize: 20 },
  { query, id: 'd0000000-0000-4000-8000-000000000001', name: 'N', tactics: ['Impact'] },
  { query, id: 'd0000000-0000-4000-8000-000000000001', name: 'N', severity: 'Low' },
  { resourceType: 'Microsoft.Security/DetectionRules', properties: { queryCondition: { queryText: query } } },
  { resourceType: 'Microsoft.Security/detectionRules/x', properties: { queryCondition: { queryText: query } } },
  { kind: 'CustomDetection', properties: { queryCondition: { queryText: 5 } } },
  { kind: 'CustomDetection' },
  { Items: [] },
  {},
];

// ---- Texts around the length of a tag.
const word = (length: number): string => 'x'.repeat(length);
const descriptions: readonly string[] = [
  word(255),
  word(256),
  `${word(200)} ${word(52)} ${word(30)}`,
  `${word(200)} ${word(51)} ${word(30)}`,
  `${word(126)} ${word(200)}`,
  `${word(127)} ${word(200)}`,
  `${word(128)} ${word(200)}`,
  ...['. ', '.\n', '! ', '? ', '.'].flatMap((end) => [
    `${word(126)}${end}${word(100)} ${word(100)}`,
    `${word(127)}${end}${word(100)} ${word(100)}`,
    `${word(251)}${end}${word(100)}`,
    `${word(252)}${end}${word(100)}`,
  ]),
  `${word(252)}😀${word(10)}`,
  `${word(251)}😀${word(10)}`,
];

// ---- The bounds of an upload.
const list = (length: number): string => `Host,Note\nh,${word(9997)}\n${word(length)},\n`;
const uploads: readonly string[] = [
  '',
  'Host,Note\n',
  list(10_239),
  list(10_240),
  'Host,,Host,\na,b,c,d\n',
  ...[5, 6, 7].map((count) => `Host,Note\n${'a,b,c\n'.repeat(count)}`),
  ...[5, 6].map((count) => `Host,Note\n${'"a"x,b\n'.repeat(count)}`),
  'Host,Note\n"a,b\n',
];

// ---- The end of an automation rule.
const automation = baseOf('automation');
const hour = 3_600_000;
const ends = [-1, 0, 1, 24, 25, 14 * 24 - 1, 14 * 24, 14 * 24 + 1].flatMap((hours) =>
  [true, false].map((isEnabled) => ({ expirationTimeUtc: new Date(now + hours * hour).toISOString(), isEnabled })),
);

// ---- What a service keeps within a definition.
const summaries: readonly JsonObject[] = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.0000000Z',
  '2026-01-01T01:00:00+01:00',
  'soon',
  5,
  null,
].map((binStartTime) => ({
  properties: {
    displayName: 'S',
    ruleType: 'User',
    ruleDefinition: {
      query,
      binSize: 20,
      destinationTable: 'A_CL',
      binStartTime,
      binDelay: 10,
      timeSelector: 'TimeGenerated',
    },
  },
}));

// ---- Parameters in the order that they have.
const parameters = ['x', 'y', 'z'].map((Name) => ({ Name, Type: 'int', Default: 5 }));
const parser = { Parser: { Title: 'F' }, ParserName: 'F', ParserQuery: 'T' };
const orders = [parameters, parameters.slice(1), [...parameters.slice(1), ...parameters.slice(0, 1)], []];
const context = { apiVersion: '2025-09-01', now, workspace: target };
const brought = ([before, after]: readonly (typeof parameters)[]): string | undefined => {
  const type = typeNamed('parser');
  const body = type.complete({ ...parser, ParserParams: after ?? [] })?.render(context).body;
  const { document } = readDocument('file.yaml', type.file.print({ ...parser, ParserParams: before ?? [] }));
  return body === undefined ? undefined : type.file.merge(document, body, type.contextOf(context))?.text;
};

// ---- Entities and grouping of a rule.
const rule = baseOf('scheduled');
const ruleWith = (change: JsonObject): readonly string[] => {
  const before = new Set(findingsOf('analytics-rule', rule).map((each) => each.replace(/ \d+:\d+$/, '')));
  return findingsOf('analytics-rule', { ...rule, ...change }).filter(
    (each) => !before.has(each.replace(/ \d+:\d+$/, '')),
  );
};
const mapped = (entityType: string, ...identifiers: readonly string[]): JsonObject => ({
  entityType,
  fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: 'A' })),
});
const counts: readonly JsonObject[] = [
  [0, 10],
  [0, 11],
  [10, 0],
  [11, 0],
  [5, 5],
  [5, 6],
  [6, 5],
  [10, 1],
  [10, 10],
].map(([entities = 0, others = 0]) => ({
  entityMappings: Array.from({ length: entities }, () => mapped('IP', 'Address')),
  sentinelEntitiesMappings: Array.from({ length: others }, () => ({ columnName: 'A' })),
}));
const odd: readonly JsonObject[] = ['x', { a: 1 }, null].flatMap((value) => [
  { entityMappings: value, sentinelEntitiesMappings: Array.from({ length: 10 }, () => ({ columnName: 'A' })) },
  { sentinelEntitiesMappings: value, entityMappings: Array.from({ length: 10 }, () => mapped('IP', 'Address')) },
]);
const accounts: readonly JsonObject[] = [
  ['Name'],
  ['Name', 'UPNSuffix'],
  ['Name', 'NTDomain'],
  ['AadUserId'],
  ['UPNSuffix'],
  ['FullName'],
  ['Nmae'],
  ['Name', 'Nmae'],
  [],
].map((identifiers) => ({ entityMappings: [mapped('Account', ...identifiers)] }));
const groupings: readonly JsonObject[] = [
  { entitiesMatchingMethod: 'AllEntities' },
  { matchingMethod: 'Selected' },
  { matchingMethod: 'Selected', groupByEntities: ['Host', 'IP'], groupByCustomDetails: ['gone'] },
  { matchingMethod: 'Selected', groupByEntities: ['Hst'], enabled: false },
  { matchingMethod: 'Selected', groupByAlertDetails: ['Severity', 'Tactics'] },
  { matchingMethod: 'AnyAlert', groupByEntities: [] },
  { lookbackDuration: '7d' },
  { lookbackDuration: '4m' },
  { lookbackDuration: '8d' },
].map((given) => ({
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: '5h',
      matchingMethod: 'AllEntities',
      ...given,
    },
  },
}));

// ---- Each identifier of each entity alone, and one that none has.
const identified: readonly JsonObject[] = [...entityFacts].flatMap(([type, { identifiers, legacy }]) =>
  [...identifiers, ...legacy, 'Nothing'].map((identifier) => ({ entityMappings: [mapped(type, identifier)] })),
);

// ---- What only some kinds of rules have, wrong in each kind.
const wrong: JsonObject = {
  ...rule,
  id: 'no-guid',
  name: ' {{Name}} ',
  description: ' ',
  version: '1.0',
  query: 'search *',
  queryFrequency: '4m',
  queryPeriod: '3m',
  suppressionEnabled: true,
  suppressionDuration: '2m',
  startTimeUtc: '2099-01-01T00:00:00Z',
  tactics: ['Impact'],
  relevantTechniques: ['T1078', 'T9999', 'T1078.999', 'T1034'],
  entityMappings: [
    mapped('Account', 'Name'),
    mapped('Host', 'OSFamily', 'FullName'),
    mapped('File', 'Name', 'Name', 'name'),
    mapped('FileHash', 'Value'),
  ],
  customDetails: { address: 'IPAddress' },
  alertDetailsOverride: {
    alertDisplayNameFormat: '{{A}} {{B}} {{C}} {{D}} {{}} {{E',
    alertDescriptionFormat: '{{A}} {{B}} {{C}} {{D}} {{A B}} F}}',
  },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      lookbackDuration: '8d',
      matchingMethod: 'Selected',
      groupByEntities: ['URL'],
      groupByCustomDetails: ['gone'],
    },
  },
  alertRuleTemplateName: null,
  templateVersion: '1.0.0',
  displayNamesFilter: ['a'],
  displayNamesExcludeFilter: [' A '],
};
const wrongOnce: readonly JsonObject[] = [
  {},
  { queryFrequency: '30m', queryPeriod: '3d', tactics: [], startTimeUtc: '2026-01-01T00:00:00Z', query: '  ' },
  { version: null, incidentConfiguration: { groupingConfiguration: { matchingMethod: 'Selected' } } },
  {
    suppressionDuration: null,
    queryFrequency: '6h',
    queryPeriod: '6h',
    alertRuleTemplateName: 't',
    templateVersion: null,
  },
];
const ofEachKind: readonly JsonObject[] = kinds.flatMap((kind) => wrongOnce.map((each) => ({ kind, ...each })));

const said: readonly string[] = [
  ...about('a file beside rules', beside, (value: JsonObject) =>
    [[], ['rules'], ['parsers'], ['Hunting Queries']].map((folders) => besideKind(value, folders) ?? null),
  ),
  ...about('a description that becomes a tag', descriptions, (text: string) => [
    cut(text).length,
    cut(text).slice(-12),
  ]),
  ...about('lines that are uploaded', uploads, (data: string) =>
    ['managed', 'ignore'].map((rows) => findingsOf('watchlist', { ...baseOf('watchlist'), data, rows })),
  ),
  ...about('an automation rule that ends', ends, (end: JsonObject) =>
    findingsOf('automation-rule', {
      ...automation,
      triggeringLogic: { ...objectOf(automation['triggeringLogic']), ...end },
    }),
  ),
  ...about('the answer for a summary rule', summaries, (body: JsonObject) => {
    const { canonical } = typeNamed('summary-rule').managed(context);
    const flat = canonical.normalize(body);
    return [flat, canonical.wire?.(flat)];
  }),
  ...about('entities and grouping of a rule', [...counts, ...odd, ...accounts, ...groupings], ruleWith),
  ...about('one identifier of an entity', identified, (change: JsonObject) =>
    ruleWith(change).map((each) => each.split(' ').slice(0, 2).join(' ')),
  ),
  ...about('a rule in which much is wrong, of each kind', ofEachKind, (change: JsonObject) =>
    findingsOf('analytics-rule', { ...wrong, ...change }).filter((each) => !each.includes('schema/')),
  ),
  ...about(
    'parameters of a parser in another order',
    orders.flatMap((before) => orders.map((after) => [before, after])),
    brought,
  ),
];

const file = new URL('measures.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('what is measured of files: kinds, lengths, bounds, ends and orders', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
