import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { acquireLock } from '../../../src/emulator/store/file-lock.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('a lock is given up even where nothing can be written any more', async () => {
  const lock = await acquireLock(folder);
  // What stands in its place makes the write fail.
  await mkdir(join(folder, `${process.pid}-1.release`));
  lock.release();
  const next = await acquireLock(folder);
  next.release();
  expect((await readdir(folder)).filter((name) => name.endsWith('.ticket'))).toEqual(['2.ticket']);
});

test('a lock that cannot be written leaves no draft behind', async () => {
  await expect(acquireLock(join('/dev/null', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
