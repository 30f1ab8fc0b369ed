import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { placePath } from '../../../src/content/rule-test/paths.ts';
import { givenRows, type RowsContext } from '../../../src/content/rule-test/rows.ts';
import type { TestFinding } from '../../../src/content/rule-test/model.ts';
import type { Subject } from '../../../src/content/rule-test/tables.ts';
import { readMoment, readTime, readTimespan } from '../../../src/content/rule-test/times.ts';
import { rowFor } from '../../../src/content/rule-test/variations.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import type { NamedValue, QueryCondition } from '../../../src/kql/index.ts';
import { ticksPer } from '../../../src/kql/run/values/value.ts';
import { updateExpected } from '../../expected.ts';

const { hour } = ticksPer;

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return `${member}n`;
    return member instanceof Map ? Object.fromEntries(member) : member;
  });

const table: Subject & { readonly kind: 'table' | 'function' } = {
  kind: 'table',
  name: 'Events_CL',
  columns: [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'User', type: 'string' },
    { name: 'Count', type: 'long' },
    { name: 'Details', type: 'dynamic' },
    { name: 'Type', type: 'string' },
  ],
  open: false,
};
const subjects = {
  table,
  open: { ...table, name: 'Own_CL', columns: [], open: true },
  function: { ...table, kind: 'function', name: 'Seen' },
  watchlist: { kind: 'watchlist', name: 'Vips', columns: [{ name: 'Upn', type: 'string' }], open: true },
  external: { kind: 'external', name: 'externaldata', columns: [{ name: 'A', type: 'int' }], open: true },
} satisfies Readonly<Record<string, Exclude<Subject, { readonly kind: 'geo' }>>>;

const context: RowsContext = {
  now: 100 * hour,
  usual: 99 * hour,
  defaults: { User: 'anybody' },
  shared: new Map([
    ['burst', [{ User: 'shared', Count: 3 }, { User: 'twice' }]],
    ['one', [{ User: 'one', TimeGenerated: '-3h' }]],
  ]),
  file: (path, typeOf) =>
    path === 'rows.csv'
      ? {
          rows: [
            { User: 'of a file', Count: 'x' },
            { Count: typeOf('Count') ?? 'none', Other: typeOf('Other') ?? 'none' },
          ],
        }
      : { problem: 'there is no such file' },
};

const row: JsonObject = { User: 'a' };
const repeat = (given: JsonObject, inner: JsonObject = row): JsonValue => [{ row: inner, repeat: given }];

const values: readonly JsonValue[] = [
  [],
  [{}],
  'text',
  [5, null],
  [{ User: 'a', Count: 5, Details: { a: [1, 1.5] }, TimeGenerated: '-1h', Type: 'Other' }],
  [{ User: 5, Count: 'x', Details: '{"k":1}', TimeGenerated: 'soon' }, { Count: 'x' }],
  [{ user: 'a', Cont: 5, Zzz: true, nothing: null, row: 5, repeat: 7 }],
  [{ New: 5, AlsoNew: 'x', IsNew: true, TimeGenerated: '-1h', Deep: { a: 1 }, Half: 0.5 }, { New: 'y' }],
  [
    { User: 'a', _ingested: '-10m' },
    { User: 'b', _ingested: 'never' },
    { User: 'c', _ingested: 5 },
  ],
  ['burst', 'brst', 'one'],
  [{ row: 'burst', with: { 'Details.user.id': 'u', Count: 7 } }, { row: 'nobody' }, { row: 5 }],
  [{ row, with: 'x' }],
  [
    { row, with: { Count: '5', 'Gone.a': 1, User: 5 } },
    { row, with: { Count: '5' }, repeat: { count: 1, vary: { User: 5, 'Details.a': '{n}' } } },
  ],
  [{ row, other: 1 }],
  { file: 'rows.csv' },
  { file: 'gone.csv' },
  { file: 5 },
  repeat({ count: 3 }),
  repeat({ count: 0 }),
  repeat({ count: 3, every: '1h' }),
  repeat({ count: 3, from: '-10h', to: '-2h' }),
  repeat({ count: 1, from: '-10h', to: '-2h' }),
  repeat({ count: 3, from: '-10h', to: '-2h', every: '1h' }),
  repeat({ count: 1, vary: { 'Count.a': 'x', 'Details.a': 'y' } }),
  repeat({ count: 2, every: '1h', jitter: '0m' }),
  repeat({ count: 3, to: '-2h', every: '30m' }),
  repeat({ count: 2, every: '1h' }, { User: 'a', TimeGenerated: '-9h' }),
  repeat({ from: '-3h', every: '1h' }),
  repeat({ from: '-3h', to: '-1h', every: '30m' }),
  repeat({ from: 'now', to: '-1h', every: '30m' }),
  repeat({ count: 4, every: '1h', jitter: 'seeded' }),
  repeat({ count: 4, every: '1h', jitter: true }),
  repeat({ count: 4, every: '1h', jitter: '5m' }),
  repeat({ count: 2, every: '1h', jitter: false }),
  repeat({ count: 2, jitter: 'seeded' }),
  repeat({ count: 2, jitter: 'x' }),
  repeat({ count: 3, vary: { User: 'u{n}', Count: '{n}', 'Details.ip': ['x', 'y'], Type: 5 } }),
  repeat({ count: 2, vary: { Count: ['1', 'x'], Gone: '{n}', User: [] } }),
  repeat({ from: 'x', to: 5, every: '0m', count: 1.5 }),
  repeat({ count: -1, evry: '1h' }),
  repeat({ every: '1h' }),
  repeat({ from: '-1h' }),
  repeat({ count: 100_001 }),
  repeat({ from: '-100d', every: '1s' }),
  [{ row: 'burst', repeat: { count: 2, vary: { User: 'v{n}' } } }],
];

const isSubject = (name: string): name is keyof typeof subjects => Object.hasOwn(subjects, name);

const rowsOf = (name: keyof typeof subjects): readonly string[] =>
  values.map((value) => {
    const found: TestFinding[] = [];
    const { columns, rows, ingested } = givenRows(subjects[name], value, `/given/${name}`, context, found);
    const names = columns.map((column) => `${column.name}:${column.type}`).join(' ');
    return `${name} ${plain(value)}\n  ${names}\n  ${plain(rows)} ${plain(ingested)}\n  ${plain(found)}`;
  });

const whole: JsonObject = {
  AuditLogs: [
    { User: 'a', 'a.b': { c: 1 }, a: { b: 2 } },
    'burst',
    { row: { User: 'b' } },
    { row: 'one', with: { x: 1 } },
  ],
  Empty: [],
};
const paths = (
  'AuditLogs.0.User|AuditLogs.0.a.b|AuditLogs.0.a.b.c|AuditLogs.0.New.deep|AuditLogs.1|AuditLogs.1.User|' +
  'AuditLogs.2.User|AuditLogs.2.row.User|AuditLogs.2.with.User|AuditLogs.3.User|AuditLogs.3.with.x|' +
  'AuditLogs|AuditLogs.4.User|AuditLogs.x|AuditLogs.-1|Empty.0|AuditLog.0|Zzz|AuditLogs.2.rows'
).split('|');

const times = (
  'now|-10m|+1h|-1d2h3m4s5ms|-|+x|2010-01-01|2010-01-02T03:04:05Z|2010-01-02 03:04|2010-01-02T03:04:05.1234567+01:30|' +
  '2010-01-02T03:04:05-0130|2010-02-29|2012-02-29|2010-13-01|2010-01-01T23:59:59Z|2010-01-01T24:00:00Z|' +
  '2010-01-01T00:60:00Z|2010-01-01T00:00:60Z|2010-1-1|1/2/2010, 12:00:00 AM|1/2/2010 12:00:00.5 PM|' +
  '1/2/2010, 1:02:03 PM|2/30/2010, 1:00:00 AM||1.02:03:04.5|-02:03:04|00:00:00.0000001|1:2:3|' +
  '5|10ms|1m30s|1s1m|500MS'
).split('|');

type Test = Extract<QueryCondition, { readonly kind: 'test' }>;

const on = (path: string, relation: Test['relation'], ...given: readonly NamedValue[]): QueryCondition => ({
  kind: 'test',
  path: path.split('.'),
  relation,
  values: given,
});
const all = (...parts: readonly QueryCondition[]): QueryCondition => ({ kind: 'all', parts });
const any = (...parts: readonly QueryCondition[]): QueryCondition => ({ kind: 'any', parts });
const not = (part: QueryCondition): QueryCondition => ({ kind: 'not', part });
const unknown: QueryCondition = { kind: 'unknown' };

const conditions: readonly (readonly QueryCondition[])[] = [
  [],
  [unknown],
  [on('A', 'is', 'x', 'y')],
  [on('A', 'above', 5), on('B', 'below', 5), on('C', 'above', 'x'), on('D', 'below', 'x')],
  [on('A', 'has', 'x'), on('A', 'has', 'y'), on('A', 'starts', 'b'), on('A', 'ends', 'e')],
  [on('A', 'filled'), on('B', 'is', ''), on('C', 'is', true)],
  [on('A', 'above', 5), on('A', 'is', 9)],
  [
    all(
      on('A.b.c', 'is', 1),
      any(unknown, not(on('B', 'is', 2)), on('C', 'is', 3), on('D', 'is', 4)),
      not(on('E', 'is', 5)),
    ),
  ],
  [on('A.b', 'is', 1), on('A.c', 'is', 2)],
  [any(unknown), any()],
];

const said = [
  ...Object.keys(subjects).flatMap((name) => (isSubject(name) ? rowsOf(name) : [])),
  ...paths.map((path) => `path ${path}: ${plain(placePath(whole, path, 'NEW'))}`),
  ...times.map(
    (text) =>
      `time ${text}: ${plain([readTime(text, hour), readMoment(text), readTimespan(text)].map((each) => each ?? null))}`,
  ),
  ...conditions.map((each) => `row for ${plain(each)}: ${plain(rowFor(each))}`),
]
  .join('\n')
  .split('\n');

const file = new URL('rows.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('rows, places in them and times are read as they are written, and what is wrong is said', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
