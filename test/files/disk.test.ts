import { execFileSync } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  checkWritable,
  kindOf,
  makeExecutable,
  namesIn,
  readBytes,
  readText,
  removeFile,
  writeAtomically,
} from '../../src/files/disk.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('removing a file', () => {
  test('leaves none, and nothing to say where there was none', async () => {
    await writeFile(join(folder, 'file'), 'text');
    await removeFile(join(folder, 'file'));
    await removeFile(join(folder, 'file'));
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes no folder in its place, and names it', async () => {
    await expect(removeFile(folder)).rejects.toMatchObject({
      kind: 'config',
      file: folder,
      message: expect.stringContaining(`${folder} cannot be removed (`),
    });
  });
});

describe('writing a file', () => {
  test('leaves a device in its place', async () => {
    const device = join(folder, 'null');
    await symlink('/dev/null', device);
    await writeAtomically(device, 'text');
    await checkWritable(device);
    expect((await lstat(device)).isSymbolicLink()).toBe(true);
  });

  test('writes the file that a link leads to, and keeps link and rights', async () => {
    const file = join(folder, 'rule.yaml');
    const link = join(folder, 'link.yaml');
    await writeFile(file, 'old', { mode: 0o600 });
    await symlink(file, link);
    await writeAtomically(link, 'new');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await lstat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).toSorted()).toEqual(['link.yaml', 'rule.yaml']);
  });

  test('replaces a link that leads nowhere', async () => {
    const link = join(folder, 'link.yaml');
    await symlink(join(folder, 'gone', 'rule.yaml'), link);
    await writeAtomically(link, 'new');
    expect(await readFile(link, 'utf8')).toBe('new');
  });

  test('below a file is refused, naming the path', async () => {
    await writeFile(join(folder, 'file'), 'kept');
    const path = join(folder, 'file', 'below');
    const refused = expect.objectContaining({ kind: 'config', message: `${path} cannot be written (ENOTDIR).` });
    await expect(writeAtomically(path, 'text')).rejects.toEqual(refused);
    await expect(checkWritable(path)).rejects.toEqual(refused);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('kept');
  });

  test('takes bytes and texts in parts, and what is refused says what to do', async () => {
    const path = join(folder, 'deep', 'file');
    await writeAtomically(path, ['a', 'b', 'c']);
    expect(await readFile(path, 'utf8')).toBe('abc');
    await writeAtomically(path, new Uint8Array([0x64]));
    expect(await readFile(path, 'utf8')).toBe('d');
    await writeAtomically(path, []).catch(() => undefined);
    const refused = {
      kind: 'config',
      code: 'unwritable-file',
      hint: 'Check that the folder exists, that you may write to it and that the disk is not full.',
    };
    await expect(writeAtomically(folder, 'text')).rejects.toMatchObject({ ...refused, file: folder });
    await expect(checkWritable(folder)).rejects.toMatchObject({
      ...refused,
      file: folder,
      message: `${folder} cannot be written (EISDIR).`,
    });
    const parts = (function* () {
      yield 'one';
      throw new Error('none');
    })();
    await expect(writeAtomically(path, parts)).rejects.toMatchObject({ ...refused, file: path });
    expect(await readdir(join(folder, 'deep'))).toEqual(['file']);
  });

  test('is made one that may be run, and refused by name where there is none', async () => {
    const path = join(folder, 'hook');
    await expect(makeExecutable(path)).rejects.toMatchObject({
      kind: 'config',
      file: path,
      message: `${path} cannot be written (ENOENT).`,
    });
    await writeFile(path, 'text');
    await makeExecutable(path);
    expect((await lstat(path)).mode & 0o777).toBe(0o755);
  });

  test('can be asked for without a trace', async () => {
    const path = join(folder, 'report.json');
    await checkWritable(path);
    await writeAtomically(path, 'text');
    await checkWritable(path);
    expect(await readFile(path, 'utf8')).toBe('text');
    expect(await readdir(folder)).toEqual(['report.json']);
  });
});

describe('reading a file', () => {
  test('gives its bytes, and nothing where there is none', async () => {
    const file = join(folder, 'a');
    await writeFile(file, '\uFEFFé');
    expect(await readText(file)).toBe('\uFEFFé');
    expect(await readBytes(join(folder, 'b'))).toBeUndefined();
    expect(await readBytes(join(file, 'below'))).toBeUndefined();
  });

  test('that is a folder, a pipe or a device is refused by name, and waits for nobody', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readBytes(pipe)).rejects.toThrow(`${pipe} is a pipe or a device, not a file.`);
    await expect(readBytes('/dev/zero')).rejects.toThrow('/dev/zero is a pipe or a device');
    await expect(readBytes(folder)).rejects.toThrow(`${folder} cannot be read (EISDIR).`);
    const refused = { kind: 'config', code: 'unreadable-file' };
    await expect(readBytes(folder)).rejects.toMatchObject({
      ...refused,
      file: folder,
      hint: 'Check that it is a file and that you may read it.',
    });
    await expect(readBytes(pipe)).rejects.toMatchObject({
      ...refused,
      file: pipe,
      hint: 'Write what it gives to a file, and name that.',
    });
  });

  test('is preceded by what is there, and by the names in a folder', async () => {
    const file = join(folder, 'a');
    await writeFile(file, '');
    await symlink(join(folder, 'gone'), join(folder, 'link'));
    await symlink(join(folder, 'loop'), join(folder, 'loop'));
    const places = [
      folder,
      file,
      '/dev/null',
      join(folder, 'link'),
      join(folder, 'loop'),
      join(file, 'x'),
      'x'.repeat(5000),
      'a\0b',
    ];
    expect(await Promise.all(places.map(kindOf))).toEqual([
      'folder',
      'file',
      'file',
      ...Array.from({ length: 5 }, () => 'nothing'),
    ]);
    expect([(await namesIn(folder)).toSorted(), await namesIn(file)]).toEqual([['a', 'link', 'loop'], []]);
  });
});
