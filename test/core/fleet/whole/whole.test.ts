import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { alikeColumns } from '../../../../src/core/fleet/alike.ts';
import {
  cellWords,
  isFolded,
  namedWithGroups,
  placedChanges,
  placedExceptions,
  placementsJson,
  placementTable,
  samePlacements,
  type Placed,
  type Placement,
} from '../../../../src/core/fleet/placement.ts';
import {
  goneFrom,
  readRunRecord,
  runRecordJson,
  wavesLeft,
  type RunRecord,
} from '../../../../src/core/fleet/run-record.ts';
import { matrixKinds, readShard, shardMatrix, shardOf } from '../../../../src/core/fleet/shard.ts';
import { isTooMany, readTolerance, wavesOf, type Waved } from '../../../../src/core/fleet/waves.ts';
import { changesOf, differences, leaves } from '../../../changes.ts';
import { updateExpected } from '../../../expected.ts';

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const record: RunRecord = {
  id: 'r',
  command: 'deploy',
  began: '2027-01-01T00:00:00Z',
  flags: ['--prune', '--yes'],
  content: 'digest',
  waves: [
    { name: 'first', workspaces: ['a', 'b'] },
    { name: 'rest', workspaces: ['c', 'd'] },
  ],
  ended: { a: { exitCode: 0 }, b: { exitCode: 3 }, c: { exitCode: 0 } },
};

/** A record of a run after each change of its file, and what is left of the run. */
const records = (): readonly string[] => {
  const all = new Set(['a', 'b', 'c', 'd']);
  const linesOf = (read: RunRecord): readonly string[] =>
    leaves(
      JSON.parse(
        text({
          read,
          left: wavesLeft(read, 'digest', all),
          anew: wavesLeft(read, 'other', all),
          fewer: wavesLeft(read, 'digest', new Set(['b', 'c'])),
          gone: goneFrom(read, new Set(['b', 'c'])),
        }),
      ),
    );
  const kept = runRecordJson(record);
  const known = linesOf(record);
  const others = {
    version: [2, '1'],
    command: ['plan'],
    id: [5],
    began: [5],
    flags: ['x', [5, '--yes']],
    content: ['digest', 5],
    waves: ['x', [5], [{ name: 5 }]],
    name: [5],
    workspaces: ['x', [5, 'a']],
    ended: ['x', { a: 0 }],
    exitCode: ['0', 0],
  };
  return [
    ...known,
    ...[...changesOf(kept, others)].flatMap(([words, value]) => {
      const read = readRunRecord(typeof value === 'symbol' ? undefined : value);
      return read === undefined ? [`${words}: none`] : [words, ...differences(known, linesOf(read))];
    }),
  ];
};

const fleet: readonly Waved[] = [
  { name: 'eu-1', groups: ['eu', 'base'] },
  { name: 'eu-2', groups: ['eu', 'base'] },
  { name: 'us-1', groups: ['us', 'base'] },
  { name: 'customers/a', groups: [] },
  { name: 'customers/b', groups: ['all'] },
];

/** The waves that words make of workspaces. */
const waves = (): readonly string[] => [
  ...[
    [],
    ['all'],
    ['eu'],
    ['eu-1', 'eu'],
    ['eu', 'eu-1', 'us'],
    ['*-1', 'customers/*'],
    ['customers/b', 'all', 'eu'],
    ['20%', '40%', '40%', '100%'],
    ['1%', '50 %', 'all'],
    ['33.34%', '0.01%'],
    ['100%', 'eu'],
    ['eu', '20%'],
    ['0%'],
    ['101%'],
    ['1.234%'],
    ['x%'],
    ['none'],
    ['base', 'none'],
    ['ap'],
    [''],
  ].map((words) => {
    const known = [...fleet, { name: 'ap-1', groups: ['ap'] }];
    return `${words.join(', ')}: ${text(wavesOf(fleet, words))}; of more ${text(wavesOf(fleet, words, known))}; of none ${text(wavesOf([], words, known))}`;
  }),
  ...['0', '1', '999999', '1000000', '0%', '5%', '100%', '101%', '-1', '1.5', '', 'x', '2 %', '12.5%'].flatMap(
    (said) => {
      const tolerance = readTolerance(said);
      return [
        `${said}: ${text(tolerance)}`,
        ...(tolerance === undefined
          ? []
          : [
              [0, 1, 2, 3]
                .map((failed) =>
                  [1, 8, 20, 24].map((done) => (isTooMany(tolerance, failed, done) ? 'y' : 'n')).join(''),
                )
                .join(' '),
            ]),
      ];
    },
  ),
];

/** The parts that workspaces are divided into. */
const shards = (): readonly string[] => {
  const workspaces = [
    { name: 'd', subscriptionId: 'S2' },
    { name: 'b', subscriptionId: 's1' },
    { name: 'c', subscriptionId: 's2' },
    { name: 'a', subscriptionId: 'S1' },
    { name: 'e', subscriptionId: 's1' },
  ];
  return [
    ...['1/1', ' 2/3 ', '0/3', '3/3', '4/3', '256/256', '1/257', '1/0', 'x/2', '1/2/3', '', '1', '1000/1000'].map(
      (said) => `${said}: ${text(readShard(said))}`,
    ),
    ...[1, 2, 3, 5, 7].map((count) =>
      Array.from({ length: count }, (_, index) =>
        shardOf(workspaces, { index: index + 1, count })
          .map(({ name }) => name)
          .join(''),
      ).join(' '),
    ),
    ...matrixKinds.flatMap((kind) => [1, 3].map((count) => `${kind} ${count}: ${text(shardMatrix(kind, count))}`)),
  ];
};

const on: Placement = { state: 'on', stage: 'production', changed: [] };
const placements: readonly Placement[] = [
  on,
  { ...on, stage: 'test' },
  { ...on, changed: ['severity', 'query'] },
  { ...on, state: 'off', reason: 'noise', until: '2027-03-01T10:00:00Z' },
  { ...on, state: 'off', changed: ['severity'] },
  { ...on, state: 'opted-out', reason: 'why', owner: 'ana' },
  { ...on, state: 'not-deployed', stage: 'removed' },
  { ...on, state: 'not-taken' },
];

const names = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8'];

/** What becomes of an item in each workspace, by the place of what it becomes in the list above. */
const placed = (id: string, ...which: readonly number[]): Placed => ({
  type: 'rule',
  id,
  name: `Rule ${id}`,
  path: `rules/${id}.yaml`,
  stage: 'production',
  placements: new Map(
    names.flatMap((name, index) => {
      const placement = placements[which[index % which.length] ?? -1];
      return placement === undefined ? [] : [[name, placement] as const];
    }),
  ),
});

const items = [
  placed('a', 0),
  placed('b', 0, 3),
  placed('c', 2, 2, 4, 0),
  placed('d', 7, 6, 5, 5),
  placed('e', -1),
  placed('f', 7),
];

const placing = (): readonly string[] => [
  ...placements.map((placement) => `${text(placement)}: ${cellWords(items[0] ?? placed('x', 0), placement)}`),
  cellWords({ stage: 'test' }, undefined),
  ...[[], ['w1'], ['w1', 'w2'], names.slice(0, 6), names.slice(0, 7), names].flatMap((workspaces) => {
    const groups = new Map([
      ['odd', ['w1', 'w3', 'w5', 'w7']],
      ['two', ['w1', 'w2']],
      ['one', ['w4']],
      ['last', ['w7', 'w8']],
      ['beyond', ['w8', 'w9']],
    ]);
    const table = placementTable(items, { workspaces, groups });
    return [
      `== ${workspaces.join(' ')}`,
      ...items.flatMap((item) => samePlacements(item, workspaces).map((same) => `${item.id} ${text(same)}`)),
      ...placedExceptions(items, workspaces).map(({ item, ...exception }) => `except ${item.id} ${text(exception)}`),
      ...placedChanges(items, workspaces).map(({ item, ...change }) => `changed ${item.id} ${text(change)}`),
      ...table.columns.map((column) => `column ${text(column)}${isFolded(column) ? ' of several' : ''}`),
      `differing ${table.differing.map(({ id }) => id).join()}; same ${table.same.map(({ item, words }) => `${item.id} ${words}`).join('; ')}`,
      text(placementsJson(items.slice(1, 3), workspaces)),
      namedWithGroups(workspaces, { workspaces: names, groups }).join(', '),
      namedWithGroups(workspaces.slice(0, 3), { workspaces, groups }).join(', '),
    ];
  }),
  ...[7, 26, 54].map((count) =>
    alikeColumns(
      Array.from({ length: count }, (_, index) => `w${index}`),
      (workspace) => [workspace === 'w3' ? 'w1' : workspace],
    )
      .map(({ heading, workspaces }) => `${heading} ${workspaces.join('+')}`)
      .join(' '),
  ),
];

test.each<readonly [string, () => readonly string[]]>([
  ['records', records],
  ['waves', waves],
  ['shards', shards],
  ['placing', placing],
])('what many workspaces come to: %s', (name, say) => {
  const said = say().map((line) => line.trimEnd());
  const expected = new URL(`${name}.txt`, import.meta.url);
  updateExpected(expected, () => `${said.join('\n')}\n`);
  expect(said).toEqual(readFileSync(expected, 'utf8').trimEnd().split('\n'));
});
