import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { activityOf, recordActivity } from '../../../src/emulator/service/activity.ts';
import { memoryStore } from '../../../src/emulator/index.ts';
import {
  currentEntries,
  nextNumber,
  putLive,
  removeLive,
  slotOf,
  systemData,
  visible,
  visibleEntries,
} from '../../../src/emulator/store/records.ts';

const live = { name: 'A', etag: '"1"', properties: {}, envelope: {} };
const slot = { sequence: 1, current: live, before: null, deletedAt: null, visibleAt: 0 };

describe('what stands at a place of the store', () => {
  test.each<[string, JsonObject, boolean]>([
    ['a resource', slot, true],
    ['a resource that was another', { ...slot, before: live }, true],
    ['a resource that is gone', { ...slot, current: null }, true],
    ['no order', { ...slot, sequence: '1' }, false],
    ['a resource that is none', { ...slot, current: [] }, false],
    ['a past that is none', { ...slot, before: {} }, false],
    ...['name', 'etag', 'properties', 'envelope'].flatMap((name): [string, JsonObject, boolean][] => [
      [`a resource whose ${name} is none`, { ...slot, current: { ...live, [name]: 5 } }, false],
      [`a past whose ${name} is none`, { ...slot, before: { ...live, [name]: 5 } }, false],
    ]),
  ])('is read where it is one: %s', async (_, value, isOne) => {
    const store = memoryStore();
    await store.transact((transaction) => transaction.set('c', 'a', value));
    const found = await store.read((view) => [
      slotOf(view, 'c', 'A'),
      [...visibleEntries(view, 'c', 0)].length,
      [...currentEntries(view, 'c')].length,
    ]);
    const there = isOne && value['current'] !== null ? 1 : 0;
    expect(found).toEqual([isOne ? value : undefined, there, there]);
  });

  test('is seen by readers once its write is due, and until then as it was', async () => {
    const store = memoryStore();
    const by = (now: number) => ({ caller: now < 20 ? 'ana@x' : 'app', now, readLag: 10 });
    const content = (name: string, n: number) => ({ name, kind: null, properties: { n }, envelope: {} });
    const seen = await store.transact((transaction) => {
      const put = (name: string, n: number, now: number) => putLive(transaction, 'c', content(name, n), by(now));
      const at = (now: number) => [
        [...visibleEntries(transaction, 'c', now)].map(({ sequence, live: each }) => [sequence, each.properties]),
        visible(slotOf(transaction, 'c', 'a'), now)?.properties,
      ];
      put('A', 1, 0);
      put('b', 2, 0);
      const first = [at(9), at(10)];
      put('a', 3, 20);
      const second = [at(29), at(30), systemData(put('A', 4, 30))];
      removeLive(transaction, 'c', 'A', by(40));
      removeLive(transaction, 'c', 'none', by(40));
      const third = [at(49), at(50), slotOf(transaction, 'c', 'a')?.deletedAt, nextNumber(transaction)];
      // What is made again stands behind what was there all the time.
      put('a', 5, 60);
      return [first, second, third, at(70), [...transaction.entries('c')].map(([name]) => name)];
    });
    expect(seen).toEqual([
      [
        [[], undefined],
        [
          [
            [1, { n: 1 }],
            [2, { n: 2 }],
          ],
          { n: 1 },
        ],
      ],
      [
        [
          [
            [1, { n: 1 }],
            [2, { n: 2 }],
          ],
          { n: 1 },
        ],
        [
          [
            [1, { n: 3 }],
            [2, { n: 2 }],
          ],
          { n: 3 },
        ],
        {
          createdAt: '1970-01-01T00:00:00.0000000Z',
          createdBy: 'ana@x',
          createdByType: 'User',
          lastModifiedAt: '1970-01-01T00:00:00.0300000Z',
          lastModifiedBy: 'app',
          lastModifiedByType: 'Application',
        },
      ],
      [
        [
          [
            [1, { n: 4 }],
            [2, { n: 2 }],
          ],
          { n: 4 },
        ],
        [[[2, { n: 2 }]], undefined],
        40,
        5,
      ],
      [
        [
          [2, { n: 2 }],
          [6, { n: 5 }],
        ],
        { n: 5 },
      ],
      ['b', 'a'],
    ]);
  });

  test('is kept of the log up to 2000 entries, the newest first', async () => {
    const store = memoryStore();
    const log = await store.transact((transaction) => {
      const counts: number[] = [];
      for (let at = 1; at <= 2002; at += 1) {
        recordActivity(transaction, { subscription: 'S', resourceId: `/r/${at}`, operation: 'o', caller: 'c', at });
        if (at >= 1999) counts.push(activityOf(transaction, 's').length);
      }
      const all = activityOf(transaction, 's').map((entry) => entry['resourceId']);
      return [counts, all[0], all.at(-1)];
    });
    expect(log).toEqual([[1999, 2000, 2000, 2000], '/r/2002', '/r/3']);
  });
});
