import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { loadQueryPrinter, mergeSchemas, schemaOf, type QuerySchema } from '../../../src/kql/index.ts';
import { datatableOf } from '../../../src/kql/run/as-query.ts';
import { readAnswer, sameTables } from '../../../src/kql/run/answer.ts';
import { resultAsJson } from '../../../src/kql/run/values/printed.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { Guid, Real, type Column, type Row, type Table, type Value } from '../../../src/kql/run/values/value.ts';
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

  test.each(['workspace', 'app', 'resource', 'cluster', 'database', 'arg', 'adx'])(
    'is none where %s() leads out of the workspace, unless rows are given for such a name',
    (call) => {
      const query = `${call}('x').Logs | count`;
      expect(printer.selfContained(query, schema, given)).toEqual({
        problem: `\`${call}\` reads what no query can carry`,
      });
      const tables = new Map([...given.tables, [call, table]]);
      expect(printer.selfContained(query, schema, { ...given, tables })).toHaveProperty('query');
    },
  );
  test('tells the first of several reasons, and what a function of the repository reads', () => {
    const other = schemaOf({
      functions: [
        {
          name: 'Out',
          parameters: '',
          result: { kind: 'body', body: "table('x') | union Log*" },
          source: 'repository',
        },
      ],
    });
    expect(printer.selfContained('Out() | extend i = ingestion_time()', mergeSchemas(schema, other), given)).toEqual({
      problem: '`ingestion_time()` has no value where nothing was ingested',
    });
    expect(printer.selfContained('Out()', mergeSchemas(schema, other), given)).toEqual({
      problem: '`table` reads what no query can carry',
    });
  });

  test('defines tables, watchlists and functions before it, each once and as it is called', () => {
    const functions = schemaOf({
      functions: [
        {
          name: 'Twice',
          parameters: '',
          result: { kind: 'body', body: 'union Late(), Late(2h)' },
          source: 'repository',
        },
        {
          name: '_Im_Dns',
          parameters: 'from:datetime=now()',
          result: { kind: 'table', columns: user, open: false },
          source: 'shipped',
        },
        { name: 'Given', parameters: 'n:long', result: { kind: 'body', body: 'Logs | take n' }, source: 'repository' },
      ],
    });
    const empty: Table = { columns: [{ name: 'a', type: 'long' }], rows: [] };
    const printed = printer.selfContained(
      'Twice() | union (Late()), _Im_Dns(ago(1d)), Given(5), Odd',
      mergeSchemas(schema, functions),
      {
        now: noon,
        tables: new Map([
          ["odd 'name'", empty],
          ['_Im_Dns', empty],
          ['Given', empty],
        ]),
        watchlists: new Map([
          ['Vip', empty],
          ['a "b"', empty],
        ]),
      },
    );
    expect('query' in printed ? printed.query.split('\n') : printed.problem).toEqual([
      String.raw`let ['odd \'name\''] = datatable(a:long)[`,
      '',
      '];',
      'let _Im_Dns = (from:datetime=now()) { datatable(a:long)[',
      '',
      '] };',
      'let Given = (n:long) { datatable(a:long)[',
      '',
      '] };',
      'let _GetWatchlist = (watchlistAlias:string) { union (datatable(a:long)[',
      '',
      '] | where watchlistAlias =~ "Vip"), (datatable(a:long)[',
      '',
      String.raw`] | where watchlistAlias =~ "a \"b\"") };`,
      'let Late = (least:timespan=1h) { Logs',
      '| where TimeGenerated < (datetime(2026-02-28T00:00:00.0000000Z) - (least)) };',
      'let Twice = () { union Late(), Late(2h) };',
      'Twice() | union (Late()), _Im_Dns((datetime(2026-02-28T00:00:00.0000000Z) - (1d))), Given(5), Odd',
    ]);
  });

  test('writes each value as the literal of its type', () => {
    const values: readonly (readonly [Column['type'], readonly Value[]])[] = [
      ['string', ['a"b', '', null]],
      ['bool', [true, false, null]],
      ['int', [5, null]],
      ['long', [-9_223_372_036_854_775_808n, null]],
      ['real', [1.5, -0.25, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null]],
      ['decimal', [Decimal.of(15n, -1), null]],
      ['datetime', [noon, null]],
      ['timespan', [-1, null]],
      ['guid', [new Guid('00000000-0000-0000-0000-000000000001'), null]],
      ['dynamic', [[1, 'x'], 'x', null]],
    ];
    const literals = values.map(([type, list]) =>
      datatableOf({ columns: [{ name: 'x', type }], rows: list.map((value) => [value]) }).replaceAll(/\n */g, ' '),
    );
    expect(literals).toEqual([
      String.raw`datatable(x:string)[ "a\"b", "", "" ]`,
      'datatable(x:bool)[ true, false, bool(null) ]',
      'datatable(x:int)[ int(5), int(null) ]',
      'datatable(x:long)[ long(-9223372036854775808), long(null) ]',
      'datatable(x:real)[ real(1.5), real(-0.25), real(nan), real(+inf), real(-inf), real(null) ]',
      'datatable(x:decimal)[ decimal(1.5), decimal(null) ]',
      'datatable(x:datetime)[ datetime(2026-02-28T00:00:00.0000000Z), datetime(null) ]',
      'datatable(x:timespan)[ timespan(-00:00:00.0000001), timespan(null) ]',
      'datatable(x:guid)[ guid(00000000-0000-0000-0000-000000000001), guid(null) ]',
      'datatable(x:dynamic)[ dynamic([1,"x"]), dynamic("x"), dynamic(null) ]',
    ]);
    expect(
      datatableOf({
        columns: [
          { name: 'a b', type: 'long' },
          { name: '1', type: 'long' },
          { name: '_x1', type: 'long' },
        ],
        rows: [
          [1, 2],
          [3, 4, 5],
        ],
      }),
    ).toBe(
      "datatable(['a b']:long, ['1']:long, _x1:long)[\n  long(1), long(2), long(null),\n  long(3), long(4), long(5)\n]",
    );
  });

  test('stops each clock where it stands, one within another too', () => {
    const stopped = '(datetime(2026-02-28T00:00:00.0000000Z)';
    expect(printer.pinned('print now(-1h), ago(now() - ago(1d)), nower(), now', noon)).toBe(
      `print ${stopped} + (-1h)), ${stopped} - (datetime(2026-02-28T00:00:00.0000000Z) - ${stopped} - (1d)))), nower(), now`,
    );
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
    const none = [
      '{"error":{}}',
      'text',
      '[1]',
      '{"tables":[]}',
      '{"tables":{}}',
      '{"tables":[1]}',
      '{"tables":[{"rows":[]}]}',
      '{"tables":[{"columns":[]}]}',
      '{"tables":[{"columns":[],"rows":5}]}',
    ];
    expect(none.filter((text) => readAnswer(text) !== undefined)).toEqual([]);
  });
  test('is read by its columns: other names of types, cells that are missing, empty or of another type', () => {
    const columns = [
      ['s', 'String'],
      ['n', 'Int64'],
      ['b', 'boolean'],
      ['r', 'double'],
      ['g', 'uniqueid'],
      ['t', 'timespan'],
      ['d', 'dynamic'],
    ].map(([name, type]) => ({ name, type }));
    const rows = [
      ['x', '7', 'true', '1.5', '00000000-0000-0000-0000-000000000001', '01:00:00', '[1]'],
      [5, 7.9, 1, 2, 'x', 'x', 'no json'],
      ['', '', '', '', '', '', ''],
      [null, null, null, null, null, null, null],
      [],
      'no row',
      [{ a: 1 }, [1], [1], [1], [1], [1], { a: 1 }],
    ];
    const table = readAnswer(
      JSON.stringify({
        tables: [
          { columns: [...columns, { other: 1 }, 7], rows },
          { columns: [], rows: [] },
        ],
      }),
    );
    expect(table === undefined ? '' : resultAsJson(table)).toBe(
      `${[
        '{"columns":[{"name":"s","type":"string"},{"name":"n","type":"dynamic"},{"name":"b","type":"bool"},{"name":"r","type":"real"},{"name":"g","type":"guid"},{"name":"t","type":"timespan"},{"name":"d","type":"dynamic"},{"name":"","type":"dynamic"},{"name":"","type":"dynamic"}],"rows":[',
        '["x",7,true,1.5,"00000000-0000-0000-0000-000000000001","01:00:00",[1],null,null],',
        '["5",7.9,true,2,null,null,"no json",null,null],',
        '["","",null,null,null,null,"",null,null],',
        '["",null,null,null,null,null,null,null,null],'.repeat(3),
        String.raw`["{\"a\":1}",[1],null,null,null,null,{"a":1},null,null]`,
        ']}',
      ].join('')}\n`,
    );
  });
  test('is another one by a column, its type, a row too many or too few, or a null', () => {
    const of = (name: string, type: Column['type'], ...values: readonly Value[]): Table => ({
      columns: [{ name, type }],
      rows: values.map((value) => [value]),
    });
    const ours = of('x', 'string', 'a', '', 'a');
    expect(sameTables(ours, of('x', 'string', '', 'a', 'a'))).toBe(true);
    const others = [
      of('y', 'string', 'a', '', 'a'),
      of('x', 'dynamic', 'a', '', 'a'),
      of('x', 'string', 'a', '', ''),
      of('x', 'string', 'a', 'a'),
      of('x', 'string', 'a', null, 'a'),
      of('x', 'string', 'a', '_', 'a'),
      { columns: [], rows: [[], [], []] },
    ];
    expect(others.filter((each) => sameTables(ours, each))).toEqual([]);
    expect(sameTables(of('x', 'long', null, 1), of('x', 'long', 1, null))).toBe(true);
    expect(sameTables(of('x', 'long', null), of('x', 'long', 0))).toBe(false);
    const reals = [0.1, 1e-7, 123_456_789_012_345, Number.NaN, Number.POSITIVE_INFINITY];
    for (const value of reals) {
      expect(sameTables(of('x', 'real', value), of('x', 'real', value * (1 + 1e-14)))).toBe(true);
      expect(
        sameTables(of('x', 'real', value), of('x', 'real', Number.isFinite(value) ? value * (1 + 1e-10) : -1)),
      ).toBe(false);
    }
    expect(sameTables(of('x', 'long', 9_007_199_254_740_993n), of('x', 'long', 9_007_199_254_740_992n))).toBe(false);
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
