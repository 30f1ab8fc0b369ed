import { typeOf } from '../core/rules.ts';
import { describe, expect, test } from '@jest/globals';
import { believed } from '../../src/app/believed.ts';
import type { Verdict } from '../../src/core/engine/change.ts';
import type { LiveResource } from '../../src/core/resource.ts';
import { virtualClock } from '../fakes/clock.ts';

const noon = 1_795_348_800;

const shown = (second: number): LiveResource => ({
  type: 'alertRules',
  name: 'a',
  id: '/a',
  body: {},
  etag: `"0300bf09-0000-0300-0000-${second.toString(16)}0000"`,
});

/** A rule of which a deployment wrote the version of noon, and of which reads show an older one for a number of reads. */
const reading = (staleReads: number, signal?: AbortSignal) => {
  const clock = virtualClock(noon * 1000);
  let reads = 0;
  const waits: number[] = [];
  const compared = ({
    live,
  }: {
    readonly live: readonly LiveResource[];
  }): { readonly verdicts: readonly Verdict[] } => ({
    verdicts: live.map((rule) => ({
      state: rule.etag === shown(noon).etag ? 'in-sync' : 'theirs',
      type: 'rule',
      id: 'a',
      displayName: 'A',
      fields: [],
      unknownProperties: [],
      live: rule,
      record: { kind: 'fields', normalizer: 1, fields: {}, version: `0300bf090300${noon.toString(16)}` },
    })),
  });
  const answer = believed({
    workspace: {
      get: async () => {
        reads += 1;
        return shown(reads > staleReads ? noon : noon - 60);
      },
    },
    clock,
    typeOf,
    window: 120_000,
    list: async () => ({ live: [shown(noon - 60)], metadata: [] }),
    compared,
    ...(signal === undefined ? {} : { signal }),
    waits: (_, milliseconds) => waits.push(milliseconds),
  });
  return { answer, waits, reads: () => reads };
};

test('a rule that reads show late is judged by what was written', async () => {
  const { answer, waits } = reading(2);
  expect((await answer).verdicts.map(({ state }) => state)).toEqual(['in-sync']);
  expect(waits).toEqual([1000, 2000, 4000]);
});

test('a rule that is behind after two minutes is unclear, and nobody is blamed', async () => {
  const { answer, waits } = reading(99);
  expect((await answer).verdicts.map(({ state }) => state)).toEqual(['unclear']);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(120_000);
});

test('who ends the wait is told so, and nothing more is read', async () => {
  const { answer, reads } = reading(99, AbortSignal.abort());
  await expect(answer).rejects.toMatchObject({ kind: 'interrupted' });
  expect(reads()).toBe(0);
});

describe('a list that lacks many of the marked rules', () => {
  /** Verdicts of rules that are missing, one after the other for each list that is asked for. */
  const listed = async (...missing: readonly number[]) => {
    let lists = 0;
    const { verdicts } = await believed({
      workspace: { get: () => Promise.reject(new Error('nothing is read')) },
      clock: virtualClock(noon * 1000),
      typeOf,
      window: 120_000,
      list: async () => {
        lists += 1;
        return { live: [], metadata: [], number: lists, count: missing[lists - 1] ?? 0 };
      },
      compared: ({ number, count }) => ({
        verdicts: Array.from({ length: count }, (_, index): Verdict => ({
          state: 'missing',
          type: 'rule',
          id: `${index}`,
          displayName: `of list ${number}`,
          fields: [],
          unknownProperties: [],
        })),
      }),
    });
    return { lists, missing: verdicts.map(({ displayName }) => displayName) };
  };

  const times = (count: number, list: number): readonly string[] =>
    Array.from({ length: count }, () => `of list ${list}`);

  test.each([
    ['is asked for once more, and the second one counts', [4, 0], 2, []],
    ['gives way to the second one where that says the same', [4, 4], 2, times(4, 2)],
    ['counts itself where the second one lacks more', [4, 5], 2, times(4, 1)],
    ['is believed where only a few are missing', [3], 1, times(3, 1)],
    ['is believed where nothing is', [0], 1, []],
  ])('%s', async (_what, given, lists, missing) => {
    expect(await listed(...given)).toEqual({ lists, missing });
  });
});

describe('rules that reads may show late', () => {
  const written = `0300bf090300${noon.toString(16)}`;

  /** So many rules that a list shows as they were before a deployment, each read again as it is by then. */
  const late = async (count: number, read: (name: string) => LiveResource | undefined) => {
    let lists = 0;
    const reads: string[] = [];
    const waits: (readonly [number, number])[] = [];
    const named = (index: number, second: number): LiveResource => ({ ...shown(second), name: `r${index}` });
    const { verdicts } = await believed({
      workspace: {
        get: async (type, name) => {
          reads.push(`${type}/${name}`);
          return read(name);
        },
      },
      clock: virtualClock(noon * 1000),
      typeOf,
      window: 120_000,
      list: async () => {
        lists += 1;
        return {
          live: Array.from({ length: count }, (_, index) => named(index, lists === 1 ? noon - 60 : noon)),
          metadata: [],
        };
      },
      compared: ({ live }) => ({
        verdicts: live.map((rule): Verdict => ({
          state: rule.etag === shown(noon).etag ? 'in-sync' : 'theirs',
          type: 'rule',
          id: rule.name,
          displayName: rule.name,
          fields: [],
          unknownProperties: [],
          live: rule,
          record: { kind: 'fields', normalizer: 1, fields: {}, version: written },
        })),
      }),
      waits: (many, milliseconds) => waits.push([many, milliseconds]),
    });
    return { lists, reads, waits, states: verdicts.map(({ id, state }) => `${id} ${state}`).toSorted() };
  };

  test('are read one by one up to eight of them, and with a list where there are more', async () => {
    const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `r${index}`);
    const asWritten = (name: string): LiveResource => ({ ...shown(noon), name });
    expect(await late(8, asWritten)).toEqual({
      lists: 1,
      reads: names(8).map((name) => `alertRules/${name}`),
      waits: [[8, 1000]],
      states: names(8).map((name) => `${name} in-sync`),
    });
    expect(await late(9, asWritten)).toEqual({
      lists: 2,
      reads: [],
      waits: [[9, 1000]],
      states: names(9).map((name) => `${name} in-sync`),
    });
  });

  test('are gone where they are not there any more', async () => {
    expect(await late(2, (name) => (name === 'r1' ? { ...shown(noon), name } : undefined))).toMatchObject({
      reads: ['alertRules/r0', 'alertRules/r1'],
      states: ['r1 in-sync'],
    });
  });
});
