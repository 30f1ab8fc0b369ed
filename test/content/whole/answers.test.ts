import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ownershipOf } from '../../../src/content/analytics-rule/describe.ts';
import { toDialect } from '../../../src/content/analytics-rule/forms/dialects.ts';
import { withoutVariables } from '../../../src/content/analytics-rule/forms/rule-variables.ts';
import { probe } from '../../../src/content/analytics-rule/probe.ts';
import { lookAlikes } from '../../../src/content/analytics-rule/risk/look-alikes.ts';
import { upstream } from '../../../src/content/analytics-rule/upstream.ts';
import { risk as parserRisk } from '../../../src/content/parser/risk.ts';
import { files as playbookFiles } from '../../../src/content/playbook/files.ts';
import { pseudonymised, secretsIn } from '../../../src/content/rule-test/pseudonyms.ts';
import { nestedObjects, readStructured, resourceName, textOf } from '../../../src/content/structured-file.ts';
import { canonicalIn } from '../../../src/content/workbook/body.ts';
import { queriesIn } from '../../../src/content/workbook/queries.ts';
import type { Change, Verdict } from '../../../src/core/engine/change.ts';
import type { Risk } from '../../../src/core/engine/risk.ts';
import { ruleDialects } from '../../../src/core/file-form.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { workspacePath, type LiveResource } from '../../../src/core/resource.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { typeNamed } from '../../../tools/chaos/mixed-scene.ts';
import { now, target } from '../../core/rules.ts';
import { about } from './about.ts';
import { bases } from './bases.ts';
import { updateExpected } from '../../expected.ts';

// ---- What a probe tells.
const probed: readonly (readonly [name: string, properties: JsonValue])[] = [
  ['abc', {}],
  ['ABC', { queryFrequency: 'PT60M', description: probe.body['description'] ?? '' }],
  ['abC', { queryFrequency: 'PT1H', description: 'Made by picket doctor --probe, which removes it again.' }],
  ['abc', { tactics: ['DefenseEvasion', 'InitialAccess', 'Persistence'] }],
  ['abc', { tactics: ['DefenseEvasion', 'Persistence', 'InitialAccess'] }],
  ['abc', { tactics: ['InitialAccess', 'Persistence', 'DefenseEvasion', 5] }],
  ['abc', { tactics: 'DefenseEvasion,InitialAccess,Persistence' }],
  ['abc', { techniques: ['T1078'] }],
  ['abc', { techniques: ['T1078', 'T1078'] }],
  ['abc', { techniques: 'T1078' }],
  ['abc', { subTechniques: [] }],
  ['abc', { subTechniques: [], incidentConfiguration: { groupingConfiguration: { groupByCustomDetails: [] } } }],
  ['abc', { incidentConfiguration: { groupingConfiguration: { groupByCustomDetails: [], lookbackDuration: 'PT5M' } } }],
  [
    'abc',
    { incidentConfiguration: { groupingConfiguration: { lookbackDuration: 'PT5H' } }, eventGroupingSettings: {} },
  ],
  [
    'abc',
    { incidentConfiguration: { groupingConfiguration: { lookbackDuration: 'PT7H' } }, eventGroupingSettings: null },
  ],
  ['abc', { incidentConfiguration: null, eventGroupingSettings: {} }],
  ['abc', { query: 'a\nb' }],
  ['abc', { query: 'a\r\nb' }],
  ['abc', { query: ['a\r\nb'] }],
  ['abc', null],
];

// ---- What is there already.
const resource = (type: string, name: string, properties: JsonValue): LiveResource => ({
  type,
  name,
  id: `/x/${name}`,
  etag: '"1"',
  body: { kind: 'Scheduled', properties },
});

const live = (type: string, id: string, given: Partial<Verdict>, properties: JsonObject | undefined): Verdict => ({
  type,
  id,
  displayName: `Rule ${id}`,
  state: 'in-sync',
  fields: [],
  unknownProperties: [],
  ...(properties === undefined
    ? {}
    : { live: resource(type === 'parser' ? 'savedSearches' : 'alertRules', id, properties) }),
  ...given,
});

const changeOf = (action: 'create' | 'update', id: string, type: string, more: Partial<Change> = {}): Change => ({
  action,
  type,
  id,
  displayName: `Rule ${id}`,
  reason: '',
  fields: [],
  losses: [],
  warnings: [],
  writes: [],
  ...more,
});

type Met = readonly [
  change: Change,
  after: JsonObject | undefined,
  staying: readonly Verdict[],
  leaving?: readonly Verdict[],
];
const meeting =
  (looks: Risk['lookAlikes']) =>
  ([change, after, staying, leaving = []]: Met): unknown => {
    const found = looks?.(staying, leaving)(change, after);
    return found === undefined ? undefined : { ...found, verdict: found.verdict.id };
  };

const named = (displayName: string, more: JsonObject = {}): JsonObject => ({ displayName, enabled: true, ...more });
const on = live(
  'analytics-rule',
  'on',
  { displayName: ' Sign-INS ' },
  named('Sign-ins', { alertRuleTemplateName: 'TEMPLATE-1' }),
);
const off = live(
  'analytics-rule',
  'off',
  { displayName: 'Off' },
  named('Off', { enabled: false, alertRuleTemplateName: 'template-2' }),
);
const stopped = live(
  'analytics-rule',
  'stopped',
  { displayName: 'Stopped', autoDisabled: 'Query failed' },
  named('Stopped', { enabled: false }),
);
const unread = live(
  'analytics-rule',
  'unread',
  { displayName: 'Unread', state: 'invalid' },
  named('Unread', { enabled: false }),
);
const absent = live('analytics-rule', 'absent', { displayName: 'Absent' }, undefined);
const running = [on, off, stopped, unread, absent];
const bodyOf = (properties: JsonObject): JsonObject => ({ kind: 'Scheduled', properties });
const rulesMet: readonly Met[] = [
  ...['sign-ins', 'Off', 'stopped', 'UNREAD', 'Absent', 'Other'].map((displayName): Met => [
    changeOf('create', 'new', 'analytics-rule', { displayName }),
    bodyOf({}),
    running,
  ]),
  ...['template-1', 'Template-1', 'template-2', 'on'].map((id): Met => [
    changeOf('create', id, 'analytics-rule'),
    bodyOf({}),
    running,
  ]),
  [changeOf('update', 'template-1', 'analytics-rule', { displayName: 'sign-ins' }), bodyOf({}), running],
  [changeOf('create', 'new', 'analytics-rule', { displayName: 'sign-ins' }), bodyOf({}), [], running],
  [changeOf('create', 'new', 'analytics-rule', { displayName: 'sign-ins' }), undefined, running],
];

const search = (id: string, functionAlias: string, state: Verdict['state'] = 'in-sync'): Verdict =>
  live('parser', id, { state }, { category: 'Function', displayName: id, functionAlias });
const searchBody = (functionAlias: string): JsonObject => ({ properties: { functionAlias } });
const parsersMet: readonly Met[] = [
  [changeOf('create', 'new', 'parser'), searchBody('seen'), [search('old', 'Seen')]],
  [changeOf('create', 'new', 'parser'), searchBody('Seen'), [], [search('old', 'seen')]],
  [
    changeOf('create', 'new', 'parser'),
    searchBody('Seen'),
    [search('a', 'Other'), search('stays', 'Seen')],
    [search('leaves', 'Seen')],
  ],
  [changeOf('create', 'old', 'parser'), searchBody('Seen'), [search('old', 'Seen')]],
  [changeOf('create', 'new', 'parser'), searchBody(''), [search('old', '')]],
  [changeOf('create', 'new', 'parser'), undefined, [search('old', '')]],
  [
    changeOf('create', 'new', 'parser'),
    searchBody('Seen'),
    [search('old', 'Seen2'), live('parser', 'gone', {}, undefined)],
  ],
  ...['Seen', 'seen', 'Before'].map((alias): Met => [
    changeOf('update', 'new', 'parser', { before: resource('savedSearches', 'new', { functionAlias: alias }) }),
    searchBody('Seen'),
    [search('old', 'Seen')],
  ]),
];

const list = (id: string, displayName: JsonValue, state: Verdict['state']): Verdict =>
  live('watchlist', id, { state }, { displayName });
const listsMet: readonly Met[] = [
  ...['create', 'update'].map((action): Met => [
    changeOf(action === 'create' ? 'create' : 'update', 'New', 'watchlist'),
    bodyOf({ displayName: ' Hosts ' }),
    [list('Other', 'Other', 'gone'), list('There', 'hosts', 'in-sync'), list('Old', 'HOSTS', 'gone')],
  ]),
  [changeOf('create', 'New', 'watchlist'), bodyOf({ displayName: 'Hosts' }), [list('There', 'Hosts', 'in-sync')]],
  [changeOf('create', 'New', 'watchlist'), bodyOf({ displayName: '' }), [list('Old', '', 'gone')]],
  [changeOf('create', 'New', 'watchlist'), bodyOf({ displayName: 5 }), [list('Old', 5, 'gone')]],
  [changeOf('create', 'New', 'watchlist'), undefined, [list('Old', '', 'gone')]],
  [
    changeOf('create', 'New', 'watchlist'),
    bodyOf({ displayName: 'Hosts' }),
    [live('watchlist', 'Old', { state: 'gone' }, undefined)],
  ],
];

// ---- What is given to queries, and who asks for it.
const given: readonly (readonly [type: string, properties: JsonObject])[] = [
  ['watchlist', {}],
  ['parser', { functionAlias: 'Seen', functionParameters: 'x:int' }],
  ['parser', { functionAlias: '' }],
  ['summary-rule', { ruleDefinition: { destinationTable: 'Seen' } }],
  ['summary-rule', { ruleDefinition: {} }],
];
const asking = [
  'Seen',
  'Seen(1) | take 1',
  'Other',
  'let Seen = 1; Seen',
  "_GetWatchlist('seen')",
  "_GetWatchlist('x')",
];

// ---- Templates.
const followed = [
  'id: a\nname: N\nversion: 1.0.0\nalertRuleTemplateName: t\ntemplateVersion: 1.0.0\n',
  'id: a\nname: N\nalertRuleTemplateName: t\ntemplateVersion: 1.0.0 # why\n',
  'id: a\nname: N\nversion: x\nalertRuleTemplateName: t\ntemplateVersion: "1.0.0"\n',
  'id: a\nname: N\nversion: 1.0.0\nalertRuleTemplateName: t\n',
  'id: a\nname: N\nalertRuleTemplateName: t\n',
  'id: a\nname: N\nversion: 1.0.0\nalertRuleTemplateName: t\ntemplateVersion: 1.0\n',
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// ---- Workbooks.
const path = workspacePath(target);
const query = (text: string, more: JsonObject = {}): JsonObject => ({
  type: 3,
  name: text.slice(0, 4),
  content: { query: text, ...more },
});
const parameterList: JsonValue = [
  { name: 'Time', type: 4 },
  { name: 'Many', type: 2, multiSelect: true, quote: "'", query: 'SigninLogs | distinct AppId' },
  { name: 'Double', type: 2, multiSelect: true, quote: '"' },
  { name: 'Plain', type: 2, multiSelect: true, quote: '' },
  { name: 'One', type: 2, quote: "'" },
  { name: 'Graph', type: 1, query: 'resources', queryType: 1 },
  { type: 1 },
  'no parameter',
];
const workbook: JsonObject = {
  version: 'Notebook/1.0',
  $schema: 'https://example.org',
  fallbackResourceIds: [path],
  parameters: 'of the layout',
  items: [
    { type: 9, name: 'parameters', content: { version: 'KqlParameterItem/1.0', parameters: parameterList } },
    query('A | where T {Time} | take 1'),
    query('B | where T between ({Time:start} .. {Time:end}) | summarize count() by bin(T, {Time:grain})'),
    query('C | where T > {Time:startISO} and T < {Time:endISO} and X {Time:query} // {Nobody}'),
    query('D | where T > {Time:label}'),
    query('E | where A in ({Many}) and B in ({Double})'),
    query('F | where A in ({Plain})'),
    query('G | where A == {One}'),
    query('H | where A == "{One}" and B == @"\\{One}" and C == \'x {Nobody} y\''),
    query('I | let f = (x:int) {x}; print f(1) | where {Many:label}'),
    query('J', { queryType: 1 }),
    query('K', { queryType: 0, resourceType: 'microsoft.operationalinsights/Workspaces' }),
    query('L', { resourceType: 'microsoft.insights/components' }),
    query('  '),
    { type: 1, name: 'text', content: { json: 'text', query: 'M' } },
    {
      type: 12,
      name: 'group',
      content: { groupType: 'editable', items: [query('N | take 5'), query('O {Gone}'), 'x'] },
    },
    { type: 12, name: 'group', content: { groupType: 'template' } },
    {
      name: '',
      type: 1,
      content: { json: `In ${path} and ${path.toUpperCase()}2, ${path}/x`, list: ['a\r\nb', null, 5] },
    },
    'no item',
  ],
};
const workbooks: readonly JsonObject[] = [
  {
    kind: 'shared',
    location: 'westeurope',
    properties: { displayName: 'W', serializedData: JSON.stringify(workbook), category: 'sentinel', sourceId: path },
  },
  { properties: { displayName: 'W', serializedData: `no JSON in ${path}`, version: 'Notebook/2.0', description: '' } },
  { properties: { displayName: 'W', serializedData: '[1]', custom: 1, empty: null } },
  {
    properties: {
      displayName: 'W',
      serializedData: null,
      layout: { b: 1, a: 2 },
      items: ['item b', 'item c'],
      'item a': { z: 1, name: 'a' },
      'item b': 'İ' + path,
    },
  },
  { properties: { displayName: 'W', description: 'D' }, tags: { 'hidden-title': 'W', other: 'x' }, zone: 1 },
  { properties: { items: ['item a'] }, location: 'westeurope' },
  { properties: { layout: {} }, etag: '"1"', systemData: {} },
  {},
];
const canonical = canonicalIn({ now, workspace: target });
const elsewhere = canonicalIn({ now });

// ---- Names in rows.
const rows: Readonly<Record<string, readonly JsonObject[]>> = {
  A: [
    {
      TimeGenerated: 'ana',
      Started: '2026-03-01T12:00:00.1234567Z',
      Account: String.raw`CORP\ana`,
      UserName: 'a',
      InitiatedBy: { user: { displayName: 'Ana Maria', UserId: 5 } },
      Mail: 'from <bo.x@fabrikam.org>, to ana@corp.example.com',
      Computer: 'PC1',
      DeviceName: 'srv.corp.example.com',
      Domain: 'corp.example.com',
      Path: String.raw`C:\Users\ana\x PC1.txt`,
      List: ['ana', ['Ana Maria'], { host: 'pc2', HostName: 'pc2' }],
    },
    {
      UserPrincipalName: 'ana@corp.example.com',
      Account: String.raw`a\b\c`,
      Owner: 'SYSTEM',
      Caller: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
      AccountName: '8.8.8.8',
      ActorBy: `${'long '.repeat(30)}ana`,
      Ids: '6F9619FF-8b86-d011-b42d-00c04fc964ff and 7f9619ff-8b86-d011-b42d-00c04fc964ff',
      Sids: 'S-1-5-21-1-2-3-500, S-1-5-18, S-1-12-1-5-6',
    },
  ],
  B: [
    {
      Addresses: [
        '10.9.9.9',
        '127.0.0.1',
        '169.254.1.1',
        '172.15.0.1',
        '172.16.0.1',
        '172.31.0.1',
        '172.32.0.1',
        '192.168.7.7',
        '100.1.1.1',
      ],
      Private: Array.from({ length: 251 }, (_, index) => `10.8.0.${index}`),
      Six: [
        'fe80::1',
        '2001:db8:0:0:0:0:0:1',
        'fe80::1',
        'a:b',
        '12:30:00',
        'fe80::',
        '::1',
        '[2a02::5:6]:443',
        'a::b::c',
        'std::string',
        '1:2:3:4:5:6:7',
        '1:2:3:4:5:6:7:8',
      ],
      Workstation: 'kept',
      TenantName: 'Contoso Ltd',
      Mailbox: 'team@kept.org',
      Upn: 'x',
    },
  ],
};
const secretRows: readonly JsonObject[] = [
  { A: 'password=' + 'x'.repeat(3) },
  { A: 'password=' + 'x'.repeat(4) },
  { A: { a: { api_key: 'abcd' } } },
  { A: { secret: 5, other: ['x', 'pwd: abcd'] } },
  { A: '-pw abcd', B: ' -pw abcd', C: ' /p:abcd' },
  { A: `Basic ${'a'.repeat(15)}`, B: `Basic ${'a'.repeat(16)}` },
  { A: `sharedaccesskey=${'a'.repeat(20)}`, B: `&sig=${'a'.repeat(20)}`, C: `sig=${'a'.repeat(20)}` },
];

// ---- Values of templates.
const holders: readonly JsonObject[] = [
  {
    parameters: {
      near: { defaultValue: 'near' },
      bare: {},
      number: { defaultValue: 5 },
      again: { defaultValue: "[parameters('near')]" },
      esc: { defaultValue: '[[x]' },
    },
  },
  { parameters: 'none' },
  {
    parameters: {
      near: { defaultValue: 'far' },
      far: { defaultValue: 'far' },
      bare: { defaultValue: 'found' },
      number: { defaultValue: 'found' },
      again: { defaultValue: 'found' },
    },
  },
];

const variables = [
  'T | where A == %%A:"x"%% and B == %%A%%',
  'T | where A == %%A:"x"%% and B > ago(%%A%%)',
  'T | where A == %%A:"x"%% and B in (%%A%%)',
  'T // %%A%% and %%B:1%%\n| take %%C:5%%',
  'T | where A == h"%%A:x%%" and B == \'%%B:y%%\'',
  'T | where A == "%%A%%x"',
  "T | where A == %%A:'it''s'%%",
  "T | where A == %%A:@'it''s'%%",
  "T | where A == %%A:@'it's'%%",
  'T | where A == %%A:"a\\tb"%% or A == %%B:"a\\qb"%%',
  'T | where A in (%%A:"a", \'b\', @"c"%%)',
  'T | where A in (%%A:1, 2.5, -3%%)',
  'T | where A in (%%A:1, true%%)',
  'T | where A in (%%A:true%%)',
  'T | where A has_all (%%A:5%%)',
  'T | where A in (%%A:f(1), 2%%)',
  'T | where A == %%A:1, 2%%',
  'T | where B > ago(%%A:1%%)',
  'T | where B > ago(%%A:5x%%) and C > %%B:5h%% and D > %%C:1234567890d%%',
  'T | where B > %%A:datetime( 2026-01-02 )%% and C > %%B:datetime(never)%%',
  'T | take %%A:1234567890123456%% | take %%B:123456789012345%%',
  'T | where A > %%A: 1.5 %% and B > %%B:1.%%',
  'let x = dynamic([%%A%%]); let y = dynamic( [ %%B:"a"%% ] ); let z = dynamic([%%C%%, 1]);',
  'T | where A == %%A%% | where B == %%A:5%%',
  '%%A%% | take 1',
];

// ---- Forms of rules.
const grouped = (line: string): string => `incidentConfiguration:\n  groupingConfiguration:\n    ${line}\n`;
const dialects: readonly string[] = [
  ...['gt', 'GreaterThan', 'eq', 'NotEqual', 'ne', 'greaterthan', 'over'].map(
    (operator) =>
      `id: a\nname: N\nkind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: PT60M\ntriggerOperator: ${operator}\n`,
  ),
  'techniques: [T1078]\nrelevantTechniques: [T1110, T1078] # more\n',
  'techniques: [T1078]\n',
  'relevantTechniques: [T1078]\n',
  ...['AllEntities', 'AnyAlert', 'Selected', 'Odd', '5', ''].map((method) => grouped(`matchingMethod: ${method}`)),
  ...['All', 'None', 'Custom', 'Odd', '5', ''].map((method) => grouped(`entitiesMatchingMethod: ${method}`)),
  grouped('matchingMethod: AnyAlert\n    entitiesMatchingMethod: None'),
  ...['1d', 'P1D', 'PT24H', 'p1d', 'soon', '5', ''].map((length) => grouped(`lookbackDuration: ${length}`)),
  'displayname: N\nSeverity: Low\nSeveritiesFilter: []\nTACTICS: [Impact]\nEventGroupSettings: {}\n',
  'severitiesFilter: [High]\nSeveritiesfilter: [Low]\nOwn: x\nOther: []\nThird:\n',
  'DisplayName: A\nname: B\nquery: T\nQuery: U\n',
  'triggerOperator: 5\nqueryFrequency:\nqueryPeriod: 1h30m # long\nsuppressionDuration: PT5H\n',
  '- no rule\n',
];
const ownMetadata: readonly JsonObject[] = [
  { owner: ' ana ', runbook: 'https://example.org', reviewed: '2026-01-01' },
  { owner: '', runbook: 5 },
  { sigma: { id: 'i', title: 't', author: 'a', license: 'l', path: 'p' } },
  { sigma: { id: ' ', title: 5 } },
  { sigma: 'x' },
];
const rowsOfTemplates: readonly JsonObject[] = [
  { properties: { watchlistAlias: 'w', itemsSearchKey: 'A', rawContent: 'A,B\n1,2\n', contentType: 'text/csv' } },
  { properties: { watchlistAlias: 'w', itemsSearchKey: 'A', rawContent: 'A\tB\n1\t2\n', contentType: 'text/TSV' } },
  { properties: { watchlistAlias: 'w', itemsSearchKey: 'A', rawContent: 'A\tB\n1\t2\n', contentType: 'Tab' } },
  { properties: { watchlistAlias: 'w', itemsSearchKey: 'A', rawContent: 'no\nA,B\n1,2\n', numberOfLinesToSkip: 1 } },
  { properties: { watchlistAlias: 'w', itemsSearchKey: 'A', rawContent: 5 } },
  { properties: { watchlistAlias: 'w', itemsSearchKey: 'A' }, rows: [{ A: '1' }, 'x'] },
];

const said: readonly string[] = [
  ...about('what a probe tells', probed, ([name, properties]: (typeof probed)[number]) =>
    probe.echo(resource('alertRules', name, properties), 'abc'),
  ),
  ...about('a rule like it that runs already', rulesMet, meeting(lookAlikes)),
  ...about('a function of its name that is there already', parsersMet, meeting(parserRisk.lookAlikes)),
  ...about('a list of its name that is there already', listsMet, meeting(typeNamed('watchlist').risk?.lookAlikes)),
  ...about(
    'what is given to queries, and which of them ask for it',
    given,
    ([type, properties]: (typeof given)[number]) => {
      const gives = typeNamed(type).risk?.gives?.(resource(type, 'Seen', properties));
      return gives === undefined
        ? undefined
        : [gives.name, gives.words, ...asking.map((query) => gives.isCalledIn(query))];
    },
  ),
  ...about('a rule that follows its template', followed, (text: string) =>
    upstream.follow(readDocument('r.yaml', text).document, '1.0.1'),
  ),
  ...about(
    'the template of a rule',
    [
      {},
      { alertRuleTemplateName: 't' },
      { templateVersion: '1.0.0' },
      { alertRuleTemplateName: 't', templateVersion: '1.0.0' },
    ],
    (raw: JsonObject) => upstream.linkOf(raw),
  ),
  ...about(
    'a rule of a template',
    [
      { id: 'ABC', version: undefined, body: { kind: 'Scheduled', properties: { a: 1 } } },
      { id: 'abc', version: '1.0.0', body: {} },
      { id: 'abc', version: undefined, body: { kind: 'Fusion', properties: null } },
    ],
    (template: Parameters<typeof upstream.linked>[0]) => upstream.linked(template),
  ),
  ...about('the queries of a workbook', [workbook, { items: 'x' }, {}], queriesIn),
  ...about('a workbook in its canonical form', workbooks, (body: JsonObject) => canonical.normalize(body)),
  ...about('a workbook that nobody knows a place of', workbooks, (body: JsonObject) => elsewhere.normalize(body)),
  ...about('a workbook as the service takes it', workbooks, (body: JsonObject) => [
    canonical.wire?.(canonical.normalize(body)),
    canonical.wire?.(body),
    elsewhere.wire?.(body)['properties'],
  ]),
  ...about('what of a workbook is not known', workbooks, (body: JsonObject) => canonical.unknownProperties(body)),
  ...about('a workbook over the one that runs', workbooks, (body: JsonObject) =>
    canonical.withLiveSettings?.({ kind: 'shared', properties: { displayName: 'New' } }, body),
  ),
  ...about(
    'the file of a playbook',
    [
      'Enrich/azuredeploy.json',
      'a/b/Enrich/AzureDeploy.JSON',
      'azuredeploy.json',
      'a/azuredeploy2.json',
      'a/Enrich.json',
      'Enrich.json',
      'a/parameters.json',
      'a/x.parameters.json',
      'a/myparameters.json',
      'a/x.json5',
    ],
    (file: string) => {
      const read = playbookFiles.read(
        file,
        bytes('{"resources":[{"name":"a"}]}'),
        new Map([['p', '{"parameters":{"a":{"value":1}}}']]),
      );
      const { document } = read;
      return [
        playbookFiles.isItem(file),
        playbookFiles.beside(file),
        document.value,
        document.locate('/template/resources/0/name'),
        document.locate('/name'),
        document.locateWithin('/template/resources/0/name', { start: 0, end: 1 }),
        playbookFiles.read(file, bytes('[1]'), new Map([['p', '{"parameters":']])).document.value,
        playbookFiles.read(file, bytes('{}'), new Map([['p', '{"parameters":']])).diagnostics.length,
        playbookFiles.read(file, bytes('{}'), new Map()).document.value,
      ];
    },
  ),
  ...about(
    'the files beside a playbook',
    [{}, { parameters: { a: { value: 1 } } }, { parameters: [1] }],
    (raw: JsonObject) => [...(playbookFiles.write(raw) ?? [])],
  ),
  ...about(
    'a file of YAML or JSON',
    [
      ['a.json', '{"a":1}'],
      ['a.JSON', '{"a":1,}'],
      ['a.json', '{a: 1'],
      ['a.json', 'a: 1'],
      ['a.yaml', '{"a":1,}'],
      ['a.yaml', 'a: ['],
    ],
    ([file = '', text = '']: readonly string[]) => readStructured(file, text),
  ),
  ...about(
    'the mappings in a value',
    [{ a: [{ b: { c: 1 } }, 5], d: { e: null } }, [[{ a: 1 }]], 5, undefined],
    (value: JsonValue | undefined) => [...nestedObjects(value)],
  ),
  ...about(
    'the text of a property of a template',
    [
      5,
      'plain',
      '[[x]',
      '[concat(1)]',
      '[x',
      'x]',
      '[a\nb]',
      ...['near', 'far', 'bare', 'number', 'again', 'esc', 'gone'].map((name) => `[parameters('${name}')]`),
      "[PARAMETERS('far')]",
    ],
    (value: JsonValue) => textOf(value, holders),
  ),
  ...about(
    'the name of a resource',
    [
      'a',
      'w/Microsoft/a b-c.d',
      "[concat(parameters('w'), '/Microsoft/Name')]",
      "[concat(parameters('w'), '/x', variables('y'))]",
      "['x/ y ' ) ]",
      '',
      5,
      '[a]',
    ],
    resourceName,
  ),
  ...about(
    'rows under other names',
    [
      '',
      'kept | where A == "10.9.9.9" and G == "corp.example.com" and B == "SRV" and C has "kept.org" and D == "S-1-5-21-1-2-3-500" and E == "fe80::1" and F == "7f9619ff-8b86-d011-b42d-00c04fc964ff"',
    ],
    (asked: string) => [...pseudonymised(new Map(Object.entries(rows)), asked)],
  ),
  ...about('secrets in a row', secretRows, (row: JsonObject) => secretsIn(new Map([['T', [row]]]))),
  ...about('a query with variables', variables, (text: string) => withoutVariables(text)),
  ...about('a query with variables beside parameters', variables.slice(0, 4), (text: string) =>
    withoutVariables(text, {
      A: { type: 'string', default: 'x', description: 'Why' },
      C: { type: 'long', default: 6 },
    }),
  ),
  ...about('who answers for a rule', ownMetadata, ownershipOf),
  ...about('what is said of a rule', ownMetadata, (metadata: JsonObject) => {
    const base = bases.find(([type]) => type === 'analytics-rule')?.[2];
    return typeNamed('analytics-rule')
      .complete({ ...base, metadata })
      ?.describe();
  }),
  ...about('a rule in another form', dialects, (text: string) =>
    ruleDialects.map((dialect) => toDialect(readDocument('r.yaml', text).document, dialect)),
  ),
  ...about('a watchlist of a template', rowsOfTemplates, (body: JsonObject) =>
    typeNamed('watchlist').file.valueOf(body, 'w'),
  ),
];

const file = new URL('answers.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('what types answer about values at their edges is said whole', () => {
  expect(said.join('\n').split('\n')).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
