import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startAhead, workerEntry, workersFor } from '../../src/workers/threads.ts';

const gigabyte = 1024 ** 3;

describe('the number of workers', () => {
  test.each([
    ['one for few queries', 49, 8, 64, 1],
    ['one for each core', 50, 2, 64, 2],
    ['eight at most', 5000, 64, 64, 8],
    ['no more than a quarter of the free memory allows', 5000, 8, 2, 3],
    ['one where there is hardly any', 5000, 8, 0.1, 1],
    ['none for no query', 0, 8, 64, 0],
  ])('is %s', (_, count, cores, free, expected) => {
    expect(workersFor(count, 'auto', { cores, freeBytes: free * gigabyte })).toBe(expected);
  });

  test('is what was asked for, where there is work for so many', () => {
    const machine = { cores: 2, freeBytes: gigabyte };
    expect([workersFor(10, 0, machine), workersFor(10, 4, machine), workersFor(3, 4, machine)]).toEqual([0, 4, 3]);
  });
});

describe('the file of a worker', () => {
  test('is found from the sources', () => {
    const entry = workerEntry();
    expect(entry !== undefined && existsSync(fileURLToPath(entry))).toBe(true);
  });

  test.each([undefined, 'data:text/javascript,', 'file:///nowhere/chunks/a.js'])('is missing beside %s', (here) => {
    expect(workerEntry(here ?? '')).toBeUndefined();
  });
});

describe('threads that are started ahead', () => {
  const budget = { milliseconds: 60_000, oldMegabytes: 32, youngMegabytes: 8 };
  const startedFor = (count: number, wanted: number, work: string) =>
    startAhead(count, wanted, { entry: new URL(`data:text/javascript,${encodeURIComponent(work)}`), budget });
  const waits = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => undefined);`;

  test('are as many as the queries want', async () => {
    const ahead = startedFor(50, 2, waits);
    const taken = [ahead.take(), ahead.take(), ahead.take()];
    expect(taken.map((worker) => worker !== undefined)).toEqual([true, true, false]);
    for (const worker of taken) await worker?.terminate();
  });

  test.each([
    ['for few queries', 49, 2],
    ['where none are wanted', 50, 0],
  ])('are none %s', (_, count, wanted) => {
    expect(startedFor(count, wanted, waits).take()).toBeUndefined();
  });

  test('are none where there is no file to start from', () => {
    expect(startAhead(50, 2, { entry: undefined, budget }).take()).toBeUndefined();
  });

  test('are not handed out once they have ended, whatever they ended of', async () => {
    const ahead = startedFor(50, 2, 'throw new Error("it cannot start");');
    await ahead.dismiss();
    expect(ahead.take()).toBeUndefined();
  });
});
