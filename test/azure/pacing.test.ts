import { describe, expect, test } from '@jest/globals';
import { createPacer } from '../../src/azure/pacing.ts';
import { backoff, retryAfter } from '../../src/azure/attempt.ts';
import { virtualClock } from '../fakes/clock.ts';

const rates = {
  read: { burst: 250, perSecond: 25 },
  write: { burst: 4, perSecond: 2 },
  delete: { burst: 1, perSecond: 1 },
};

describe('pacing', () => {
  test('lets a burst through at once, then so many a second, in order', async () => {
    const clock = virtualClock(0);
    const pacer = createPacer(clock, rates);
    const seen: [number, number][] = [];
    await Promise.all(
      [0, 1, 2, 3, 4, 5, 6].map(async (index) => {
        await pacer.take('write');
        seen.push([index, clock.now()]);
      }),
    );
    expect(seen).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 500],
      [5, 1000],
      [6, 1500],
    ]);
  });

  test('counts reads, writes and deletes apart', async () => {
    const clock = virtualClock(0);
    const pacer = createPacer(clock, rates);
    await pacer.take('delete');
    await pacer.take('write');
    expect(clock.now()).toBe(0);
    await pacer.take('delete');
    expect(clock.now()).toBe(1000);
  });

  test('after a pause the burst is used up, and nobody who waited comes early', async () => {
    const clock = virtualClock(0);
    const pacer = createPacer(clock, rates);
    pacer.pause('write', 10_000);
    for (let taken = 0; taken < 4; taken += 1) await pacer.take('write');
    expect(clock.now()).toBe(10_000);
    await pacer.take('write');
    expect(clock.now()).toBe(10_500);
  });

  test('one who gives up does not hold up those behind him, and takes nothing', async () => {
    const clock = virtualClock(0);
    const pacer = createPacer(clock, rates);
    await pacer.take('delete');
    const abort = new AbortController();
    const impatient = pacer.take('delete', abort.signal);
    const patient = pacer.take('delete');
    abort.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    await patient;
    expect(clock.now()).toBe(1000);
  });
});

describe('Retry-After', () => {
  test.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': ' 1.5 ' }, 1500],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }, 59_000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    [{ 'retry-after': '30', 'retry-after-ms': '5' }, 5],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('%j asks for %s ms', (headers, expected) => {
    expect(retryAfter(headers, 1000)).toBe(expected);
  });

  test('without it requests that failed together come back apart, the same in every run', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((serial) => backoff(serial, 1));
    expect(new Set(waits).size).toBe(waits.length);
    expect(waits).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((serial) => backoff(serial, 1)));
    for (const serial of [1, 77, 100_000]) expect(backoff(serial, 40)).toBeLessThanOrEqual(37_500);
  });
});
