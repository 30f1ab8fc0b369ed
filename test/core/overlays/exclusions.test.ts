import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, dictionary, oneof, property, record, string } from 'fast-check';
import { objectOf, textOf, type JsonValue } from '../../../src/core/json.ts';
import { withExclusions } from '../../../src/core/overlays/exclusions.ts';
import { plain, sourced } from '../../../src/core/overlays/sourced.ts';
import { compiled, giving, withTable } from '../../kql/run/run.ts';

const now = Date.UTC(2026, 10, 22);

const type = { queries: [{ key: 'query', at: '/properties/query' }] };

const excluding = (query: string, exclude: JsonValue): string => {
  const { root, findings } = withExclusions(sourced({ query, exclude }, { in: 'file', at: '' }), type, now);
  expect(findings.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return textOf(objectOf(plain(root))['query']) ?? '';
};

const entry = (where: JsonValue): JsonValue => ({ where, until: '2027-06-01', reason: 'known' });

describe('an exclusion', () => {
  test.each([
    ['T', 'T\n| where not(tostring(A) in~ ("x"))'],
    ['T | take 5 // end', 'T | take 5\n| where not(tostring(A) in~ ("x")) // end'],
    ['T;\n// done\n', 'T\n| where not(tostring(A) in~ ("x"));\n// done\n'],
    ['T | where B == "//" ', 'T | where B == "//"\n| where not(tostring(A) in~ ("x")) '],
    ['T\n// picket: exclusions\n| take 1', 'T\n// picket: exclusions\n| where not(tostring(A) in~ ("x"))\n| take 1'],
  ])('of %j gives %j', (query, made) => {
    expect(excluding(query, [entry({ A: 'x' })])).toBe(made);
  });

  test('at the end only ever takes rows away', () => {
    const schema = withTable('T', [
      { name: 'A', type: 'string' },
      { name: 'B', type: 'string' },
    ]);
    const value = oneof(constantFrom('x', 'X', '', '"', '") or true //', '\n'), string({ maxLength: 3 }));
    const rows = array(record({ A: value, B: value }), { maxLength: 8 });
    const wheres = array(
      dictionary(constantFrom('A', 'B'), oneof(value, array(value, { minLength: 1, maxLength: 3 })), { minKeys: 1 }),
      { minLength: 1, maxLength: 3 },
    );
    const queries = constantFrom(
      'T',
      'T // end',
      'T;\n// done\n',
      'T | where B != "//" | extend C = strlen(A)',
      'T | summarize N = count() by A, B',
      'T | order by A asc, B desc | take 3',
      'T | union T',
      'let x = T | where A != "y";\nx\n| project-reorder B, A',
      'T | join kind=leftouter (T | summarize M = max(B) by A) on A | project A, B, M',
      'T | extend L = pack_array(A, B) | mv-expand L to typeof(string) | project A = L, B',
    );
    assert(
      property(queries, rows, wheres, (query, given, list) => {
        const input = giving({ T: given.map(({ A, B }) => [A, B]) });
        const run = (kql: string) => compiled(kql, schema).run({ now, ...input });
        const { columns, rows: before } = run(query);
        const { rows: after } = run(excluding(query, list.map(entry)));
        const isOut = (row: (typeof before)[number]): boolean =>
          list.some((where) =>
            Object.entries(where).every(([column, values]) => {
              const cell = row[columns.findIndex(({ name }) => name === column)];
              return [values]
                .flat()
                .some((each) => typeof cell === 'string' && each.toLowerCase() === cell.toLowerCase());
            }),
          );
        expect(after).toEqual(before.filter((row) => !isOut(row)));
      }),
      { numRuns: 60 },
    );
  });
});
