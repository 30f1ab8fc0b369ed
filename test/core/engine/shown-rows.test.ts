import { describe, expect, test } from '@jest/globals';
import { watchlist } from '../../../src/content/watchlist/index.ts';
import { rowsFor, rowsText, type Contents } from '../../../src/core/engine/rows.ts';
import { rewriteText, rowsLost, shownRows, withRowFields } from '../../../src/core/engine/shown-rows.ts';
import type { RowsWrite, Verdict } from '../../../src/core/engine/change.ts';
import { some, textOf, type JsonObject } from '../../../src/core/json.ts';
import type { Row } from '../../../src/core/resource.ts';

const rows = (count: number, more: JsonObject) =>
  rowsFor(
    'list',
    Array.from({ length: count }, (_, index) => ({ key: `k${index}`, ...more })),
  );
const write = (of: Partial<RowsWrite>): RowsWrite => ({
  wanted: [],
  add: [],
  remove: [],
  before: rowsText([]),
  deletes: 0,
  ...of,
});

describe('the rows that a write takes', () => {
  test('are those that no other one of their key replaces, until more than half of the list goes', () => {
    expect(rowsLost(write({ remove: rows(50, { n: 1 }), deletes: 3 }), 100)).toEqual({ deleted: 3, replaced: 0 });
    expect(rowsLost(write({ remove: rows(51, { n: 1 }), deletes: 3 }), 100)).toEqual({ deleted: 3, replaced: 48 });
    expect(rowsLost(write({ remove: rows(100, { n: 1 }), deletes: 100 }), 100)).toEqual({ deleted: 100, replaced: 0 });
  });

  test('are said to be a list written anew, with the columns that only one side has', () => {
    const there = rows(3, { team: 'a' });
    expect(rewriteText(write({ add: rows(3, { squad: 'a' }), remove: there }), there)).toEqual([
      'The list is written anew: 3 of its 3 rows are replaced, and each of them is deleted by a request of its own. The rows have other columns: `squad` in git only, `team` in the workspace only.',
    ]);
    const [text = ''] = rewriteText(write({ add: rows(3, { team: 'b' }), remove: there }), there);
    expect(text).not.toContain('columns');
    expect(rewriteText(write({ add: rows(1, { team: 'b' }), remove: there.slice(0, 1) }), there)).toEqual([]);
  });
});

describe('rows as people see them', () => {
  test('are the first twenty by their keys, and a number for the others', () => {
    const { fields, left } = shownRows(write({ add: rows(22, { n: 1 }) }), (value) => textOf(value['key']) ?? '');
    expect(fields).toHaveLength(20);
    expect(fields[0]).toEqual({ at: '/rows/k0', before: undefined, after: { key: 'k0', n: 1 } });
    expect(left).toBe(2);
  });
});

describe('a verdict of a list whose rows differ', () => {
  const kind = watchlist.resource;
  const contents: Contents = {
    kind,
    valueOf: (body) => body,
    bodyOf: (value) => value,
    keyOf: (body) => (value) => textOf(value[textOf(body['key']) ?? 'key']) ?? '',
  };
  const resource = (of: readonly Row[], body: JsonObject = {}) => ({
    type: kind.collection,
    name: 'list',
    body,
    rows: of,
  });
  const whole = { at: '/rows', before: '2 rows', after: '3 rows', side: 'ours', cosmetic: true } as const;
  const other = { at: '/name', before: 'a', after: 'b', side: 'theirs', cosmetic: false } as const;
  const verdict = (git: readonly Row[], there: readonly Row[], body: JsonObject = {}): Verdict => ({
    state: 'ours',
    type: 'watchlist',
    id: 'list',
    displayName: 'List',
    fields: [other, whole],
    unknownProperties: [],
    desired: { type: 'watchlist', resource: resource(git, body), displayName: 'List', version: undefined, path: 'l' },
    live: { ...resource(there), id: '/list', etag: undefined },
  });
  const field = (key: string, before: JsonObject | undefined, after: JsonObject | undefined) => ({
    at: `/rows/${key}`,
    before,
    after,
    side: 'ours',
    cosmetic: false,
  });

  test('has them behind its fields, on the side of all rows', () => {
    const given = verdict(rowsFor('list', [{ key: 'a', n: 1 }]), rowsFor('list', [{ key: 'a', n: 2 }, { key: 'b' }]));
    expect(withRowFields(given, contents)).toEqual({
      ...given,
      fields: [other, whole, field('a', { key: 'a', n: 2 }, { key: 'a', n: 1 }), field('b', { key: 'b' }, undefined)],
    });
  });

  test('tells its rows apart by what the body in git says', () => {
    const given = verdict(rowsFor('list', [{ mail: 'a@b' }]), [], { key: 'mail' });
    expect(withRowFields(given, contents).fields.at(-1)).toEqual(field('a@b', undefined, { mail: 'a@b' }));
  });

  test.each([
    [20, undefined],
    [21, 1],
    [22, 2],
  ])('of %i rows says how many are not among the fields', (count, rowsLeft) => {
    const shown = withRowFields(verdict(rows(count, { n: 1 }), []), contents);
    expect(shown.rowsLeft).toBe(rowsLeft);
    expect('rowsLeft' in shown).toBe(rowsLeft !== undefined);
    expect(shown.fields).toHaveLength(22);
  });

  test('stays as it is where there are no rows to compare', () => {
    const given = verdict(rows(1, { n: 1 }), rows(2, { n: 2 }));
    expect(withRowFields(given, undefined)).toBe(given);
    const { desired, live, ...rest } = given;
    const bare = { ...resource([]), rows: undefined };
    for (const each of [
      { ...given, fields: [other] },
      { ...rest, ...some('live', live) },
      { ...rest, ...some('desired', desired) },
      { ...given, ...some('live', live && { ...live, rows: bare.rows }) },
    ])
      expect(withRowFields(JSON.parse(JSON.stringify(each)), contents)).toEqual(JSON.parse(JSON.stringify(each)));
  });
});
