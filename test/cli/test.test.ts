import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, jest, test } from '@jest/globals';
import testsSchema from '../../schemas/report/tests.schema.json' with { type: 'json' };
import type { Ran, Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const rule = (query: string, extra = ''): string => `id: 7b1a9f10-8f4c-4d0e-9a53-0a4d0a3f5c21
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
${query.replaceAll(/^/gm, '  ')}
entityMappings:
  - entityType: Account
    fieldMappings:
      - {identifier: Name, columnName: Account}
alertDetailsOverride:
  alertDisplayNameFormat: '{{Account}} cleared the log'
${extra}`;

const cleared = `SecurityEvent
| where EventID == 1102 and Account != 'backup'
| summarize Times = count() by Account
| where Times > 1`;

const passing = `now: 2026-03-01T12:00:00Z
defaults: {SecurityEvent: {EventID: 1102, Account: ana}}
cases:
  - name: twice
    given: {SecurityEvent: [{}, {TimeGenerated: -5m}]}
    expect:
      alerts: 1
      title: ana cleared the log
      severity: Medium
      rows: [{Account: ana, Times: 2}]
      entities: [{type: Account, Name: ana}]
  - name: once
    given: {SecurityEvent: [{}]}
    expect: silent
  - name: another event
    base: twice
    with: {SecurityEvent.0.EventID: 4624}
    expect: silent
  - name: the backup
    base: twice
    with: {SecurityEvent.0.Account: backup, SecurityEvent.1.Account: backup}
    expect: silent
`;

const withTest = async <T>(
  testText: string,
  work: (shell: Shell) => Promise<T>,
  query = cleared,
  extra = '',
): Promise<T> =>
  inFolder(async (shell) => {
    await shell.write('analytics-rules/cleared.yaml', rule(query, extra));
    await shell.write('analytics-rules/cleared.test.yaml', testText);
    return work(shell);
  });

const run = (testText: string, ...args: readonly string[]): Promise<Ran> =>
  withTest(testText, (shell) => shell.picket('test', ...args));

describe('picket test', () => {
  test('passes where every case is as expected', async () => {
    expect(await run(passing)).toMatchObject({
      code: 0,
      out: `Log cleared analytics-rules/cleared.yaml
  ✓ twice
  ✓ once
  ✓ another event
  ✓ the backup

4 cases of 1 rule: 4 passed.
`,
    });
  });

  test('shows what came out against what was expected, the nearest row first', async () => {
    const wrong = passing
      .replace('{}, {TimeGenerated: -5m}', '{}, {}, {Account: bob}, {Account: bob}, {Account: bob}')
      .replace('title: ana cleared', 'title: Ana cleared')
      .replace('alerts: 1', 'alerts: 2')
      .replace('Times: 2}', 'Times: 4}');
    const { code, out } = await run(wrong, '--case', 'twice');
    expect(code).toBe(1);
    expect(out).toBe(`Log cleared analytics-rules/cleared.yaml
  ✗ twice
    The rule raises 1 alert, and 2 are expected: ana cleared the log. analytics-rules/cleared.test.yaml:7
    The title of the alert is not as expected. analytics-rules/cleared.test.yaml:8
                title
      expected  Ana cleared the log
      actual    ana cleared the log
    The query yields 2 rows, and 1 is expected. analytics-rules/cleared.test.yaml:10
                Account  Times
      expected  ana      4
      actual    ana      2
      actual    bob      3

1 case of 1 rule: 1 failed.
`);
  });

  test('takes an empty list of entities for none', async () => {
    const { code, out } = await run(passing.replace('[{type: Account, Name: ana}]', '[]'), '--case', 'twice');
    expect(code).toBe(1);
    expect(out).toContain(
      'The alert has 1 entity, and none is expected: Account. analytics-rules/cleared.test.yaml:11',
    );
  });

  test('fails where a case shows more alerts a day than the rule may raise', async () => {
    const text = `now: 2026-03-05T12:00:00Z
cases:
  - name: each hour
    given: {SecurityEvent: [{repeat: {from: -48h, to: -1m, every: 20m}, row: {EventID: 1102, Account: ana}}]}
    runs: {from: -47h}
    expect: {alerts: 48}
`;
    const noise = (most: number): string => `noise: {maxAlertsPerDay: ${most}}\n`;
    const { code, out } = await withTest(text, (shell) => shell.picket('test'), cleared, noise(24));
    expect([code, out]).toEqual([
      1,
      `Log cleared analytics-rules/cleared.yaml
  ✗ each hour
    The rule raises 24.5 alerts a day, and its \`noise\` allows 24.

1 case of 1 rule: 1 failed.
`,
    ]);
    await withTest(
      text,
      async (shell) => {
        const machine = await shell.picket('test', '--format', 'github');
        expect(machine.out).toContain(
          'line=6,endLine=6,col=5,endColumn=11,title=test/too-noisy::each hour: The rule raises',
        );
        // What comes out is what is expected: there is nothing to take over.
        expect((await shell.picket('test', '--update')).code).toBe(1);
        expect((await shell.picket('test', '--untested', 'analytics-rules')).code).toBe(1);
      },
      cleared,
      noise(24),
    );
    const allowed = await withTest(text, (shell) => shell.picket('test'), cleared, noise(25));
    expect(allowed.code).toBe(0);
  });

  test('reports each failure at its expectation to GitHub, JUnit and machines', async () => {
    await withTest(passing.replace('severity: Medium', 'severity: High'), async (shell) => {
      const { code, out } = await shell.picket(
        'test',
        '--format',
        'github',
        '--format',
        'junit=t.xml',
        '--format',
        'json=t.json',
      );
      expect(code).toBe(1);
      expect(out).toBe(
        '::error file=analytics-rules/cleared.test.yaml,line=9,endLine=9,col=17,endColumn=21,title=test/failed::twice: The severity of the alert is not as expected. `severity` is `Medium`, not `High`.\n',
      );
      const junit = await readFile(join(shell.cwd, 't.xml'), 'utf8');
      expect(junit).toContain('<testsuite name="picket test" tests="4" failures="1" errors="0" skipped="0">');
      expect(junit).toContain('<testcase name="once" classname="Log cleared"/>');
      expect(junit).toContain('analytics-rules/cleared.test.yaml:9: The severity of the alert is not as expected.\n');
      const json: unknown = JSON.parse(await readFile(join(shell.cwd, 't.json'), 'utf8'));
      const check = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(testsSchema);
      expect([check(json), check.errors]).toEqual([true, null]);
      expect(json).toMatchObject({
        tests: { rules: 1, cases: 4, passed: 3, failed: 1 },
        cases: [
          { name: 'twice', status: 'failed', alerts: 1, failures: [{ range: { start: { line: 9 } } }] },
          {},
          {},
          {},
        ],
      });
    });
  });

  test('refuses a case that forgets a table, and takes an empty one', async () => {
    const { code, out } = await run(passing.replace('given: {SecurityEvent: [{}]}', 'given: {}'));
    expect(code).toBe(1);
    expect(out).toContain(
      'analytics-rules/cleared.test.yaml:13:5 error The rule reads `SecurityEvent`, and the case `once` does not give it. test/table-not-given',
    );
    expect(await run(passing.replace('given: {SecurityEvent: [{}]}', 'given: {SecurityEvent: []}'))).toMatchObject({
      code: 0,
    });
  });

  test('refuses a case that does not say where an address is, and counts its place as a value', async () => {
    const query =
      "SigninLogs\n| where geo_info_from_ip_address(IPAddress).country != 'Norway'\n| extend Account = UserId";
    const cases = (home: string): string => `cases:
  - name: abroad
    given: {SigninLogs: [{IPAddress: 203.0.113.7}], geo(203.0.113.7): {country: Sweden}}
    expect: {alerts: 1}
  - name: at home
    given: {SigninLogs: [{IPAddress: 203.0.113.7}]${home}}
    expect: silent
`;
    const tested = (text: string): Promise<Ran> => withTest(text, (shell) => shell.picket('test', '--untested'), query);
    const lacking = await tested(cases(''));
    expect(lacking.code).toBe(1);
    expect(lacking.out).toContain(
      'analytics-rules/cleared.test.yaml:6:5 error The rule reads where 203.0.113.7 is, and the case `at home` does not give it. test/table-not-given',
    );
    const whole = await tested(cases(', geo(203.0.113.7): {country: Norway}'));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.out).toContain('Untested\n  none');
  });

  test('names what is wrong with rows and expectations, and runs the other cases', async () => {
    const wrong = passing
      .replace('Times: 2}', 'Time: 2}')
      .replace('SecurityEvent: [{}]}', 'SecurityEvent: [{EventId: 1102}]}');
    const { code, out } = await run(wrong);
    expect(code).toBe(1);
    expect(out).toContain('`SecurityEvent` has no column `EventId`: did you mean `EventID`? test/unknown-column');
    expect(out).toContain('The query yields no column `Time`: did you mean `Times`? test/unknown-column');
    expect(out).toContain('4 cases of 1 rule: 2 passed, 2 invalid.');
  });

  test('runs at the frequency of the rule, with gaps and doubles', async () => {
    const runs = `now: 2026-03-01T12:00:00Z
defaults: {SecurityEvent: {EventID: 1102, Account: ana}}
cases:
  - name: events of one hour are seen once
    given: {SecurityEvent: [{TimeGenerated: -90m}, {TimeGenerated: -70m}]}
    runs: {from: -3h}
    expect: {alerts: 1}
  - name: events on both sides of a run are seen by none
    given: {SecurityEvent: [{TimeGenerated: -61m}, {TimeGenerated: -59m}]}
    runs: {from: -3h}
    expect: silent
  - name: an event that comes in after its run is missed
    given: {SecurityEvent: [{TimeGenerated: -90m, _ingested: -30m}, {TimeGenerated: -70m}]}
    runs: {from: -3h}
    expect: silent
`;
    expect(await run(runs)).toMatchObject({ code: 0 });
  });

  test('reads rows of files and of the repository, its watchlists among them', async () => {
    const query = `let known = _GetWatchlist('Known') | project Name;
SecurityEvent | where EventID == 1102 and Account !in (known) | project TimeGenerated, Account`;
    const text = `cases:
  - name: from a file
    given: {SecurityEvent: {file: fixtures/events.ndjson}}
    expect: {alerts: 1, rows: [{Account: ana}]}
  - name: by name
    given: {SecurityEvent: [cleared, {row: cleared, with: {Account: bob}}]}
    expect: {rows: [{Account: bob}]}
  - name: with another list
    base: from a file
    given: {'watchlist(Known)': [{Name: ana}]}
    expect: {rows: [{Account: eve}]}
`;
    await withTest(
      text,
      async (shell) => {
        await shell.write('watchlists/Known.csv', 'Name\neve\n');
        await shell.write(
          'analytics-rules/fixtures/events.ndjson',
          '{"EventID":1102,"Account":"ana"}\n{"EventID":1102,"Account":"eve"}\n',
        );
        await shell.write('analytics-rules/fixtures/rows.yaml', 'cleared: {EventID: 1102, Account: eve}\n');
        expect(await shell.picket('test')).toMatchObject({ code: 0 });
        expect(await shell.picket('validate', '--no-kql')).toMatchObject({ code: 0 });
      },
      query,
    );
  });

  test('runs the body of a parser of the repository, or takes rows instead of it', async () => {
    const text = `cases:
  - name: through the body
    given: {SecurityEvent: [{EventID: 1102, Account: ana}, {EventID: 1, Account: bob}]}
    expect: {rows: [{Account: ana}]}
  - name: instead of the body
    given: {Cleared: [{Account: eve}]}
    expect: {alerts: 1, title: eve cleared the log}
`;
    await withTest(
      text,
      async (shell) => {
        await shell.write('parsers/Cleared.kql', 'SecurityEvent | where EventID == 1102 | project Account');
        expect(await shell.picket('test')).toMatchObject({ code: 0 });
      },
      'Cleared | where isnotempty(Account)',
    );
  });

  test('finds a verdict that depends on chance', async () => {
    const text = `cases:
  - name: either
    given: {SecurityEvent: [{EventID: 1102, Account: ana}, {EventID: 1102, Account: bob}]}
    expect: {alerts: 1, rows: [{Account: ana}]}
`;
    await withTest(
      text,
      async (shell) => {
        const { code, out } = await shell.picket('test');
        expect(code).toBe(1);
        expect(out).toContain(
          '~ either flaky\n    The verdict depends on chance: take may take another row each time.',
        );
      },
      'SecurityEvent | take 1',
    );
  });

  test('does not pass what cannot be executed', async () => {
    await withTest(
      `cases:\n  - {name: any, given: {SecurityEvent: []}, expect: silent}\n`,
      async (shell) => {
        const { code, out } = await shell.picket('test');
        expect(code).toBe(1);
        expect(out).toContain('kql/unsupported');
        expect(out).toContain('1 case of 1 rule: 1 unsupported.');
      },
      "SecurityEvent | evaluate python(typeof(*), 'result = df')",
    );
  });

  test('writes what comes out with --update, and never in CI', async () => {
    const stale = passing
      .replace('Times: 2}', 'Times: 7}')
      .replace('    expect: silent\n  - name: another', '  - name: another');
    await withTest(stale, async (shell) => {
      const { code, out } = await shell.picket('test', '--update');
      expect(code).toBe(0);
      expect(out).toContain('Accepted\n  twice analytics-rules/cleared.test.yaml\n');
      expect(out).toContain('    + silent\n'.replace('silent', '"silent"'));
      expect(await shell.picket('test')).toMatchObject({ code: 0 });
      shell.env['CI'] = 'true';
      expect(await shell.picket('test', '--update')).toMatchObject({ code: 3 });
    });
  });

  test('explains where the expected row was lost, and by which condition', async () => {
    const { out } = await run(
      passing.replace('{SecurityEvent: [{}, {TimeGenerated: -5m}]}', '{SecurityEvent: [{EventID: 4624}, {}]}'),
      '--explain',
      '--case',
      'twice',
    );
    expect(out).toContain(`      rows               after
      2 (2 as expected)  SecurityEvent
      1 (1 as expected)  where EventID == 1102 and Account != 'backup'
      1 (0 as expected)  summarize Times = count() by Account
      0 (0 as expected)  where Times > 1
`);
    const lost = await run(
      passing.replace(
        '{SecurityEvent: [{}, {TimeGenerated: -5m}]}',
        '{SecurityEvent: [{EventID: 4624}, {EventID: 4625}]}',
      ),
      '--explain',
      '--case',
      'twice',
    );
    const dropping = "where EventID == 1102 and Account != 'backup'\n        dropped by ";
    expect(lost.out).toContain(`${dropping}EventID == 1102\n`);
    expect(lost.out).not.toContain('dropped by Account');
    // The row of the other account is none that is looked for: what leaves that one alone has dropped those that are.
    const one = await run(
      passing.replace(
        '{SecurityEvent: [{}, {TimeGenerated: -5m}]}',
        '{SecurityEvent: [{Account: backup}, {EventID: 4624}]}',
      ),
      '--explain',
      '--case',
      'twice',
    );
    expect(one.out).toContain(`${dropping}EventID == 1102\n`);
    expect(one.out).not.toContain('dropped by Account');
    // Where no row in particular is expected any that is left will do, and here no condition alone has dropped all.
    const any = await run(
      `defaults: {SecurityEvent: {EventID: 1102, Account: ana}}
cases: [{name: any, given: {SecurityEvent: [{Account: backup}, {EventID: 4624}]}, expect: {alerts: 1}}]
`,
      '--explain',
    );
    expect(any.out).toContain(`${dropping}EventID == 1102\n        dropped by Account != 'backup'\n`);
  });

  test('lists changes of the query that no case notices, and holds scores', async () => {
    await withTest(passing, async (shell) => {
      expect((await shell.picket('test', '--mutants')).out).toContain('7 of 7 mutants noticed, 100 %.');
      expect(await shell.picket('test', '--mutants', '--update')).toMatchObject({ code: 0 });
      const kept: unknown = JSON.parse(await readFile(join(shell.cwd, 'mutation-scores.json'), 'utf8'));
      expect(kept).toEqual({ version: 1, rules: { 'analytics-rules/cleared.yaml': { caught: 7, all: 7 } } });
      const less = passing.slice(0, passing.indexOf('  - name: another event'));
      await shell.write('analytics-rules/cleared.test.yaml', less);
      const fell = await shell.picket('test', '--mutants');
      expect(fell.code).toBe(1);
      expect(fell.out).toContain('test/mutants-fell');
      expect(fell.out).toContain('not noticed analytics-rules/cleared.yaml:15:11 without `EventID == 1102`');
      expect(await shell.picket('test', '--min-mutants', '100')).toMatchObject({ code: 1 });
    });
    await withTest(
      passing.slice(0, passing.indexOf('  - name: the backup')),
      async (shell) => {
        expect((await shell.picket('test', '--mutants')).out).toContain('5 of 5 mutants noticed, 100 %.');
      },
      cleared.replace(
        " and Account != 'backup'",
        "\n| where Account != 'backup' // picket: equivalent it never clears",
      ),
    );
  });

  test('lists rules without a firing and a silent case, and wants them where picket.yaml does', async () => {
    const farSilent = passing
      .slice(0, passing.indexOf('  - name: once'))
      .concat('  - {name: nothing, given: {SecurityEvent: [{EventID: 1}]}, expect: silent}\n');
    await withTest(passing, async (shell) => {
      await shell.write(
        'analytics-rules/other.yaml',
        rule(cleared).replace('7b1a9f10', '8b1a9f10').replace('Log', 'Other log'),
      );
      const { out, code } = await shell.picket('test', '--untested');
      expect(code).toBe(0);
      expect(out).toContain('Untested\n  Other log cleared analytics-rules/other.yaml: a test\n');
      await shell.write('picket.yaml', 'requireTests: {severities: [Medium]}\n');
      const required = await shell.picket('test');
      expect(required.code).toBe(1);
      expect(required.out).toContain('analytics-rules/other.yaml:2:7 error The rule lacks a test');
      await shell.write('picket.yaml', 'requireTests: {severities: [High]}\n');
      expect(await shell.picket('test')).toMatchObject({ code: 0 });
    });
    expect((await run(farSilent, '--untested')).out).toContain(
      'Log cleared analytics-rules/cleared.yaml: a silent case that one change would make fire',
    );
    // One row of the firing case beside it would fire, as it would beside anything.
    const single = cleared.replace('Times > 1', 'Times > 0');
    const twoAway = farSilent.replace('{EventID: 1}', '{EventID: 1, Account: backup}');
    const far = await withTest(twoAway, (shell) => shell.picket('test', '--untested'), single);
    expect(far.out).toContain('a silent case that one change would make fire');
  });

  test('counts a case that a value of the first column of its table would make fire', async () => {
    await inFolder(async (shell) => {
      const columns = ['Code', 'TimeGenerated', 'Account'].map((name) => ({
        Name: name,
        Type: name === 'TimeGenerated' ? 'DateTime' : 'String',
      }));
      await shell.write('picket.yaml', 'schema: {tables: [tables]}\n');
      await shell.write('tables/App_CL.json', JSON.stringify({ Name: 'App_CL', Properties: columns }));
      await shell.write('analytics-rules/cleared.yaml', rule('App_CL\n| where Code == "a"'));
      await shell.write(
        'analytics-rules/cleared.test.yaml',
        `defaults: {App_CL: {Account: ana}}
cases:
  - {name: a, given: {App_CL: [{Code: a}]}, expect: {alerts: 1}}
  - {name: b, given: {App_CL: [{Code: b}]}, expect: silent}
`,
      );
      expect((await shell.picket('test', '--untested')).out).toContain('Untested\n  none');
    });
  });

  test('says which case or rule it does not find', async () => {
    const { code, err } = await run(passing, '--case', 'twise');
    expect([code, err.includes('Did you mean `twice`?')]).toEqual([3, true]);
    const other = passing.replace(
      'base: twice\n    with: {SecurityEvent.0.EventID: 4624}',
      'base: twice\n    with: {SecurityEvent.0.EventID: x}',
    );
    expect((await run(other)).code).toBe(1);
    expect(await run(other, '--case', 'once')).toMatchObject({ code: 0 });
    const broken = await run(passing.replace('base: twice', 'base: twise'), '--case', 'once');
    expect([broken.code, broken.out.includes('There is no case `twise`: did you mean `twice`?')]).toEqual([1, true]);
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/cleard.test.yaml', passing);
      await shell.write('analytics-rules/cleared.yaml', rule(cleared));
      const orphan = await shell.picket('test');
      expect(orphan.code).toBe(1);
      expect(orphan.out).toContain(
        'There is no rule `cleard.yaml` beside the test: did you mean `cleared.yaml`? test/no-rule',
      );
    });
  });

  test('says that a rule lies among the rows of tests, since it would seem to be gone', async () => {
    await withTest(passing, async (shell) => {
      await shell.write('analytics-rules/fixtures/rows.yaml', 'once: {EventID: 1102}\n');
      expect((await shell.picket('validate', '--no-kql')).code).toBe(0);
      await shell.write('analytics-rules/fixtures/other.yaml', rule(cleared).replace('7b1a9f10', '8b1a9f10'));
      const { code, out } = await shell.picket('validate', '--no-kql');
      expect([code, out.includes('yaml/rule-among-fixtures')]).toEqual([1, true]);
    });
  });

  test('leaves tests to itself: they are no rules, and validate checks them', async () => {
    await withTest(passing.replace('severity: Medium', 'severity: Critical'), async (shell) => {
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain('cleared.test.yaml:9:17 error `Critical` is no severity');
      expect(out).toContain('2 files: 1 error');
      expect((await shell.picket('validate', 'analytics-rules/cleared.test.yaml')).out).toContain('1 file: 1 error');
    });
  });
});

describe('a run of tests that runs none', () => {
  const inProject = (files: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Ran> =>
    inFolder(async (shell) => {
      for (const [path, text] of Object.entries(files)) await shell.write(path, text);
      return shell.picket('test', ...argv);
    });
  const untested = { 'analytics-rules/rule.yaml': rule(cleared), 'analytics-rules/sub/other.md': '' };

  test.each([
    ['a rule', 'analytics-rules/rule.yaml'],
    ['a folder', 'analytics-rules/sub'],
  ])('is a mistake where %s without one is named', async (_, path) => {
    expect(await inProject(untested, path)).toEqual({
      code: 3,
      out: '',
      err: `error: There is no test at \`${path}\`.\n  A test is a file \`<rule>.test.yaml\` beside its rule.\n`,
    });
  });

  test('is fine in a project that has none, and says so', async () => {
    expect(await inProject(untested)).toEqual({
      code: 0,
      out: 'No case was run.\n',
      err: 'There is no test: one is a file `<rule>.test.yaml` beside its rule.\n',
    });
  });

  test('lists what is untested where that is asked for', async () => {
    const { code, out } = await inProject(untested, 'analytics-rules/rule.yaml', '--untested');
    expect([code, out]).toEqual([0, expect.stringContaining('a test')]);
  });

  const onLinux = process.platform === 'linux' ? describe : describe.skip;
  onLinux('beside a pipe', () => {
    test('is none to trust: the rule of the test cannot be read', async () => {
      await inFolder(async (shell) => {
        await shell.write('analytics-rules/rule.test.yaml', passing);
        execFileSync('mkfifo', [join(shell.cwd, 'analytics-rules/rule.yaml')]);
        const { code, out } = await shell.picket('test');
        expect([code, out]).toEqual([1, expect.stringContaining('yaml/unreadable')]);
      });
    });
  });
});
