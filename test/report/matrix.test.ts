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
    expect(lines.map((line) => /first|second|third/.exec(line)?.[0])).toEqual([undefined, 'first', 'second']);
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
