import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { discoverRules, isBelow, isRuleFile } from '../../src/files/discover.ts';

const places = [
  'one.yaml',
  'deep/two.yml',
  'deep/picket.yaml',
  'picket.yaml',
  'one.test.yaml',
  '.github/flow.yml',
  'deep/.hidden.yaml',
  'node_modules/a/b.yaml',
  'notes.txt',
  'yaml',
];

test('a file counts as a rule on the disk where it does in git', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-discover-'));
  try {
    for (const place of places) {
      await mkdir(dirname(join(folder, place)), { recursive: true });
      await writeFile(join(folder, place), '');
    }
    const found = (await discoverRules(folder, ['.'])).map((path) => relative(folder, path).replaceAll('\\', '/'));
    expect(found).toEqual(['deep/two.yml', 'one.yaml']);
    expect(places.filter(isRuleFile).toSorted()).toEqual(found);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a folder holds itself and what lies below it, and no neighbour whose name begins alike', () => {
  expect(['/a/b', '/a/b/c.yaml', '/a/b/..c/d'].map((path) => isBelow('/a/b', path))).toEqual([true, true, true]);
  expect(['/a', '/a/bc', '/d'].map((path) => isBelow('/a/b', path))).toEqual([false, false, false]);
});
