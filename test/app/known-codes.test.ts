import { describe, expect, jest, test } from '@jest/globals';
import { inFolder, type Shell } from '../cli/io.ts';

/** Loading the modules of a command takes seconds on a busy machine. */
jest.setTimeout(60_000);

const rule = (comments: string): string => `${comments}id: 7b1a9f10-8f4c-4d0e-9a53-0a4d0a3f5c21
name: Audit log cleared
version: 1.0.0
kind: Scheduled
description: Somebody cleared the audit log.
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [DefenseEvasion]
relevantTechniques: [T1070.001]
query: |
  SecurityEvent
  | where EventID == 1102 and Nowhere == 1
`;

const findings = async (shell: Shell, ...args: readonly string[]): Promise<readonly string[]> => {
  const { out } = await shell.picket('validate', '--format', 'github', ...args);
  return [...out.matchAll(/title=([a-z]+\/[\w-]+)/g)].flatMap(([, code]) => code ?? []);
};

describe('codes that people name', () => {
  test('in a comment have to exist, and to be found while the check runs', async () => {
    await inFolder(async (shell) => {
      const comments = [
        '# picket-ignore kql/unknown-column -- a column of ours\n',
        '# picket-ignore kql/unkown-column -- misspelt\n',
        '# picket-ignore kql/syntax -- not there\n',
      ].join('');
      await shell.write('analytics-rules/a.yaml', rule(comments));
      expect(await findings(shell)).toEqual(['yaml/unknown-suppression', 'yaml/unused-suppression']);
      expect(await findings(shell, '--no-kql')).toEqual(['yaml/unknown-suppression']);
    });
  });

  test('under severities have to exist too, a group of them with a member', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/a.yaml', rule('').replace(' and Nowhere == 1', ''));
      await shell.write(
        'picket.yaml',
        'severities:\n  kql/unkown-column: off\n  rule/nothing-*: off\n  kql/*: warning\n  rule/id-not-guid: error\n',
      );
      const { out } = await shell.picket('validate');
      expect(out.split('\n').filter((line) => line.includes('config/unknown-code'))).toEqual([
        'picket.yaml:2:3 warning There is no finding `kql/unkown-column`: did you mean `kql/unknown-column`? config/unknown-code',
        'picket.yaml:3:3 warning There is no finding `rule/nothing-*`. config/unknown-code',
      ]);
    });
  });
});
