import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  discoverFiles,
  discoverItems,
  discoverRules,
  discoverTests,
  filesIn,
  isBelow,
  isRuleFile,
  passedOverIn,
  ruleBeside,
  shown,
  testBeside,
} from '../../src/files/discover.ts';

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

const rule = 'id: x\nquery: T\n';

test('each kind of file is found below folders and where it is named, sorted and once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-discover-'));
  const below = (paths: readonly string[]): readonly string[] => paths.map((path) => shown(folder, path));
  try {
    const texts = {
      'a.yaml': rule,
      'a.test.yaml': '',
      'b.yml': rule,
      'b.test.YML': '',
      'c.test.yml': '',
      'data.json': '{}',
      'PICKET.YAML': '',
      'deep/d.yaml': rule,
      'deep/d.test.yml': '',
      'deep/data.JSON': '{}',
      'deep/picket.yaml': '',
      'deep/fixtures/rows.yaml': 'rows: []\n',
      'deep/fixtures/rule.yaml': rule,
      'deep/fixtures/half.yaml': 'id: x\n',
      'deep/fixtures/kind.yml': 'kind: x\nid: y\n',
      'deep/fixtures/rule.test.yaml': rule,
      'deep/fixtures/rule.txt': rule,
      '.hidden/h.yaml': rule,
      '.hidden/h.test.yaml': '',
      'node_modules/n.test.yaml': '',
    };
    for (const [place, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, place)), { recursive: true });
      await writeFile(join(folder, place), text);
    }
    await symlink(join(folder, 'a.yaml'), join(folder, 'linked.yaml'));
    await symlink(join(folder, 'data.json'), join(folder, 'linked.json'));
    await symlink(join(folder, 'deep'), join(folder, 'linked'));

    const rules = ['a.yaml', 'b.yml', 'deep/d.yaml'];
    expect(below(await discoverRules(folder, ['.', 'deep', 'a.yaml']))).toEqual(rules);
    expect(below(await discoverRules(folder, ['data.json', 'a.test.yaml', '.hidden/h.yaml']))).toEqual([
      '.hidden/h.yaml',
      'data.json',
    ]);
    const isItem = (base: string, path: string): boolean => base === folder && path.endsWith('.json');
    expect(below(await discoverItems(folder, ['.'], isItem))).toEqual(['data.json']);
    const files = await discoverFiles(folder, ['.', 'a.yaml'], ['json', 'yaml'], 'things');
    expect(files.map(({ path, named }) => `${shown(folder, path)}${named ? ' named' : ''}`)).toEqual([
      'a.test.yaml',
      'a.yaml named',
      'data.json',
      'deep/d.yaml',
      'deep/data.JSON',
      'deep/fixtures/half.yaml',
      'deep/fixtures/rows.yaml',
      'deep/fixtures/rule.test.yaml',
      'deep/fixtures/rule.yaml',
    ]);
    const tests = async (...paths: readonly string[]) =>
      (await discoverTests(folder, paths)).map(({ path, rule: beside }) => [
        shown(folder, path),
        beside && shown(folder, beside),
      ]);
    expect(await tests('.')).toEqual([
      ['a.test.yaml', 'a.yaml'],
      ['b.test.YML', 'b.yml'],
      ['c.test.yml', undefined],
      ['deep/d.test.yml', 'deep/d.yaml'],
      ['deep/fixtures/rule.test.yaml', 'deep/fixtures/rule.yaml'],
    ]);
    expect(await tests('a.yaml', 'b.yml', 'c.test.yml')).toEqual([
      ['a.test.yaml', 'a.yaml'],
      ['c.test.yml', undefined],
    ]);
    expect(await testBeside(join(folder, 'deep/d.yaml'))).toBe(join(folder, 'deep/d.test.yml'));
    expect(await testBeside(join(folder, 'data.json'))).toBeUndefined();
    expect(await ruleBeside(join(folder, 'c.test.yml'))).toBeUndefined();
    const passed = await passedOverIn([folder, join(folder, 'deep'), join(folder, 'gone')]);
    expect(passed.map(({ path, why }) => `${shown(folder, path)} ${why}`)).toEqual([
      'deep/fixtures/kind.yml fixture',
      'deep/fixtures/rule.yaml fixture',
      'linked link',
      'linked.yaml link',
    ]);
    expect(below(await filesIn(folder, ['deep', 'deep/fixtures', 'gone']))).toEqual([
      'deep/d.test.yml',
      'deep/d.yaml',
      'deep/data.JSON',
      'deep/fixtures/half.yaml',
      'deep/fixtures/kind.yml',
      'deep/fixtures/rows.yaml',
      'deep/fixtures/rule.test.yaml',
      'deep/fixtures/rule.txt',
      'deep/fixtures/rule.yaml',
      'deep/picket.yaml',
    ]);
    expect(shown(folder, folder)).toBe('.');
    const missing = (what: string) => ({
      kind: 'usage',
      code: 'no-such-path',
      message: 'gone does not exist.',
      file: join(folder, 'gone'),
      hint: `Name files or folders of ${what}, relative to the working directory.`,
    });
    await expect(discoverRules(folder, ['gone'])).rejects.toMatchObject(missing('rules'));
    await expect(discoverItems(folder, ['gone'], isItem)).rejects.toMatchObject(missing('rules'));
    await expect(discoverTests(folder, ['gone'])).rejects.toMatchObject(missing('rules'));
    await expect(discoverFiles(folder, ['gone'], [], 'things')).rejects.toMatchObject(missing('things'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
