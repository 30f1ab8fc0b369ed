import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { contentTypes, resourceKinds } from '../../src/content/index.ts';
import { isObject, type JsonValue } from '../../src/core/json.ts';

const source = join(import.meta.dirname, '../../src');

/**
 * What may name a type: the types, what plays the service, the language of queries, and what reads the words of other
 * tools. Why these stay: docs/decisions/foreign-words.md.
 */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['content/', 'the types'],
  ['emulator/', 'plays the service'],
  ['kql/', 'a language, in which tables have columns of any name'],
  ['sigma/', 'keys of Sigma, columns of tables, and the rule that they become'],
  ['importers/dialects/', "other tools' spellings of the keys of a rule"],
  ['importers/terraform/', "the provider's arguments, and the properties that they stand for"],
  ['importers/arm/resource.ts', 'resource types of packages'],
  ['importers/arm/rule-shape.ts', 'what exports leave in the properties of a rule'],
  ['importers/arm/rules.ts', 'resource types of templates'],
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
const described = ['tactics', 'techniques', 'metadata', 'customDetails', 'runbook'];

/** Words that programs use of themselves, and keys of picket.yaml for files that queries read. */
const ordinary = [
  'parser',
  'parsers',
  'watchlist',
  'watchlists',
  'data',
  'provider',
  'labels',
  'rows',
  'noise',
  'playbooks',
  'product',
  'references',
  'function',
];

/** Whoever writes a word may write it in any case, as types of resources are compared. */
const isIn = (list: readonly string[], word: string): boolean =>
  list.some((each) => each.toLowerCase() === word.toLowerCase());

const words = [
  ...contentTypes.map(({ name }) => name),
  ...contentTypes.flatMap(({ resource }) => [resource.marker.kind, resource.marker.prefix]),
  ...contentTypes.flatMap(({ directory }) => [directory]),
  ...resourceKinds.map(({ collection }) => collection).filter((name) => name !== 'metadata'),
  ...contentTypes.flatMap(({ schema }) => keysOf(schema)).filter((key) => !isIn([...common, ...described], key)),
].filter((word) => !isIn(ordinary, word));

/** The texts and names of a program, its comments left out. */
const withoutComments = (text: string): string =>
  text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/(?<![:'"`])\/\/[^\n]*/g, '')
    .replaceAll(/ from '[^']*';/g, '');

describe('a content type is known in its folder only', () => {
  const texts = new Map(files.map((path) => [path, withoutComments(readFileSync(join(source, path), 'utf8'))]));

  test.each([...new Set(words)])('%s', (word) => {
    const named = new RegExp(`(?<![\\w-])${word.replaceAll(/[^\w-]/g, '\\$&')}(?![\\w-])`, 'i');
    expect([...texts].filter(([, text]) => named.test(text)).map(([path]) => path)).toEqual([]);
  });

  test('no other file imports from the folder of a type', () => {
    const folders = new RegExp(`/content/(?:${contentTypes.map(({ name }) => name).join('|')})/`);
    const importing = files.filter((path) => folders.test(readFileSync(join(source, path), 'utf8')));
    expect(importing).toEqual([]);
  });

  test('picket.yaml may say of a folder that it holds any of them', () => {
    const schema = readFileSync(join(source, '../schemas/picket.schema.json'), 'utf8');
    const enums = [...schema.matchAll(/"title": "Type", "description": "[^"]*", "enum": (\[[^\]]*\])/g)];
    const names = contentTypes.map(({ name }) => name);
    expect(enums.map(([, listed = '']) => JSON.parse(listed))).toEqual([names, names]);
  });

  test('every exception is one', () => {
    const all = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
    const named = new RegExp(
      `(?<![\\w-])(?:${words.map((word) => word.replaceAll(/[^\w-]/g, '\\$&')).join('|')})(?![\\w-])`,
      'i',
    );
    const needed = [...exceptions.keys()].filter((start) =>
      all.some(
        (path) =>
          path.startsWith(start) &&
          path.endsWith('.ts') &&
          named.test(withoutComments(readFileSync(join(source, path), 'utf8'))),
      ),
    );
    expect(needed).toEqual([...exceptions.keys()]);
  });
});
