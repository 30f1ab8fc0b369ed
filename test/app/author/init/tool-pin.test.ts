import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isLocked, lockWith, manifestWith, pinChanges, pinnedSpec } from '../../../../src/app/author/init/tool-pin.ts';
import type { Tool } from '../../../../src/app/author/init/tool.ts';
import { inFolder } from '../../../cli/io.ts';

const tool: Tool = {
  files: new Map(),
  version: '1.2.3',
  spec: 'file:tools/picket/picket-1.2.3.tgz',
  tracked: { path: 'tools/picket/picket-1.2.3.tgz', bytes: new TextEncoder().encode('packed') },
  locked: {
    'node_modules/sentinel-picket': { version: '1.2.3', integrity: 'sha512-a', dependencies: { yargs: '18.2.0' } },
    'node_modules/sentinel-picket/node_modules/yargs': { version: '18.2.0', integrity: 'sha512-b' },
  },
};
const spec = { 'sentinel-picket': tool.spec };
const parse = (text: string) => JSON.parse(text);

describe('package.json', () => {
  test('is a new one that cannot be published', () => {
    expect(parse(manifestWith(tool, undefined))).toEqual({ private: true, dependencies: spec });
  });

  test('keeps what it says and how it is laid out', () => {
    const present = '{\r\n\t"name": "rules",\r\n\t"dependencies": {\r\n\t\t"left": "1.0.0"\r\n\t}\r\n}\r\n';
    expect(manifestWith(tool, present)).toBe(
      present.replace('"1.0.0"', `"1.0.0",\r\n\t\t"sentinel-picket": "${tool.spec}"`),
    );
  });

  test('keeps the tool where people have put it', () => {
    const present = '{ "devDependencies": { "sentinel-picket": "1.0.0" } }\n';
    expect(parse(manifestWith(tool, present))).toEqual({ devDependencies: spec });
    expect(pinnedSpec(present)).toBe('1.0.0');
    expect([pinnedSpec('{}'), pinnedSpec('[]'), pinnedSpec('nonsense'), pinnedSpec(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['no JSON', '{ "name": ', 'package.json is no JSON object'],
    [
      'not what npm takes',
      '{ "devDependencies": ["left"] }',
      'package.json has something else than packages and versions under `devDependencies`.',
    ],
    ['a list', '[]', 'package.json is no JSON object'],
    ["Picket's own", '{ "name": "sentinel-picket" }', 'package.json is that of Picket itself'],
  ])('is refused when it is %s', (_, present, message) => {
    expect(() => manifestWith(tool, present)).toThrow(message);
  });
});

describe('package-lock.json', () => {
  test('is made of the lock that the tool ships', () => {
    expect(parse(lockWith(tool, manifestWith(tool, undefined), undefined))).toEqual({
      lockfileVersion: 3,
      requires: true,
      packages: { '': { dependencies: spec }, ...tool.locked },
    });
  });

  test('keeps other packages, and nothing of another Picket', () => {
    const manifest = manifestWith(tool, '{ "name": "rules", "dependencies": { "yargs": "17.0.0" } }');
    const present = {
      name: 'rules',
      lockfileVersion: 2,
      packages: {
        '': { name: 'rules' },
        'node_modules/yargs': { version: '17.0.0' },
        'node_modules/sentinel-picket': { version: '1.0.0' },
        'node_modules/sentinel-picket/node_modules/gone': { version: '1.0.0' },
        'node_modules/sentinel-picket-like': { version: '1.0.0' },
      },
      dependencies: { yargs: { version: '17.0.0' } },
    };
    const lock = parse(lockWith(tool, manifest, JSON.stringify(present)));
    expect(lock).toEqual({
      name: 'rules',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'rules', dependencies: { yargs: '17.0.0', ...spec } },
        'node_modules/sentinel-picket-like': { version: '1.0.0' },
        'node_modules/yargs': { version: '17.0.0' },
        ...tool.locked,
      },
    });
    expect(lockWith(tool, manifest, JSON.stringify(lock))).toBe(`${JSON.stringify(lock, null, 2)}\n`);
  });

  test('pins the tool where it has its hash', () => {
    expect(isLocked(lockWith(tool, manifestWith(tool, undefined), undefined))).toBe(true);
    const without = ['{}', '{ "packages": { "node_modules/sentinel-picket": { "version": "1.0.0" } } }', 'nonsense'];
    expect([...without, undefined].map(isLocked)).toEqual([false, false, false, false]);
  });

  test('is not guessed where other packages have no lock', () => {
    const manifest = '{ "devDependencies": { "a": "1", "b": "2" } }';
    expect(() => lockWith(tool, manifest, undefined)).toThrow(
      'package.json names other packages (a, b), and there is no package-lock.json.',
    );
    expect(() => lockWith(tool, '{ "workspaces": ["a"] }', undefined)).toThrow('other packages (its workspaces), and');
    expect(() => lockWith(tool, manifest, '{ "lockfileVersion": 1, "dependencies": {} }')).toThrow('only npm 6 reads');
    expect(() => lockWith(tool, manifest, '<<<<<<<')).toThrow('package-lock.json is no JSON object');
  });
});

describe('the changes that pin a tool', () => {
  test('are none a second time, and replace a packed tool of another version', async () => {
    await inFolder(async ({ cwd }) => {
      const actions = async (): Promise<string[]> =>
        (await pinChanges(cwd, tool)).map(({ path, action }) => `${action} ${path}`);
      await mkdir(join(cwd, 'tools/picket'), { recursive: true });
      await writeFile(join(cwd, 'tools/picket/picket-1.0.0.tgz'), 'old');
      await writeFile(join(cwd, 'tools/picket/other.tgz'), 'not ours');
      expect(await actions()).toEqual([
        'written package.json',
        'written package-lock.json',
        'written tools/picket/picket-1.2.3.tgz',
        'removed tools/picket/picket-1.0.0.tgz',
      ]);
      expect(await readdir(join(cwd, 'tools/picket'))).toEqual(['other.tgz', 'picket-1.0.0.tgz']);
      for (const { path, contents } of await pinChanges(cwd, tool))
        if (contents !== undefined) await writeFile(join(cwd, path), contents);
      expect((await actions()).slice(0, 3)).toEqual([
        'same package.json',
        'same package-lock.json',
        'same tools/picket/picket-1.2.3.tgz',
      ]);
    });
  });
});
