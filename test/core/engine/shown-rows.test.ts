import { describe, expect, test } from '@jest/globals';
import { rowsFor, rowsText } from '../../../src/core/engine/rows.ts';
import { rewriteText, rowsLost, shownRows } from '../../../src/core/engine/shown-rows.ts';
import type { RowsWrite } from '../../../src/core/engine/change.ts';
import { textOf, type JsonObject } from '../../../src/core/json.ts';

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
