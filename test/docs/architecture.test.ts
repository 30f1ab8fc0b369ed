import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = textOf('docs/architecture.md');

const pages = [
  'docs/architecture.md',
  'CONTRIBUTING.md',
  'NOTICE',
  ...readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
];

/**
 * Paths of this repository in a text, not of those that use Picket (`tools/picket`). One with a word in capitals stands
 * for many: then its folder is meant.
 */
const pathsIn = (text: string): readonly string[] =>
  [
    ...text.matchAll(/(?<![\w./-])(?!tools\/picket\/)(?:src|test|tools|docs|schemas|templates)\/[\w./-]*[\w/]/g),
  ].map(([path]) => (/(?:^|\/)[A-Z]+(?:\.|$)/.test(path) ? dirname(path) : path));

const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${path}/${name}`);

describe('the pages about the code', () => {
  test.each(pages)('%s names files that there are', (path) => {
    expect(pathsIn(textOf(path)).filter((named) => !existsSync(join(root, named)))).toEqual([]);
  });

  test('say what every room of app and core is for', () => {
    const rooms = [...foldersIn('src/app'), ...foldersIn('src/core')];
    expect(rooms.filter((room) => !page.includes(`| \`${room}/\` |`))).toEqual([]);
  });

  test.each(['A field', 'A check', 'A type', 'A command', 'A reporter', 'A pipeline', 'An api-version'])(
    'say how to add: %s',
    (what) => {
      const [, section = ''] = page.split(`\n### ${what}\n`);
      expect(pathsIn(section.split('\n##')[0] ?? '')).not.toEqual([]);
    },
  );
});
