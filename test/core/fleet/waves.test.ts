import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, property } from 'fast-check';
import { wavesLeft, type RunRecord } from '../../../src/core/fleet/run-record.ts';
import { isTooMany, readTolerance, wavesOf } from '../../../src/core/fleet/waves.ts';

const fleet = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `c/${at}`, groups: at % 10 === 3 ? ['canary'] : [] }));

describe('waves', () => {
  test('are a group, then a share of all with those before it, then the rest', () => {
    expect(wavesOf(fleet(20), ['canary', '20%', 'all'])).toEqual({
      waves: [
        { name: 'canary', workspaces: ['c/3', 'c/13'] },
        { name: '20%', workspaces: ['c/0', 'c/1'] },
        {
          name: 'all',
          workspaces: fleet(20)
            .map(({ name }) => name)
            .filter((name) => !['c/3', 'c/13', 'c/0', 'c/1'].includes(name)),
        },
      ],
    });
  });

  test('hold each workspace once, whatever their words', () => {
    const words = array(constantFrom('canary', '10%', '33.3%', 'c/1*', 'c/5', 'all'), { maxLength: 6 });
    assert(
      property(integer({ min: 0, max: 60 }), words, (count, said) => {
        const made = wavesOf(fleet(count), said, fleet(60));
        const names = 'waves' in made ? made.waves.flatMap(({ workspaces }) => workspaces) : [];
        expect(names.toSorted()).toEqual(
          fleet(count)
            .map(({ name }) => name)
            .toSorted(),
        );
      }),
    );
  });

  test('name the word that means nobody', () => {
    expect([['canari'], ['canary', '0%'], ['120%']].map((words) => wavesOf(fleet(20), words))).toEqual([
      { unknown: 'canari' },
      { unknown: '0%' },
      { unknown: '120%' },
    ]);
  });

  test('end where more fail than is tolerated', () => {
    expect(['0', '2', '5%', '0%', 'x', '-1'].map(readTolerance)).toEqual([
      { failures: 0 },
      { failures: 2 },
      { percent: 5 },
      { failures: 0 },
      undefined,
      undefined,
    ]);
    expect([
      isTooMany({ failures: 0 }, 0, 9),
      isTooMany({ failures: 0 }, 1, 9),
      isTooMany({ percent: 10 }, 1, 10),
    ]).toEqual([false, true, false]);
  });
});

describe('a run that goes on', () => {
  const known = new Set(['a', 'b', 'c']);
  const record: RunRecord = {
    id: 'r',
    command: 'deploy',
    began: '2026-11-22T12:00:00.000Z',
    flags: [],
    content: 'x',
    waves: [
      { name: 'canary', workspaces: ['a', 'b'] },
      { name: 'all', workspaces: ['c'] },
    ],
    ended: { a: { exitCode: 0 }, b: { exitCode: 4 } },
  };

  test('begins with what failed or was not begun, in its order, and looks at what was done last', () => {
    expect(wavesLeft(record, 'x', known)).toEqual([
      { name: 'canary', workspaces: ['b'] },
      { name: 'all', workspaces: ['c'] },
      { name: 'done before', workspaces: ['a'] },
    ]);
  });

  test('begins anew with other content, which no wave has tried', () => {
    expect(wavesLeft(record, 'y', known)).toEqual(record.waves);
  });
});
