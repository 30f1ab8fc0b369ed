import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import schema from '../../schemas/backtest.schema.json' with { type: 'json' };
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { emptySchema, loadRunCompiler } from '../../src/kql/index.ts';
import { resultAsJson } from '../../src/kql/run/values/printed.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url, (text) => text.replaceAll(/(127\.0\.0\.1:)\d{2,5}/g, '$1PORT'));

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const rule = `id: 7b1a9f10-8f4c-4d0e-9a53-0a4d0a3f5c21
name: Log cleared
version: 1.0.0
kind: Scheduled
description: Somebody cleared the log.
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [DefenseEvasion]
relevantTechniques: [T1070.001]
query: |
  SecurityEvent
  | where EventID == 1102 and TimeGenerated > ago(1h)
  | summarize Times = count() by Account
entityMappings:
  - entityType: Account
    fieldMappings:
      - {identifier: Name, columnName: Account}
`;

const cases = `now: 2026-03-01T12:00:00Z
cases:
  - name: cleared
    given: {SecurityEvent: [{EventID: 1102, Account: ana}]}
    expect: {alerts: 1, rows: [{Account: ana, Times: 1}]}
  - name: another event
    base: cleared
    with: {SecurityEvent.0.EventID: 4624}
    expect: silent
`;

const withRule = <T>(work: (shell: Shell) => Promise<T>, text = rule): Promise<T> =>
  inFolder(async (shell) => {
    await shell.write('analytics-rules/cleared.yaml', text);
    await shell.write('analytics-rules/cleared.test.yaml', cases);
    return work(shell);
  });

const compile = await loadRunCompiler();

/** What a Kusto endpoint answers a query that stands for itself: version 1 of its REST API. */
const kustoAnswer = (query: string): { readonly status: number; readonly body: string } => {
  const compiled = compile(query, emptySchema);
  if (!compiled.ok)
    return {
      status: 400,
      body: JSON.stringify({ error: { code: 'BadRequest', message: compiled.errors[0]?.message } }),
    };
  const text = resultAsJson(compiled.program.run({ table: () => undefined, now: 0 }));
  const body = text
    .replace('"columns"', '"Columns"')
    .replace('"rows"', '"Rows"')
    .replaceAll('"name"', '"ColumnName"')
    .replaceAll('"type"', '"ColumnType"');
  return { status: 200, body: `{"Tables":[${body}]}` };
};

describe('cases on a Kusto endpoint', () => {
  let address = '';
  /** What becomes of an answer on its way. */
  let change = (text: string): string => text;
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { csl }: { csl: string } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      tokens.push(request.headers.authorization);
      const { status, body } = kustoAnswer(csl);
      response.statusCode = status;
      response.end(change(body));
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const place = server.address();
    address = `http://127.0.0.1:${typeof place === 'object' && place !== null ? place.port : 0}/Test`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('pass where it answers as the interpreter does, and send it no token', async () => {
    await withRule(async (shell) => {
      const { code, out } = await shell.picket('test', '--backend', 'kusto', '--kusto', address);
      expect([code, out]).toEqual([0, expect.stringContaining('2 cases of 1 rule: 2 passed.')]);
      expect(tokens.length > 0 && tokens.every((token) => token === undefined)).toBe(true);
    });
  });

  test('fail where it answers otherwise, and keep what the project has to look into', async () => {
    change = (text) => text.replace('["ana",1]', '["ana",2]');
    await withRule(async (shell) => {
      const { code, out } = await shell.picket('test', '--backend', 'kusto', '--kusto', address);
      change = (text) => text;
      expect(code).toBe(1);
      expect(out).toContain(
        '  ✗ cleared\n    On the service: 1 row of the result is not as expected.\n                Account  Times\n      expected  ana      1\n      actual    ana      2\n',
      );
      const kept: unknown = JSON.parse(await readFile(join(shell.cwd, '.picket/differences.jsonl'), 'utf8'));
      expect(kept).toMatchObject({
        rule: 'Log cleared',
        case: 'cleared',
        query: expect.stringContaining('let SecurityEvent = datatable('),
        expected: { rows: [['ana', 2]] },
        actual: { rows: [['ana', 1]] },
      });
    });
  });

  test('end with exit code 4 where it refuses, and 3 for an address that is none', async () => {
    await withRule(async (shell) => {
      change = () => 'no table';
      const broken = await shell.picket('test', '--backend', 'kusto', '--kusto', address);
      change = (text) => text;
      expect([broken.code, broken.err]).toEqual([4, expect.stringContaining('something that is no table')]);
      const nobody = await shell.picket('test', '--backend', 'kusto', '--kusto', 'http://127.0.0.1:1/Test');
      expect([nobody.code, nobody.err]).toEqual([4, expect.stringContaining('does not answer')]);
      for (const wrong of ['http://kusto.example/Test', 'https://help.kusto.windows.net', 'Test']) {
        const { code, err } = await shell.picket('test', '--backend', 'kusto', '--kusto', wrong);
        expect([code, err]).toEqual([3, expect.stringContaining(`not \`${wrong}\``)]);
      }
    });
  });

  test('say of a rule that no query can carry that it is not supported', async () => {
    const late = rule.replace('TimeGenerated > ago(1h)', 'ingestion_time() > ago(1h)');
    await withRule(async (shell) => {
      const { code, out } = await shell.picket('test', '--backend', 'kusto', '--kusto', address);
      expect(code).toBe(1);
      expect(out).toContain('The case cannot be run on a service: `ingestion_time()` has no value');
    }, late);
  });
});

const portalOf = async (shell: Shell): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/local.json')),
    clock: { now: () => noon, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000000',
      resourceGroup: 'local',
      workspaceName: 'picket-local',
    },
  });

const withRows = <T>(rows: readonly (readonly [string, number])[], work: (shell: Shell) => Promise<T>, text = rule) =>
  withRule(async (shell) => {
    const columns = [
      { name: 'Account', type: 'string' },
      { name: 'Times', type: 'long' },
    ];
    await (await portalOf(shell)).addRows({ table: 'SecurityEvent', columns, rows: rows.map((row) => [...row]) });
    return work(shell);
  }, text);

describe('cases in a workspace', () => {
  test('are judged by what it answers', async () => {
    await withRows([['ana', 1]], async (shell) => {
      const { code, out } = await shell.picket('test', '--backend', 'workspace', '-w', 'local', '--case', 'cleared');
      expect([code, out]).toEqual([0, expect.stringContaining('1 passed')]);
      const silent = await shell.picket('test', '--backend', 'workspace', '-w', 'local', '--case', 'another event');
      expect([silent.code, silent.out]).toEqual([
        1,
        expect.stringContaining('On the service: The rule raises 1 alert'),
      ]);
      const nowhere = await shell.picket('test', '--backend', 'workspace');
      expect([nowhere.code, nowhere.err]).toEqual([3, expect.stringContaining('Name it with -w.')]);
    });
  });
});

describe('picket backtest', () => {
  test('counts alerts a day and entities, and fails where they are too many', async () => {
    await withRows(
      [['ana', 3]],
      async (shell) => {
        const { code, out } = await shell.picket('backtest', 'analytics-rules/cleared.yaml', '--days', '2');
        expect(out).toBe(`Log cleared analytics-rules/cleared.yaml
  now  24 alerts a day, at most 24 (2026-11-21); 48 alerts, 48 incidents
Entities
  Account ana: 48 alerts
More than the 5 alerts a day that \`noise\` allows.
Backtest in local: 2 days, 48 runs.
`);
        expect(code).toBe(1);
        const json = await shell.picket('backtest', 'analytics-rules/cleared.yaml', '--days', '1', '--format', 'json');
        const check = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
        const value: unknown = JSON.parse(json.out);
        expect([check(value), check.errors]).toEqual([true, null]);
        expect(value).toMatchObject({ now: { alerts: 24, alertsPerDay: 24 }, limit: 5, tooNoisy: true });
      },
      `${rule}noise: {maxAlertsPerDay: 5}\n`,
    );
  });

  test('tells a rule from what it was at a git ref', async () => {
    await withRows([['ana', 3]], async (shell) => {
      const git = (...args: readonly string[]): void => {
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: shell.cwd });
      };
      git('init', '-q');
      git('add', 'analytics-rules');
      git('commit', '-qm', 'rule');
      await shell.write('analytics-rules/cleared.yaml', rule.replace('triggerThreshold: 0', 'triggerThreshold: 1'));
      const { code, out } = await shell.picket(
        'backtest',
        'analytics-rules/cleared.yaml',
        '--days',
        '1',
        '--against',
        'HEAD',
      );
      expect([code, out]).toEqual([
        0,
        `Log cleared analytics-rules/cleared.yaml
  now  0 alerts a day; 0 alerts, 0 incidents
  at HEAD  24 alerts a day, at most 13 (2026-11-22); 24 alerts, 24 incidents
Entities that are gone
  Account ana: 24 alerts
Backtest in local: 1 day, 24 runs.
`,
      ]);
    });
  });

  test.each([
    [['backtest', 'analytics-rules/none.yaml'], 'none.yaml'],
    [['backtest', 'analytics-rules/cleared.yaml', '--days', '31'], '--days takes a whole number from 1 to 30'],
  ])('%j is a usage error', async (argv, said) => {
    await withRule(async (shell) => {
      const { code, err } = await shell.picket(...argv);
      expect([code, err]).toEqual([3, expect.stringContaining(said)]);
    });
  });
});
