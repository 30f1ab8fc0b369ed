import { describe, expect, test } from '@jest/globals';
import { prepareCase, readTest } from '../../../src/content/rule-test/index.ts';
import { variationsOf } from '../../../src/content/rule-test/variations.ts';
import { schemaOf, tableWithStandardColumns, type QueryCondition } from '../../../src/kql/index.ts';

const schema = schemaOf({
  tables: [
    tableWithStandardColumns(
      'Events_CL',
      [
        { name: 'User', type: 'string' },
        { name: 'Count', type: 'long' },
      ],
      'user',
    ),
  ],
});

const inputOf = (rows: string) => {
  const { test: read } = readTest(
    'a.test.yaml',
    `now: 2026-03-01T12:00:00Z\ncases:\n  - name: one\n    given: {Events_CL: ${rows}}\n    expect: silent\n`,
  );
  const [first] = read?.cases ?? [];
  if (read === undefined || first === undefined) throw new Error('the case is read');
  const context = {
    schema,
    shared: new Map(),
    textOf: () => ({ problem: 'there is no such file' }),
    watchlists: new Map(),
  };
  return prepareCase(read, first, context).input;
};

/** What the variations of a case are called, each with how many rows of the table it has. */
const varied = (rows: string, conditions: readonly QueryCondition[], limits: readonly number[]): readonly string[] =>
  [...variationsOf(inputOf(rows), conditions, limits)].map(
    ({ words, input }) => `${words} (${input.tables.get('Events_CL')?.rows.length})`,
  );

const one = (
  relation: 'is' | 'has' | 'starts' | 'ends' | 'above' | 'below' | 'filled',
  path: string,
  value: string | number,
) => ({ kind: 'test', relation, path: [path], values: [value] }) as const;

describe('the variations of a case', () => {
  test('have as many rows as a limit asks for, one less and one more', () => {
    expect(varied('[{User: a}]', [], [5])).toEqual([
      'Events_CL has 4 such rows (4)',
      'Events_CL has 5 such rows (5)',
      'Events_CL has 6 such rows (6)',
    ]);
  });

  test('have one row in the singular, and never none', () => {
    expect(varied('[{User: a}]', [], [1])).toEqual(['Events_CL has 1 such row (1)', 'Events_CL has 2 such rows (2)']);
    expect(varied('[]', [], [5])).toEqual([]);
  });

  test('have their rows a second apart, all of them as the first', () => {
    const [, two] = [...variationsOf(inputOf('[{User: a}, {User: b}]'), [], [1])];
    const given = two?.input.tables.get('Events_CL');
    const at = (name: string): number => given?.columns.findIndex((column) => column.name === name) ?? -1;
    expect(given?.rows.map((row) => row[at('User')])).toEqual(['a', 'a']);
    const [first, second] = (given?.rows ?? []).map((row) => Number(row[at('TimeGenerated')]));
    expect((first ?? 0) - (second ?? 0)).toBe(10_000_000);
    expect(given?.ingested).toHaveLength(2);
  });

  test('have the numbers around a limit of a column, the values that it is compared with, and nothing', () => {
    expect(varied('[{Count: 1}]', [one('above', 'Count', 10)], [])).toEqual([
      'Count is 9 (1)',
      'Count is 10 (1)',
      'Count is 11 (1)',
    ]);
    expect(varied('[{Count: 1}]', [one('below', 'Count', 3)], [])).toEqual([
      'Count is 2 (1)',
      'Count is 3 (1)',
      'Count is 4 (1)',
    ]);
    expect(varied('[{User: a}]', [one('filled', 'User', 'x')], [])).toEqual(['User is blank (1)']);
    for (const [relation, verb] of [
      ['is', 'is'],
      ['has', 'has'],
      ['starts', 'begins with'],
      ['ends', 'ends with'],
    ] as const)
      expect(varied('[{User: a}]', [one(relation, 'User', 'x')], [])).toEqual([
        `User ${verb} x (1)`,
        'User is blank (1)',
      ]);
  });

  test('look into what conditions are made of, and pass over what no row can hold', () => {
    const within: QueryCondition = {
      kind: 'any',
      parts: [
        { kind: 'not', part: one('filled', 'User', '') },
        { kind: 'all', parts: [one('above', 'Count', 1), { kind: 'unknown' }] },
        one('is', 'Nothing', 'x'),
      ],
    };
    expect(varied('[{User: a}]', [within], [])).toEqual([
      'User is blank (1)',
      'Count is 0 (1)',
      'Count is 1 (1)',
      'Count is 2 (1)',
    ]);
  });
});
