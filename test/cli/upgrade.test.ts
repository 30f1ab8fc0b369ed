import { readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { toolPackage } from '../fakes/tool-package.ts';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Packing Picket takes most of a second. */
jest.setTimeout(60_000);

const json = async (shell: Shell, path: string) => JSON.parse(await shell.read(path));
const pinned = async (shell: Shell) =>
  (await json(shell, 'package-lock.json')).packages['node_modules/sentinel-picket'];

const changelog = '# Changelog\n\n## 9.9.9\n\n- Better.\n\n## 0.1.0\n\n- First.\n';

/** A repository that this Picket made, and a packed newer one beside it. */
const withNewer = (
  work: (shell: Shell) => Promise<void>,
  others: Readonly<Record<string, string | undefined>> = {},
): Promise<void> =>
  inFolder(async (shell) => {
    expect(await shell.picket('init', '--yes')).toMatchObject({ code: 0, err: '' });
    await writeFile(join(shell.cwd, 'new.tgz'), await toolPackage('9.9.9', { 'CHANGELOG.md': changelog, ...others }));
    await work(shell);
  });

describe('picket upgrade', () => {
  test('says that everything is up to date', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', '--yes');
      expect(await shell.picket('upgrade')).toEqual({
        code: 0,
        out: 'Everything is as Picket 0.1.0 writes it.\n',
        err: '',
      });
    });
  });

  test('renews the tool and what follows from it, and says what changed', async () => {
    await withNewer(
      async (shell) => {
        const { code, out } = await shell.picket('upgrade', 'new.tgz');
        expect([code, out]).toEqual([
          0,
          [
            'Picket 0.1.0 → 9.9.9',
            'replaced         schemas/picket.schema.json',
            'changed          package.json',
            'changed          package-lock.json',
            'written          tools/picket/picket-9.9.9.tgz',
            'removed          tools/picket/picket-0.1.0.tgz',
            'changed          tools/picket/files.json',
            '',
            'Now: npm ci, and commit what changed.',
            '',
            '## 9.9.9',
            '',
            '- Better.',
            '',
          ].join('\n'),
        ]);
        expect(await shell.read('schemas/picket.schema.json')).toBe('{}\n');
        expect(await readdir(join(shell.cwd, 'tools/picket'))).toEqual(['files.json', 'picket-9.9.9.tgz']);
        expect(await pinned(shell)).toMatchObject({ version: '9.9.9', resolved: 'file:tools/picket/picket-9.9.9.tgz' });
        expect((await shell.picket('upgrade', 'tools/picket/picket-9.9.9.tgz')).out).toBe(
          'Everything is as Picket 9.9.9 writes it.\n',
        );
      },
      { 'schemas/picket.schema.json': '{}\n' },
    );
  });

  test('keeps what was edited and what was removed here, and says so; --force replaces edits', async () => {
    const schemas = { 'schemas/picket.schema.json': '{}\n', 'schemas/analytics-rule.schema.json': '[]\n' };
    await withNewer(async (shell) => {
      await shell.write('schemas/picket.schema.json', 'mine\n');
      await rm(join(shell.cwd, 'schemas/analytics-rule.schema.json'));
      const first = await shell.picket('upgrade', 'new.tgz');
      expect(first.out).toContain('kept, edited     schemas/picket.schema.json\n');
      expect(first.out).toContain('left out         schemas/analytics-rule.schema.json\n');
      expect(first.out).toContain('--force replaces it');
      expect(await shell.read('schemas/picket.schema.json')).toBe('mine\n');
      expect(existsSync(join(shell.cwd, 'schemas/analytics-rule.schema.json'))).toBe(false);
      const second = await shell.picket('upgrade', 'new.tgz', '--force');
      expect(second.out).toContain('replaced         schemas/picket.schema.json\n');
      expect(await shell.read('schemas/picket.schema.json')).toBe('{}\n');
      expect(existsSync(join(shell.cwd, 'schemas/analytics-rule.schema.json'))).toBe(false);
    }, schemas);
  });

  test('does not take other line ends for an edit', async () => {
    await withNewer(
      async (shell) => {
        const path = 'schemas/picket.schema.json';
        await shell.write(path, (await shell.read(path)).replaceAll('\n', '\r\n'));
        expect((await shell.picket('upgrade', 'new.tgz')).out).toContain(`replaced         ${path}\n`);
      },
      { 'schemas/picket.schema.json': '{}\n' },
    );
  });

  test('removes what the newer one does without, unless it was edited', async () => {
    const manifest = JSON.stringify({
      name: 'sentinel-picket',
      version: '9.9.9',
      bin: { picket: 'dist/bin.js' },
      files: [],
    });
    await withNewer(
      async (shell) => {
        await shell.write('.github/workflows/drift.yml', 'mine\n');
        const { out } = await shell.picket('upgrade', 'new.tgz');
        expect(out).toMatch(/^removed {10}\.github\/workflows\/deploy\.yml$/m);
        expect(out).toMatch(/^kept, edited {5}\.github\/workflows\/drift\.yml$/m);
        expect(await readdir(join(shell.cwd, '.github/workflows'))).toEqual(['drift.yml']);
      },
      { 'package.json': manifest },
    );
  });

  test('takes a published version by its hash, tracks nothing, and asks where the next one is to come from', async () => {
    await withNewer(async (shell) => {
      expect((await shell.picket('upgrade', 'npm:sentinel-picket@0.1.0')).code).toBe(0);
      expect((await json(shell, 'package.json')).dependencies).toEqual({ 'sentinel-picket': '0.1.0' });
      const entry = await pinned(shell);
      expect(entry).toMatchObject({ version: '0.1.0', integrity: expect.stringMatching(/^sha512-.{88}$/) });
      expect(entry).not.toHaveProperty('resolved');
      expect(await readdir(join(shell.cwd, 'tools/picket'))).toEqual(['files.json']);
      await shell.write('package.json', '{"dependencies":{"sentinel-picket":"npm:@contoso/picket@1.0.0"}}\n');
      expect(await shell.picket('upgrade')).toMatchObject({
        code: 3,
        err: expect.stringContaining('This repository takes Picket from npm:@contoso/picket@1.0.0'),
      });
    });
  });

  test('takes the Picket that runs and tracks it where one is tracked, without being told', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', '--yes', '--tool', 'vendored');
      const before = await readdir(join(shell.cwd, 'tools/picket'));
      expect(await shell.picket('upgrade')).toMatchObject({ code: 0, err: '' });
      expect(await readdir(join(shell.cwd, 'tools/picket'))).toEqual(before);
      await shell.write('package.json', '{"dependencies":{"sentinel-picket":"git+https://example.com/picket"}}\n');
      expect(await shell.picket('upgrade')).toMatchObject({
        code: 3,
        err: expect.stringContaining('This repository takes Picket from git+https://example.com/picket'),
      });
    });
  });

  test.each([
    ['a folder that no init made', '', 'has no tools/picket/files.json'],
    ['a record that is none', '<<<<<<< HEAD\n', 'tools/picket/files.json is not as Picket wrote it'],
  ])('refuses %s', async (_, record, message) => {
    await inFolder(async (shell) => {
      if (record !== '') await shell.write('tools/picket/files.json', record);
      expect(await shell.picket('upgrade')).toMatchObject({ code: 3, err: expect.stringContaining(message) });
    });
  });
});
