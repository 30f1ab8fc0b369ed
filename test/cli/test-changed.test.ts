import { execFileSync } from 'node:child_process';
import { expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const rule = (index: number, event: number): string => `id: 00000000-0000-4000-8000-00000000000${index}
name: Event ${index}
version: 1.0.0
kind: Scheduled
description: Somebody did something.
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [DefenseEvasion]
relevantTechniques: [T1070.001]
query: SecurityEvent | where EventID == ${event} | project Account
entityMappings:
  - entityType: Account
    fieldMappings:
      - {identifier: Name, columnName: Account}
`;

const cases = (event: number, name = 'once'): string => `cases:
  - name: ${name}
    given: {SecurityEvent: [{EventID: ${event}, Account: ana}]}
    expect: {alerts: 1}
  - name: never
    given: {SecurityEvent: []}
    expect: silent
`;

const git = (shell: Shell, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
    cwd: shell.cwd,
    encoding: 'utf8',
  });

/** The files whose tests ran, and what is said where none did. */
const ran = async (shell: Shell, changed: string): Promise<readonly string[]> => {
  const { out, err } = await shell.picket('test', changed, '--format', 'json');
  const report: { readonly cases: readonly { readonly path: string }[] } = JSON.parse(out);
  return [...new Set(report.cases.map(({ path }) => path)), ...(err === '' ? [] : [err])].toSorted();
};

test('with --changed the tests run whose rule or file changed since a ref, and no others', async () => {
  await inFolder(async (shell) => {
    for (const [index, event] of [1, 2].entries()) {
      await shell.write(`analytics-rules/r${event}.yaml`, rule(index, event));
      await shell.write(`analytics-rules/r${event}.test.yaml`, cases(event));
    }
    git(shell, 'init', '-q', '-b', 'main');
    git(shell, 'add', '.');
    git(shell, 'commit', '-qm', 'start');
    const [first, second] = ['analytics-rules/r1.test.yaml', 'analytics-rules/r2.test.yaml'];
    const none = await shell.picket('test', '--changed');
    expect({ code: none.code, said: none.out + none.err }).toEqual({ code: 0, said: expect.stringContaining('HEAD') });

    await shell.write('analytics-rules/r1.test.yaml', cases(1, 'renamed'));
    expect(await ran(shell, '--changed')).toEqual([first]);
    git(shell, 'commit', '-qam', 'the test alone');

    await shell.write('analytics-rules/r2.yaml', rule(1, 7));
    expect(await ran(shell, '--changed')).toEqual([second]);
    expect(await ran(shell, '--changed=HEAD')).toEqual([second]);
    expect(await ran(shell, '--changed=HEAD~1')).toEqual([first, second]);
    const place = 'subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod';
    await shell.write(
      'picket.yaml',
      `workspaces: {prod: {${place}, exclude: {ids: [00000000-0000-4000-8000-000000000000]}}}\n`,
    );
    await shell.write('analytics-rules/r3.yaml', rule(3, 3).replace('00000003', '00000001'));
    for (const line of [
      'validate --base HEAD',
      'validate --base HEAD~1 -w prod',
      'validate --base HEAD analytics-rules/r2.yaml',
      'validate --base HEAD analytics-rules/r3.yaml',
      'validate --base nowhere',
      'validate --changed-since HEAD --base HEAD',
      'validate --changed-since HEAD~1 analytics-rules/r1.yaml',
      'validate --changed-since HEAD -w prod',
      'validate --changed-since nowhere',
      'validate --changed-since HEAD --baseline known.json --update-baseline',
      'compare --against HEAD -w prod',
      'compare --against HEAD --format markdown',
    ])
      await shell.picket(...line.split(' '));
    // The rule asks for another event now: what runs is really run.
    expect((await shell.picket('test', '--changed')).code).toBe(1);
  });
});
