import { describe, expect, test } from '@jest/globals';
import { rowChanges, rowsFor, rowsRecorded, rowsStand, rowsToWrite } from '../../../src/core/engine/rows.ts';
import type { FieldDigests } from '../../../src/core/engine/change.ts';
import { textOf, type JsonObject } from '../../../src/core/json.ts';

const rows = (...values: readonly JsonObject[]) => rowsFor('list', values);
const [one, two, other] = [
  { key: 'a', n: 1 },
  { key: 'a', n: 2 },
  { key: 'b', n: 1 },
];

describe('rows that are written', () => {
  test('are shown as a change where one of a key takes the place of another, else as added or removed', () => {
    const keyOf = (value: JsonObject): string => textOf(value['key']) ?? '';
    expect(rowChanges({ add: rows(two, other), remove: rows(one) }, keyOf)).toEqual([
      { key: 'a', before: one, after: two },
      { key: 'b', before: undefined, after: other },
    ]);
    expect(rowChanges({ add: rows(one, two), remove: rows(other) }, keyOf)).toEqual([
      { key: 'b', before: other, after: undefined },
      { key: 'a', before: undefined, after: one },
      { key: 'a', before: undefined, after: two },
    ]);
  });

  test('are done once all are there and none is left', () => {
    const write = { add: rows(two), remove: rows(one) };
    expect(rowsStand(write, rows(one, other), rows(two, other))).toMatchObject({ done: true, doubled: [] });
    expect(rowsStand(write, rows(one), rows(one, two))).toMatchObject({ done: false, expected: rows(two, one) });
    expect(rowsStand(write, rows(one), [])).toMatchObject({ done: false, expected: [] });
  });

  test('never take the name of another one, as one has that was edited in its place', () => {
    const [own, again] = rows(one, two);
    if (own === undefined || again === undefined) throw new Error('no row');
    const edited = { name: own.name.toUpperCase(), value: other };
    const { add, remove } = rowsToWrite([own, again], [edited]);
    expect(remove).toEqual([edited]);
    expect(add.map(({ value }) => value)).toEqual([one, two]);
    expect(add[0]?.name).not.toBe(own.name);
    expect(add[1]).toEqual(again);
    const taken = [edited, { name: add[0]?.name ?? '', value: other }];
    expect(new Set([...taken, ...rowsToWrite([own], taken).add].map(({ name }) => name)).size).toBe(3);
  });

  test('are all written where they differ only in how their letters are composed', () => {
    const { add } = rowsToWrite(rows({ key: 'caf\u00E9' }, { key: 'cafe\u0301' }), []);
    expect(new Set(add.map(({ name }) => name)).size).toBe(2);
    expect(add.map(({ value }) => value)).toEqual([{ key: 'caf\u00E9' }, { key: 'cafe\u0301' }]);
  });

  test('that somebody else added too are doubled', () => {
    const [own] = rows(two);
    if (own === undefined) throw new Error('no row');
    const found = [own, { ...own, name: 'theirs' }];
    expect(rowsStand({ add: [own], remove: [] }, [], found).doubled).toEqual([own]);
  });
});

test.each<[string, Readonly<Record<string, FieldDigests>>, 'open' | 'closed' | undefined]>([
  ['nothing of rows', {}, undefined],
  ['rows that were begun', { '/rows': { sent: 'x', live: undefined } }, 'open'],
  ['rows that were written', { '/rows': { sent: 'x', live: 'x' } }, 'closed'],
  ['rows that nobody wrote', { '/rows': { sent: undefined, live: undefined } }, 'closed'],
])('a record of %s', (_, fields, expected) => {
  expect(rowsRecorded({ kind: 'fields', fields, normalizer: 1 })).toBe(expected);
  expect(rowsRecorded(undefined)).toBeUndefined();
});
