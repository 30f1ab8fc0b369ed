import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { discoverRules, passedOverIn } from '../../src/files/discover.ts';
import { walk } from '../../src/files/walk.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'picket-walk-'));
  await mkdir(join(root, 'deep'));
  await writeFile(join(root, 'deep', 'one.YAML'), '');
  await writeFile(join(root, 'Two.Yml'), '');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const below = (paths: readonly string[]): readonly string[] =>
  paths.map((path) => relative(root, path).replaceAll('\\', '/'));

test('an ending counts in any case', async () => {
  expect(below(await discoverRules(root, ['.']))).toEqual(['Two.Yml', 'deep/one.YAML']);
});

test('links to rules and folders are named, and other links are not', async () => {
  await symlink('Two.Yml', join(root, 'linked.yaml'));
  await symlink('deep', join(root, 'linked-folder'));
  await symlink('nowhere', join(root, 'notes.txt'));
  await symlink('.', join(root, 'deep', 'circle'));
  expect(below((await passedOverIn([root])).map(({ path }) => path))).toEqual([
    'deep/circle',
    'linked-folder',
    'linked.yaml',
  ]);
  expect(below(await discoverRules(root, ['.']))).toEqual(['Two.Yml', 'deep/one.YAML']);
});

test('a pipe that is named like a rule is named and not read, another one is passed over', async () => {
  execFileSync('mkfifo', [join(root, 'pipe.yaml'), join(root, 'pipe')]);
  expect((await passedOverIn([root])).map(({ path, why }) => [below([path])[0], why])).toEqual([
    ['pipe.yaml', 'no-file'],
  ]);
  expect(below(await discoverRules(root, ['.']))).toEqual(['Two.Yml', 'deep/one.YAML']);
});

test('a folder that cannot be listed is named with the reason, and one that vanished is empty', async () => {
  await mkdir(join(root, 'gone'));
  const { files, passedOver } = await walk(root, (folder) => {
    const code = { deep: 'EACCES', gone: 'ENOENT' }[relative(root, folder)];
    return code === undefined
      ? readdir(folder, { withFileTypes: true })
      : Promise.reject(Object.assign(new Error(code), { code }));
  });
  expect(below(files)).toEqual(['Two.Yml']);
  expect(passedOver).toEqual([{ path: join(root, 'deep'), why: 'unlistable', reason: 'EACCES' }]);
});

test('a folder whose name is no UTF-8 is named: nobody knows what lies in it', async () => {
  const { passedOver } = await walk(root, (folder) =>
    folder === root
      ? readdir(folder, { withFileTypes: true })
      : Promise.reject(Object.assign(new Error('ENOENT'), { code: 'ENOENT' })),
  );
  expect(passedOver).toEqual([]);
  const misread = join(root, '\ufffd');
  await mkdir(misread);
  const again = await walk(root, (folder) =>
    folder === misread
      ? Promise.reject(Object.assign(new Error('ENOENT'), { code: 'ENOENT' }))
      : readdir(folder, { withFileTypes: true }),
  );
  expect(again.passedOver).toEqual([{ path: misread, why: 'unlistable', reason: 'ENOENT' }]);
});
