import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { LintContext } from '../../../src/core/lint-rule.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { applyEdits } from '../../../src/core/text/span.ts';
import { typeNamed } from '../../../tools/chaos/mixed-scene.ts';
import { now } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';
import { bases } from './bases.ts';

/** Files by their paths, in the order in which they are read. */
type Files = Readonly<Record<string, JsonObject>>;

/** A text of a file; lists and mappings stand as JSON behind their keys. */
const written = (raw: JsonObject): string =>
  Object.entries(raw)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');

/** What is found among some files of a type: each with its place, what it points at, and what a fix makes of its line. */
const foundIn = (
  name: string,
  files: Files,
  base?: Files,
  more: Partial<LintContext> = {},
  textOf: (raw: JsonObject) => string = written,
): readonly string[] => {
  const items = Object.entries(files).map(([path, raw]) => {
    const { document } = readDocument(path, textOf(raw));
    return { document, raw: isObject(document.value) ? document.value : {} };
  });
  const steps = typeNamed(name).check(items, {
    now,
    ...(base === undefined ? {} : { base: Object.entries(base).map(([path, raw]) => ({ path, raw })) }),
    ...more,
  });
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    return step.value.flatMap(({ path, range, severity, code, message, hint, related = [], fix }) => {
      const text = items.find(({ document }) => document.path === path)?.document.text ?? '';
      const before = text.split('\n');
      const after = fix === undefined ? [] : applyEdits(text, fix).split('\n');
      const at =
        range === undefined ? '' : `:${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;
      return [
        `  ${path}${at} ${severity} ${code} ${message} ${hint ?? ''}`,
        ...related.map((each) => `    ${each.path}:${each.range?.start.line ?? ''} ${each.message}`),
        ...after.filter((line, index) => line !== before[index]).map((line) => `    → ${line}`),
      ];
    });
  }
};

const id = (digit: number): string => `${digit}f0a1c1e-8a57-4f53-9a86-0e2c5cf6a021`;
const rule = (digit: number, more: JsonObject = {}): JsonObject => ({
  id: id(digit),
  name: `Rule ${digit}`,
  kind: 'Scheduled',
  version: '1.0.0',
  severity: 'Low',
  tactics: ['Impact'],
  query: 'T',
  queryFrequency: '1h',
  queryPeriod: '1h',
  triggerOperator: 'gt',
  triggerThreshold: 0,
  ...more,
});
const fusion = (digit: number, more: JsonObject = {}): JsonObject => ({
  id: id(digit),
  name: `Fusion ${digit}`,
  kind: 'Fusion',
  version: '1.0.0',
  alertRuleTemplateName: 'F71ABA3D-28fb-450b-b192-4e76a83015c8',
  ...more,
});
const { id: _id, ...nameless } = rule(9);

const rules: readonly (readonly [words: string, files: Files, base?: Files])[] = [
  ['nothing among two', { 'b.yaml': rule(1), 'a.yaml': rule(2) }],
  [
    'three of one id',
    { 'c.yaml': rule(1), 'a.yaml': rule(1, { id: id(1).toUpperCase(), name: 'A' }), 'b.yaml': rule(1) },
  ],
  ['two of one name', { 'b.yaml': rule(1, { name: ' Rule ' }), 'a.yaml': rule(2, { name: 'RULE' }) }],
  ['two without an id', { 'b.yaml': nameless, 'a.yaml': nameless }],
  ['two of one id and name', { 'b.yaml': rule(1), 'a.yaml': rule(1) }],
  [
    'two of one template',
    { 'b.yaml': fusion(1), 'a.yaml': fusion(2, { alertRuleTemplateName: fusion(1)['alertRuleTemplateName'] ?? '' }) },
  ],
  ['two of one template and id', { 'b.yaml': fusion(1), 'a.yaml': fusion(1, { name: 'Other' }) }],
  [
    'two of one template that many may have',
    { 'b.yaml': rule(1, { alertRuleTemplateName: 't' }), 'a.yaml': rule(2, { alertRuleTemplateName: 't' }) },
  ],
  [
    'two names that look alike',
    {
      'b.yaml': rule(1, { name: 'Pay roll' }),
      'a.yaml': rule(2, { name: 'Pаy roll' }),
      'c.yaml': rule(3, { name: ' pay roll ' }),
    },
  ],
  ['a word of two scripts', { 'a.yaml': rule(1, { name: 'See pаypal and зуzz' }) }],
  ['an id that changed', { 'a.yaml': rule(1) }, { 'a.yaml': rule(2) }],
  ['an id that is spelt otherwise', { 'a.yaml': rule(1) }, { 'a.yaml': rule(1, { id: id(1).toUpperCase() }) }],
  ['ids that changed places', { 'a.yaml': rule(1), 'b.yaml': rule(2) }, { 'a.yaml': rule(2), 'b.yaml': rule(1) }],
  ['a file that another rule has taken', { 'a.yaml': rule(1) }, { 'a.yaml': rule(2), 'b.yaml': rule(1) }],
  ['an id that is gone from the file', { 'a.yaml': nameless }, { 'a.yaml': rule(2) }],
  ['an id that is new in the file', { 'a.yaml': rule(2) }, { 'a.yaml': nameless }],
  ['a rule that moved', { 'b.yaml': rule(1) }, { 'a.yaml': rule(1) }],
  ['a rule that is gone', {}, { 'a.yaml': rule(1), 'b.yaml': rule(2, { status: ' DEPRECATED ' }), 'c.yaml': nameless }],
  ['a rule without a name that is gone', {}, { 'a.yaml': fusion(1, { name: null }) }],
  ...[
    {},
    { severity: 'High' },
    { severity: 'High', version: '1.0.1' },
    { severity: 'High', version: '0.9.9' },
    { severity: 'High', version: null },
    { severity: 'High', version: '1.0.0-beta' },
    { severity: 'Huge' },
    { description: 'Documented.' },
    { metadata: { owner: 'soc' } },
    { alertRuleTemplateName: 't' },
    { templateVersion: '1.0.1' },
  ].map((more): readonly [string, Files, Files] => [
    `a change ${JSON.stringify(more)}`,
    { 'a.yaml': rule(1, more) },
    { 'a.yaml': rule(1) },
  ]),
  [
    'a change of a rule that had no version',
    { 'a.yaml': rule(1, { severity: 'High' }) },
    { 'a.yaml': rule(1, { version: null }) },
  ],
  ['a change of one that was no whole rule', { 'a.yaml': rule(1) }, { 'a.yaml': rule(1, { severity: 'Huge' }) }],
];

const automation = (order: number, actions: readonly JsonObject[], trigger: JsonObject = {}): JsonObject => ({
  id: id(1),
  displayName: 'A',
  order,
  triggeringLogic: {
    isEnabled: true,
    triggersOn: 'Incidents',
    triggersWhen: 'Created',
    conditions: [
      {
        conditionType: 'Property',
        conditionProperties: { propertyName: 'IncidentTitle', operator: 'Contains', propertyValues: ['x'] },
      },
    ],
    ...trigger,
  },
  actions: [...actions],
});
const sets = (more: JsonObject): JsonObject => ({ actionType: 'ModifyProperties', actionConfiguration: more });
const orders: readonly Files[] = [
  {
    'a.yaml': automation(1, [sets({ severity: 'Low', status: null })]),
    'b.yaml': automation(1, [sets({ severity: 'High', status: 'New' })]),
  },
  {
    'a.yaml': automation(1, [sets({ severity: 'Low' }), sets({ severity: 'High' })]),
    'b.yaml': automation(2, [sets({ severity: 'High' })]),
  },
  {
    'a.yaml': automation(1, [sets({ severity: 'Low' })]),
    'b.yaml': automation(1, [sets({ severity: 'High' })], { triggersWhen: 'Updated' }),
  },
  {
    'a.yaml': automation(1, [sets({ severity: 'Low' })]),
    'b.yaml': automation(1, [sets({ severity: 'High' })], { isEnabled: false }),
  },
  {
    'a.yaml': automation(1, [{ actionType: 'AddIncidentTask', actionConfiguration: { title: 'T' } }]),
    'b.yaml': automation(1, [{ actionType: 'AddIncidentTask', actionConfiguration: { title: 'T' } }]),
  },
  {
    'c.yaml': automation(5, [sets({ labels: [{ labelName: 'x' }] })]),
    'b.yaml': automation(5, [sets({ labels: [{ labelName: 'y' }] })]),
    'a.yaml': automation(5, [sets({ labels: [] }), sets({ labels: [{ labelName: 'z' }] })]),
  },
  { 'a.yaml': automation(1, [sets({ severity: 'Low' })], { triggersOn: 'Alerts', conditions: [] }) },
];

const search = (functionAlias: string, more: JsonObject = {}): JsonObject => ({
  functionAlias,
  query: 'T',
  category: 'Own',
  ...more,
});
const parser = (more: JsonObject): JsonObject => ({ ParserName: 'Seen', ParserQuery: 'T | take x', ...more });
const parsers: readonly (readonly [files: Files, base?: Files])[] = [
  [
    {
      'Seen.yaml': search('Seen'),
      'seen.yaml': search('seen'),
      'Seen2.yaml': { FunctionName: 'SEEN', FunctionQuery: 'T' },
    },
  ],
  [{ 'other.yaml': { FunctionName: 'Seen', FunctionQuery: 'T' }, 'x/MySeenToo.yaml': search('Seen2') }],
  [
    { 'Seen.yaml': parser({ ParserParams: [{ Name: 'x', Type: 'int' }] }) },
    { 'a.yaml': parser({ ParserParams: 'x:long, y:int' }) },
  ],
  [{ 'Seen.yaml': parser({}) }, { 'a.yaml': parser({ ParserParameters: 'x:long' }) }],
  [{ 'Seen.yaml': parser({ ParserParams: 'x:int=1, z:int=5' }) }, { 'a.yaml': parser({ ParserParams: 'x:int' }) }],
  [
    {
      'Seen.yaml': parser({
        ParserParameters: [
          5,
          { type: 'int' },
          { Name: 'x', Type: 'int', Default: 'word' },
          { name: 'y', type: 'bool', default: 5 },
          { NAME: ' z ', TYPE: 'datetime', DEFAULT: 'x' },
        ],
      }),
    },
  ],
  [
    {
      'Seen.yaml': parser({
        ParserParameters: [
          { Name: 'x', Type: 'int', Default: 'word' },
          { name: 'y', type: 'bool', default: 5 },
          { NAME: ' z ', TYPE: 'datetime', DEFAULT: 'x' },
        ],
      }),
    },
  ],
  [{ 'Seen.yaml': parser({ ParserParameters: 'x:int=word, y:int, y:int' }) }],
  [{ 'Seen.yaml': parser({ FunctionParams: 'x:strange' }) }],
  [
    {
      'ASimDnsSeen.yaml': {
        ...parser({ ParserName: 'ASimDnsSeen' }),
        Normalization: { Schema: 'Dns', Version: 0.1 },
        EquivalentBuiltInParser: 'x',
        EquivalentBuiltInFunction: '',
      },
    },
  ],
  [
    {
      'x.yaml': {
        ...parser({
          ParserName: 'x',
          ParserQuery: 'T | extend EventSchema = "", EventSchemaVersion = "1", EventVendor="v", EventProduct="p"',
        }),
        Normalization: { Schema: 'ProcessEvent', Version: '0.1' },
        Product: { Name: 'P' },
      },
    },
  ],
  [
    {
      'x.yaml': {
        ...parser({ ParserName: 'imProcessX', ParserQuery: '_Im_Process | take x' }),
        Normalization: { Schema: 'processevent' },
      },
    },
  ],
  [{ 'x.yaml': { ...parser({ ParserName: 'x' }), Normalization: { Schema: '<SCHEMA>' } } }],
  [{ 'x.yaml': { ...parser({ ParserName: 'x' }), Normalization: { Version: '1' } } }],
];

const summary = (destinationTable: string): JsonObject => ({
  name: 'a',
  query: 'T | count',
  binSize: 20,
  destinationTable,
});
const summaries: readonly Files[] = [
  { 'b.yaml': summary('A_CL'), 'a.yaml': summary('a_cl'), 'c.yaml': summary('B_CL'), 'd.yaml': summary('A_CL') },
  { 'a.yaml': { ...summary('A_CL'), binDelay: 60 }, 'b.yaml': { ...summary('B_CL'), binDelay: 61, query: 'T' } },
];

const words = (count: number): string => Array.from({ length: count }, (_, index) => `x${index}`).join(',');
const lists: readonly JsonObject[] = [
  { data: `Host,Note\n${',n\n'.repeat(5)}a,b\n` },
  { data: `Host,Note\n${',n\n'.repeat(6)}a,b\n` },
  { data: `Host,Note\n${'h\n'.repeat(2)}h,${words(3)}\n` },
  { data: 'Other,Note\na,b\n' },
  {},
  { data: '' },
].map((more) => ({ watchlistAlias: 'Hosts', displayName: 'Hosts', itemsSearchKey: 'Host', ...more }));

const hunting: JsonObject = { id: id(1), name: 'H', query: 'T', tactics: ['Impact'] };
const tags = (count: number): JsonObject[] => Array.from({ length: count }, (_, index) => ({ [`t${index}`]: 'x' }));
const hunts: readonly JsonObject[] = [
  { tags: tags(14), description: '' },
  { tags: tags(15), description: '' },
  { tags: tags(13), description: 'Why.' },
  { tags: tags(14), description: 'Why.' },
  { tags: [...tags(14), 'plain', { Tactics: 'x' }], techniques: ['T1485'] },
  { tags: [{ a: 'x'.repeat(256) }, { b: 'x'.repeat(257) }, 5, null, { name: 'n', value: { a: 1 } }, { x: [1] }] },
  { queryPeriod: null, enabled: false, triggerThreshold: 0 },
];

// ---- One file, as older versions of the interface carry it.
const apiVersions =
  '2020-01-01 2021-03-01-preview 2021-10-01 2022-09-01-preview 2023-02-01 2023-12-01-preview 2025-09-01'.split(' ');

// ---- Findings in a file as a person writes it.
const texts: readonly string[] = [
  'description: |\n  "In quotes."\n',
  "description: |\n  'In quotes.'\n",
  'description: >-\n  "In quotes\n  of two lines."\n',
  'description: |\n  " Spaces within. "\n',
  'description: |\n  ""In two.""\n',
  'description: |\n  "# No comment"\n',
  'description: "\\"In quotes.\\""\n',
  'description: |\n  ""\n',
  'name: "a\\u00a0b \\u2003"\ndescription: "x\\u200by\\u2028z\\u0007"\n',
  'name: a\u00a0b \u200bc\u200d\nid: "x\u2003y"\ndescription: a\u00a0b \u202ec\n',
  'query: |\n  T | where A == "x\u00a0y" // \u200b\n  | where\u00a0B == "\u200b" and C == "\u00ad"\n',
  'query: "T \\u200b| where A == \\"\\\\u200b\\""\n',
  'customDetails: {a\u200b: "b\u200b", "c/d": ["e\u200b"]}\n',
  'name: |\n  Of lines\n',
  'name: " "\n',
  "name: ' {{A}} '\n",
  'relevantTechniques: [T1078.004, T1078.999, T9999, T9999.001, T1034, T1490.001, x]\ntactics: [Impact]\n',
  'relevantTechniques: [T1595]\ntactics: [PreAttack]\n',
  'relevantTechniques: [T1595, T1485.999]\ntactics: [" impact ", defense_evasion]\n',
  'tactics: []\nname: N\n',
  'tactics: x\n',
  'metadata: {reviewed: " 2025-01-15 ", owner: " SOC "}\n',
  'metadata: {reviewed: "2026-12-16", owner: "@contoso/soc"}\n',
  'metadata: {reviewed: "2026-12-15", owner: "red"}\n',
  'metadata: {reviewed: "2026-13-01", owner: " "}\n',
  'metadata: {reviewed: 5, owner: 5}\n',
];
const ownership = { reviewDays: 30, ownersOf: (path: string) => (path === 'a.yaml' ? ['@contoso/soc', 'ana'] : []) };

const said: readonly string[] = [
  ...rules.flatMap(([what, files, base]) => [`== ${what}`, ...foundIn('analytics-rule', files, base)]),
  ...orders.flatMap((files) => [`== orders ${JSON.stringify(files).length}`, ...foundIn('automation-rule', files)]),
  ...parsers.flatMap(([files, base]) => [
    `== parsers ${Object.keys(files).join(' ')}`,
    ...foundIn('parser', files, base, { isTable: (name) => name === 'Seen2' }),
  ]),
  ...summaries.flatMap((files) => ['== summaries', ...foundIn('summary-rule', files)]),
  ...lists.flatMap((raw) => ['== list', ...foundIn('watchlist', { 'lists/Hosts.yaml': raw })]),
  ...hunts.flatMap((more) => ['== hunt', ...foundIn('hunting-query', { 'a.yaml': { ...hunting, ...more } })]),
  ...apiVersions.flatMap((apiVersion) => [
    `== ${apiVersion}`,
    ...bases.flatMap(([type, name, raw]) =>
      type === 'analytics-rule'
        ? foundIn(type, { [name]: raw }, undefined, { apiVersion }).flatMap(
            (line) => /^.*api-version-too-old.*takes \S+(?= or newer|$)/.exec(line)?.[0] ?? [],
          )
        : [],
    ),
  ]),
  ...texts.flatMap((text) => [
    `== ${JSON.stringify(text)}`,
    ...foundIn('analytics-rule', { 'a.yaml': {} }, undefined, ownership, () => `kind: NRT\nversion: 1.0.0\n${text}`),
  ]),
].map((line) => line.replaceAll('\n', '\\n'));

const file = new URL('among.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('what checks find among files, beside what was there before, and in files as people write them', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
