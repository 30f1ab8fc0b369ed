import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds on a busy machine. */
jest.setTimeout(60_000);

const withLogs = async <T>(work: (shell: Shell) => Promise<T>): Promise<T> =>
  inFolder(async (shell) => {
    await shell.write(
      'logs/SigninLogs.ndjson',
      '{"TimeGenerated": "2026-03-01T11:00:00Z", "UserPrincipalName": "a@contoso.com", "ResultType": 50126}\n' +
        '{"TimeGenerated": "2026-03-01T09:00:00Z", "UserPrincipalName": "b@contoso.com", "Location": "NO"}\n',
    );
    await shell.write('logs/Sizes.csv', 'name,bytes,seen\n"a, b",9007199254740993,2026-03-01\nc,,\n');
    await shell.write(
      'logs/Nested.json',
      '[{"id": 1, "more": {"x": [1, 1.0, null]}, "on": true, "r": 0.5}, {"id": 2}]',
    );
    return work(shell);
  });

describe('picket query', () => {
  test('takes the query before the files or behind them', async () => {
    await withLogs(async ({ picket }) => {
      const query = 'Sizes | project name';
      const before = await picket('query', query, '--data', 'logs/Sizes.csv', '--format', 'csv');
      const behind = await picket('query', '--format', 'csv', '--data', 'logs/Sizes.csv', query);
      expect(before).toMatchObject({ code: 0, err: '', out: expect.stringContaining('a, b') });
      expect(behind).toEqual(before);
    });
  });

  test('types the columns of a known table by its schema, and takes now from --now', async () => {
    await withLogs(async ({ picket }) => {
      const query = 'SigninLogs | where TimeGenerated > ago(2h) | project TimeGenerated, UserPrincipalName, ResultType';
      const { code, out } = await picket(
        'query',
        query,
        '--data',
        'logs',
        '--now',
        '2026-03-01T12:00:00Z',
        '--format',
        'json',
      );
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual({
        columns: [
          { name: 'TimeGenerated', type: 'datetime' },
          { name: 'UserPrincipalName', type: 'string' },
          { name: 'ResultType', type: 'string' },
        ],
        rows: [['2026-03-01T11:00:00.0000000Z', 'a@contoso.com', '50126']],
      });
    });
  });

  test('infers the types of other tables, and loses no digit of a long', async () => {
    await withLogs(async ({ picket }) => {
      const sizes = await picket('query', 'Sizes', '--data', 'logs/Sizes.csv', '--format', 'json', '--no-config');
      expect(sizes.out).toBe(
        '{"columns":[{"name":"name","type":"string"},{"name":"bytes","type":"long"},{"name":"seen","type":"datetime"}],' +
          '"rows":[["a, b",9007199254740993,"2026-03-01T00:00:00.0000000Z"],["c",null,null]]}\n',
      );
      const nested = await picket('query', 'Nested | extend age = 90m', '--data', 'logs', '--format', 'json');
      expect(nested.out).toBe(
        '{"columns":[{"name":"id","type":"long"},{"name":"more","type":"dynamic"},{"name":"on","type":"bool"},' +
          '{"name":"r","type":"real"},{"name":"age","type":"timespan"}],' +
          '"rows":[[1,{"x":[1,1.0,null]},true,0.5,"01:30:00"],[2,null,null,null,"01:30:00"]]}\n',
      );
    });
  });

  test('prints a table for people, and CSV', async () => {
    await withLogs(async ({ picket, write }) => {
      await write('q.kql', 'Sizes\n| project name, bytes');
      const table = await picket('query', '--file', 'q.kql', '--data', 'logs');
      expect(table.out).toBe('name  bytes\n----  ----------------\na, b  9007199254740993\nc     null\n\n2 rows\n');
      const csv = await picket('query', '--file', 'q.kql', '--data', 'logs', '--format', 'csv');
      expect(csv.out).toBe('name,bytes\r\n"a, b",9007199254740993\r\nc,\r\n');
    });
  });

  test('says what is wrong with a query at its place, with exit code 1', async () => {
    await withLogs(async ({ picket }) => {
      const wrong = await picket('query', 'Sizes\n| where byte > 1', '--data', 'logs');
      expect(wrong.code).toBe(1);
      expect(wrong.err).toContain('2:9 error');
      expect(wrong.err).toContain('[kql/semantics]');
      const refused = await picket('query', 'Sizes | evaluate basket()', '--data', 'logs', '--format', 'json');
      expect(refused.code).toBe(1);
      expect(JSON.parse(refused.out)).toEqual({
        errors: [
          {
            code: 'kql/unsupported',
            message: 'evaluate basket is not supported by the interpreter.',
            name: 'evaluate basket',
            start: { line: 1, column: 9 },
            end: { line: 1, column: 26 },
          },
        ],
      });
      const missing = await picket('query', 'AuditLogs | count', '--data', 'logs');
      expect([missing.code, missing.err]).toEqual([1, '1:1 error Nothing is given for AuditLogs. [kql/failed]\n']);
    });
  });

  test.each([
    [['query'], 'No query is given'],
    [['query', 'print 1', '--file', 'q.kql'], 'one of them is run'],
    [['query', '--file', 'none.kql'], 'There is no query file none.kql'],
    [['query', 'print 1', '--data', 'none'], 'none does not exist'],
    [['query', 'print 1', '--now', 'noon'], '--now takes a moment'],
    [['query', 'print 1', '--timeout', 'long'], '--timeout takes seconds from 0.001 to 600'],
    [['query', 'print 1', '--format', 'xml'], '`xml` is no value of --format'],
  ])('%j is a usage error', async (argv, said) => {
    await inFolder(async ({ picket }) => {
      const { code, err } = await picket(...argv);
      expect(code).toBe(3);
      expect(err).toContain(said);
    });
  });

  test.each([
    ['SigninLogs.json', '[{"TimeGenerated": "yesterday"}]', 'TimeGenerated of row 1 is "yesterday"'],
    ['T.ndjson', '{"a": 1}\n{"a": \n', 'line 2'],
    ['T.json', '[1, 2]', 'entry 1'],
    ['T.csv', 'a,b\n1,2,3\n', 'record 2'],
  ])('a file that cannot be read is named with the place: %s', async (name, text, said) => {
    await inFolder(async ({ picket, write }) => {
      await write(name, text);
      const { code, err } = await picket('query', 'print 1', '--data', name);
      expect(code).toBe(3);
      expect(err).toContain(name);
      expect(err).toContain(said);
    });
  });

  test('reads the watchlists and parsers of the project', async () => {
    await withLogs(async ({ picket, write }) => {
      await write('picket.yaml', 'schema:\n  parsers: [parsers]\n');
      await write(
        'parsers/Who.yaml',
        'Parser:\n  Title: Who\nParserName: Who\nParserParams: []\nParserQuery: |\n  Sizes | project who = name\n',
      );
      const { out, err } = await picket('query', 'Who | count', '--data', 'logs', '--format', 'csv');
      expect([out, err]).toEqual(['Count\r\n2\r\n', '']);
    });
  });
});
