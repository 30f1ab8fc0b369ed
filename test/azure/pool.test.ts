import { describe, expect, test } from '@jest/globals';
import { createPool } from '../../src/azure/pool.ts';
import { virtualClock } from '../fakes/clock.ts';

const one = { burst: 1, perSecond: 1 };
const rates = { read: one, write: one, delete: one };
const token = { getToken: async () => ({ token: 't', expiresOnTimestamp: 0 }) };

describe('connections of one process', () => {
  test('to what the service counts as one wait for one another, and for nobody else', async () => {
    const clock = virtualClock(0);
    const pool = createPool();
    const seen: [string, number][] = [];
    await Promise.all(
      ['a', 'b', 'a'].map(async (key) => {
        await pool.pacer(key, clock, rates).take('write');
        seen.push([key, clock.now()]);
      }),
    );
    expect(seen).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 1000],
    ]);
  });

  test('sign in once for each identity', async () => {
    const pool = createPool();
    let made = 0;
    const make = async () => {
      made += 1;
      return token;
    };
    const all = await Promise.all(['x', 'y', 'x'].map((key) => pool.credential(key, make)));
    expect([made, all[0] === all[2]]).toEqual([2, true]);
  });

  test('try a sign-in again that failed', async () => {
    const pool = createPool();
    await expect(
      pool.credential('x', async () => {
        throw new Error('not now');
      }),
    ).rejects.toThrow('not now');
    expect(await pool.credential('x', async () => token)).toBe(token);
  });
});
