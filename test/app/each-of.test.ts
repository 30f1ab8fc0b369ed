import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { forEachOf } from '../../src/app/each-of.ts';

const numbers = Array.from({ length: 20 }, (_, index) => index);

describe('work over many items', () => {
  test.each([
    [undefined, 8],
    [3, 3],
    [1, 1],
    [100, 20],
  ])('is done for each once, in order, so many at a time: %s', async (atOnce, most) => {
    const begun: (readonly [number, number])[] = [];
    let running = 0;
    let highest = 0;
    await forEachOf(
      numbers,
      undefined,
      async (item, index) => {
        begun.push([item, index]);
        running += 1;
        highest = Math.max(highest, running);
        await turn();
        running -= 1;
      },
      ...(atOnce === undefined ? [] : [atOnce]),
    );
    expect(begun).toEqual(numbers.map((number) => [number, number]));
    expect(highest).toBe(most);
  });

  test('is nothing over none', async () => {
    await expect(forEachOf([], undefined, () => Promise.reject(new Error('called')))).resolves.toBeUndefined();
  });

  test('begins no new one after a failure, and fails with the first once those begun have ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      await turn();
      if (item === 1 || item === 2) throw new Error(`failed at ${item}`);
      await turn();
      ended.push(item);
    };
    await expect(forEachOf(numbers, undefined, work, 3)).rejects.toThrow('failed at 1');
    expect([begun, ended]).toEqual([[0, 1, 2], [0]]);
  });

  test('begins no new one once it is to stop, and does not fail for that', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      if (item === 3) stop.abort();
    };
    await forEachOf(numbers, stop.signal, work, 1);
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});
