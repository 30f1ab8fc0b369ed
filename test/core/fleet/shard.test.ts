import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, integer, property, record, stringMatching, uniqueArray } from 'fast-check';
import { readShard, shardMatrix, shardOf } from '../../../src/core/fleet/shard.ts';

const fleet = uniqueArray(
  record({
    name: stringMatching(/^[a-z]{1,4}\/[a-z0-9]{1,6}$/),
    subscriptionId: constantFrom('s1', 's2', 's3'),
  }),
  { selector: ({ name }) => name, maxLength: 250 },
);

const partsOf = <T extends { readonly name: string; readonly subscriptionId: string }>(
  all: readonly T[],
  count: number,
) => Array.from({ length: count }, (_, index) => shardOf(all, { index: index + 1, count }));

describe('shards', () => {
  test('are disjoint and complete, and as even as whole workspaces can be, for any number from 1 to 50', () => {
    assert(
      property(fleet, integer({ min: 1, max: 50 }), (all, count) => {
        const parts = partsOf(all, count);
        expect(parts.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
          all.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        );
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(
          Math.max(Math.ceil(all.length / count), (all.length / count) * 1.1),
        );
      }),
    );
  });

  test('hold the same workspaces whatever the order of picket.yaml', () => {
    assert(
      property(fleet, integer({ min: 1, max: 50 }), (all, count) => {
        const names = (parts: readonly (readonly { readonly name: string }[])[]) =>
          parts.map((part) => part.map(({ name }) => name).toSorted());
        expect(names(partsOf(all.toReversed(), count))).toEqual(names(partsOf(all, count)));
      }),
    );
  });

  test('keep the workspaces of one subscription together where they can', () => {
    const all = ['b', 'a', 'c', 'd'].map((name, at) => ({ name, subscriptionId: at % 2 === 0 ? 's1' : 's2' }));
    expect(partsOf(all, 2).map((part) => part.map(({ subscriptionId }) => subscriptionId))).toEqual([
      ['s1', 's1'],
      ['s2', 's2'],
    ]);
  });

  test('are written as i/n', () => {
    expect(readShard('2/5')).toEqual({ index: 2, count: 5 });
    expect(readShard('1/1')).toEqual({ index: 1, count: 1 });
    expect(readShard('256/256')).toEqual({ index: 256, count: 256 });
    expect(readShard('1/257')).toBeUndefined();
    expect(['0/5', '6/5', '1/0', '1/999', '1', 'a/b', '1/2/3'].map(readShard)).toEqual(Array(7).fill(undefined));
  });
});

describe('the matrix of a service', () => {
  test('has a job for each shard, in the form that the service takes', () => {
    expect(shardMatrix('github', 2)).toEqual({ include: [{ shard: '1/2' }, { shard: '2/2' }] });
    expect(shardMatrix('azure-devops', 1)).toEqual({ shard_1_of_1: { shard: '1/1' } });
    expect(shardMatrix('gitlab', 2)).toEqual([{ SHARD: ['1/2', '2/2'] }]);
  });
});
