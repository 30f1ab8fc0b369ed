import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder, type Shell } from './io.ts';

const git = (shell: Shell, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    cwd: shell.cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });

/** A repository that `picket init` made, with a `picket` on the path that writes down what it was asked, and fails. */
const withHook = (work: (shell: Shell, commit: () => number | null) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.picket('init', '--yes', '--ci', 'none');
    git(shell, 'init', '--quiet');
    git(shell, 'add', '.');
    git(shell, 'commit', '--quiet', '-m', 'first');
    git(shell, 'config', 'core.hooksPath', '.githooks');
    await shell.write('bin/picket', '#!/bin/sh\necho "$@" > asked.txt\nexit 1\n');
    await chmod(join(shell.cwd, 'bin/picket'), 0o755);
    const env = { ...process.env, PATH: `${join(shell.cwd, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
    const words = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'second'];
    await work(shell, () => spawnSync('git', words, { cwd: shell.cwd, env }).status);
  });

describe('the hook that picket init writes', () => {
  test('stops a commit of rules with errors', async () => {
    await withHook(async (shell, commit) => {
      await shell.write('analytics-rules/new.yaml', 'id: x\n');
      git(shell, 'add', 'analytics-rules');
      expect(commit()).not.toBe(0);
      expect(await readFile(join(shell.cwd, 'asked.txt'), 'utf8')).toBe('validate\n');
    });
  });

  test('does not look at a commit of other files', async () => {
    await withHook(async (shell, commit) => {
      await shell.write('notes.txt', 'x\n');
      git(shell, 'add', 'notes.txt');
      expect(commit()).toBe(0);
      await expect(readFile(join(shell.cwd, 'asked.txt'))).rejects.toThrow('ENOENT');
    });
  });
});
