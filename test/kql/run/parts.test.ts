import { describe, expect, test } from '@jest/globals';
import { mergeSketches } from '../../../src/kql/run/aggregates/sketches.ts';
import { percentileType } from '../../../src/kql/run/aggregates/choices.ts';
import { areEqual, compare } from '../../../src/kql/run/expressions/compare.ts';
import { fitLine, outlierScores } from '../../../src/kql/run/functions/series/series-statistics.ts';
import { uniqueName, wildcard } from '../../../src/kql/run/operators/common.ts';
import { readSeparated } from '../../../src/kql/run/operators/external.ts';

describe('values of an expression', () => {
  test('are ordered within their kind, and a truth value among numbers', () => {
    expect([compare(1, 2), compare('b', 'a'), compare(true, 1)]).toEqual([-1, 1, 0]);
  });

  test('of other kinds have no order, and are not equal', () => {
    expect(compare('1', 1)).toBeUndefined();
    expect(compare(Number.NaN, Number.NaN)).toBeUndefined();
    expect(areEqual(Number.NaN, Number.NaN)).toBe(false);
  });
});

describe('aggregates', () => {
  test('of an int are longs, of a dynamic value reals, of a time times', () => {
    expect((['int', 'dynamic', 'datetime'] as const).map(percentileType)).toEqual(['long', 'real', 'datetime']);
  });

  test('merge no sketches to none', () => {
    expect(mergeSketches('hll', [null, 'text'])).toBeNull();
  });
});

describe('series', () => {
  test('on a line are fitted without a rest', () => {
    expect(fitLine([1, 3, 5])).toMatchObject({ slope: 2, interception: -1, rsquare: 1, fit: [1, 3, 5] });
  });

  test('have outliers only where values lie outside', () => {
    const scores = outlierScores([1, 2, 1, 2, 1, 50, null], 10, 90);
    expect(scores.at(-1)).toBe(0);
    expect(scores.findIndex((score) => score === Math.max(...scores))).toBe(5);
  });
});

describe('operators', () => {
  test('name a column anew where its name is taken', () => {
    const taken = new Set(['Count', 'Count1']);
    expect([uniqueName('Count', taken), uniqueName('Count', taken)]).toEqual(['Count2', 'Count3']);
  });

  test('take a star for any text, and everything else for itself', () => {
    expect([wildcard('Sign*Logs')('SigninLogs'), wildcard('a.c')('abc')]).toEqual([true, false]);
  });

  test('split separated values, of which quoted ones may hold separators and line ends', () => {
    expect(readSeparated('a,"b,""c"\r\n"d\ne",f\n', ',')).toEqual([
      ['a', 'b,"c'],
      ['d\ne', 'f'],
    ]);
  });
});
