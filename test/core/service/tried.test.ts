import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/core/ports.ts';
import { isSafeAddress, tried } from '../../../src/core/service/tried.ts';

const slept: number[] = [];
const clock: Clock = {
  now: () => 0,
  sleep: async (milliseconds) => {
    // Who does not wait asks again before this is known.
    await Promise.resolve();
    await Promise.resolve();
    slept.push(milliseconds);
  },
};

describe('what is tried again', () => {
  test('waits as long as it is asked to, and else longer each time', async () => {
    slept.length = 0;
    const waits = [undefined, 7000, undefined];
    const answer = await tried({ clock }, (isLast) =>
      Promise.resolve(isLast ? { answer: 'at last' } : { wait: waits.shift() }),
    );
    expect(answer).toBe('at last');
    expect(slept).toEqual([1000, 7000, 4000]);
    slept.length = 0;
    const known: number[] = [];
    await tried({ clock }, (isLast) => {
      known.push(slept.length);
      return Promise.resolve(isLast ? { answer: 1 } : { wait: 1 });
    });
    expect(known).toEqual([0, 1, 2, 3]);
  });

  test('is not waited for once there is an answer', async () => {
    slept.length = 0;
    expect(await tried({ clock }, () => Promise.resolve({ answer: 1 }))).toBe(1);
    expect(slept).toEqual([]);
  });
});

test.each([
  ['https://api.github.com', true],
  ['http://127.0.0.1:8080/api', true],
  ['http://localhost', true],
  ['http://localhost.contoso.com', false],
  ['http://git.contoso.com', false],
])('a token may go to %s: %s', (address, isSafe) => {
  expect(isSafeAddress(address)).toBe(isSafe);
});
