import { mkdtemp, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
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

/** No process has this number: it is beyond what Linux, macOS and Windows give. */
const nobody = 2_147_483_646;

test('a lock takes no notice of what is no ticket, and sweeps what dead processes left', async () => {
  const own = `${process.pid}-900.draft`;
  for (const name of ['note.txt', 'x.ticket', '7.ticket.old', `${nobody}-1.draft`, `${nobody}-3.release`, own])
    await writeFile(join(folder, name), 'x');
  const lock = await acquireLock(folder);
  expect((await readdir(folder)).toSorted()).toEqual(
    ['1.ticket', own, 'note.txt', 'x.ticket', '7.ticket.old'].toSorted(),
  );
  lock.release();
});

test.each([
  ['is free', 'free'],
  ['is of nobody', `${nobody} 2026-01-01T00:00:00Z`],
  ['has no number', 'x 2026-01-01T00:00:00Z'],
  ['has a number that no process has', '0 2026-01-01T00:00:00Z'],
  ['has half a number', '1.5 2026-01-01T00:00:00Z'],
  ['is empty', ''],
])('the next lock follows at once on one that %s, by number and not by name', async (_name, owner) => {
  for (const number of [2, 9, 10]) await writeFile(join(folder, `${number}.ticket`), owner);
  const lock = await acquireLock(folder);
  expect(await readdir(folder)).toEqual(['11.ticket']);
  lock.release();
});

test('a lock that a living process has held for too long is passed over', async () => {
  const held = join(folder, '3.ticket');
  await writeFile(held, `${process.pid} 2026-01-01T00:00:00Z`);
  const longAgo = Date.now() / 1000 - 31;
  await utimes(held, longAgo, longAgo);
  const lock = await acquireLock(folder);
  expect(await readdir(folder)).toEqual(['4.ticket']);
  lock.release();
});
