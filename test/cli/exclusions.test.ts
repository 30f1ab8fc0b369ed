import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const hour = 60 * 60 * 1000;

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const rule = (number: string): string =>
  readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', number);

const config = (overlays: string): string =>
  [
    'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
    'workspaces:',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-prod',
    '    emulator: {state: prod.json}',
    overlays,
    '',
  ].join('\n');

const known = (until: string, where = '{IP.Address: 10.0.0.1}'): string =>
  `exclude:\n  - {where: ${where}, until: ${until}, reason: Scanner, owner: soc@contoso.com}\n`;

const project = async (shell: Shell, exclude: string, overlays = ''): Promise<void> => {
  await shell.write('picket.yaml', config(overlays));
  await shell.write('analytics-rules/one.yaml', rule('07') + exclude);
  await shell.write('analytics-rules/two.yaml', rule('08'));
};

const queryOf = async (shell: Shell): Promise<string> => {
  const { out } = await shell.picket('show', 'Rule 07', '-w', 'prod');
  const { properties }: { properties: { query: string } } = JSON.parse(out);
  return properties.query;
};

describe('exclusions', () => {
  test('of a file and of a workspace stand at the end of the deployed query', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        known('2027-06-01'),
        '    overlays: [{select: {names: [Rule 07]}, exclude: [{where: {IPAddress: ["a\\"b"], Count: 5}, until: 2027-06-01, reason: Known}]}]',
      );
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
      await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(await queryOf(shell)).toBe(
        [
          'SigninLogs',
          "| where ResultType == '50107'",
          '| summarize Count = count() by IPAddress',
          '| where not(tostring(IPAddress) in~ ("10.0.0.1"))',
          String.raw`| where not(tostring(IPAddress) in~ ("a\"b") and tostring(Count) in~ ("5"))`,
        ].join('\n'),
      );
      expect((await shell.picket('drift', '-w', 'prod')).code).toBe(0);
    });
  });

  test('take rows from alerts and leave others', async () => {
    await inFolder(async (shell) => {
      await project(shell, known('2027-06-01'));
      await shell.write(
        'analytics-rules/one.test.yaml',
        [
          'cases:',
          '  - {name: scanner, given: {SigninLogs: [{ResultType: "50107", IPAddress: 10.0.0.1}]}, expect: {alerts: []}}',
          '  - {name: attacker, given: {SigninLogs: [{ResultType: "50107", IPAddress: 10.0.0.2}]}, expect: {alerts: 1}}',
          '',
        ].join('\n'),
      );
      expect(await shell.picket('test')).toMatchObject({ code: 0 });
    });
  });

  test('may be the rows of a watchlist, and move to a comment of the query', async () => {
    await inFolder(async (shell) => {
      await project(shell, known('2027-06-01', '{IPAddress: {watchlist: scanners}}'));
      const moved = (rule('07') + known('2027-06-01')).replace(
        '  | summarize',
        '  // picket: exclusions\n  | summarize',
      );
      await shell.picket('deploy', '-w', 'prod', '--yes', '--skip-invalid');
      await shell.write('analytics-rules/one.yaml', moved);
      const planned = await shell.picket('plan', '-w', 'prod');
      expect(planned.out).toContain(
        'The exclusions stand at `// picket: exclusions` and not at the end of the query, so they may also add rows.',
      );
      await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(await queryOf(shell)).toContain(
        '// picket: exclusions\n| where not(tostring(IPAddress) in~ ("10.0.0.1"))\n| summarize',
      );
    });
  });

  test('are spoken of before their end, and afterwards hold their rule as it runs while the others are deployed', async () => {
    await inFolder(async (shell) => {
      await project(shell, known('2026-11-30'));
      expect(await shell.picket('validate')).toMatchObject({
        code: 0,
        out: expect.stringContaining('The exclusion ends on 2026-11-30 (Scanner). Its owner is soc@contoso.com.'),
      });
      await shell.picket('deploy', '-w', 'prod', '--yes');
      const before = await queryOf(shell);
      shell.later(10 * 24 * 60 * 60 * 1000);
      await shell.write('analytics-rules/two.yaml', rule('08').replace('Medium', 'High'));
      expect(await shell.picket('validate')).toMatchObject({
        code: 0,
        out: expect.stringContaining('The exclusion ended on'),
      });
      const deployed = await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(deployed.code).toBe(6);
      expect(await queryOf(shell)).toBe(before);
      expect((await shell.picket('show', 'Rule 08', '-w', 'prod')).out).toContain('"severity": "High"');
    });
  });

  test('that have ended leave a deployment partly done, also where nothing else is to do', async () => {
    await inFolder(async (shell) => {
      await project(shell, known('2026-11-30'));
      await shell.picket('deploy', '-w', 'prod', '--yes');
      shell.later(10 * 24 * 60 * 60 * 1000);
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(6);
    });
  });

  test.each([
    ['10.0.0.1', '', '[]', 1, 'error With its exclusions the rule is silent in every case that makes it fire.'],
    [
      '10.0.0.9',
      '    overlays: [{select: {names: [Rule 07]}, exclude: [{where: {IPAddress: 10.0.0.1}, until: 2027-06-01, reason: Known}]}]',
      '1',
      1,
      'error With its exclusions the rule is silent in `prod` in every case that makes it fire.',
    ],
    ['10.0.0.9', '', '1', 0, 'Rule 07 analytics-rules/one.yaml'],
  ])('of %s and (%s) let the rule still fire, or the test fails', async (address, overlays, alerts, code, begin) => {
    await inFolder(async (shell) => {
      await project(shell, known('2027-06-01', `{IP.Address: ${address}}`), overlays);
      await shell.write(
        'analytics-rules/one.test.yaml',
        `cases:\n  - {name: attack, given: {SigninLogs: [{ResultType: "50107", IPAddress: 10.0.0.1}]}, expect: {alerts: ${alerts}}}\n`,
      );
      const ran = await shell.picket('test');
      expect(ran.code).toBe(code);
      expect(ran.out.split('\n', 1)[0]).toContain(begin);
    });
  });

  test('of a rule without a test are said, for its file and for a workspace', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        known('2027-06-01'),
        '    overlays: [{select: {names: [Rule 08]}, exclude: [{where: {IPAddress: 10.0.0.1}, until: 2027-06-01, reason: Known}]}]',
      );
      const { code, out } = await shell.picket('test');
      expect(code).toBe(0);
      expect(out).toMatch(/one\.yaml:\d+:\d+ warning No case shows that the rule still fires with its exclusions\./u);
      expect(out).toMatch(/picket\.yaml:8:\d+ warning No case shows that the rule still fires in `prod` with its/u);
    });
  });

  test('of a rule that no case makes fire are said too', async () => {
    await inFolder(async (shell) => {
      await project(shell, known('2027-06-01'));
      await shell.write(
        'analytics-rules/one.test.yaml',
        'cases:\n  - {name: quiet, given: {SigninLogs: []}, expect: {alerts: []}}\n',
      );
      const { code, out } = await shell.picket('test');
      expect([code, out]).toEqual([
        0,
        expect.stringContaining('warning No case shows that the rule still fires with its exclusions.'),
      ]);
    });
  });

  test('are listed, those that end first before the others, and taken out of their files once they have ended', async () => {
    await inFolder(async (shell) => {
      const rest =
        '    overlays:\n      # Of the red team.\n      - {select: {names: [Rule 08]}, exclude: [{where: {IP.Address: 10.0.0.2}, until: 2026-11-20, reason: Test}]}';
      await project(shell, known('2026-11-30') + '  - {where: {Count: 5}, until: 2026-11-01, reason: Old}\n', rest);
      expect(await shell.picket('exclusions')).toMatchObject({
        code: 2,
        out: [
          'ended 2026-11-01  Rule 07: Count 5  (Old)  analytics-rules/one.yaml:25',
          'ended 2026-11-20  Rule 08 in prod: IP.Address 10.0.0.2  (Test)  picket.yaml:10',
          'ends  2026-11-30  Rule 07: IP.Address 10.0.0.1  (Scanner; soc@contoso.com)  analytics-rules/one.yaml:24',
          '3 exclusions, 2 ended.',
          '',
        ].join('\n'),
      });
      expect(await shell.picket('exclusions', '--remove-ended')).toMatchObject({
        code: 0,
        out: expect.stringContaining('2 exclusions taken out.'),
      });
      expect(readFileSync(join(shell.cwd, 'analytics-rules/one.yaml'), 'utf8')).toBe(rule('07') + known('2026-11-30'));
      expect(readFileSync(join(shell.cwd, 'picket.yaml'), 'utf8')).not.toContain('overlays');
      const { out } = await shell.picket('exclusions', '--json');
      expect(JSON.parse(out)).toEqual({
        version: 1,
        command: 'exclusions',
        are: 'listed',
        exclusions: [expect.objectContaining({ of: 'Rule 07', standing: 'ends', line: 24 })],
      });
      expect((await shell.picket('exclusions', '--format', 'json')).out).toBe(out);
      expect(await shell.picket('exclusions', '--remove-ended')).toMatchObject({
        code: 0,
        out: '0 exclusions taken out.\n',
      });
    });
  });

  test('are said in every format, those that have ended as findings at their lines', async () => {
    await inFolder(async (shell) => {
      await project(shell, known('2026-11-01') + '  - {where: {Count: 5}, until: 2027-11-01, reason: Known}\n');
      const said = async (format: string): Promise<string> => {
        const { code, out } = await shell.picket('exclusions', '--format', format);
        expect(code).toBe(2);
        return out;
      };
      expect(await said('github')).toMatch(
        /^::warning file=analytics-rules\/one\.yaml,line=24,.*title=rule\/exclusion-ended::Rule 07: IP\.Address 10\.0\.0\.1 ended on 2026-11-01 \(Scanner; soc@contoso\.com\)\.\n$/u,
      );
      expect(JSON.parse(await said('sarif')).runs[0].results).toHaveLength(1);
      const junit = await said('junit');
      expect(junit).toContain('tests="2" failures="1"');
      expect(await said('markdown')).toContain('| holds | Rule 07: Count 5');
      const { out } = await shell.picket('exclusions', '--remove-ended', '--format', 'json');
      expect(JSON.parse(out)).toMatchObject({ are: 'removed', exclusions: [{ until: '2026-11-01' }] });
      expect(await shell.picket('exclusions', '--json', '--format', 'sarif')).toMatchObject({ code: 3 });
    });
  });

  test.each<[until: string, after: number, begin: string]>([
    // Scenarios begin on 2026-11-22 at 12:00 UTC.
    ['2026-12-07', 0, 'until'],
    ['2026-12-07', 12 * hour - 1, 'until'],
    ['2026-12-07', 12 * hour, 'ends'],
    ['2026-11-22', 12 * hour - 1, 'ends'],
    ['2026-11-22', 12 * hour, 'ended'],
    ['2026-11-22T13:00+01:00', 0, 'ends'],
    ['2026-11-22T13:00+01:00', 1, 'ended'],
    ['2026-11-22T07:00:00-05:00', 1, 'ended'],
    ['2026-11-23T02:00+14:00', 0, 'ends'],
    ['2026-11-23T02:00+14:00', 1, 'ended'],
    // The hour that Europe has twice (2027-10-31, 02:30), and the one that it has not (2027-03-28).
    ['2027-10-31T02:30+02:00', Date.UTC(2027, 9, 31, 0, 30) - noon + 1, 'ended'],
    ['2027-10-31T02:30+01:00', Date.UTC(2027, 9, 31, 0, 30) - noon + 1, 'ends'],
    ['2027-03-28T02:30+01:00', Date.UTC(2027, 2, 28, 1, 30) - noon, 'ends'],
    ['2027-03-28T02:30+01:00', Date.UTC(2027, 2, 28, 1, 30) - noon + 1, 'ended'],
  ])('until %s stand after %d ms as `%s`, wherever the machine is', async (until, after, begin) => {
    await inFolder(async (shell) => {
      await project(shell, known(`"${until}"`));
      shell.later(after);
      expect((await shell.picket('exclusions')).out.split(' ', 1)).toEqual([begin]);
    });
  });

  test('that have ended hold up nobody but whoever touches their rule', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        known('2026-11-01'),
        '    overlays: [{select: {names: [Rule 08]}, exclude: [{where: {Count: 5}, until: 2026-11-02, reason: Test}]}]',
      );
      await shell.write('analytics-rules/three.yaml', rule('09'));
      const git = (...args: string[]): unknown =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
          cwd: shell.cwd,
        });
      git('init', '-q', '-b', 'main');
      git('add', '.');
      git('commit', '-qm', 'start');
      const codeAfter = async (path: string): Promise<number> => {
        const text = readFileSync(join(shell.cwd, path), 'utf8');
        await shell.write(path, `${text}# changed\n`);
        const { code } = await shell.picket('validate', '--no-kql', '--changed-since', 'main');
        await shell.write(path, text);
        return code;
      };
      expect([
        await codeAfter('analytics-rules/one.yaml'),
        await codeAfter('analytics-rules/two.yaml'),
        await codeAfter('analytics-rules/three.yaml'),
        await codeAfter('picket.yaml'),
      ]).toEqual([1, 1, 0, 0]);
    });
  });

  test('that a parameter holds are listed where they stand, and leave an empty list once they have ended', async () => {
    await inFolder(async (shell) => {
      const list = (until: string): string => `[{where: {Count: 5}, until: ${until}, reason: Known}]`;
      await project(
        shell,
        `parameters: {Known: {type: dynamic, default: ${list('2026-11-28')}}}\nexclude: {param: Known}\n`,
        `    parameters: {Known: ${list('2026-11-02')}}`,
      );
      await shell.write('analytics-rules/two.yaml', `${rule('08')}parameters: {}\nexclude: {param: All}\n`);
      const text = readFileSync(join(shell.cwd, 'picket.yaml'), 'utf8');
      await shell.write('picket.yaml', `${text}parameters: {All: {type: dynamic, default: ${list('2026-11-03')}}}\n`);
      expect((await shell.picket('exclusions')).out.split('\n')).toEqual([
        'ended 2026-11-02  Rule 07 in prod: Count 5  (Known)  picket.yaml:8',
        'ended 2026-11-03  Rule 08: Count 5  (Known)  picket.yaml:9',
        'ends  2026-11-28  Rule 07: Count 5  (Known)  analytics-rules/one.yaml:23',
        '3 exclusions, 2 ended.',
        '',
      ]);
      expect((await shell.picket('exclusions', '--remove-ended')).code).toBe(0);
      const after = readFileSync(join(shell.cwd, 'picket.yaml'), 'utf8');
      expect(after).toContain('Known: []');
      expect(after).toContain('default: []');
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
    });
  });

  test.each([
    ['{Nope: 1}', 'There is no column'],
    ['{}', 'An exclusion says under `where`'],
    ['{"IPAddress) or (1": 1}', 'An exclusion says under `where`'],
    ['{IPAddress: {watchlist: w, column: "a b"}}', 'An exclusion says under `where`'],
  ])('where %s is an error at its place', async (where, message) => {
    await inFolder(async (shell) => {
      await project(shell, known('2027-06-01', where));
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain(message);
      expect(out).toContain('analytics-rules/one.yaml:24:');
    });
  });
});
