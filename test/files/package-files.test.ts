import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { filesOfPackage, packed, textIn, unpacked } from '../../src/files/package-files.ts';
import { inFolder } from '../cli/io.ts';

const manifest = {
  name: 'thing',
  version: '1.2.3',
  files: ['dist', 'docs/one.md', 'not-there'],
  scripts: { prepack: 'exit 1' },
};

const withPackage = (work: (folder: string) => Promise<void>): Promise<void> =>
  inFolder(async ({ cwd, write }) => {
    await write('package.json', JSON.stringify(manifest));
    for (const path of [
      'README.md',
      'LICENSE',
      'dist/bin.js',
      'dist/deep/er.js',
      'docs/one.md',
      'docs/two.md',
      'src/x.ts',
    ])
      await write(path, `${path === 'dist/bin.js' ? '#!/usr/bin/env node\n' : ''}// ${path}\n`);
    await work(cwd);
  });

describe('a package', () => {
  test('consists of the files that npm packs', async () => {
    await withPackage(async (folder) => {
      const [said]: [{ files: { path: string }[] }] = JSON.parse(
        execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
          cwd: folder,
          encoding: 'utf8',
        }),
      );
      expect([...filesOfPackage(folder).keys()].toSorted()).toEqual(said.files.map(({ path }) => path).toSorted());
    });
  });

  test('gives the same bytes whatever the disk says of its files', async () => {
    const bytes: Uint8Array[] = [];
    for (const mode of [0o600, 0o777])
      await withPackage(async (folder) => {
        await chmod(join(folder, 'dist/bin.js'), mode);
        bytes.push(await packed(filesOfPackage(folder)));
      });
    expect(bytes[0]).toEqual(bytes[1]);
  });

  test('is read by tar, with its scripts executable, and by Picket', async () => {
    await withPackage(async (folder) => {
      const bytes = await packed(filesOfPackage(folder));
      await writeFile(join(folder, 'thing.tgz'), bytes);
      await mkdir(join(folder, 'out'));
      execFileSync('tar', ['-xzf', 'thing.tgz', '-C', 'out'], { cwd: folder });
      const listed = execFileSync('tar', ['-tvzf', 'thing.tgz'], { cwd: folder, encoding: 'utf8' });
      expect(listed).toMatch(/^-rwxr-xr-x .*package\/dist\/bin\.js$/m);
      expect(listed).toMatch(/^-rw-r--r-- .*package\/dist\/deep\/er\.js$/m);
      expect([...filesOfPackage(join(folder, 'out/package'))]).toEqual([...filesOfPackage(folder)]);
      expect(textIn(await unpacked('thing.tgz', bytes), 'docs/one.md')).toBe('// docs/one.md\n');
    });
  });

  test('is read as npm packs it, paths of more than a hundred characters included', async () => {
    await withPackage(async (folder) => {
      const long = `dist/${'far/'.repeat(40)}${'x'.repeat(120)}.js`;
      await mkdir(join(folder, long, '..'), { recursive: true });
      await writeFile(join(folder, long), 'long\n');
      execFileSync('npm', ['pack', '--ignore-scripts', '--offline', '--silent'], { cwd: folder });
      const { readFileSync } = await import('node:fs');
      const files = await unpacked('thing', readFileSync(join(folder, 'thing-1.2.3.tgz')));
      expect(textIn(files, long)).toBe('long\n');
      expect(textIn(await unpacked('thing', await packed(filesOfPackage(folder))), long)).toBe('long\n');
    });
  });

  test.each([
    ['text', new TextEncoder().encode('hello')],
    ['a gzipped text', gzipSync('hello'.repeat(300))],
    ['nothing', new Uint8Array()],
  ])('is not %s', async (_, bytes) => {
    await expect(unpacked('x.tgz', bytes)).rejects.toThrow('x.tgz is no packed npm package.');
  });
});
