import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../../src/core/json.ts';
import type { Cache } from '../../../src/core/ports.ts';
import { parseParameters } from '../../../src/kql/symbols.ts';
import {
  analyzeAll,
  emptySchema,
  factsKey,
  isSchemaLock,
  loadKql,
  lockSchema,
  mergeSchemas,
  printLock,
  readUserSchema,
  schemaFrom,
  schemaOf,
  shippedSchema,
  tableWithStandardColumns,
} from '../../../src/kql/index.ts';
import { kqlType } from '../../../src/kql/schema/user-schema.ts';
import { readShippedFacts } from '../../../src/files/assets.ts';

const shipped = shippedSchema(await readShippedFacts());

test('a schema is made again of what it was made of', () => {
  const own = schemaOf({ tables: [{ name: 'Own_CL', columns: [], open: true, hidden: [], source: 'user' }] });
  const { origins } = mergeSchemas(shipped, own);
  const again = schemaFrom(origins);
  expect(again.table('SigninLogs')).toEqual(shipped.table('SigninLogs'));
  expect(again.fn('imDns')).toEqual(shipped.fn('imDns'));
  expect(again.table('Own_CL')).toEqual(own.table('Own_CL'));
});

describe('the shipped facts', () => {
  test('give a table its own columns and the standard ones', () => {
    const table = shipped.table('SigninLogs');
    expect(table?.columns).toEqual(
      expect.arrayContaining([
        { name: 'UserPrincipalName', type: 'string' },
        { name: 'TimeGenerated', type: 'datetime' },
      ]),
    );
    expect(table?.hidden).toContain('_BilledSize');
    expect(shipped.table('signinlogs')).toBeUndefined();
    expect(shipped.table('constructor')).toBeUndefined();
  });

  test('every entry can be decoded, and no table lists a column twice', () => {
    for (const name of shipped.tableNames()) {
      const columns = shipped.table(name)?.columns ?? [];
      expect(columns.length).toBeGreaterThan(0);
      expect(new Set(columns.map((each) => each.name)).size).toBe(columns.length);
      expect(columns.every((each) => each.name !== '' && each.type !== '')).toBe(true);
    }
    for (const name of shipped.functionNames()) expect(shipped.fn(name)?.name).toBe(name);
  });

  test('another format is refused', () => {
    expect(() => shippedSchema({ format: 2, columns: [] })).toThrow('format 1');
  });
});

describe('merging', () => {
  const table = (type: string) => schemaOf({ tables: [tableWithStandardColumns('T', [{ name: 'a', type }], 'user')] });

  test('the later schema wins', () => {
    expect(mergeSchemas(table('string'), table('long')).table('T')?.columns[0]?.type).toBe('long');
  });

  test('a table hides an earlier function of its name and the other way round', () => {
    const fn = schemaOf({
      functions: [{ name: 'T', parameters: '', result: { kind: 'scalar', type: 'long' }, source: 'user' }],
    });
    expect(mergeSchemas(fn, table('string')).fn('T')).toBeUndefined();
    expect(mergeSchemas(table('string'), fn).table('T')).toBeUndefined();
  });

  test("Sentinel's own functions stay as shipped", () => {
    const pulled = lockSchema({ tables: [], functions: [{ name: '_Im_Dns', parameters: '', body: 'T' }] });
    expect(mergeSchemas(shipped, pulled).fn('_Im_Dns')?.source).toBe('shipped');
    expect(mergeSchemas(shipped, pulled).locked).toBe(true);
  });
});

describe('a schema file of the user', () => {
  test('is a table or a function as in Azure-Sentinel’s query validation', () => {
    const read = readUserSchema([
      {
        Name: 'Leaks_CL',
        Properties: [
          { Name: 'User', Type: 'String' },
          { name: 'At', type: 'DateTime' },
        ],
      },
      {
        FunctionName: 'GetLeaks',
        FunctionParameters: [{ Name: 'since', Type: 'datetime', IsRequired: false }],
        FunctionResultColumns: [{ Name: 'User', Type: 'string' }],
      },
    ]);
    if (!read.ok) throw new Error(read.problem);
    expect(read.tables[0]?.columns.slice(0, 2)).toEqual([
      { name: 'User', type: 'string' },
      { name: 'At', type: 'datetime' },
    ]);
    expect(read.functions[0]?.parameters).toBe('since:datetime=');
  });

  test('keeps parameters that are required or tables, and takes types that it does not know for dynamic', () => {
    const read = readUserSchema({
      FunctionName: 'GetLeaks',
      FunctionParameters: [
        { Name: 'rows', Type: 'table' },
        { Name: 'typed', Type: '(User:string)' },
        { Name: 'since', Type: 'datetime', IsRequired: true },
        { Name: 'odd', Type: 'text' },
        { Name: 'nameless' },
        7,
      ],
      FunctionResultColumns: [{ Name: 'User', Type: 'string' }],
    });
    if (!read.ok) throw new Error(read.problem);
    expect(read.functions[0]?.parameters).toBe('rows:(*), typed:(User:string), since:datetime, odd:dynamic');
  });

  test.each([
    [7, 'no mapping'],
    [{ Properties: [] }, 'neither Name nor FunctionName'],
    [{ Name: 'T' }, 'no list of columns'],
    [{ Name: 'T', Properties: [{ name: 'a' }] }, 'needs a name and a type'],
    [{ Name: 'T', Properties: [{ name: 'a', type: 'text' }] }, 'the type `text` of `T.a`'],
  ])('%j is refused with what is wrong', (value, problem) => {
    expect(readUserSchema(value)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });
});

test.each([
  ['String', 'string'],
  ['System.String', 'string'],
  ['int32', 'int'],
  ['Int', 'int'],
  ['INT64', 'long'],
  ['long', 'long'],
  ['System.Double', 'real'],
  ['real', 'real'],
  ['Boolean', 'bool'],
  ['bool', 'bool'],
  ['SByte', 'bool'],
  ['DateTime', 'datetime'],
  ['TimeSpan', 'timespan'],
  ['System.Object', 'dynamic'],
  ['dynamic', 'dynamic'],
  ['Guid', 'guid'],
  ['decimal', 'decimal'],
  ['Systems.String', undefined],
  ['constructor', undefined],
])('the type %s is %s', (written, type) => {
  expect(kqlType(written)).toBe(type);
});

describe('a schema of shipped facts', () => {
  const facts = {
    format: 1,
    columns: [
      'sA',
      'iB',
      'lC',
      'rD',
      'bE',
      'dTimeGenerated',
      'tG',
      'yH',
      'gI',
      'mJ',
      'uK',
      'xL',
      's_Hidden',
      'dLogged',
    ],
    standard: { columns: '5 c', hidden: 'c', customLog: 'd' },
    open: ['Open'],
    schemas: { Dns: '0 1' },
    tables: { T: '0 1 2 3 4 5 6 7 8 9 a b', Own_CL: '0 c', Open: '', Far: 'zz' },
    functions: {
      Tabular: { columns: '0 1', parameters: 'x:long', open: true },
      Schemed: { schema: 'Dns' },
      Empty: {},
      Scalar: { scalar: 'long', parameters: 'a:string' },
      Adding: { adds: '2' },
      _Im_Dns: { columns: '0' },
      _Im_Dns_Cisco: { columns: '1' },
      _Im_Dns_CiscoV07: { columns: '2' },
    },
  };
  const schema = shippedSchema(facts);
  const named = (name: string) => schema.table(name)?.columns.map(({ name: column, type }) => `${column}:${type}`);

  test('has the columns of each table with their types, and the standard ones behind them', () => {
    expect(named('T')).toEqual(
      'A:string B:int C:long D:real E:bool TimeGenerated:datetime G:timespan H:dynamic I:guid J:decimal K:unknown L:dynamic _Hidden:string'.split(
        ' ',
      ),
    );
    expect(schema.table('T')).toMatchObject({ name: 'T', open: false, hidden: ['_Hidden'], source: 'shipped' });
    expect(schema.table('T')?.extensible).toBeUndefined();
    expect(named('Own_CL')).toEqual(['A:string', '_Hidden:string', 'TimeGenerated:datetime', 'Logged:datetime']);
    expect(schema.table('Own_CL')?.extensible).toBe(true);
    expect(schema.table('Open')?.open).toBe(true);
    expect(named('Far')?.[0]).toBe(':dynamic');
    expect(schema.table('constructor')).toBeUndefined();
    expect(schema.table('T')).toBe(schema.table('T'));
    expect([...schema.tableNames()]).toEqual(['T', 'Own_CL', 'Open', 'Far']);
    expect([...schema.functionNames()]).toEqual(Object.keys(facts.functions));
    expect(schema.locked).toBe(false);
    expect(schema.watchlist('x')).toBeUndefined();
    expect(schema.origins).toEqual([{ kind: 'shipped', facts }]);
  });

  test('has what each function yields, and pinned versions of a parser by their family', () => {
    const columnsOf = (name: string) => {
      const result = schema.fn(name)?.result;
      return result !== undefined && 'columns' in result ? result.columns.map((each) => each.name).join(' ') : result;
    };
    expect(schema.fn('Tabular')).toEqual({
      name: 'Tabular',
      parameters: 'x:long',
      result: {
        kind: 'table',
        columns: [
          { name: 'A', type: 'string' },
          { name: 'B', type: 'int' },
        ],
        open: true,
      },
      source: 'shipped',
    });
    expect(schema.fn('Schemed')?.result).toMatchObject({ kind: 'table', open: false });
    expect(columnsOf('Schemed')).toBe('A B');
    expect(schema.fn('Empty')).toEqual({
      name: 'Empty',
      parameters: '',
      result: { kind: 'table', columns: [], open: false },
      source: 'shipped',
    });
    expect(schema.fn('Scalar')?.result).toEqual({ kind: 'scalar', type: 'long' });
    expect(schema.fn('Adding')?.result).toEqual({ kind: 'extend', columns: [{ name: 'C', type: 'long' }] });
    expect(columnsOf('_Im_Dns_CiscoV07')).toBe('C');
    expect(columnsOf('_Im_Dns_CiscoV03')).toBe('B');
    expect(columnsOf('_Im_Dns_UnheardV01')).toBe('A');
    expect(columnsOf('_Im_DnsV01')).toBe('A');
    expect(schema.fn('_Im_Dns_Unheard')).toBeUndefined();
    expect(schema.fn('_Im_OtherV01')).toBeUndefined();
    expect(() => shippedSchema({ ...facts, format: 2 })).toThrow('format 1');
    expect(() => shippedSchema({ format: 1 })).toThrow('format 1');
    expect(() => shippedSchema(null)).toThrow('format 1');
  });
});

describe('a schema of several', () => {
  const table = (name: string, source: 'user' | 'shipped') => ({ name, columns: [], open: false, hidden: [], source });
  const fn = (name: string, source: 'user' | 'shipped', body = 'x') => ({
    name,
    parameters: '',
    result: { kind: 'body' as const, body },
    source,
  });
  const first = schemaOf({
    tables: [table('T', 'shipped'), table('Both', 'shipped')],
    functions: [fn('_Own', 'shipped'), fn('F', 'shipped'), fn('Turned', 'shipped'), fn('_User', 'user')],
    watchlists: [{ alias: 'A', columns: [] }],
  });
  const second = schemaOf({
    tables: [table('T', 'user'), table('Turned', 'user')],
    functions: [fn('_Own', 'user', 'y'), fn('F', 'user', 'y'), fn('Both', 'user', 'y'), fn('_User', 'user', 'y')],
    watchlists: [{ alias: 'a', columns: [{ name: 'b', type: 'string' }] }],
    locked: true,
  });
  const merged = mergeSchemas(first, second);

  test('takes the last of a name, but for functions of Sentinel, and a name for one thing alone', () => {
    expect(merged.table('T')?.source).toBe('user');
    expect(merged.fn('F')?.source).toBe('user');
    expect(merged.fn('_Own')?.source).toBe('shipped');
    expect(merged.fn('_User')?.result).toEqual({ kind: 'body', body: 'y' });
    expect([merged.table('Both'), merged.fn('Both')?.name]).toEqual([undefined, 'Both']);
    expect([merged.table('Turned')?.name, merged.fn('Turned')]).toEqual(['Turned', undefined]);
    expect([merged.table('None'), merged.fn('None'), merged.watchlist('None')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(merged.watchlist('A')?.columns).toHaveLength(1);
    expect([...merged.tableNames()]).toEqual(['T', 'Both', 'Turned']);
    expect([...merged.functionNames()]).toEqual(['_Own', 'F', 'Turned', '_User', 'Both']);
    expect([merged.locked, mergeSchemas(first).locked]).toEqual([true, false]);
    expect(merged.origins).toEqual([...first.origins, ...second.origins]);
  });
});

describe('a lock file', () => {
  const tables = [
    {
      name: 'B',
      plan: 'Basic',
      columns: [
        { name: 'z', type: 'boolean' },
        { name: 'a', type: 'dateTime' },
      ],
    },
    { name: 'A', plan: 'Analytics', columns: [] },
  ] as const;
  const functions = [{ name: 'F', parameters: 'x:long=1', body: 'A | take 1' }];

  test('has the same bytes whatever the order of the answer, and reads back', () => {
    const text = printLock('main', tables, functions);
    expect(printLock('main', tables.toReversed(), functions)).toBe(text);
    const lock: unknown = JSON.parse(text);
    if (!isSchemaLock(lock)) throw new Error('no lock');
    expect(printLock(lock.workspace, lock.tables, lock.functions)).toBe(text);
    expect(lockSchema(lock).table('B')).toMatchObject({ plan: 'Basic', source: 'workspace' });
    expect(lockSchema(lock).fn('F')?.result).toEqual({ kind: 'body', body: 'A | take 1' });
  });

  test('anything else is no lock file', () => {
    const table = { name: 'T', plan: 'Auxiliary', columns: [{ name: 'a', type: 'string' }] };
    const fn = { name: 'F', parameters: '', body: 'T' };
    const lock = { format: 1, workspace: 'x', tables: [table], functions: [fn] };
    expect(isSchemaLock(lock)).toBe(true);
    const without = (value: object, key: string): object =>
      Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
    const ofTable = (each: unknown) => ({ ...lock, tables: [table, each] });
    const ofFunction = (each: unknown) => ({ ...lock, functions: [each, fn] });
    for (const value of [
      undefined,
      null,
      7,
      ...Object.keys(lock).flatMap((key) => [without(lock, key), { ...lock, [key]: 2 }]),
      ...Object.keys(table).flatMap((key) => [ofTable(without(table, key)), ofTable({ ...table, [key]: 2 })]),
      ...Object.keys(fn).flatMap((key) => [ofFunction(without(fn, key)), ofFunction({ ...fn, [key]: 2 })]),
      ofTable(null),
      ofTable({ ...table, plan: 'Basics' }),
      ofTable({ ...table, columns: [null] }),
      ofTable({ ...table, columns: [{ name: 'a' }] }),
      ofTable({ ...table, columns: [{ name: 'a', type: 2 }] }),
      ofTable({ ...table, columns: [{ name: 2, type: 'string' }] }),
      ofFunction(null),
    ])
      expect(isSchemaLock(value)).toBe(false);
  });

  test('has a line for each table and function, with the columns in their order and the types of KQL', () => {
    const twice = { name: 'C', plan: 'Auxiliary', columns: [...tables[0].columns, ...tables[0].columns] } as const;
    const odd = { name: 'D', plan: 'Basic', columns: [{ name: 'x', type: 'Odd' }] } as const;
    expect(printLock('a "b"', [odd, twice, ...tables], []).split('\n')).toEqual([
      '{',
      '  "format": 1,',
      String.raw`  "workspace": "a \"b\"",`,
      '  "tables": [',
      '    {"name":"A","plan":"Analytics","columns":[]},',
      '    {"name":"B","plan":"Basic","columns":[{"name":"a","type":"datetime"},{"name":"z","type":"bool"}]},',
      '    {"name":"C","plan":"Auxiliary","columns":[{"name":"a","type":"datetime"},{"name":"z","type":"bool"}]},',
      '    {"name":"D","plan":"Basic","columns":[{"name":"x","type":"dynamic"}]}',
      '  ],',
      '  "functions": []',
      '}',
      '',
    ]);
    const schema = lockSchema({ tables: [odd], functions });
    expect(schema.locked).toBe(true);
    expect(schema.table('D')).toEqual({
      ...tableWithStandardColumns('D', [{ name: 'x', type: 'dynamic' }], 'workspace'),
      plan: 'Basic',
    });
    expect(schema.fn('F')).toEqual({
      ...functions[0],
      result: { kind: 'body', body: 'A | take 1' },
      source: 'workspace',
      body: undefined,
    });
  });
});

describe('parameters', () => {
  test('are read as the service spells them', () => {
    expect(parseParameters('a:string, b:long=5, c:dynamic=dynamic(["x,y"]), T:(*), d:datetime')).toEqual([
      { name: 'a', type: 'string', tabular: false, optional: false },
      { name: 'b', type: 'long', tabular: false, optional: true },
      { name: 'c', type: 'dynamic', tabular: false, optional: true },
      { name: 'T', type: '(', tabular: true, optional: false },
      { name: 'd', type: 'datetime', tabular: false, optional: false },
    ]);
    expect(parseParameters('')).toEqual([]);
  });
});

describe('remembered results', () => {
  const memory = (): Cache & { readonly store: Map<string, JsonValue> } => {
    const store = new Map<string, JsonValue>();
    return {
      store,
      read: async (key) => store.get(key),
      write: async (key, value) => void store.set(key, value),
    };
  };
  const query = 'SignInLogs | where a == 1';

  test('equal what an analysis says', async () => {
    const cache = memory();
    const first = (await analyzeAll([query], shipped, cache))(query);
    const second = (await analyzeAll([query], shipped, cache))(query);
    expect(second).toEqual(first);
    expect(first).toEqual((await loadKql()).analyze(query, shipped));
    expect(cache.store.size).toBe(1);
    expect((await analyzeAll([], shipped, cache))(query)).toBeUndefined();
  });

  test('are read by the next run, which works nothing out and writes nothing', async () => {
    const cache = memory();
    const first = (await analyzeAll([query], shipped, cache))(query);
    const full: Cache = { read: cache.read, write: async () => Promise.reject(new Error('Worked out once more.')) };
    expect((await analyzeAll([query], shipped, full))(query)).toEqual(first);
  });

  test('count only while they are intact', async () => {
    const cache = memory();
    await analyzeAll([query], shipped, cache);
    const [key = ''] = cache.store.keys();
    cache.store.set(key, { digest: 'x', facts: '{"diagnostics":[]}' });
    expect((await analyzeAll([query], shipped, cache))(query)?.diagnostics).toHaveLength(1);
  });

  test('depend on the text, on what it names in the schema, and on nothing else there', () => {
    const other = schemaOf({ tables: [tableWithStandardColumns('Other_CL', [], 'user')] });
    const named = schemaOf({ tables: [tableWithStandardColumns('SignInLogs', [], 'user')] });
    expect(factsKey(query, mergeSchemas(shipped, other))).toBe(factsKey(query, shipped));
    expect(factsKey(query, mergeSchemas(shipped, named))).not.toBe(factsKey(query, shipped));
    expect(factsKey(`${query} `, shipped)).not.toBe(factsKey(query, shipped));
    expect(factsKey(query, emptySchema)).toBe(factsKey(query, schemaOf({})));
  });
});
