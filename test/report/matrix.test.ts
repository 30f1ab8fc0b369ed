import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/core/report.ts';
import { growingMatrix, markdownMatrix, prettyMatrix, type Matrix } from '../../src/report/matrix.ts';
import { change, planned, planOf } from './reports.ts';

const long = 'Sign-ins from many addresses '.repeat(4);

/** A matrix of two workspaces, in which these items are created, some names being as long as they may be. */
const matrixOf = (
  ...items: readonly { readonly id: string; readonly displayName: string; readonly type?: string }[]
): Matrix => {
  const report: Report = planned(planOf(items.map((item) => ({ ...change(1), action: 'create', ...item }))));
  const growing = growingMatrix();
  for (const workspace of ['dev', 'prod']) growing.add({ workspace, exitCode: 0, report });
  return growing.grown();
};

const look = { colour: false, columns: Number.POSITIVE_INFINITY };

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.includes('create'));

describe('a column of a matrix of many workspaces', () => {
  const grownWith = (silent: readonly string[]): Matrix => {
    const report: Report = planned(planOf([{ ...change(1), action: 'create' }]));
    const growing = growingMatrix();
    for (const workspace of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) growing.add({ workspace, exitCode: 0, report });
    for (const workspace of silent) growing.add({ workspace, exitCode: 4 });
    return growing.grown();
  };

  test.each([
    ['a terminal', (matrix: Matrix) => prettyMatrix(matrix, look)],
    ['Markdown', markdownMatrix],
  ])('is called all where each has a report, and otherwise says who has none, in %s', (_, told) => {
    const [whole, part] = [told(grownWith([])), told(grownWith(['x', 'y']))];
    expect(whole).toMatch(/^(?:\| {2}\| `all` \|| +all)$/m);
    expect(part).not.toMatch(/^(?:\| {2}\| `all` \|| +all)$/m);
    expect(part).toMatch(/^A: 7 workspaces \\?\(a, b, c, d, e, f, g\\?\)$/m);
    expect(part).toContain('2 workspaces without a report: x, y.');
  });
});

describe('a matrix of more than a page takes', () => {
  const words = ['create', 'update', 'delete', 'disable', 'adopt', 'refresh'] as const;
  const grownOf = (count: number, items: number): Matrix => {
    const growing = growingMatrix();
    for (let index = 0; index < count; index += 1) {
      // No two workspaces have the same of both items.
      const changes = Array.from({ length: items }, (_, at) => ({
        ...change(at),
        action: words[at === 0 ? index % 6 : at === 1 ? Math.floor(index / 6) : 0] ?? 'create',
      }));
      growing.add({ workspace: `w${index}`, exitCode: 0, report: planned(planOf(changes)) });
    }
    return growing.grown();
  };

  test('has eight columns, and says which workspaces are in none of them', () => {
    expect(prettyMatrix(grownOf(8, 2), look)).not.toContain('other columns');
    for (const told of [prettyMatrix(grownOf(10, 2), look), markdownMatrix(grownOf(10, 2))])
      expect(told).toContain('2 workspaces of other columns: w8, w9.');
    expect(prettyMatrix(grownOf(9, 2), look)).toContain('\n1 workspace of other columns: w8.\n');
  });

  test('has a hundred rows, and says how many more there are', () => {
    expect(prettyMatrix(grownOf(2, 100), look)).not.toContain('more items');
    expect(prettyMatrix(grownOf(2, 103), look)).toContain('\n3 more items are in the JSON report.\n');
    expect(markdownMatrix(grownOf(2, 103)).match(/Rule \d+ /g)).toHaveLength(100);
  });
});

describe('names in a matrix of workspaces', () => {
  test.each([
    ['a terminal', (matrix: Matrix) => prettyMatrix(matrix, look)],
    ['Markdown', markdownMatrix],
  ])('that are cut alike have their ids beside them, others do not, in %s', (_, told) => {
    const matrix = matrixOf(
      { id: 'first', displayName: `${long} one` },
      { id: 'second', displayName: `${long} two` },
      { id: 'third', displayName: `Another ${long}` },
    );
    const lines = linesOf(told(matrix));
    expect(new Set(lines).size).toBe(3);
    expect(lines.map((line) => /\S*(?:first|second|third)\S*/.exec(line)?.[0].replaceAll('\\', ''))).toEqual([
      undefined,
      '(first)',
      '(second)',
    ]);
  });

  test('that are the same have their types where the ids are the same as well', () => {
    const item = { id: 'same', displayName: 'Same' };
    const lines = linesOf(prettyMatrix(matrixOf({ ...item, type: 'parser' }, { ...item, type: 'workbook' }), look));
    expect(lines.flatMap((line) => /\(.*\)/.exec(line)?.[0] ?? []).toSorted()).toEqual([
      '(parser/same)',
      '(workbook/same)',
    ]);
  });
});
