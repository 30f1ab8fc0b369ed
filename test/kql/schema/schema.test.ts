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
    for (const value of [null, {}, { format: 2 }, { format: 1, workspace: 'x', tables: [{}], functions: [] }])
      expect(isSchemaLock(value)).toBe(false);
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
