import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = (name: string, id: number, extra = ''): string => `id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a${id}
name: ${name}
description: A sign-in succeeded with a password that is on the list of leaked ones.
kind: Scheduled
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  SigninLogs
  | where ResultType == "0"
${extra}entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: UserPrincipalName
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Identity
version: 1.0.0
`;

/** A project with an old rule that has an error and warnings, and the findings known. */
const drawn = async (shell: Shell): Promise<void> => {
  await shell.write(
    'picket.yaml',
    'project: {name: test, id: 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21}\ncontent: [rules]\nworkspaces: {}\n',
  );
  await shell.write('rules/old.yaml', rule('Old', 1, '  | where Nope == 1\n'));
  const first = await shell.picket('validate', '--baseline', 'known.json', '--update-baseline');
  expect(first.code).toBe(0);
  expect(first.err).toContain('known.json holds 3 findings now');
};

describe('a baseline', () => {
  test('keeps old findings from failing a run, and tells of them in a line', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      const { code, out, err } = await shell.picket('validate', '--baseline', 'known.json');
      expect(code).toBe(0);
      expect(out).toBe('1 file: no errors\n');
      expect(err).toBe('known.json knows 3 findings of these files: 1 error, 2 warnings, 0 notes.\n');
      expect((await shell.picket('validate')).code).toBe(1);
    });
  });

  test('lets new findings fail it, in old files and in new ones', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      // Lines above change the places of old findings, which stay old.
      await shell.write('rules/old.yaml', `# moved\n${rule('Old', 1, '  | where Nope == 1\n  | where Other == 2\n')}`);
      await shell.write('rules/new.yaml', rule('New', 2, '  | where Nope == 1\n'));
      const { code, out } = await shell.picket('validate', '--baseline', 'known.json');
      expect(code).toBe(1);
      expect(out).toContain('`Other`');
      expect(out).toContain('rules/new.yaml:15:11 error');
      expect(out).toContain('2 files: 2 errors, 2 warnings');
    });
  });

  test('counts: the same finding once more is new', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      await shell.write('rules/old.yaml', rule('Old', 1, '  | where Nope == 1 or Nope == 2\n'));
      const { code, out } = await shell.picket('validate', '--baseline', 'known.json');
      expect(code).toBe(1);
      expect(out).toContain('1 file: 1 error\n');
    });
  });

  test('says what is gone of it, when all content is checked', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      await shell.write('rules/old.yaml', rule('Old', 1));
      const whole = await shell.picket('validate', '--baseline', 'known.json');
      expect(whole.err).toContain('1 finding in known.json is gone; --update-baseline takes it out.');
      const part = await shell.picket('validate', 'rules/old.yaml', '--baseline', 'known.json');
      expect(part.err).not.toContain('gone');
    });
  });

  test('limits --max-warnings to new ones', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      const allowed = await shell.picket('validate', '--baseline', 'known.json', '--max-warnings', '0');
      expect(allowed.code).toBe(0);
      await shell.write('rules/new.yaml', rule('New', 2));
      const refused = await shell.picket('validate', '--baseline', 'known.json', '--max-warnings', '0');
      expect(refused.code).toBe(1);
      expect(refused.err).toContain('2 warnings, and --max-warnings allows 0');
    });
  });

  test('is written the same for the same findings, with paths from its own folder', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      const before = await readFile(join(shell.cwd, 'known.json'), 'utf8');
      expect(before).toContain('"path":"rules/old.yaml"');
      await shell.picket('validate', '--baseline', 'known.json', '--update-baseline');
      expect(await readFile(join(shell.cwd, 'known.json'), 'utf8')).toBe(before);
    });
  });

  test('that is absent or damaged is an error with what to do', async () => {
    await inFolder(async (shell) => {
      await drawn(shell);
      await shell.write('known.json', '{"version": 2}');
      const damaged = await shell.picket('validate', '--baseline', 'known.json');
      expect(damaged.code).not.toBe(0);
      expect(damaged.err).toContain('known.json is no baseline');
      await rm(join(shell.cwd, 'known.json'));
      const absent = await shell.picket('validate', '--baseline', 'known.json');
      expect(absent.err).toContain('it does not exist');
      expect(absent.err).toContain('--update-baseline');
    });
  });
});
