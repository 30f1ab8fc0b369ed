import { describe, expect, test } from '@jest/globals';
import { mergeSchemas, type QuerySchema, schemaOf } from '../../../src/kql/index.ts';
import { RunError, type GivenTable, type RunInput } from '../../../src/kql/run/program.ts';
import type { Column } from '../../../src/kql/run/values/value.ts';
import { answerOf, compilationOf, compiled, giving, noon, withTable } from './run.ts';

/** What keeps a query from running, now or when it is compiled, whole; the place as the text that stands there. */
const findingOf = (query: string, schema: QuerySchema, input: Partial<RunInput> = {}): unknown => {
  const shown = (finding: RunError['finding']): unknown => {
    const { span, ...others } = finding;
    return { ...others, at: query.slice(span.start, span.end) };
  };
  const compilation = compilationOf(query, schema);
  if (!compilation.ok) return compilation.errors.map(shown);
  try {
    return answerOf(compilation.program, input);
  } catch (error) {
    if (error instanceof RunError) return shown(error.finding);
    throw error;
  }
};

const columns: readonly Column[] = [
  { name: 'User', type: 'string' },
  { name: 'Count', type: 'long' },
  { name: 'Where', type: 'dynamic' },
];
const logs = withTable('Logs', columns);
const open = withTable('Diag', [{ name: 'User', type: 'string' }], true);

/** A table that is given with columns of its own. */
const table = (heads: readonly Column[], ...rows: GivenTable['rows']): Partial<RunInput> => ({
  table: () => ({ columns: heads, rows }),
});

describe('the rows of a table', () => {
  test('stand as the schema has them where they are given without columns', () => {
    expect(answerOf(compiled('Logs', logs), giving({ Logs: [['a', 1, null]] }))).toEqual([
      'User:string Count:long Where:dynamic',
      '["a",1,null]',
    ]);
  });
  test('are put into the order of the schema, with the types of it, and empty where there is no column', () => {
    const given = table(
      [
        { name: 'Where', type: 'string' },
        { name: 'Other', type: 'long' },
        { name: 'Count', type: 'string' },
      ],
      ['{"a":1}', 5, '7'],
      ['x', 6, 'y'],
    );
    expect(answerOf(compiled('Logs', logs), given)).toEqual([
      'User:string Count:long Where:dynamic',
      String.raw`["",7,"{\"a\":1}"]`,
      '["",null,"x"]',
    ]);
    const same = table(columns, ['a', 1, [1]], ['b', 2, null]);
    expect(answerOf(compiled('Logs | where Count > 1', logs), same).slice(1)).toEqual(['["b",2,null]']);
    const turned = table(
      [columns[1] ?? { name: '', type: 'long' }, columns[0] ?? { name: '', type: 'long' }],
      [3, 'c'],
    );
    expect(answerOf(compiled('Logs', logs), turned).slice(1)).toEqual(['["c",3,null]']);
  });
  test('are read once, and are the same wherever the query names them', () => {
    let asked = 0;
    const given: Partial<RunInput> = {
      table: () => {
        asked += 1;
        return { rows: [['a', 1, null]] };
      },
    };
    const program = compiled('Logs | union Logs | join kind=inner (Logs) on User | count', logs);
    expect(answerOf(program, given)).toEqual(['Count:long', '[2]']);
    expect(asked).toBe(3);
    expect(program.reads).toEqual({ tables: ['Logs'], watchlists: [], addresses: [] });
  });
  test('lack what the service adds unless the query names it', () => {
    const schema = schemaOf({
      tables: [
        {
          name: 'T',
          columns: [...columns, { name: 'TenantId', type: 'string' }],
          open: false,
          hidden: ['TenantId'],
          source: 'user',
        },
      ],
    });
    const given = giving({ T: [['a', 1, null, 'tenant']] });
    expect(answerOf(compiled('T', schema), given)).toEqual(['User:string Count:long Where:dynamic', '["a",1,null]']);
    expect(answerOf(compiled('T | project TenantId', schema), given)).toEqual(['TenantId:string', '["tenant"]']);
  });
  test('are asked for by name where nobody gives them', () => {
    expect(findingOf('let x = 1; Logs | where Count > x', logs)).toEqual({
      code: 'kql/failed',
      message: 'Nothing is given for Logs.',
      notGiven: 'Logs',
      at: 'Logs',
    });
    expect(findingOf("_GetWatchlist('vip') | count", logs)).toEqual({
      code: 'kql/failed',
      message: 'Nothing is given for watchlist(vip).',
      notGiven: 'watchlist(vip)',
      at: "_GetWatchlist('vip')",
    });
    expect(findingOf("print geo_info_from_ip_address('1.2.3.4')", logs)).toEqual({
      code: 'kql/failed',
      message: 'Nothing is given for geo(1.2.3.4).',
      notGiven: 'geo(1.2.3.4)',
      at: "print geo_info_from_ip_address('1.2.3.4')",
    });
    expect(findingOf("externaldata(a:string)['https://x/y.csv']", logs)).toMatchObject({
      notGiven: 'externaldata(https://x/y.csv)',
    });
  });
});

describe('a table that may have any columns', () => {
  const extra = table(
    [
      { name: 'User', type: 'string' },
      { name: 'code', type: 'real' },
      { name: 'note', type: 'string' },
    ],
    ['a', 1.5, 'n'],
    ['b', 2.5, 'm'],
  );
  test('has all those that its rows have', () => {
    expect(answerOf(compiled('Diag', open), extra)).toEqual([
      'User:string code:real note:string',
      '["a",1.5,"n"]',
      '["b",2.5,"m"]',
    ]);
    expect(answerOf(compiled('Diag | getschema | project ColumnName, ColumnType', open), extra).slice(1)).toEqual([
      '["User","string"]',
      '["code","real"]',
      '["note","string"]',
    ]);
    expect(answerOf(compiled('Diag | summarize sum(code) by note | where sum_code > 2', open), extra)).toEqual([
      'note:string sum_code:real',
      '["m",2.5]',
    ]);
  });
  test('has an empty column of the type that the other tables of a union give it', () => {
    const schema = mergeSchemas(open, logs);
    const given = giving({ Diag: [['a']], Logs: [['b', 7, null]] });
    const heads = (query: string): readonly string[] => answerOf(compiled(query, schema), given);
    expect(heads('Diag | project User, Count | union (Logs | project User, Count)')).toEqual([
      'User:string Count:long',
      '["a",null]',
      '["b",7]',
    ]);
    expect(heads('Logs | project Count | union (Diag | project Count)')).toEqual(['Count:long', '[7]', '[null]']);
    expect(heads('union (Diag | project Count), (Logs | project Count), (print Count = "x")')).toEqual([
      'Count_long:long Count_string:string',
      '[null,""]',
      '[7,""]',
      '[null,"x"]',
    ]);
    expect(heads('Diag | project nosuch | union (Diag | project nosuch)')).toEqual([
      'nosuch:dynamic',
      '[null]',
      '[null]',
    ]);
    expect(heads('Diag | extend Count, more = Count | union (print more = 5)')).toEqual([
      'User:string Count:dynamic more:long',
      '["a",null,null]',
      '["",null,5]',
    ]);
    expect(heads('Diag | summarize n = count() by Count | union (print Count = 5)')).toEqual([
      'Count:long n:long',
      '[null,1]',
      '[5,null]',
    ]);
    expect(heads('Diag | distinct Count | union (print Count = "x")')).toEqual([
      'Count_dynamic:dynamic Count_string:string',
      '[null,""]',
      '[null,"x"]',
    ]);
  });
  test('is joined by a column that nobody knows as the type of the other side', () => {
    const schema = mergeSchemas(open, logs);
    const given = giving({
      Diag: [['a']],
      Logs: [
        ['', 7, null],
        ['a', 8, null],
      ],
    });
    const joined = (on: string): readonly string[] =>
      answerOf(compiled(`Diag | join kind=leftouter Logs on ${on} | project User, User1, Count`, schema), given);
    expect(joined('$left.code == $right.User')).toEqual(['User:string User1:string Count:long', '["a","",7]']);
    expect(joined('$left.code == $right.Count')).toEqual(['User:string User1:string Count:long', '["a","",null]']);
    expect(
      answerOf(compiled('Logs | join kind=inner Diag on $left.User == $right.code | count', schema), given),
    ).toEqual(['Count:long', '[1]']);
  });
  test('is bound anew for each source whose rows bring more', () => {
    const schema = mergeSchemas(open, withTable('More', [], true));
    const given: Partial<RunInput> = {
      table: (name) =>
        name === 'Diag'
          ? { columns: [{ name: 'x', type: 'long' }], rows: [[1]] }
          : { columns: [{ name: 'y', type: 'string' }], rows: [['q']] },
    };
    expect(
      answerOf(
        compiled('Diag | extend k = 1 | join kind=inner (More | extend k = 1) on k | project x + 1, y', schema),
        given,
      ),
    ).toEqual(['Column1:long y:string', '[2,"q"]']);
  });
  test('ends a run whose new columns do not fit the query', () => {
    const query = 'Diag | where code startswith "x" | project z = code + 1';
    expect(findingOf(query, open, table([{ name: 'code', type: 'string' }], ['x']))).toEqual({
      code: 'kql/semantics',
      message: "The operator '+' is not defined for the operand types string and long.",
      at: '+',
    });
  });
});

describe('a watchlist', () => {
  const known = schemaOf({ watchlists: [{ alias: 'Vip', columns: [{ name: 'Upn', type: 'string' }] }] });
  const given: Partial<RunInput> = {
    watchlist: (alias) => ({
      columns: [
        { name: 'Upn', type: 'string' },
        { name: 'Tier', type: 'long' },
      ],
      rows: [[alias, 5]],
    }),
  };
  test('has the columns of its file, and of what the service adds those that are given', () => {
    expect(answerOf(compiled("_GetWatchlist('Vip') | project Upn, SearchKey", known), given)).toEqual([
      'Upn:string SearchKey:string',
      '["Vip",""]',
    ]);
  });
  test('that nobody knows has the columns of its rows', () => {
    const program = compiled(
      "let a = 'Oth'; _GetWatchlist(strcat(a, 'er')) | where Tier == 5 | project Upn, Tier",
      known,
    );
    expect(answerOf(program, given)).toEqual(['Upn:string Tier:long', '["Other",5]']);
    expect(program.reads.watchlists).toEqual(['Other']);
  });
  test('is refused where its alias depends on the run', () => {
    expect(findingOf("_GetWatchlist(toscalar(print 'a' | where now() > ago(1h)))", known)).toMatchObject([
      { at: expect.anything() },
    ]);
  });
});

describe('ingestion_time()', () => {
  const times = withTable('Logs', [
    { name: 'User', type: 'string' },
    { name: 'At', type: 'long' },
  ]);
  const given: Partial<RunInput> = {
    ...giving({
      Logs: [
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ],
    }),
    ingestionTime: (name, row) => (row[1] === 3 ? undefined : noon + Number(row[1]) * 10_000_000 + name.length),
  };
  test.each([
    [
      'Logs | project User, i = ingestion_time()',
      ['["a","2026-02-28T00:00:01.0000004Z"]', '["b","2026-02-28T00:00:02.0000004Z"]', '["c",null]'],
    ],
    [
      'Logs | extend z = 1 | project-away At | where User != "c" | project z, i = ingestion_time()',
      ['[1,"2026-02-28T00:00:01.0000004Z"]', '[1,"2026-02-28T00:00:02.0000004Z"]'],
    ],
    [
      'Logs | sort by At desc | take 2 | extend At = 9 | project User, i = ingestion_time()',
      ['["c",null]', '["b","2026-02-28T00:00:02.0000004Z"]'],
    ],
    ['Logs | summarize n = count() by User | where isnull(ingestion_time()) | count', ['[3]']],
    ['Logs | where ingestion_time() >= datetime(2026-02-28T00:00:02Z) | project User', ['["b"]']],
    ['union Logs, (Logs | where User == "a") | summarize max(ingestion_time())', ['["2026-02-28T00:00:02.0000004Z"]']],
  ])('goes with its row: %s', (query, rows) => {
    expect(answerOf(compiled(query, times), given).slice(1)).toEqual(rows);
  });
  test('is null where the run does not know it', () => {
    expect(
      answerOf(
        compiled('Logs | project i = ingestion_time()', times),
        giving({
          Logs: [
            ['a', 1],
            ['b', 2],
            ['c', 3],
          ],
        }),
      ).slice(1),
    ).toEqual(['[null]', '[null]', '[null]']);
  });
});

describe('geo_info_from_ip_address()', () => {
  test('gives what the run knows of an address, and null for what is none', () => {
    const asked: string[] = [];
    const geo = (address: string): string => {
      asked.push(address);
      return `of ${address}`;
    };
    const query = "datatable(ip:string)[' 1.2.3.4 ', 'x', '::1', ''] | project g = geo_info_from_ip_address(ip)";
    expect(answerOf(compiled(query), { geo })).toEqual([
      'g:dynamic',
      '["of 1.2.3.4"]',
      '[null]',
      '["of ::1"]',
      '[null]',
    ]);
    expect(asked).toEqual(['1.2.3.4', '::1']);
    expect(answerOf(compiled("print g = geo_info_from_ip_address('9.9.9.9')"), { geo }).at(-1)).toBe('["of 9.9.9.9"]');
  });
});

describe('chance', () => {
  const query =
    'range i from 1 to 200 step 1 | project r = rand(), n = rand(4), one = rand(1), g = tostring(new_guid())';
  const rows = answerOf(compiled(query), { seed: 3 })
    .slice(1)
    .map((row): readonly [number, number, number, string] => JSON.parse(row));
  test('is the same for the same seed, that of a run without one is 1', () => {
    expect(
      answerOf(compiled(query), { seed: 3 })
        .slice(1)
        .map((row): unknown => JSON.parse(row)),
    ).toEqual(rows);
    expect(answerOf(compiled(query))).toEqual(answerOf(compiled(query), { seed: 1 }));
  });
  test('gives numbers below one, whole ones below a bound above one, and guids of version 4', () => {
    expect(rows.filter(([r, n, one]) => r < 0 || r >= 1 || !Number.isInteger(n) || one < 0 || one >= 1)).toEqual([]);
    expect(new Set(rows.map(([, n]) => n))).toEqual(new Set([0, 1, 2, 3]));
    expect(
      rows.filter(([, , , g]) => !/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(g)),
    ).toEqual([]);
    expect(new Set(rows.map(([r]) => r)).size).toBe(200);
    expect(new Set(rows.map(([, , , g]) => g.charAt(19))).size).toBe(4);
  });
});

describe('how often a run asks whether its time is over', () => {
  const looksOf = (query: string): number => {
    let looks = 0;
    const isUsedUp = (): boolean => {
      looks += 1;
      return false;
    };
    answerOf(compiled(query), { budget: { isUsedUp } });
    return looks;
  };
  test.each([
    ['print 1', 1],
    ['range x from 1 to 20000 step 1', 4],
    ['range x from 1.0 to 10000.0 step 1.0', 2],
    ['range x from 1 to 10000 step 1 | extend y = x, z = x', 3],
    ['range x from 1 to 10000 step 1 | where x > 5000', 3],
    ['range x from 1 to 10000 step 1 | sort by x desc | project y = x', 4],
    ['range x from 1 to 10000 step 1 | summarize count() by x', 4],
    ['range x from 1 to 10000 step 1 | summarize make_list(x), make_set(x)', 4],
    [
      'range x from 1 to 10000 step 1 | summarize make_bag(bag_pack(tostring(x), x)), hll(x), tdigest(x) | project 1',
      4,
    ],
    [
      'range x from 1 to 200 step 1 | extend k = 1 | join kind=inner (range y from 1 to 200 step 1 | extend k = 1) on k',
      15,
    ],
    ['range x from 1 to 9000 step 1 | join kind=leftsemi (range x from 1 to 9000 step 1) on x', 5],
    ['range x from 1 to 9000 step 1 | lookup (range x from 1 to 9000 step 1 | extend y = 1) on x', 8],
    ['range x from 1 to 20 step 1 | extend l = range(1, 1000, 1) | mv-expand l', 4],
    ['range x from 1 to 5000 step 1 | mv-apply l = dynamic([1]) on (take 1)', 3],
    ['range x from 1 to 10000 step 1 | union (range x from 1 to 10000 step 1)', 5],
    ['range x from 1 to 9000 step 1 | make-series n = count() on x from 1 to 9001 step 1 by k = x % 3', 3],
    ['range x from 1 to 100 step 1 | extend t = strrep(strrep("a", 1000), x)', 8],
    ['range x from 1 to 20 step 1 | extend l = range(x, x + 2000, 1)', 3],
    ['range x from 1 to 20000 step 1 | extend k = x % 2 | partition by k (count)', 5],
  ])('%s: %i times', (query, looks) => {
    expect(looksOf(query)).toBe(looks);
  });
});

describe('calls', () => {
  const schema = schemaOf({
    functions: [
      { name: 'NoBody', parameters: 'x:long', result: { kind: 'scalar', type: 'long' }, source: 'user' },
      { name: 'Loop', parameters: 'n:long', result: { kind: 'body', body: 'Loop(n)' }, source: 'user' },
      {
        name: 'Plus',
        parameters: 'n:long, more:long=2',
        result: { kind: 'body', body: 'let m = more; n + m' },
        source: 'user',
      },
    ],
  });
  test('of functions of the schema run by their bodies, or are refused where there is none', () => {
    expect(findingOf('print Plus(1), Plus(1, 5), Plus(more = 3, n = 1)', schema)).toEqual([
      'print_0:long print_1:long print_2:long',
      '[3,6,4]',
    ]);
    const unknown = { code: 'kql/unsupported', name: 'NoBody', at: 'NoBody(1)' };
    expect(findingOf('print NoBody(1)', schema)).toMatchObject([unknown]);
    expect(findingOf('print 1 | where NoBody(1) > 2', schema)).toMatchObject([unknown]);
  });
  test('go sixty deep and no deeper', () => {
    const nested = (depth: number): string =>
      `${Array.from({ length: depth }, (_, at) => `let f${at} = () { ${at === 0 ? '1' : `f${at - 1}() + 1`} };`).join(' ')} print f${depth - 1}()`;
    expect(findingOf(nested(60), schema)).toEqual(['print_0:long', '[60]']);
    expect(findingOf(nested(61), schema)).toMatchObject([
      {
        code: 'kql/unsupported',
        message: 'the function f0 is not supported by the interpreter: its calls go too deep.',
      },
    ]);
  });
  test('of a table are refused where only the run tells its name, and read the table of a name that is known', () => {
    expect(findingOf('table(tostring(now())) | count', schema)).toMatchObject([
      { code: 'kql/unsupported', name: 'table()', at: 'table(tostring(now()))' },
    ]);
    expect(
      findingOf("let a = 'Lo'; table(strcat(a, 'gs')) | where User == 'b'", logs, giving({ Logs: [['b', 1, null]] })),
    ).toEqual(['User:string Count:long Where:dynamic', '["b",1,null]']);
    expect(findingOf("table('Diag') | project code", open, table([{ name: 'code', type: 'long' }], [7]))).toEqual([
      'code:long',
      '[7]',
    ]);
  });
});
