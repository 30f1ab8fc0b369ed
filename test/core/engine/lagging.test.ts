import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Verdict, VerdictState } from '../../../src/core/engine/change.ts';
import { longestLag, orderOf, versionOf, writtenAt, asUnclear, laggingRead } from '../../../src/core/engine/lagging.ts';
import { parseRecord, printRecord } from '../../../src/core/engine/marker.ts';
import { updateExpected } from '../../expected.ts';

/** An etag in the service's form, of a version that was written at a second. */
const etagAt = (second: number): string => `"0300bf09-0000-0300-0000-${second.toString(16).padStart(8, '0')}0000"`;

const noon = 1_795_348_800;
const time = { now: noon * 1000, window: longestLag };

const verdict = (state: VerdictState, running?: number, deployed?: number): Verdict => {
  const version = deployed === undefined ? undefined : versionOf(etagAt(deployed));
  const live = { type: 'alertRules', name: 'a', id: '/a', body: {} } as const;
  return {
    state,
    type: 'rule',
    id: 'a',
    displayName: 'A',
    fields: [],
    unknownProperties: [],
    ...(running === undefined ? {} : { live: { ...live, etag: etagAt(running) } }),
    record: { kind: 'fields', normalizer: 1, fields: {}, ...(version === undefined ? {} : { version }) },
  };
};

describe('versions', () => {
  test('are ordered by the second of their write, and within one second not at all', () => {
    const [early, late] = [versionOf(etagAt(noon)), versionOf(etagAt(noon + 1))];
    expect(writtenAt(early ?? '')).toBe(noon * 1000);
    expect([orderOf(early, late), orderOf(late, early), orderOf(early, early)]).toEqual(['older', 'newer', 'same']);
    expect(orderOf(early, early?.replace('0300', '0301'))).toBe('unclear');
    expect([versionOf('"1"'), orderOf(undefined, early)]).toEqual([undefined, 'unclear']);
  });

  test('are kept in a marker, and a marker without one is what it was', () => {
    const old = 'picket/1 n1 severity=abcdefgh';
    const record = {
      kind: 'fields',
      normalizer: 1,
      fields: { '/properties/severity': { sent: 'abcdefgh', live: 'abcdefgh' } },
    } as const;
    expect(printRecord(record)).toMatch(new RegExp(`^${old} #`));
    expect(parseRecord(printRecord(record))).toEqual(record);
    const named = { ...record, project: 'p', version: versionOf(etagAt(noon)) ?? '' };
    expect(parseRecord(printRecord(named))).toEqual(named);
  });
});

describe('a read may lag', () => {
  test.each<[string, Verdict, string | undefined]>([
    ['of a rule that is older than its marker says', verdict('theirs', noon - 9000, noon - 119), 'rule'],
    ['of a rule that is older, whatever git wants', verdict('ours', noon - 9000, noon - 119), 'rule'],
    ['of no rule that is older than what was written long ago', verdict('theirs', noon - 9000, noon - 120), undefined],
    ['of no rule whose older version is as good', verdict('in-sync', noon - 9000, noon - 119), undefined],
    ['of a rule that is absent and was written just now', verdict('missing', undefined, noon - 119), 'rule'],
    ['of no rule that is absent and was written long ago', verdict('missing', undefined, noon - 120), undefined],
    ['of a marker whose rule is newer and was written just now', verdict('theirs', noon - 119, noon - 9000), 'marker'],
    ['of no marker whose rule was changed long ago', verdict('theirs', noon - 120, noon - 9000), undefined],
    ['of no marker that names the version that runs', verdict('theirs', noon - 1, noon - 1), undefined],
    ['of a marker that does not know yet that git was deployed', verdict('converged', noon - 1, noon - 9000), 'marker'],
    ['of a marker that is not shown yet', verdict('identical', noon - 1), 'marker'],
    [
      'of no marker whose rule came to agree with git long ago',
      verdict('converged', noon - 120, noon - 9000),
      undefined,
    ],
  ])('%s', (_, given, what) => {
    expect(laggingRead(given, time)).toBe(what);
  });

  test.each<[VerdictState, number | undefined]>([
    ['missing', undefined],
    ['theirs', noon - 9000],
  ])('of a rule that is %s beside a marker without a version that was made just now', (state, running) => {
    const marked = (second: number): Verdict => ({
      ...verdict(state, running),
      marker: {
        type: 'metadata',
        name: 'm',
        id: '/m',
        etag: undefined,
        body: { systemData: { lastModifiedAt: new Date(second * 1000).toISOString() } },
      },
    });
    expect([noon - 119, noon - 120].map((second) => laggingRead(marked(second), time))).toEqual(['rule', undefined]);
  });

  test('of nothing that differs, where it is known that none does', () => {
    expect(laggingRead(verdict('theirs', noon - 1, noon - 9000), { ...time, window: 0 })).toBeUndefined();
  });

  test('and what is certainly behind is unclear, everything else what it was', () => {
    expect(asUnclear(verdict('conflict', noon - 9000, noon - 8000)).state).toBe('unclear');
    expect(asUnclear(verdict('conflict', noon - 8000, noon - 9000)).state).toBe('conflict');
    expect(asUnclear(verdict('missing', undefined, noon)).state).toBe('missing');
  });
});

/** What is said of every state, over what runs, what its marker names and when the marker was made. */
const states: readonly VerdictState[] = [
  'missing',
  'orphan',
  'gone',
  'in-sync',
  'cosmetic',
  'converged',
  'identical',
  'ours',
  'theirs',
  'both',
  'conflict',
  'unowned',
  'new',
  'invalid',
  'unmanaged',
  'provenance',
  'foreign',
  'unclear',
];
const runs = { nothing: undefined, 'just now': noon - 119, 'a while ago': noon - 121, 'long ago': noon - 9000 };
const names = { 'no version': undefined, 'just now': noon - 118, 'a while ago': noon - 120, 'long ago': noon - 9001 };
const made = { never: undefined, 'just now': noon - 119, 'a while ago': noon - 120 };

const saidOf = (state: VerdictState, drifted: boolean): readonly string[] =>
  Object.entries(runs).flatMap(([run, running]) =>
    [...Object.entries(names), ['no record', undefined] as const].flatMap(([name, deployed]) =>
      Object.entries(made).flatMap(([when, second]) => {
        const { record, ...others } = verdict(state, running, deployed);
        const body =
          second === undefined ? {} : { systemData: { lastModifiedAt: new Date(second * 1000).toISOString() } };
        const given: Verdict = {
          ...others,
          ...(drifted ? { drifted } : {}),
          ...(name === 'no record' || record === undefined ? {} : { record }),
          marker: { type: 'metadata', name: 'm', id: '/m', etag: undefined, body },
        };
        const lagging = laggingRead(given, time);
        const shown = asUnclear(given).state;
        return lagging === undefined && shown === state
          ? []
          : [
              `  runs ${run}, named ${name}, marker made ${when}: ${lagging ?? 'none'}${shown === state ? '' : `, ${shown}`}`,
            ];
      }),
    ),
  );

/** States of which the same is said, under one heading. */
const lines = (): readonly string[] => {
  const alike = new Map<string, string[]>();
  for (const state of states)
    for (const drifted of [false, true]) {
      const said = saidOf(state, drifted).join('\n');
      alike.set(said, [...(alike.get(said) ?? []), drifted ? `${state} drifted` : state]);
    }
  return [...alike].flatMap(([said, of]) => [`== ${of.join(', ')}`, ...(said === '' ? [] : said.split('\n'))]);
};

const file = new URL('lagging.txt', import.meta.url);
updateExpected(file, () => `${lines().join('\n')}\n`);

test('which read may lag, for each state, version and marker', () => {
  expect(lines()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
