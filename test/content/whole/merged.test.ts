import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { objectOf, isObject, type JsonObject } from '../../../src/core/json.ts';
import type { ContentType } from '../../../src/core/content-type.ts';
import type { MergedFile } from '../../../src/core/file-form.ts';
import { cut } from '../../../src/core/text/cut.ts';
import type { SourceDocument } from '../../../src/core/text/source.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { typeNamed } from '../../../tools/chaos/mixed-scene.ts';
import { changesOf, differences } from '../../changes.ts';
import { now, target } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';
import { bases } from './bases.ts';

const context = { now, workspace: target };

/** A file as it lies in its folder, with what lies beside it. */
const fileOf = (type: ContentType, raw: JsonObject): SourceDocument => {
  const text = type.file.print(raw);
  if (type.files === undefined) return readDocument('files/one.yaml', text).document;
  const path = `files/${type.files.place('one', 'one')}`;
  const beside = new Map(type.files.write(raw));
  return type.files.read(path, Buffer.from(text), beside, 'project').document;
};

const lines = (text: string): readonly string[] => text.split('\n');

/** What a file becomes: its lines that change, those of files beside it, and what of it was written or refused. */
const saidOf = (document: SourceDocument, merged: MergedFile | undefined): readonly string[] =>
  merged === undefined
    ? ['  is no item']
    : [
        `  writes ${merged.written.join(' ')}`,
        ...merged.refused.map(({ property, reason }) => `  refuses ${property}: ${reason}`),
        ...differences(lines(document.text), lines(merged.text)),
        ...[...(merged.beside ?? [])].map(([name, text]) => `  ${name}: ${text.trimEnd().replaceAll('\n', '\\n')}`),
      ];

const bodyOf = (type: ContentType, raw: JsonObject): JsonObject | undefined =>
  type.complete(raw)?.render(type.contextOf(context)).body;

/** How deep below the file a change is, by its words: `/actions/0 left out` is two. */
const depthOf = (what: string): number => /^\S*/.exec(what)?.[0].split('/').length ?? 0;

/** A file brought to the body of each change of a field of it, and back. */
const mergedOf = (type: ContentType, name: string, raw: JsonObject): readonly string[] => {
  const document = fileOf(type, raw);
  const own = bodyOf(type, raw) ?? {};
  const seen = new Set([JSON.stringify(type.normalize(own, context))]);
  return [...changesOf(raw)].flatMap(([what, changed]) => {
    if (!isObject(changed) || depthOf(what) > 4) return [];
    const body = bodyOf(type, changed);
    const after = JSON.stringify(body === undefined ? own : type.normalize(body, context));
    if (body === undefined || seen.has(after)) return [];
    seen.add(after);
    const other = fileOf(type, changed);
    return [
      `== ${name} ${what}`,
      ...saidOf(document, type.file.merge(document, body, type.contextOf(context))),
      ' back',
      ...saidOf(other, type.file.merge(other, own, type.contextOf(context))),
    ];
  });
};

// ---- Files in other forms than the one that is printed, and what a workspace may have instead.

type Form = {
  readonly type: string;
  readonly path: string;
  readonly texts: readonly string[];
  readonly beside?: readonly (readonly [name: string, text: string])[];
  /** Properties of the body that the workspace has otherwise, each set by itself; null takes one away. */
  readonly live: readonly JsonObject[];
  /** Of which properties alone the file is told. */
  readonly only?: readonly (readonly string[])[];
};

const rule = (more: string): string =>
  `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a021\nname: N # why\nkind: Scheduled\nseverity: Low\nquery: T\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n${more}`;
const mapped = (entityType: string, columnName: string): JsonObject => ({
  entityType,
  fieldMappings: [{ identifier: 'Name', columnName }],
});
const older = `entityMappings:
  - entityType: SentinelEntities # older
    fieldMappings: [{identifier: SentinelEntities, columnName: Entities}]
`;
const account = '  - {entityType: Account, fieldMappings: [{identifier: Name, columnName: A}]} # own\n';
const page = (items: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  version: 'Notebook/1.0',
  items: [...items],
  ...more,
});
const [one, two]: readonly JsonObject[] = [
  { type: 1, content: { json: 'a\nb', list: [1, 2, 3] }, name: 'one' },
  { type: 3, content: { query: 'T' }, styles: { a: 1 }, name: 'two' },
];
const pages: readonly JsonObject[] = [one ?? {}, two ?? {}];
const workbookText = JSON.stringify(
  page(pages, { fallbackResourceIds: ['x'], $schema: 'https://example.org' }),
  null,
  1,
);
const serialized = (items: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  serializedData: JSON.stringify(page(items, more)),
});
const workbookLive: readonly JsonObject[] = [
  { displayName: 'Other', description: 'Why' },
  { displayName: null, description: '' },
  serialized(pages.toReversed()),
  serialized([
    { ...one, content: { json: 'a\r\nb', list: [1, 5] } },
    { ...two, styles: { b: 2, a: 1 } },
  ]),
  serialized([{ ...two, content: { query: 'T2' } }], { isLocked: true }),
  serialized([...pages, { name: 'three', type: 1, styles: {}, content: { json: 'c' } }, { free: true }]),
  serialized([]),
  { serializedData: null },
  { serializedData: null, displayName: 'Other' },
];
const signature = 'since:timespan=1d, user:string';

const forms: readonly Form[] = [
  {
    type: 'analytics-rule',
    path: 'rules/one.yaml',
    texts: [
      rule(''),
      rule('relevantTechniques: [T1078.004, T1110] # seen\n'),
      rule('techniques:\n  - T1078\n'),
      rule('techniques: [T1078]\nrelevantTechniques: [T1110.003]\n'),
    ],
    live: [
      { techniques: ['T1078'], subTechniques: ['T1078.004'] },
      { techniques: ['T1110', 'T1485'], subTechniques: ['T1110.003', 'T1110.001'] },
      { techniques: ['T1485'], subTechniques: [] },
      { techniques: null, subTechniques: null },
    ],
  },
  {
    type: 'analytics-rule',
    path: 'rules/one.yaml',
    texts: [rule(''), rule(older), rule(older + account), rule(`entityMappings:\n${account}`)],
    live: [
      { entityMappings: [mapped('Account', 'B')], sentinelEntitiesMappings: null },
      {
        entityMappings: [mapped('Account', 'A'), mapped('Host', 'H')],
        sentinelEntitiesMappings: [{ columnName: 'E' }],
      },
      { entityMappings: null, sentinelEntitiesMappings: [{ columnName: 'Entities' }, { columnName: 'More' }] },
      { entityMappings: [], sentinelEntitiesMappings: [] },
    ],
    only: [['entityMappings'], ['sentinelEntitiesMappings']],
  },
  {
    type: 'analytics-rule',
    path: 'rules/one.yaml',
    texts: ['', 'version: 1.0.0\n', 'version: 1.0.0\ntemplateVersion: 1.0.0\n', 'templateVersion: 1.0.0 # of it\n'].map(
      (more) => rule(`alertRuleTemplateName: t\n${more}`),
    ),
    live: [
      { templateVersion: '1.0.1' },
      { templateVersion: null },
      { alertRuleTemplateName: null },
      { enabled: false },
    ],
  },
  {
    type: 'workbook',
    path: 'books/workbook.json',
    texts: [
      `${workbookText}\n`,
      `\uFEFF${workbookText.replaceAll(/^ +/gm, (space) => '\t'.repeat(space.length)).replaceAll('\n', '\r\n')}`,
      JSON.stringify(page(pages)),
    ],
    live: workbookLive,
    only: [['displayName'], ['items'], ['item one', 'item three'], ['layout']],
  },
  {
    type: 'workbook',
    path: 'Sign-ins.JSON',
    texts: [JSON.stringify(page(pages), null, 2)],
    beside: [['Sign-ins.metadata.yaml', '# Of the gallery\ndisplayName: Sign-ins # shown\ndescription: Own\n']],
    live: workbookLive.slice(0, 3),
  },
  {
    type: 'workbook',
    path: 'books/workbook.json',
    texts: ['{\n  "items": []}'],
    beside: [['metadata.json', '\uFEFF{\r\n  "displayName": "W"\r\n}\r\n']],
    live: [...workbookLive.slice(0, 5), { displayName: 'W', description: '# "why": no' }],
  },
  {
    type: 'parser',
    path: 'parsers/Seen.kql',
    texts: [
      'SigninLogs\n| take 5\n',
      `// parameters: ${signature}\nSigninLogs\n| take 5`,
      `\uFEFF//Parameters:  (${signature}) \r\nSigninLogs\r\n`,
    ],
    live: [
      { query: 'T | take 6' },
      { functionParameters: 'x:int' },
      { functionParameters: null },
      { query: 'T', functionParameters: 'x:int', category: 'Own', displayName: 'Other' },
    ],
    only: [['query'], ['parameters', 'category']],
  },
  {
    type: 'parser',
    path: 'parsers/Seen.yaml',
    texts: [
      'Parser:\n  Title: Seen # shown\nParserName: Seen\nParserQuery: T\n',
      'ParserName: Seen\nParserQuery: T\nParserParameters:\n  - {Name: x, Type: int, Default: 5}\n',
      'FunctionName: Seen\nFunction: {Title: Of it}\nFunctionQuery: T\nFunctionParams: "x:int=5"\n',
      'functionAlias: Seen\nname: Of it\nquery: T\ncategory: Own\n',
    ],
    live: [
      { displayName: 'Shown' },
      { displayName: null },
      { functionParameters: 'x:string="5", y:bool=true, z:long=7, d:dynamic=dynamic([]), T:(A:string)' },
      { functionParameters: 'x:int=6' },
      { functionParameters: null },
      { category: 'Other', tags: [{ name: 'a', value: 'b' }] },
      { functionAlias: 'Seen2' },
    ],
  },
  {
    type: 'hunting-query',
    path: 'hunting/one.yaml',
    texts: [
      '',
      'tags: [plain, {a: b}] # both\ntechniques: [T1078]\n',
      'relevantTechniques: [T1078]\ntechniques: []\n',
    ].map((more) => `id: d0000000-0000-4000-8000-000000000001\nname: H\nquery: T\n${more}`),
    live: [
      { tags: [{ name: 'techniques', value: 'T1110, T1078.004' }] },
      {
        tags: [
          { name: 'a', value: 'c' },
          { name: 'tactics', value: 'Impact' },
        ],
      },
      { tags: [] },
      { tags: [{ name: 'description', value: 'Why.' }] },
    ],
  },
];

/** What a file in another form becomes. */
const formsOf = ({ type: name, path, texts, beside = [], live, only = [] }: Form): readonly string[] => {
  const type = typeNamed(name);
  return texts.flatMap((text) => {
    const document =
      type.files?.read(path, Buffer.from(text), new Map(beside), 'project').document ??
      readDocument(path, text).document;
    const own = bodyOf(type, objectOf(document.value));
    if (own === undefined) return [`no item: ${JSON.stringify(text)}`];
    return live.flatMap((change) => {
      const properties = Object.fromEntries(
        Object.entries({ ...objectOf(own['properties']), ...change }).filter(([, value]) => value !== null),
      );
      const target = { ...own, properties };
      return [undefined, ...only].flatMap((names) => [
        `== ${path} ${JSON.stringify(text.slice(-60))} ${cut(JSON.stringify(change), 150)} ${names?.join(' ') ?? ''}`,
        ...saidOf(document, type.file.merge(document, target, type.contextOf(context), names)),
      ]);
    });
  });
};

const said = [
  ...bases.flatMap(([type, name, raw]) => (type === 'playbook' ? [] : mergedOf(typeNamed(type), name, raw))),
  ...forms.flatMap(formsOf),
].map((line) => line.replaceAll('\r', '\\r'));

const file = new URL('merged.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('a file is brought to what a workspace has, field by field, with every other line as it was', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
