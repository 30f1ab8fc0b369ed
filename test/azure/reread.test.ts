import { describe, expect, test } from '@jest/globals';
import { readUntil, waited } from '../../src/azure/reread.ts';

/** A clock whose waits end as told. */
const clock = (sleep: () => Promise<void>) => ({ now: () => 0, sleep });
const atOnce = clock(async () => undefined);

describe('a wait', () => {
  test('is over when its time is', async () => {
    expect(await waited(1, { clock: atOnce })).toBe(true);
  });

  test('is not begun once the signal has ended it', async () => {
    const never = clock(() => Promise.reject(new Error('asked to sleep')));
    expect(await waited(1, { clock: never, signal: AbortSignal.abort() })).toBe(false);
  });

  test('ends with the signal, whether that wakes the clock with an error or without', async () => {
    for (const wake of [Promise.reject(new Error('woken')), Promise.resolve()]) {
      const stop = new AbortController();
      const sleep = (): Promise<void> => {
        stop.abort();
        return wake;
      };
      expect(await waited(1, { clock: clock(sleep), signal: stop.signal })).toBe(false);
    }
  });

  test('that fails of itself is not taken for an ended one', async () => {
    const broken = clock(() => Promise.reject(new Error('no clock')));
    await expect(waited(1, { clock: broken })).rejects.toThrow('no clock');
  });
});

describe('reads', () => {
  const numbers = (): (() => Promise<number>) => {
    let read = 0;
    return async () => (read += 1);
  };

  test('go on until one is good, and for two minutes at most', async () => {
    expect(await readUntil(numbers(), (answer) => answer === 1, { clock: atOnce })).toBe(1);
    expect(await readUntil(numbers(), (answer) => answer === 3, { clock: atOnce })).toBe(3);
    let passed = 0;
    const counted = { now: () => passed, sleep: async (milliseconds: number) => void (passed += milliseconds) };
    await readUntil(numbers(), () => false, { clock: counted });
    expect(passed).toBe(120_000);
  });

  test('give the last answer where the signal ends the wait', async () => {
    expect(await readUntil(numbers(), () => false, { clock: atOnce, signal: AbortSignal.abort() })).toBe(1);
  });
});
