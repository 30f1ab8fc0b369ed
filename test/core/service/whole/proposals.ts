import {
  incidentWords,
  isExcluded,
  proposalWords,
  proposalsOf,
  type AlertVerdict,
  type JudgedAlert,
} from '../../../../src/core/service/tuning.ts';

type Values = Readonly<Record<string, string | readonly string[]>>;

const alert = (verdict: AlertVerdict, values: Values, ...incidents: readonly number[]): JudgedAlert => ({
  verdict,
  incidents,
  values: new Map(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? [value] : value])),
});

const sets: readonly (readonly JudgedAlert[])[] = [
  [],
  [alert('benign', { a: '1' }, 1)],
  [alert('benign', { a: '1' }, 20, 3), alert('benign', { a: '1' }, 3, 100)],
  [alert('benign', { a: 'X' }, 2), alert('benign', { a: 'x' }, 1), alert('open', { a: ['x', 'X'] }, 9)],
  // Alerts without a value, of several values, and of one beside others.
  [alert('benign', { a: [] }, 1), alert('benign', { a: [] }, 2), alert('benign', {}, 3)],
  [alert('benign', { a: ['1', '2'] }, 1), alert('benign', { a: ['1', '2'] }, 2)],
  [
    alert('benign', { a: ['1', '2'], b: 'x' }, 1),
    alert('benign', { a: ['1'], b: 'x' }, 2),
    alert('benign', { a: ['1'] }, 3),
  ],
  // Those without harm first, then those that remove more, then by their text.
  [
    ...[1, 2, 3].map((number) => alert('benign', { a: 'harms' }, number)),
    ...[4, 5].map((number) => alert('benign', { a: 'few' }, number)),
    ...[6, 7, 8].map((number) => alert('benign', { a: 'more' }, number)),
    ...[9, 10, 11].map((number) => alert('benign', { a: 'less' }, number)),
    alert('true', { a: ['harms', 'other'] }, 12),
    alert('true', { a: 'harms' }, 13),
  ],
  // Narrowed by a second value, where several alerts share both.
  [
    ...[1, 2].map((number) => alert('benign', { a: '1', b: 'p' }, number)),
    ...[3, 4].map((number) => alert('benign', { a: '1', b: 'q' }, number)),
    alert('benign', { a: '2', b: 'p' }, 5),
    alert('true', { a: '1', b: 'r' }, 6),
  ],
  [
    alert('benign', { a: '1', b: 'p' }, 1),
    alert('benign', { a: '1', b: 'q' }, 2),
    alert('benign', { a: '2', b: 'p' }, 3),
    alert('true', { a: '1', b: 'r' }, 4),
  ],
  // Narrowed where neither value alone is without harm.
  [
    ...[1, 2].map((number) => alert('benign', { a: '1', b: 'p' }, number)),
    ...[3, 4].map((number) => alert('benign', { a: '1', b: 'q' }, number)),
    ...[5, 6].map((number) => alert('benign', { a: '2', b: 'p' }, number)),
    alert('true', { a: '1', b: 'r' }, 7),
    alert('true', { a: '3', b: 'p' }, 8),
    alert('true', { a: '3', b: 'q' }, 9),
  ],
  // One that removes only one more than an earlier one is none.
  [
    alert('benign', { a: '1', b: 'p' }, 1),
    alert('benign', { a: '1', b: 'p' }, 2),
    alert('benign', { a: '1', b: 'q' }, 3),
    alert('benign', { b: 'q', a: '2' }, 4),
  ],
  [
    alert('benign', { a: '1', b: 'p' }, 1),
    alert('benign', { a: '1', b: 'p' }, 2),
    alert('benign', { a: '1', b: 'q' }, 3),
    alert('benign', { b: 'q', a: '2' }, 4),
    alert('benign', { b: 'q', a: '2' }, 5),
  ],
];

const numbers = [[], [7], [7, 8], [7, 8, 9], [7, 8, 9, 10], [7, 8, 9, 10, 11]];
const there = alert('open', { ip: ['1', 'X'], Host: 'h', none: [] });

/** What is proposed to exclude. */
export const proposals = {
  'proposals from closed incidents': () =>
    sets.flatMap((alerts) => [proposalsOf(alerts, () => true), proposalsOf(alerts, (keys) => keys.includes('b'))]),
  'incidents in words': () => numbers.map(incidentWords),
  'proposals in words': () =>
    [
      [1, 1, 1, 1, 1],
      [2, 1, 4, 3, 14],
    ].map(([removed = 0, harmed = 0, benign = 0, right = 0, days = 0]) =>
      proposalWords(
        { where: {}, removed, harmed, incidents: [7] },
        { days, alerts: { benign, true: right, open: removed - 1, excluded: 100 } },
      ),
    ),
  'exclusions that are there': () =>
    [
      {},
      { ip: ['1'] },
      { ip: ['x', '1'] },
      { IP: ['x', '1'] },
      { ip: ['1', 'x'], host: ['H'] },
      { host: ['g'] },
      { none: ['1'] },
      { other: ['1'] },
    ].map((where) => [
      where,
      isExcluded(there, where, (key) => key.toLowerCase()),
      isExcluded(there, where, (key) => key),
    ]),
};
