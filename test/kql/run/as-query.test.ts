import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { loadQueryPrinter, mergeSchemas, schemaOf, type QuerySchema } from '../../../src/kql/index.ts';
import { datatableOf } from '../../../src/kql/run/as-query.ts';
import { readAnswer, sameTables } from '../../../src/kql/run/answer.ts';
import { resultAsJson } from '../../../src/kql/run/values/printed.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { Real, type Column, type Row, type Table, type Value } from '../../../src/kql/run/values/value.ts';
import { compiled, giving, noon, withTable } from './run.ts';

jest.setTimeout(60_000);

const printer = await loadQueryPrinter();

const columns: readonly Column[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'User', type: 'string' },
  { name: 'odd name', type: 'long' },
  { name: 'R', type: 'real' },
  { name: 'B', type: 'bool' },
  { name: 'T', type: 'timespan' },
  { name: 'M', type: 'decimal' },
  { name: 'D', type: 'dynamic' },
];

const cells: readonly fc.Arbitrary<Value>[] = [
  fc.constantFrom<Value>(noon, noon - 1, null),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom<Value>(0, -1, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, null),
  fc.constantFrom<Value>(0.1, -1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null),
  fc.constantFrom<Value>(true, false, null),
  fc.constantFrom<Value>(1, 864_000_000_001, -36_000_000_000, null),
  fc.constantFrom<Value>(Decimal.of(123n, 2), null),
  fc.constantFrom<Value>(null, 'text "in" \\ quotes\n', [1, new Real(1), null], new Map<string, null>([['a b', null]])),
];

const rows: fc.Arbitrary<Row> = fc.tuple(...cells);

describe('rows within a query', () => {
  test('are the rows that were given', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 3 }), (given) => {
        const table: Table = { columns, rows: given };
        const ran = compiled(datatableOf(table)).run({ table: () => undefined, now: noon });
        expect(resultAsJson(ran)).toBe(resultAsJson(table));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a query that carries its rows', () => {
  const user: readonly Column[] = columns.slice(0, 2);
  const schema: QuerySchema = mergeSchemas(
    withTable('Logs', user),
    schemaOf({
      functions: [
        {
          name: 'Late',
          parameters: 'least:timespan=1h',
          result: { kind: 'body', body: 'Logs\n| where TimeGenerated < ago(least);' },
          source: 'repository',
        },
      ],
      watchlists: [{ alias: 'Vip', columns: [{ name: 'Upn', type: 'string' }] }],
    }),
  );
  const table: Table = {
    columns: user,
    rows: [
      [noon - 1, 'ana'],
      [noon - 72_000_000_000, 'bob'],
    ],
  };
  const given = {
    now: noon,
    tables: new Map([['Logs', table]]),
    watchlists: new Map([['Vip', { columns: [{ name: 'Upn', type: 'string' as const }], rows: [['bob']] }]]),
  };

  test.each([
    'Logs | where TimeGenerated > ago(1h) and TimeGenerated < now(1s)',
    'Late() | extend Age = now() - TimeGenerated',
    'Late(least = 3h) | count',
    "Logs | where User in (_GetWatchlist('vip') | project Upn) | project User, At = ago(now() - ago(2h))",
  ])('gives without anything else what it gives over them: %s', (query) => {
    const printed = printer.selfContained(query, schema, given);
    if (!('query' in printed)) throw new Error(printed.problem);
    const alone = compiled(printed.query).run({ table: () => undefined, now: noon + 10_000_000 });
    const over = compiled(query, schema).run({
      ...giving({ Logs: table.rows }),
      watchlist: () => given.watchlists.get('Vip'),
      now: noon,
    });
    expect(resultAsJson(alone)).toBe(resultAsJson(over));
  });

  test.each([
    ['table("Logs") | count', '`table` reads what no query can carry'],
    ['union Log*', '`Log*` would read the tables of the service'],
    ['Logs | extend i = ingestion_time()', '`ingestion_time()` has no value where nothing was ingested'],
    ["externaldata(x:string)['https://a.example/b.csv']", '`externaldata` reads what no query can carry'],
  ])('is none where %s would read something else', (query, problem) => {
    expect(printer.selfContained(query, schema, given)).toEqual({ problem });
  });

  test('is the query of a moment where its clock is stopped', () => {
    expect(printer.pinned('T | where a > ago(1h) // ago(2h)\n| where b < now() and c == "now()"', noon)).toBe(
      'T | where a > (datetime(2026-02-28T00:00:00.0000000Z) - (1h)) // ago(2h)\n| where b < datetime(2026-02-28T00:00:00.0000000Z) and c == "now()"',
    );
  });
});

describe('the answer of a service', () => {
  const ours: Table = {
    columns: [
      { name: 'At', type: 'datetime' },
      { name: 'N', type: 'long' },
      { name: 'D', type: 'dynamic' },
      { name: 'S', type: 'string' },
    ],
    rows: [
      [noon + 1, 9_223_372_036_854_775_807n, new Map([['a', new Real(1)]]), ''],
      [null, null, null, 'x'],
    ],
  };
  const cellsOf = (dynamic: string): string =>
    `[["2026-02-28T00:00:00.0000001Z",9223372036854775807,${dynamic},""],[null,null,null,"x"]]`;
  test.each([
    [
      'Log Analytics',
      `{"tables":[{"name":"PrimaryResult","columns":[{"name":"At","type":"datetime"},{"name":"N","type":"long"},{"name":"D","type":"dynamic"},{"name":"S","type":"string"}],"rows":${cellsOf('"{\\"a\\":1.0}"')}}]}`,
    ],
    [
      'Kusto',
      `{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"At","ColumnType":"datetime"},{"ColumnName":"N","ColumnType":"long"},{"ColumnName":"D","ColumnType":"dynamic"},{"ColumnName":"S","ColumnType":"string"}],"Rows":${cellsOf('{"a":1.0}')}},{"TableName":"Table_1","Columns":[],"Rows":[]}]}`,
    ],
  ])('of %s is read exactly', (_name, text) => {
    const table = readAnswer(text);
    expect(table === undefined ? '' : resultAsJson(table)).toBe(resultAsJson(ours));
  });
  test('is none where there is no table', () => {
    expect(['{"error":{}}', 'text', '{"tables":[1]}', '{"tables":[{"rows":[]}]}'].map(readAnswer)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
  test('is the same in another order of rows and the last digits of sums, and not with other types', () => {
    const column = { name: 'x', type: 'real' } as const;
    const left: Table = { columns: [column], rows: [[0.1 + 0.2], [1]] };
    expect(sameTables(left, { columns: [column], rows: [[1], [0.3]] })).toBe(true);
    expect(sameTables(left, { columns: [column], rows: [[1], [0.31]] })).toBe(false);
    expect(sameTables(left, { columns: [{ name: 'x', type: 'decimal' }], rows: [[1], [0.3]] })).toBe(false);
    expect(sameTables(left, { columns: [column], rows: [[1]] })).toBe(false);
  });
});
