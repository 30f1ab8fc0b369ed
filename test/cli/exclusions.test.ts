import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { inFolder, type Shell } from './io.ts';

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
