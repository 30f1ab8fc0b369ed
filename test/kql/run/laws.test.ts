import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Row } from '../../../src/kql/run/values/value.ts';
import { compiled, giving, rowsOf, withTable } from './run.ts';

const schema = withTable('T', [
  { name: 'k', type: 'string' },
  { name: 'n', type: 'long' },
]);
const two = {
  ...schema,
  table: (name: string) => {
    const table = schema.table('T');
    return table === undefined || (name !== 'T' && name !== 'U') ? undefined : { ...table, name };
  },
};

const key = fc.constantFrom('', 'a', 'b', 'A', 'c d');
const number = fc.option(fc.integer({ min: -5, max: 5 }), { nil: null });
const rows: fc.Arbitrary<readonly Row[]> = fc.array(fc.tuple(key, number), { maxLength: 12 });

const sorted = (lines: readonly string[]): readonly string[] =>
  lines.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));

/** Rows of T over which two queries give different rows; undefined where there are none. */
const disagreement = (left: string, right: string): unknown => {
  const [one, other] = [compiled(left, schema), compiled(right, schema)];
  const same = fc.property(rows, (given) => {
    const answers = [one, other].map((program) => rowsOf(program, giving({ T: given })).join(' '));
    return answers[0] === answers[1];
  });
  return fc.check(same).counterexample ?? undefined;
};

describe('laws of operators', () => {
  test('where before and behind an extend that it does not read', () => {
    expect(
      disagreement('T | where n > 0 | extend m = strcat(k, "!")', 'T | extend m = strcat(k, "!") | where n > 0'),
    ).toBeUndefined();
  });
  test('two wheres are one with and, in any order', () => {
    expect(disagreement('T | where n > -2 | where k != "a"', 'T | where k != "a" and n > -2')).toBeUndefined();
  });
  test('project of what extend made', () => {
    expect(disagreement('T | extend m = n + 1 | project k, m', 'T | project k, m = n + 1')).toBeUndefined();
  });
  test('extend is project of every column, the changed ones where they stand', () => {
    expect(disagreement('T | extend m = n + 1', 'T | project k, n, m = n + 1')).toBeUndefined();
    expect(disagreement('T | extend n = n + 1, m = k', 'T | project k, n = n + 1, m = k')).toBeUndefined();
    expect(disagreement('T | extend k = n, n = k', 'T | project k = n, n = k')).toBeUndefined();
  });
  test('a condition and its negation with the nulls are all rows', () => {
    const parts = compiled('union (T | where n > 1), (T | where not(n > 1)), (T | where isnull(n > 1))', schema);
    fc.assert(
      fc.property(rows, (given) => {
        expect(rowsOf(parts, giving({ T: given }))).toHaveLength(given.length);
      }),
    );
  });
  test('sort is stable: sorting by the second key first is sorting by both', () => {
    expect(disagreement('T | sort by n asc | sort by k asc', 'T | sort by k asc, n asc')).toBeUndefined();
  });
  test('distinct is summarize by', () => {
    expect(disagreement('T | distinct k, n', 'T | summarize by k, n')).toBeUndefined();
  });
  test('top is take of sort', () => {
    expect(disagreement('T | top 3 by n desc', 'T | sort by n desc | take 3')).toBeUndefined();
  });
  test('summarize against a fold', () => {
    const program = compiled('T | summarize count(), sum(n), max(n), countif(n > 0), dcount(n) by k', schema);
    fc.assert(
      fc.property(rows, (given) => {
        const groups = new Map<unknown, (number | null)[]>();
        for (const [k, n] of given) groups.set(k, [...(groups.get(k) ?? []), typeof n === 'number' ? n : null]);
        const expected = [...groups].map(([k, values]) => {
          const known = values.filter((value) => value !== null);
          return JSON.stringify([
            k,
            values.length,
            known.reduce((sum, value) => sum + value, 0),
            known.length === 0 ? null : Math.max(...known),
            known.filter((value) => value > 0).length,
            new Set(known).size,
          ]);
        });
        expect(rowsOf(program, giving({ T: given }))).toEqual(expected);
      }),
    );
  });
});

type Pair = readonly [Row | undefined, Row | undefined];

/** The pairs of a nested loop, with the rows of both sides that have no partner. */
const nested = (left: readonly Row[], right: readonly Row[]): { pairs: Pair[]; onlyLeft: Row[]; onlyRight: Row[] } => {
  const isPair = (one: Row, other: Row): boolean => one[0] === other[0];
  return {
    pairs: left.flatMap((one) => right.filter((other) => isPair(one, other)).map((other): Pair => [one, other])),
    onlyLeft: left.filter((one) => !right.some((other) => isPair(one, other))),
    onlyRight: right.filter((other) => !left.some((one) => isPair(one, other))),
  };
};

describe('join against a nested loop', () => {
  const nothing: Row = ['', null];
  const both = ([one = nothing, other = nothing]: Pair): string => JSON.stringify([...one, ...other]);
  const alone = (row: Row): string => JSON.stringify(row);
  const expectedOf = (kind: string, left: readonly Row[], right: readonly Row[]): readonly string[] => {
    const { pairs, onlyLeft, onlyRight } = nested(left, right);
    const ofLeft = onlyLeft.map((row): Pair => [row, undefined]);
    const ofRight = onlyRight.map((row): Pair => [undefined, row]);
    switch (kind) {
      case 'inner':
        return pairs.map(both);
      case 'leftouter':
        return [...pairs, ...ofLeft].map(both);
      case 'rightouter':
        return [...pairs, ...ofRight].map(both);
      case 'fullouter':
        return [...pairs, ...ofLeft, ...ofRight].map(both);
      case 'leftanti':
        return onlyLeft.map(alone);
      case 'rightanti':
        return onlyRight.map(alone);
      case 'leftsemi':
        return left.filter((row) => !onlyLeft.includes(row)).map(alone);
      default:
        return right.filter((row) => !onlyRight.includes(row)).map(alone);
    }
  };
  test.each(['inner', 'leftouter', 'rightouter', 'fullouter', 'leftanti', 'rightanti', 'leftsemi', 'rightsemi'])(
    'kind=%s',
    (kind) => {
      const program = compiled(`T | join kind=${kind} U on k`, two);
      fc.assert(
        fc.property(rows, rows, (left, right) => {
          expect(sorted(rowsOf(program, giving({ T: left, U: right })))).toEqual(sorted(expectedOf(kind, left, right)));
        }),
      );
    },
  );
  test('innerunique is inner over the first row of each key', () => {
    const program = compiled('T | join kind=innerunique U on k', two);
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const first = left.filter((row, at) => left.findIndex((other) => other[0] === row[0]) === at);
        expect(sorted(rowsOf(program, giving({ T: left, U: right })))).toEqual(
          sorted(expectedOf('inner', first, right)),
        );
      }),
    );
  });
});
