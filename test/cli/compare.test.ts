import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

jest.setTimeout(120_000);

const run = promisify(execFile);

const commit = async ({ cwd }: Shell): Promise<void> => {
  const identity = ['-c', 'user.name=Ana', '-c', 'user.email=ana@contoso.com', '-c', 'commit.gpgsign=false'];
  await run('git', ['init', '-q'], { cwd });
  await run('git', ['add', '-A'], { cwd });
  await run('git', [...identity, 'commit', '-q', '-m', 'before'], { cwd });
};

const path = 'analytics-rules/spray.yaml';

const rule = (query: string, rest = 'alertDetailsOverride: {alertDisplayNameFormat: Spray}'): string =>
  `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001
name: Password spray
kind: NRT
version: 1.0.0
description: Many failed sign-ins.
severity: High
tactics: [CredentialAccess]
query: |
${query
  .trim()
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
${rest}
`;

const compared = async (before: string, after: string, cases?: string): Promise<string> =>
  inFolder(async (shell) => {
    await shell.write(path, before);
    await commit(shell);
    await shell.write(path, after);
    if (cases !== undefined) await shell.write('analytics-rules/spray.test.yaml', cases);
    const { out, err, code } = await shell.picket('compare');
    expect([code, err]).toEqual([0, '']);
    return out;
  });

describe('picket compare', () => {
  test('says which values a changed list no longer catches, and which newly', async () => {
    const out = await compared(
      rule('let codes = dynamic(["50126", "50053"]);\nSigninLogs\n| where ResultType in (codes)'),
      rule('let codes = dynamic(["50126", "50055"]);\nSigninLogs\n| where ResultType in (codes)'),
    );
    expect(out).toBe(
      `Password spray ${path}\n  - no longer fires when ResultType is 50053\n  + newly fires when ResultType is 50055\n\n1 rule changed; 1 no longer catches what it caught.\n`,
    );
  });

  test('runs both over the cases of the test, and names what the alert says otherwise', async () => {
    const cases = `cases:
  - name: the account of the CFO
    given: {SigninLogs: [{ResultType: "50126", UserPrincipalName: cfo@contoso.com}]}
    expect: {alerts: 1}
`;
    const query = 'SigninLogs\n| where ResultType == "50126"';
    const mapped = (identifier: string, title: string): string =>
      `entityMappings: [{entityType: Account, fieldMappings: [{identifier: ${identifier}, columnName: UserPrincipalName}]}]
alertDetailsOverride: {alertDisplayNameFormat: ${title}}`;
    const out = await compared(
      rule(query, mapped('FullName', 'Spray')),
      rule(`${query} and UserPrincipalName !has "cfo"`, mapped('FullName', 'Spray')),
      cases,
    );
    expect(out).toContain('  - no longer fires in the case `the account of the CFO`\n');
    const renamed = await compared(
      rule(query, mapped('FullName', 'Spray')),
      rule(query, mapped('Name', 'Guess')),
      cases,
    );
    expect(renamed).toContain('~ has the title `Guess`, no longer `Spray` in the case `the account of the CFO`');
    expect(renamed).toContain('~ no longer names `Account FullName cfo@contoso.com`');
    expect(renamed).toContain('~ newly names `Account Name cfo@contoso.com`');
    expect(renamed).toContain('nothing is no longer caught');
  });

  test('names a few of many titles and entities, and how many more there are', async () => {
    const each = (title: string): string => `eventGroupingSettings: {aggregationKind: AlertPerResult}
alertDetailsOverride: {alertDisplayNameFormat: '${title} of {{UserPrincipalName}}'}
entityMappings:
  - {entityType: Mailbox, fieldMappings: [{identifier: MailboxPrimaryAddress, columnName: UserPrincipalName}]}
`;
    const cases = `cases:
  - name: a burst
    given:
      SigninLogs:
        - repeat: {count: 9, every: 1s, vary: {UserPrincipalName: 'u{n}@contoso.com'}}
          row: {ResultType: '0'}
    expect: {alerts: 9}
`;
    const out = await compared(
      rule("SigninLogs\n| where ResultType == '0'", each('Login')),
      rule("SigninLogs\n| where ResultType == '0'\n| take 4", each('Sign-in')),
      cases,
    );
    expect(out).toContain(
      'has the title `Sign-in of u1@contoso.com`, `Sign-in of u2@contoso.com`, `Sign-in of u3@contoso.com`, 1 more, no longer',
    );
    expect(out).toMatch(/no longer names (?:`Mailbox [^`]+`, ){3}2 more in the case/);
  });

  test('tells members of bags apart', async () => {
    const bags = await compared(
      rule('AuditLogs\n| where tostring(InitiatedBy.user.ipAddress) startswith "203."'),
      rule('AuditLogs\n| extend Address = tostring(InitiatedBy.user.ipAddress)\n| where Address startswith "198."'),
    );
    expect(bags).toContain('- no longer fires when InitiatedBy.user.ipAddress is 203.');
  });

  test.each([
    ['', '3', '5'],
    ['', 'int(3)', 'int(5)'],
    ['', 'real(3)', '5.0'],
    ['let most = 5;\n', '3', 'most'],
  ])('tells limits by numbers of rows: %j > %s, %s', async (lets, low, high) => {
    const limits = await compared(
      rule(`${lets}SigninLogs\n| summarize Failures = count() by IPAddress\n| where Failures > ${low}`),
      rule(`${lets}SigninLogs\n| summarize Failures = count() by IPAddress\n| where Failures > ${high}`),
    );
    expect(limits).toContain('- no longer fires when SigninLogs has 5 such rows\n');
  });

  test('takes both as picket.yaml and the file make them, for no workspace and for one', async () => {
    await inFolder(async (shell) => {
      const { picket, write } = shell;
      const place = 'subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod';
      const of = (code: string, more = ''): string =>
        rule(
          `SigninLogs\n| where ResultType == "${code}"`,
          `exclude: [{where: {IPAddress: 10.0.0.1}, until: 2027-01-01, reason: Scanner}]${more}`,
        );
      await write(
        'picket.yaml',
        [
          'content: [analytics-rules]',
          'workspaces:',
          `  prod: {${place}, exclude: {tags: [away]}, overlays: [{select: {severities: [High]}, set: {severity: Low}}]}`,
          '',
        ].join('\n'),
      );
      await write(path, of('50126'));
      await write(
        'analytics-rules/away.yaml',
        of('50126', '\ntags: [away]').replace('6a001', '6a002').replace('Password', 'Other'),
      );
      await commit(shell);
      for (const args of [[], ['-w', 'prod']])
        expect([args, await picket('compare', ...args)]).toEqual([
          args,
          { code: 0, out: 'No rule changed.\n', err: '' },
        ]);
      await write(path, of('50127'));
      for (const args of [[], ['-w', 'prod']]) {
        const { out } = await picket('compare', ...args);
        expect([args, out.replaceAll(/^ {2}. .*\n/gm, '')]).toEqual([
          args,
          `Password spray ${path}\n\n1 rule changed; 1 no longer catches what it caught.\n`,
        ]);
        expect(out).not.toContain('severity');
      }
    });
  });

  test('says what cannot be compared, what is new, what is gone, and that nothing changed', async () => {
    const out = await compared(rule('SigninLogs'), rule('SigninLogs | nonsense'));
    expect(out).toContain('The rule cannot be run: ');
    await inFolder(async (shell) => {
      await shell.write(path, rule('SigninLogs'));
      await commit(shell);
      expect((await shell.picket('compare')).out).toBe('No rule changed.\n');
      await shell.write(path, rule('SigninLogs').replace('5f0a1c1e', '6f0a1c1e').replace('Password', 'Other'));
      await run('git', ['mv', path, 'analytics-rules/other.yaml'], { cwd: shell.cwd });
      const moved = (await shell.picket('compare')).out;
      expect(moved).toContain('Other spray analytics-rules/other.yaml\n  The rule is new.');
      expect(moved).toContain(`Password spray ${path}\n  - is deleted`);
      const wrong = await shell.picket('compare', '--against', 'no-such-branch');
      expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('no git ref `no-such-branch`')]);
      expect((await shell.picket('compare', 'nothing.yaml')).code).toBe(3);
    });
  });
});
