import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeSite } from '../../../src/app/show/docs.ts';

const never = new AbortController().signal;
const io = { signals: { stop: never, abort: never } };

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-publish-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const files = (...paths: readonly string[]): ReadonlyMap<string, string> => new Map(paths.map((path) => [path, path]));

describe('publishing a folder', () => {
  test('writes files, leaves equal ones alone and removes those of the last build that are not wanted', async () => {
    await inFolder(async (folder) => {
      const site = join(folder, 'site');
      expect(await writeSite(io, site, files('index.html', 'rules/a/index.html', 'rules/b/index.html'))).toEqual({
        written: 3,
        unchanged: 0,
        removed: 0,
      });
      const before = await stat(join(site, 'index.html'));
      expect(await writeSite(io, site, files('index.html', 'rules/b/index.html'))).toEqual({
        written: 0,
        unchanged: 2,
        removed: 1,
      });
      expect((await stat(join(site, 'index.html'))).ino).toBe(before.ino);
      expect(await readdir(join(site, 'rules'))).toEqual(['b']);
    });
  });

  test('keeps what others put there after the first build', async () => {
    await inFolder(async (folder) => {
      const site = join(folder, 'site');
      await writeSite(io, site, files('index.html'));
      await writeFile(join(site, 'CNAME'), 'contoso.example');
      await writeSite(io, site, files('other.html'));
      expect((await readdir(site)).toSorted()).toEqual(['.picket-catalogue.json', 'CNAME', 'other.html']);
    });
  });

  test('refuses a folder that holds other things', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'README.md'), 'mine');
      await expect(writeSite(io, folder, files('README.md'))).rejects.toMatchObject({
        kind: 'refusal',
        code: 'folder-in-use',
      });
      expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('mine');
    });
  });

  test('says that it cannot write below a file', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'taken'), 'mine');
      await expect(writeSite(io, join(folder, 'taken', 'site'), files('index.html'))).rejects.toMatchObject({
        kind: 'config',
        code: 'unwritable-file',
      });
    });
  });

  test('never removes a file outside, whatever the list of the last build says', async () => {
    await inFolder(async (folder) => {
      const site = join(folder, 'site');
      await mkdir(site);
      await writeFile(join(folder, 'precious'), 'mine');
      const listed = ['../precious', join(folder, 'precious'), '.', '', 'a/../../precious'];
      await writeFile(join(site, '.picket-catalogue.json'), JSON.stringify({ version: 1, files: listed }));
      await writeSite(io, site, files('index.html'));
      expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('mine');
    });
  });

  test('ends between two files at an interrupt, and the next build takes away what is no longer wanted', async () => {
    await inFolder(async (folder) => {
      const site = join(folder, 'site');
      const stop = new AbortController();
      const texts = new Map(['a', 'b', 'c'].map((path) => [path, path] as const));
      // Fires while the first file is asked for: before anything is written of it.
      const running = writeSite({ signals: { stop: stop.signal, abort: stop.signal } }, site, texts);
      stop.abort();
      await expect(running).rejects.toMatchObject({ kind: 'interrupted' });
      expect(await readdir(site)).toEqual(['.picket-catalogue.json']);
      await writeFile(join(site, 'b'), 'as far as the interrupted build came');
      expect(await writeSite(io, site, files('a'))).toEqual({ written: 1, unchanged: 0, removed: 2 });
      expect((await readdir(site)).toSorted()).toEqual(['.picket-catalogue.json', 'a']);
    });
  });
});
