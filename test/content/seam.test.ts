import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { contentTypes, resourceKinds } from '../../src/content/index.ts';
import { isObject, type JsonValue } from '../../src/core/json.ts';

const source = join(import.meta.dirname, '../../src');

/**
 * What may name a type: the types, what plays the service, what reads other tools' files, the language of queries, and
 * what exists for one type only, with the reason.
 */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['content/', 'the types'],
  ['emulator/', 'plays the service'],
  ['importers/', "reads other tools' files"],
  ['sigma/', "reads other tools' files"],
  ['kql/', 'a language, in which tables have columns of any name'],
  ['app/author/import/import-', "reads other tools' files"],
  ['app/author/new-rule', 'writes a first analytics rule'],
  ['app/author/import/wanted-schedule.ts', 'options of import sigma'],
  ['app/emulator/portal-fields.ts', 'help for the emulated portal'],
  ['cli/commands/', 'examples of what people type'],
  ['report/codes/file-codes.ts', "reads other tools' files"],
  ['azure/facts.ts', 'functions of a workspace are saved searches too'],
  ['core/schema/dialect.ts', "names other tools' files"],
]);

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && ![...exceptions.keys()].some((start) => path.startsWith(start)));

/** Keys that a type's files have, and that say nothing of any other type. */
const keysOf = (schema: JsonValue | undefined): readonly string[] =>
  isObject(schema) && isObject(schema['properties']) ? Object.keys(schema['properties']) : [];

/** Words of programs, whatever they are about. */
const common = [
  '$schema',
  'id',
  'ids',
  'name',
  'kind',
  'version',
  'description',
  'severity',
  'enabled',
  'status',
  'tags',
  'query',
  'author',
  'Description',
  'category',
  'displayName',
  'order',
  'actions',
  'content',
  'template',
  'parameters',
  // Keys that picket.yaml and content of every type have.
  'lifecycle',
  'deprecation',
  'exclude',
];
/** What the catalogue, the coverage and the tests say of any detection. */
const described = ['tactics', 'techniques', 'metadata', 'customDetails'];

/** Words that programs use of themselves, and keys of picket.yaml for files that queries read. */
const ordinary = [
  'parser',
  'parsers',
  'Parser',
  'Parsers',
  'watchlist',
  'watchlists',
  'data',
  'provider',
  'labels',
  'rows',
  'noise',
  'playbooks',
];

const words = [
  ...contentTypes.map(({ name }) => name),
  ...contentTypes.flatMap(({ resource }) => [resource.marker.kind, resource.marker.prefix]),
  ...contentTypes.flatMap(({ directory }) => [directory]),
  ...resourceKinds.map(({ collection }) => collection).filter((name) => name !== 'metadata'),
  ...contentTypes.flatMap(({ schema }) => keysOf(schema)).filter((key) => ![...common, ...described].includes(key)),
].filter((word) => !ordinary.includes(word));

/** The texts and names of a program, its comments left out. */
const withoutComments = (text: string): string =>
  text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/(?<![:'"`])\/\/[^\n]*/g, '')
    .replaceAll(/ from '[^']*';/g, '');

describe('a content type is known in its folder only', () => {
  const texts = new Map(files.map((path) => [path, withoutComments(readFileSync(join(source, path), 'utf8'))]));

  test.each([...new Set(words)])('%s', (word) => {
    const named = new RegExp(`(?<![\\w-])${word.replaceAll(/[^\w-]/g, '\\$&')}(?![\\w-])`);
    expect([...texts].filter(([, text]) => named.test(text)).map(([path]) => path)).toEqual([]);
  });

  /** What exists for analytics rules only, and asks them directly; a new one belongs behind the list of types. */
  const direct = ['app/author/import/convert.ts'];

  test('no other file imports from the folder of a type', () => {
    const folders = new RegExp(`/content/(?:${contentTypes.map(({ name }) => name).join('|')})/`);
    const importing = files.filter((path) => folders.test(readFileSync(join(source, path), 'utf8')));
    expect(importing.filter((path) => !direct.includes(path))).toEqual([]);
  });

  test('picket.yaml may say of a folder that it holds any of them', () => {
    const schema = readFileSync(join(source, '../schemas/picket.schema.json'), 'utf8');
    const enums = [...schema.matchAll(/"title": "Type", "description": "[^"]*", "enum": (\[[^\]]*\])/g)];
    const names = contentTypes.map(({ name }) => name);
    expect(enums.map(([, listed = '']) => JSON.parse(listed))).toEqual([names, names]);
  });

  test('every exception is one', () => {
    const all = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
    for (const start of exceptions.keys()) expect(all.some((path) => path.startsWith(start))).toBe(true);
  });
});
