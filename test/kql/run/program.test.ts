import { describe, expect, test } from '@jest/globals';
import { schemaOf } from '../../../src/kql/index.ts';
import { RunError } from '../../../src/kql/run/program.ts';
import type { Dynamic } from '../../../src/kql/run/values/value.ts';
import { answer, compiled, giving, noon, refusalOf, rowsOf, withTable } from './run.ts';

const events = withTable('Events', [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'User', type: 'string' },
]);

describe('a compiled query', () => {
  test('runs as often as one likes, each time over other rows', () => {
    const program = compiled('Events | summarize count() by User', events);
    expect(rowsOf(program, giving({ Events: [[noon, 'a']] }))).toEqual(['["a",1]']);
    expect(
      rowsOf(
        program,
        giving({
          Events: [
            [noon, 'b'],
            [noon, 'b'],
          ],
        }),
      ),
    ).toEqual(['["b",2]']);
    expect(rowsOf(program, giving({ Events: [] }))).toEqual([]);
  });
  test('says what it reads', () => {
    const program = compiled('let T = Events; T | where User in ((_GetWatchlist("Vips") | project SearchKey))', events);
    expect(program.reads).toEqual({ tables: ['Events'], watchlists: ['Vips'], addresses: [] });
  });
  test('takes now from the run', () => {
    const program = compiled(
      'Events | where TimeGenerated > ago(1h) | project User, age = now() - TimeGenerated',
      events,
    );
    const rows = giving({
      Events: [
        [noon - 600_000_000, 'a'],
        [noon - 72_000_000_000, 'b'],
      ],
    });
    expect(rowsOf(program, rows)).toEqual(['["a","00:01:00"]']);
  });
  test('reads given columns by name, and empty ones where they are missing', () => {
    const program = compiled('Events | project User, TimeGenerated', events);
    expect(rowsOf(program, { table: () => ({ columns: [{ name: 'User', type: 'string' }], rows: [['a']] }) })).toEqual([
      '["a",null]',
    ]);
  });
  test('ends with an error at the table that nobody gives', () => {
    expect(() => rowsOf(compiled('Events | count', events))).toThrow('Nothing is given for Events.');
  });
  test('gives ingestion_time as the run has it', () => {
    const program = compiled('Events | where ingestion_time() > ago(5m) | project User', events);
    const rows = giving({
      Events: [
        [noon, 'old'],
        [noon, 'new'],
      ],
    });
    expect(rowsOf(program, { ...rows, ingestionTime: (_table, row) => (row[1] === 'new' ? noon : 0) })).toEqual([
      '["new"]',
    ]);
  });
});

describe('functions', () => {
  test('of scalars and tables are compiled in place of their calls', () => {
    expect(
      answer(
        'let twice = (x:long, times:long = 2) { x * times }; print a = twice(4), b = twice(4, 3), c = twice(times = 5, x = 1)',
      ),
    ).toEqual(['a:long b:long c:long', '[8,12,5]']);
    expect(
      answer('let over = (T:(n:long), least:long) { T | where n > least }; over((range n from 1 to 4 step 1), 2)'),
    ).toEqual(['n:long', '[3]', '[4]']);
    expect(
      answer(
        'let over = (T:(n:long), least:long) { T | where n > least }; range n from 1 to 4 step 1 | invoke over(3)',
      ).slice(1),
    ).toEqual(['[4]']);
  });
  test('keep the names of where they were made', () => {
    expect(answer('let x = 1; let f = () { x }; print y = f(), z = 2 | extend x = 9 | project y = f()').at(-1)).toBe(
      '[1]',
    );
  });
  test('of the schema run by their bodies', () => {
    const schema = schemaOf({
      functions: [
        {
          name: 'Big',
          parameters: 'least:long=2',
          result: { kind: 'body', body: 'Small | where n >= least' },
          source: 'user',
        },
        { name: 'Small', parameters: '', result: { kind: 'body', body: 'range n from 1 to 3 step 1' }, source: 'user' },
      ],
    });
    expect(rowsOf(compiled('Big | count', schema))).toEqual(['[2]']);
    expect(rowsOf(compiled('Big(3) | project n', schema))).toEqual(['[3]']);
  });
  test('without a body are tables that the run gives', () => {
    const schema = schemaOf({
      functions: [
        {
          name: '_Im_Dns',
          parameters: '',
          result: { kind: 'table', columns: [{ name: 'Q', type: 'string' }], open: false },
          source: 'shipped',
        },
      ],
    });
    expect(rowsOf(compiled('_Im_Dns | project Q', schema), giving({ _Im_Dns: [['x']] }))).toEqual(['["x"]']);
  });
});

describe('sub-queries', () => {
  test('toscalar, materialize and in read the first column', () => {
    expect(
      answer(
        'let T = materialize(range x from 1 to 5 step 1); let m = toscalar(T | summarize max(x)); T | where x in ((T | where x > 3)) and x < m',
      ),
    ).toEqual(['x:long', '[4]']);
  });
  test('a pattern is the body that its arguments choose', () => {
    expect(
      answer(
        'declare pattern P = (a:string)[b:string] { ("x").["y"] = { print r = 1 }; ("x").["z"] = { print r = 2 }; }; P("x").z',
      ).at(-1),
    ).toBe('[2]');
  });
});

describe('columns that only the rows have', () => {
  const open = withTable('Diag', [{ name: 'User', type: 'string' }], true);
  test('are columns of the run, with the types that they are given', () => {
    const program = compiled('Diag | where code_d > 1.5 | project User, code_d', open);
    const columns = [
      { name: 'User', type: 'string' },
      { name: 'code_d', type: 'real' },
    ] as const;
    expect(
      rowsOf(program, {
        table: () => ({
          columns,
          rows: [
            ['a', 2.5],
            ['b', 1],
          ],
        }),
      }),
    ).toEqual(['["a",2.5]']);
  });
  test('are empty where no row has them, and one run leaves nothing behind for the next', () => {
    const program = compiled('Diag | project User, code_d', open);
    expect(rowsOf(program, giving({ Diag: [['a']] }))).toEqual(['["a",null]']);
    expect(rowsOf(program, { table: () => ({ columns: [{ name: 'code_d', type: 'long' }], rows: [[7]] }) })).toEqual([
      '["",7]',
    ]);
    expect(rowsOf(program, giving({ Diag: [['a']] }))).toEqual(['["a",null]']);
  });
  test('are bound once for all runs that find the same', () => {
    let asked = 0;
    const counting: typeof open = {
      ...open,
      table: (name) => {
        asked += 1;
        return open.table(name);
      },
    };
    const program = compiled('Diag | project User, code_d', counting);
    const run = (type: 'long' | 'string', value: number | string): readonly string[] =>
      rowsOf(program, { table: () => ({ columns: [{ name: 'code_d', type }], rows: [[value]] }) });
    expect(run('long', 7)).toEqual(['["",7]']);
    const once = asked;
    expect([run('long', 8), run('long', 9)]).toEqual([['["",8]'], ['["",9]']]);
    expect(asked).toBe(once);
    expect(run('string', 'x')).toEqual(['["","x"]']);
    expect(asked).toBeGreaterThan(once);
  });
});

describe('externaldata', () => {
  const csv = 'a,b\r\n1,"x, y"\n2,z\n';
  test('reads what the run has behind the address', () => {
    const query = 'externaldata(a:long, b:string)["https://x/y.csv"] with (format="csv", ignoreFirstRecord=true)';
    expect(answer(query, { external: () => csv })).toEqual(['a:long b:string', '[1,"x, y"]', '[2,"z"]']);
    expect(() => answer(query)).toThrow('Nothing is given for externaldata(https://x/y.csv).');
  });
  test('takes rows by their columns, of whatever format the query reads, and says which address it reads', () => {
    const query = 'externaldata(a:long, b:string)["https://x/y.csv"] with (format="csv", ignoreFirstRecord=true)';
    const rows = [
      new Map<string, Dynamic>([
        ['b', 'x'],
        ['a', '7'],
      ]),
    ];
    expect(answer(query, { external: () => rows })).toEqual(['a:long b:string', '[7,"x"]']);
    expect(answer(query, { external: () => [] })).toEqual(['a:long b:string']);
    expect(() => answer(query, { external: () => [new Map([['c', 1]])] })).toThrow(
      'A row of externaldata(https://x/y.csv) has the column c; the query reads a, b.',
    );
    expect(compiled(query).reads.addresses).toEqual(['https://x/y.csv']);
  });
  test('reads JSON by the names of the columns', () => {
    expect(
      answer('externaldata(a:long)["https://x/y"] with (format="multijson")', {
        external: () => '[{"a": 1}, {"b": 2}]',
      }),
    ).toEqual(['a:long', '[1]', '[null]']);
  });
});

describe('what is not supported', () => {
  test.each([
    ['print x = 1 | evaluate basket()', 'kql/unsupported evaluate basket at `evaluate basket()`'],
    ['range x from 1 to 3 step 1 | make-graph x --> x', 'kql/unsupported make-graph'],
    ['print x = hash_many(1, 2)', 'kql/unsupported hash_many() at `hash_many(1, 2)`'],
    ['print a = 1; print b = 2', 'kql/unsupported a query of several results at `print a = 1`'],
    ['search "x"', 'kql/unsupported search over all tables at `search "x"`'],
  ])('%s is refused by name and place', (query, said) => {
    expect(refusalOf(query)).toContain(said);
  });
  test('what stands in a function is placed there, and at the call where the function is of the schema', () => {
    expect(refusalOf('let f = (T:(a:long)) { T | evaluate basket() }; print a = 1 | invoke f()')).toBe(
      'kql/unsupported evaluate basket at `evaluate basket()`',
    );
    const schema = schemaOf({
      functions: [
        {
          name: 'Odd',
          parameters: '',
          result: { kind: 'body', body: 'print x = 1 | evaluate basket()' },
          source: 'user',
        },
      ],
    });
    expect(refusalOf('union Odd, (print y = 1)', schema)).toBe('kql/unsupported evaluate basket at `Odd`');
  });
  test('an error of the query is said with its place', () => {
    expect(refusalOf('print x = 1 | where y > 1')).toBe('kql/semantics  at `y`');
    expect(refusalOf('print x = ')).toContain('kql/syntax');
  });
});

describe('the budget of a run', () => {
  const codeOf = (query: string, budget: { isUsedUp: () => boolean; maxCells?: number }): string => {
    try {
      rowsOf(compiled(query), { budget });
      return 'ran';
    } catch (error) {
      return error instanceof RunError ? error.finding.code : 'another error';
    }
  };
  test.each([
    'range x from 1 to 100000000 step 1 | count',
    'range x from 1 to 3000 step 1 | extend k = 1 | join kind=inner (range y from 1 to 3000 step 1 | extend k = 1) on k | count',
    'range x from 1 to 2000 step 1 | extend a = range(1, 1000, 1) | mv-expand a | count',
  ])('ends %s', (query) => {
    expect(codeOf(query, { isUsedUp: () => false, maxCells: 500_000 })).toBe('kql/too-complex');
  });
  test('is about what is held: a long chain of operators over few rows is no matter', () => {
    const chain = Array.from({ length: 30 }, (_, at) => `| extend c${at} = x`).join(' ');
    expect(codeOf(`range x from 1 to 1000 step 1 ${chain}`, { isUsedUp: () => false, maxCells: 100_000 })).toBe('ran');
  });
  test('counts long texts and lists by their length', () => {
    const budget = { isUsedUp: () => false, maxCells: 500_000 };
    expect(codeOf('range x from 1 to 9000 step 1 | extend t = strrep(tostring(x), 1000)', budget)).toBe(
      'kql/too-complex',
    );
    expect(codeOf('range x from 1 to 900 step 1 | extend l = range(x, x + 999, 1)', budget)).toBe('kql/too-complex');
    // The same list in many columns and rows takes no more memory.
    expect(codeOf('range x from 1 to 900 step 1 | extend l = range(1, 999, 1) | extend m = l', budget)).toBe('ran');
  });
  test.each([
    'print strlen(strrep(strrep(strrep("abcd", 1000), 1000), 1000))',
    'print x = 1 | where strlen(strrep(strrep(strrep(strcat("abcd", x), 1000), 1000), 1000)) > 0',
  ])('ends %s, whose text no machine holds', (query) => {
    expect(codeOf(query, { isUsedUp: () => false })).toBe('kql/too-complex');
  });
  const grown = (times: number, innermost: string): string =>
    Array.from({ length: times }).reduce<string>((inner) => `replace_string(${inner}, 'a', 'aaaaaaaaaa')`, innermost);
  const joined = (times: number): string =>
    `print l = range(1, 1048576, 1) | project array_length(array_concat(${Array.from({ length: times }, () => 'l').join(', ')}))`;
  test.each([
    ['a text', `print x = 'a' | project strlen(${grown(8, 'x')})`],
    ['a text that is there from the beginning', `print strlen(${grown(8, "'a'")})`],
    ['a list', joined(5)],
  ])('ends what makes %s too long in one call', (_, query) => {
    expect(codeOf(query, { isUsedUp: () => false })).toBe('kql/too-complex');
  });
  test('lets long texts and lists be', () => {
    expect(answer(`print strlen(${grown(7, "'a'")})`).at(-1)).toBe('[10000000]');
    expect(answer(joined(4)).at(-1)).toBe('[4194304]');
  });
  test('leaves it to the caller to cut a run off, whatever it is at', () => {
    const seen: number[] = [];
    const within = <T>(work: () => T): { readonly value: T } => {
      seen.push(1);
      return { value: work() };
    };
    const isUsedUp = (): boolean => false;
    const sort = compiled('range x from 1 to 3 step 1 | sort by x desc | take 1');
    expect(rowsOf(sort, { budget: { isUsedUp, within } })).toEqual(['[3]']);
    expect(seen).toEqual([1]);
    expect(() => rowsOf(sort, { budget: { isUsedUp, within: () => undefined } })).toThrow(RunError);
    expect(rowsOf(sort)).toEqual(['[3]']);
  });
  test('ends a run whose time is over', () => {
    expect(codeOf('range x from 1 to 1000000 step 1 | count', { isUsedUp: () => true })).toBe('kql/too-complex');
    expect(codeOf('range x from 1 to 10 step 1 | count', { isUsedUp: () => false })).toBe('ran');
  });
});

describe('expressions', () => {
  test.each([
    ['"Hello" == "hello"', 'false'],
    ['"Hello" =~ "hello"', 'true'],
    ['"one two" has "two"', 'true'],
    ['"one twos" has "two"', 'false'],
    ['"one twos" contains "TWO"', 'true'],
    ['"one twos" contains_cs "TWO"', 'false'],
    ['"one two" hasprefix "tw"', 'true'],
    ['"one" !startswith "on"', 'false'],
    ['"a b" has_any ("x", "B")', 'true'],
    ['"a b" has_all ("a", "x")', 'false'],
    ['"b" in ("a", "b")', 'true'],
    ['"B" in ("a", "b")', 'false'],
    ['"B" in~ ("a", "b")', 'true'],
    ['"B" !in~ ("a", "b")', 'false'],
    ['3 in (dynamic([1, 3]))', 'true'],
    ['int(null) in (1, 2)', 'false'],
    ['"ab12" matches regex "[a-z]+\\\\d"', 'true'],
    ['5 between (1 .. 5)', 'true'],
    ['5 !between (1 .. 4)', 'true'],
    ['datetime(2026-01-03) between (datetime(2026-01-01) .. 1d)', 'false'],
    ['1 == 1.0', 'true'],
    ['dynamic(5) == 5', 'true'],
    ['dynamic("a") == "a"', 'true'],
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ['-14 % 12', '10'],
    ['7 / 2.0', '3.5'],
    ['1 / 0', 'null'],
    ['1d * 1.5', '"1.12:00:00"'],
    ['1d / 1h', '24'],
    ['datetime(2026-01-02) - datetime(2026-01-01)', '"1.00:00:00"'],
    ['datetime(2026-01-01) + 1h', '"2026-01-01T01:00:00.0000000Z"'],
    ['dynamic({"a": [1, {"b": 2}]}).a[1].b', '2'],
    ['dynamic([1, 2, 3])[-1]', '3'],
    ['dynamic({"a": 1}).other', 'null'],
    ['-dynamic(5)', '-5'],
    ['dynamic(5) + 1', '6'],
  ])('%s is %s', (expression, expected) => {
    expect(answer(`print v = ${expression}`).at(-1)).toBe(`[${expected}]`);
  });
});
