import { describe, expect, test } from '@jest/globals';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { createPool } from '../../src/azure/pool.ts';
import { kindOf } from '../../src/content/index.ts';
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

  test('are paced as one where several names mean one application, whichever tenant a workspace names', () => {
    const pacers: string[] = [];
    const pool = createPool();
    const heard = {
      ...pool,
      pacer: (...[key, ...rest]: Parameters<typeof pool.pacer>) => {
        if (!key.endsWith('logs')) pacers.push(key);
        return pool.pacer(key, ...rest);
      },
    };
    const open = (principal: string, countedAs: string, tenantId: string | undefined, subscriptionId: string): void => {
      connectWorkspace({
        target: {
          subscriptionId,
          resourceGroup: 'rg',
          workspaceName: 'law',
          cloud: 'public',
          ...(tenantId === undefined ? {} : { tenantId }),
        },
        kindOf,
        watched: [],
        credential: token,
        clock: virtualClock(0),
        version: 'test',
        pool: heard,
        principal,
        countedAs,
      });
    };
    open('customer-a', 'APP', undefined, 'S1');
    open('customer-b', 'app', 'a-tenant', 's1');
    open('customer-b', 'app', undefined, 's2');
    open('customer-c', 'another', undefined, 's1');
    expect(pacers[1]).toBe(pacers[0]);
    expect(new Set(pacers).size).toBe(3);
  });
});
