import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { namesEntity } from '../../../src/content/alerts/index.ts';
import { stripAutoDisabled } from '../../../src/content/analytics-rule/auto-disabled.ts';
import { entityFacts } from '../../../src/content/analytics-rule/facts/entities.ts';
import { againstCustomDetection } from '../../../src/content/analytics-rule/forms/custom-detection.ts';
import { bodyOf, mergeLive, raiseVersion } from '../../../src/content/analytics-rule/merge-live.ts';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { switchOff } from '../../../src/content/analytics-rule/risk/switch.ts';
import { hasTimes, withTimes } from '../../../src/content/hunting-query/times.ts';
import { contentTypes } from '../../../src/content/index.ts';
import { normalize } from '../../../src/content/parser/body.ts';
import { wrongDefault } from '../../../src/content/parser/defaults.ts';
import { readSignature } from '../../../src/content/parser/signature.ts';
import { isStructured } from '../../../src/content/rule-test/paths.ts';
import { files as watchlistFiles } from '../../../src/content/watchlist/files.ts';
import { objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import type { QueryFacts } from '../../../src/core/query-facts.ts';
import { applyEdits } from '../../../src/core/text/span.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { typeNamed } from '../../../tools/chaos/mixed-scene.ts';
import { now, target } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';
import { about } from './about.ts';
import { bases } from './bases.ts';

// ---- What a service says of itself in a body, and what nobody knows.
const ofServices =
  'version etag category watchlistId watchlistAlias watchlistType watchlistCategory source sourceType contentType rawContent numberOfLinesToSkip sasUri created updated createdBy updatedBy isDeleted tenantId uploadStatus provisioningState lastModifiedUtc lastModifiedBy createdTimeUtc lastModifiedTimeUtc modifiedBy timeModified userId revision statusCode isActive isEnabled ruleType hidden fullyQualified';
const stuffed: JsonObject = {
  ...Object.fromEntries(
    ['etag', 'id', 'name', 'type', 'systemData', 'location', 'tags', 'rows'].map((key) => [key, 'x']),
  ),
  kind: 'Scheduled',
  properties: Object.fromEntries(ofServices.split(' ').map((key) => [key, 'x'])),
};

// ---- Functions.
const functions: readonly JsonObject[] = [
  { functionAlias: 'F', displayName: 'F' },
  { functionAlias: 'F', displayName: 'D' },
  { functionAlias: 'F' },
  { displayName: 'D' },
  { functionAlias: 'F', functionParameters: 'x:int=5, T:(A:string)' },
  { functionAlias: 'F', functionParameters: 'x' },
  { functionAlias: 'F', tags: [{ name: 'a', value: 'b' }, { name: 'c' }, { name: 5, value: 'd' }, 'e'] },
  { functionAlias: 'F', tags: { a: 'b' } },
];

// ---- Rules that the service has switched off.
type Disabled = readonly [live: JsonObject, written?: JsonObject];
const off = (displayName: string, description?: string): JsonObject => ({
  displayName,
  enabled: false,
  ...(description === undefined ? {} : { description }),
});
const disabled: readonly Disabled[] = [
  [off('AUTO DISABLED Name', 'Why.')],
  [off('AUTO DISABLED Name', '\nWhy.')],
  [off('AUTO DISABLED: Name', 'Own.\nOwn too.\nWhy.\n')],
  [off('AUTO DISABLED – Name', 'Own. - Why.'), { displayName: 'Name', description: 'Own.' }],
  [off('AUTO DISABLED Name', 'Why.'), { displayName: 'Name' }],
  [off('AUTO DISABLED Name', ' : Why.'), { displayName: 'Name', description: '' }],
  [off('AUTO DISABLED Name', 'Own.'), { displayName: 'Name', description: 'Own.' }],
  [off('AUTO DISABLED Name', 'Other.\nWhy.'), { displayName: 'Name', description: 'Own.' }],
  [off('AUTO DISABLED Name')],
  [off('AUTO DISABLED Name', 'Why.'), { displayName: 'AUTO DISABLED Name' }],
  [off('AUTO DISABLEDName', 'Why.')],
  [off('Name', 'Why.')],
  [{ ...off('AUTO DISABLED Name', 'Why.'), enabled: true }],
];

// ---- Switching a rule off.
const settings = { enabled: true, severity: 'Low', displayName: 'N', lastModifiedUtc: 'x', query: null };
const running: readonly JsonObject[] = [
  { kind: 'Scheduled', properties: { ...settings, startTimeUtc: '2099-01-01T00:00:00Z' } },
  { kind: 'Scheduled', properties: { ...settings, startTimeUtc: '2020-01-01T00:00:00Z' } },
  { kind: 'Scheduled', properties: { ...settings, startTimeUtc: 'soon' } },
  { kind: 'Fusion', properties: { ...settings, alertRuleTemplateName: 't', tactics: ['Impact'] } },
  { kind: 'MLBehaviorAnalytics', properties: { ...settings, alertRuleTemplateName: 't' } },
  { properties: settings },
];

// ---- Rules as custom detections.
const factsWith = (columns: string, complete = true, table = 'DeviceEvents'): QueryFacts => ({
  diagnostics: [],
  tables: [{ name: table, span: { start: 0, end: 1 }, known: true, columns: [] }],
  functions: [],
  watchlists: [],
  reaches: [],
  patterns: [],
  lookBacks: [],
  timespans: [],
  result: { complete, columns: columns.split(' ').map((name) => ({ name, type: 'string' })) },
});
type Detection = readonly [changes: JsonObject, facts?: QueryFacts];
const sound: JsonObject = {
  queryFrequency: '3h',
  triggerThreshold: 0,
  tactics: ['Impact'],
  relevantTechniques: [],
  suppressionEnabled: false,
  incidentConfiguration: { createIncident: true },
};
const detections: readonly Detection[] = [
  [{}],
  [sound],
  [sound, factsWith('TimeGenerated ReportId DeviceId')],
  [sound, factsWith('Timestamp ReportId', true, 'SigninLogs')],
  [sound, factsWith('A')],
  [sound, factsWith('Timestamp')],
  [sound, factsWith('A', false)],
  ...['1h', '12h', '1d', '2h', '14d'].map((queryFrequency): Detection => [{ ...sound, queryFrequency }]),
  [{ ...sound, triggerOperator: 'lt' }],
  [{ ...sound, triggerThreshold: 1 }],
  [{ ...sound, entityMappings: [] }],
  [{ ...sound, suppressionEnabled: true }],
  [{ ...sound, incidentConfiguration: { createIncident: false } }],
  [{ ...sound, incidentConfiguration: { createIncident: true, groupingConfiguration: { enabled: true } } }],
  [{ ...sound, incidentConfiguration: { createIncident: true, groupingConfiguration: { enabled: false } } }],
  [{ ...sound, tactics: [] }],
];
const against = ([changes, facts]: Detection, name = 'scheduled'): readonly string[] => {
  const raw = { ...bases.find(([, base]) => base === name)?.[2], ...changes };
  const rule = analyticsRule.complete(analyticsRule.parse(raw));
  return rule === undefined ? ['no rule'] : againstCustomDetection(rule, facts);
};

// ---- Findings of a file as it is written.
const files: readonly string[] = [
  'name: N\nquery: T\n',
  'name: N\r\nquery: T\r\n',
  '\uFEFFname: N\nquery: T\n',
  '{"name": "N", "query": "T"}\n',
  '# first\n\nquery: T\nname: N\n',
  'kind:\nname: N\n',
  'query: T\n',
  ...['1.2.3', '1.2', 'v1.2.3', '1.2.3456789012345678', '1.2.34567890123456789', '123456789.12345678901', '1', ''].map(
    (version) => `kind: Scheduled\nname: N\nversion: "${version}"\n`,
  ),
  'kind: Scheduled\nname: N\nversion: "1.2"\nalertRuleTemplateName: t\n',
  'kind: Scheduled\nname: N\nversion: "1.2"\nalertRuleTemplateName: t\ntemplateVersion: 1.0.0\n',
  'kind: Scheduled\nname: N\nversion: "1.2"\nalertRuleTemplateName: ""\n',
  'kind: Fusion\nname: N\nversion: "1.2"\n',
  ...['alertDisplayNameFormat', 'alertDescriptionFormat'].map(
    (key) => `kind: NRT\nname: N\nalertDetailsOverride:\n  ${key}: 'a {{}} {{1x}} {{ A }} {{B C}} {D}} {{E'\n`,
  ),
  ...['union isfuzzy=true *', 'union kind = outer withsource=t isfuzzy=true *', 'union *Events', 'search in (T) *'].map(
    (query) => `kind: NRT\nname: N\nquery: ${query}\n`,
  ),
];
const found = (text: string): readonly string[] => {
  const { document } = readDocument('rule.yaml', text);
  const raw = objectOf(document.value);
  const steps = typeNamed('analytics-rule').check([{ document, raw }], { now });
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    return step.value.map(
      ({ code, severity, range, fix }) =>
        `${severity} ${code} ${range?.start.line}:${range?.start.column}-${range?.end.line}:${range?.end.column}${fix === undefined ? '' : ` → ${applyEdits(text, fix)}`}`,
    );
  }
};

// ---- Automation rules: each member of an action alone, and values of conditions.
const actionMembers: JsonObject = {
  playbook: 'Word1',
  logicAppResourceId: '/x',
  tenantId: 'x',
  title: 'T',
  description: 'D',
  severity: 'Low',
  status: 'Closed',
  classification: 'TruePositive',
  classificationReason: 'SuspiciousActivity',
  classificationComment: 'C',
  owner: { email: 'a@b.example' },
  labels: [{ labelName: 'l' }],
};
const actions: readonly JsonObject[] = ['RunPlaybook', 'AddIncidentTask', 'ModifyProperties', 'Other'].flatMap(
  (actionType) =>
    [[], ...Object.entries(actionMembers).map((entry) => [entry])].map((entries) => ({
      order: 1,
      actionType,
      actionConfiguration: Object.fromEntries(entries),
    })),
);
const values: JsonObject = {
  propertyName: 'IncidentTitle',
  operator: 'Contains',
  propertyValues: ['x'],
  arrayType: 'Alerts',
  arrayConditionType: 'AnyItem',
  changeType: 'Added',
};
const conditions: readonly JsonObject[] = [
  'Property',
  'PropertyArray',
  'PropertyChanged',
  'PropertyArrayChanged',
  'Boolean',
].flatMap((conditionType) =>
  [
    {},
    values,
    { ...values, changeType: 'ChangedTo', operator: 'Or', arrayType: 'Labels', propertyName: 'IncidentStatus' },
    { ...values, changeType: 'x', operator: 'x', arrayType: 'x', propertyName: 'x', arrayConditionType: 'x' },
  ].map((conditionProperties) => ({ conditionType, conditionProperties })),
);
const findingsOf = (name: string, raw: JsonObject, base: readonly JsonObject[] = []): readonly string[] => {
  const { document } = readDocument('file.yaml', JSON.stringify(raw, null, 1));
  const steps = typeNamed(name).check([{ document, raw }], {
    now,
    base: base.map((each) => ({ path: 'file.yaml', raw: each })),
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
  }
};
const automation = bases.find(([, name]) => name === 'automation')?.[2] ?? {};
const automationWith = (change: JsonObject): readonly string[] =>
  findingsOf('automation-rule', { ...automation, ...change });

// ---- Functions whose parameters changed.
type Changed = readonly [before: JsonObject, after: JsonObject];
const called = (functionParameters: string, functionAlias?: string): JsonObject => ({
  ...(functionAlias === undefined ? {} : { functionAlias }),
  displayName: 'F',
  category: 'Own',
  query: 'T',
  functionParameters,
});
const changedFunctions: readonly Changed[] = [
  [called('x:int', 'F'), called('x:long', 'F')],
  [called('x:int', 'F'), called('x:long', 'f')],
  [called('x:int', 'G'), called('x:long', 'F')],
  [called('x:int'), called('x:long')],
  [called('x:int', 'F'), called('x:int, y:int=1', 'F')],
];

// ---- What a change of a rule loses, as it runs or not.
const switched: readonly Changed[] = [true, false, null].flatMap((before) =>
  [true, false, null].map((after): Changed => [
    { properties: { enabled: before } },
    { properties: { enabled: after } },
  ]),
);

// ---- What is kept for life.
const places = ['/kind', '/properties/itemsSearchKey', '/properties/functionAlias', '/properties/displayName'].flatMap(
  (at) => contentTypes.map(({ name }): readonly [name: string, at: string] => [name, at]),
);

// ---- A watchlist that is one file.
const single =
  '# displayName: All rooms\r\n#itemsSearchKey: Room\r\n# labels: [a]\r\n\r\nRoom,Floor\r\n 1 ,"a,b"\r\n2,\r\n';

// ---- A grouping that is off keeps its terms in the file.
const grouped = `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a021
name: N
kind: Scheduled
severity: Low
version: 1.2.9
query: T
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
incidentConfiguration:
  createIncident: true
  groupingConfiguration:
    enabled: ENABLED # agreed
    lookbackDuration: 7h
    matchingMethod: Selected
    groupByEntities: [Account]
`;
const context = { apiVersion: '2023-12-01-preview', now };
const merged = ([was, is]: readonly string[]): string | undefined => {
  const [before, after] = [was, is].map(
    (each) => readDocument('r.yaml', grouped.replace('ENABLED', each ?? '')).document,
  );
  const target = after === undefined ? undefined : bodyOf(after, context);
  if (before === undefined || target === undefined) return undefined;
  const renamed = { ...target, properties: { ...objectOf(target['properties']), displayName: 'M' } };
  return mergeLive(before, renamed, context)?.text;
};

// ---- Parameters of functions.
const literalTexts =
  '1 1.5 -2e3 true "a" \'a\' @\'a\' h"a" 1d 2h datetime(2026-01-01) date(null) guid(null) dynamic([]) int(1) long(1) double(1) real(1) decimal(1) time(1h) timespan(1h) boolean(true) bool(true) string(a) now() word null'.split(
    ' ',
  );
const literalTypes =
  'bool boolean date datetime decimal double dynamic guid int long real string time timespan (A:string)'.split(' ');
const signatures: readonly JsonValue[] = [
  String.raw`x:string="a\"b", y:int=1`,
  String.raw`x:string='it\'s, no', y:int`,
  'x:datetime=datetime(2026-01-01 10:00), y:timespan = 1h',
  'T:(A:string, B:long), x:int, U:(*)',
  'x:string="a:b=c,d", y:dynamic=dynamic({"a":[1,2]})',
  'x:string = " a ", y:bool=TRUE, z:real = ( 1.5 )',
  'x int, y:, :long, z:int=',
  'x:int=1=2',
  '',
  [
    { Name: 'x', Type: 'int', Default: 5 },
    { Name: 'y', Type: 'string', Default: '*' },
    { name: 'z', type: 'bool', default: false },
  ],
  [{ Name: 'x' }, { Type: 'int' }, 5, { Name: 'T', Type: 'table:(A:string)' }, { Name: 'U', Type: 'Tabular' }],
  { Name: 'x' },
  5,
];

// ---- Connections of a playbook.
const sentinelApi = { id: '/subscriptions/x/providers/Microsoft.Web/locations/y/managedApis/azuresentinel' };
const connections: readonly JsonObject[] = [
  { api: sentinelApi },
  { api: sentinelApi, parameterValueType: 'Alternative' },
  { api: sentinelApi, parameterValueType: 'Alternative', parameterValues: { password: 'x' } },
  ...['token:grantType', 'token:clientId', 'token:clientSecret', 'TOKEN:x', 'token', 'accessToken'].map((name) => ({
    api: sentinelApi,
    parameterValues: { [name]: 'code' },
  })),
  { api: { id: '/managedApis/office365' } },
  { api: { id: '/managedApis/office365' }, parameterValues: { apiKey: 'x' } },
  { api: { id: '/managedApis/office365' }, parameterValues: { name: 'x' } },
];
const playbook = bases.find(([type]) => type === 'playbook')?.[2] ?? {};

// ---- Files that are brought to other bodies.
type Merging = readonly [type: string, file: JsonObject, after: JsonObject];
const hunted = { id: 'd0000000-0000-4000-8000-000000000001', name: 'H', query: 'T', tactics: ['Impact'] };
const functionFile = { displayName: 'F', functionAlias: 'F', category: 'Own', query: 'T' };
const parserFile = { Parser: { Title: 'F' }, ParserName: 'F', ParserQuery: 'T' };
const parameters = [
  { Name: 'x', Type: 'int', Default: 5 },
  { Name: 'y', Type: 'string' },
];
const mergings: readonly Merging[] = [
  ...[
    { relevantTechniques: ['T1485'] },
    { techniques: ['T1485'] },
    { techniques: ['T1485'], relevantTechniques: ['T1490'] },
    {},
  ].flatMap((before) =>
    [{ relevantTechniques: ['T1490', 'T1485'] }, { relevantTechniques: ['T1486'] }, {}].map((after): Merging => [
      'hunting-query',
      { ...hunted, ...before },
      { ...hunted, ...after },
    ]),
  ),
  ...['', 'x:int', 'x:int=5, y:string'].flatMap((before) =>
    ['', 'x:int=6', 'y:string, x:int=5', 'x:int=5, y:string, z:bool=false'].map((after): Merging => [
      'parser',
      { ...functionFile, ...(before === '' ? {} : { functionParameters: before }) },
      { ...functionFile, ...(after === '' ? {} : { functionParameters: after }) },
    ]),
  ),
  ...[{}, { ParserParams: parameters }, { ParserParameters: parameters }, { FunctionParams: parameters }].flatMap(
    (before) =>
      [
        {},
        { ParserParams: parameters.toReversed() },
        { ParserParams: [...parameters, { Name: 'z', Type: 'bool' }] },
      ].map((after): Merging => ['parser', { ...parserFile, ...before }, { ...parserFile, ...after }]),
  ),
];
const brought = ([name, before, after]: Merging): unknown => {
  const type = typeNamed(name);
  const target = type.complete(after)?.render(context).body;
  if (target === undefined) return 'no item';
  const document = readDocument('file.yaml', type.file.print(before)).document;
  return type.file.merge(document, target, type.contextOf(context))?.text;
};

const said: readonly string[] = [
  ...about('a default of each type', literalTypes, (kind: string) =>
    literalTexts.map((text) => `${text}: ${wrongDefault({ name: 'x', type: kind, default: text })?.hint ?? 'fits'}`),
  ),
  ...about('a list of parameters', signatures, (value: JsonValue) => readSignature(value)),
  ...about('a connection of a playbook', connections, (properties: JsonObject) =>
    findingsOf('playbook', {
      ...playbook,
      template: {
        ...objectOf(playbook['template']),
        resources: [{ type: 'Microsoft.Web/connections', apiVersion: '2016-06-01', name: 'c', properties }],
      },
    }),
  ),
  ...about(
    'keys that name an entity',
    [
      [],
      ['x'],
      ...[...entityFacts].flatMap(([type, { identifiers }]) => [
        identifiers.map((name) => `${type}.${name}`),
        ...identifiers.map((name) => [`${type}.${name}`]),
      ]),
    ],
    (keys: readonly string[]) => namesEntity(keys),
  ),
  ...about(
    'a row of a test with instructions',
    [{ row: {} }, { row: {}, repeat: 2, with: {} }, { row: 1, other: 2 }, { repeat: 2 }],
    isStructured,
  ),
  ...about('a file that is brought to another body', mergings, brought),
  ...about('an action of an automation rule', actions, (action: JsonObject) => automationWith({ actions: [action] })),
  ...about('a condition of an automation rule', conditions, (condition: JsonObject) =>
    automationWith({
      triggeringLogic: { ...objectOf(automation['triggeringLogic']), conditions: [condition] },
    }),
  ),
  ...about('a function whose parameters changed', changedFunctions, ([before, after]: Changed) =>
    findingsOf('parser', after, [before]),
  ),
  ...about('what is lost as a rule is switched', switched, ([before, after]: Changed) =>
    typeNamed('analytics-rule').risk?.coverage?.losses(before, after),
  ),
  ...about('what cannot change', places, ([name, at]: (typeof places)[number]) =>
    [{ before: 'A', after: 'B' }, { before: 'A' }, { after: 'B' }].flatMap(
      (sides) => typeNamed(name).risk?.keptForLife?.({ at, before: undefined, after: undefined, ...sides }) ?? [],
    ),
  ),
  ...about('a watchlist that is one file', [single, `\uFEFF${single}`, single.replaceAll('\r', '')], (text: string) => {
    const { document } = watchlistFiles.read('lists/Rooms.csv', Buffer.from(text), new Map());
    const at = (place: string, part?: 'key') => document.range(document.locate(place, part)).start;
    return [
      document.value,
      ...['/displayName', '/itemsSearchKey', '/labels'].flatMap((place) => [at(place, 'key'), at(place)]),
    ];
  }),
  ...about(
    'a grouping that is taken over',
    ['false', 'true'].flatMap((was) => ['false', 'true'].map((is) => [was, is])),
    merged,
  ),
  ...about(
    'a version that is raised',
    ['1.2.9', '1.2', '0.0.0', 'x'],
    (version: string) => raiseVersion(readDocument('r.yaml', grouped.replace('1.2.9', version)).document)?.version,
  ),
  ...about(
    'what a body says that its type does not know, and what of it counts',
    contentTypes.map(({ name }) => name),
    (name: string) => {
      const { canonical } = typeNamed(name).managed({ now, workspace: target });
      const empty = canonical.normalize({ properties: {} });
      return [canonical.unknownProperties(stuffed), canonical.normalize(stuffed), empty, canonical.wire?.(empty)];
    },
  ),
  ...about('a function in its canonical form', functions, (properties: JsonObject) => normalize({ properties })),
  ...about('a rule that was switched off', disabled, ([properties, written]: Disabled) =>
    stripAutoDisabled({ properties }, written === undefined ? undefined : { properties: written }),
  ),
  ...about('a rule as it is switched off', running, (body: JsonObject) =>
    switchOff(
      { type: 'alertRules', name: 'n', id: '/n', etag: '"1"', body },
      typeNamed('analytics-rule').managed({ now, workspace: target }).canonical,
    ),
  ),
  ...about('what stands against a rule as a custom detection', detections, (each: Detection) => against(each)),
  ...about('the same of other kinds', ['near-real-time', 'of-product'], (name: string) => against([{}], name)),
  ...about(
    'a query with times of the portal',
    ['{{StartTimeISO}}', 'T {{EndTimeISO}}', 'datetime({{StartTimeISO}}) .. datetime({{EndTimeISO}})', '{{Time}}', ''],
    (query: string) => [hasTimes(query), withTimes(query)],
  ),
  ...about('what is found in a file', files, found),
];

const file = new URL('edges.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('what types make of what a service and a person write at the edges is said whole', () => {
  expect(said.join('\n').split('\n')).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
