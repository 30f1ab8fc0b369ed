import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { scripts, shells } from '../../src/cli/completion/scripts.ts';
import { inFolder } from './io.ts';

/** What is offered for the last word, values alone; the words as a shell hands them over. */
const offered = (...words: readonly string[]): Promise<readonly string[]> =>
  inFolder(async ({ cwd, picket }) => {
    await cp(join('test', 'scenarios', 'names', 'files'), cwd, { recursive: true });
    const { code, out, err } = await picket('__complete', ...words.slice(0, -1), `=${words.at(-1) ?? ''}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t')[0] ?? '');
  });

const paths = ['analytics-rules/all.yaml', 'analytics-rules/cleared.yaml', 'analytics-rules/spray.yaml'];

describe('completion', () => {
  test('offers commands, and flags of a command only where one is begun', async () => {
    expect(await offered('pl')).toEqual(['plan', 'placements']);
    expect(await offered('--')).toEqual(['--help', '--version']);
    expect(await offered('plan', '--det')).toEqual(['--detailed-exitcode']);
    expect(await offered('plan', '-w')).toEqual(['-w']);
    expect(await offered('show', '--')).not.toContain('--rule');
  });

  test.each([['-w'], ['--workspace']])('offers workspaces behind %s, and no flags', async (flag) => {
    expect(await offered('plan', flag, '')).toEqual(['local']);
    expect(await offered('coverage', flag, 'LO')).toEqual(['local']);
    expect(await offered('validate', flag, 'local', '')).toEqual([]);
  });

  test.each([['show'], ['disable'], ['adopt'], ['pull'], ['upstream'], ['emulator', 'edit'], ['plan', '--only']])(
    'offers rules by path and name to %s %s',
    async (...words) => {
      expect(await offered(...words, '')).toEqual([
        'analytics-rules/all.yaml',
        'analytics-rules/cleared.yaml',
        'Security log cleared',
        'analytics-rules/spray.yaml',
        'Password spray',
      ]);
      expect(await offered(...words, 'analytics-rules/')).toEqual(paths);
      expect(await offered(...words, 'pass')).toEqual(['Password spray']);
    },
  );

  test('offers ids where one was begun, and `all` where it is taken', async () => {
    expect(await offered('show', '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6b')).toEqual([
      '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6b003',
    ]);
    expect(await offered('deploy', '--overwrite', 'al')).toEqual(['all']);
    expect(await offered('deploy', '--only', 'al')).toEqual([]);
  });

  test('goes on behind several values of one option, and stops where a flag takes one', async () => {
    expect(await offered('plan', '--only', paths[0] ?? '', 'Sec')).toEqual(['Security log cleared']);
    expect(await offered('show', 'x', 'Sec')).toEqual([]);
    expect(await offered('pull', 'x', '--format', 'json', 'Sec')).toEqual(['Security log cleared']);
    expect(await offered('show', '-w', 'local', 'Sec')).toEqual(['Security log cleared']);
    expect(await offered('validate', '--no-kql', '')).toEqual([]);
    expect(await offered('adopt', '--yes', 'Sec')).toEqual(['Security log cleared']);
    expect(await offered('adopt', '--nothing-such', 'Sec')).toEqual(['Security log cleared']);
  });

  test('takes quotes and backslashes for what they are', async () => {
    expect(await offered('show', '"Password s')).toEqual(['Password spray']);
    expect(await offered('show', "'Password s")).toEqual(['Password spray']);
    expect(await offered('show', 'Password\\ s')).toEqual(['Password spray']);
  });

  test('offers choices, the formats that a command has, and the codes of findings', async () => {
    expect(await offered('pull', '--only', '')).toEqual(['unmanaged', 'drifted', 'all']);
    expect(await offered('pull', '--format', '')).toEqual(['pretty', 'json', 'sarif', 'junit', 'github', 'markdown']);
    expect(await offered('plan', '--format', 's')).toEqual(['sarif']);
    expect(await offered('plan', '--format=s')).toEqual(['--format=sarif']);
    expect(await offered('plan', '--format', '=', 's')).toEqual(['sarif']);
    expect(await offered('emulator', 'd')).toEqual(['disable', 'delete']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish', 'powershell']);
    expect(await offered('explain', 'rule/period-s')).toEqual(['rule/period-shorter-than-frequency']);
  });

  test('offers nothing that a terminal would act on, and nothing where picket.yaml is broken', async () => {
    await inFolder(async ({ picket, write }) => {
      await write('analytics-rules/bad.yaml', 'id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001\nname: "Red \u001b[31mname"\n');
      expect((await picket('__complete', 'show', '=Red')).out).toBe('');
      await write('picket.yaml', 'workspaces: 3\n');
      expect(await picket('__complete', 'plan', '-w', '=')).toEqual({ code: 0, out: '', err: '' });
    });
  });

  test('has a script for each shell, the one of SHELL by default', async () => {
    await inFolder(async ({ picket, env }) => {
      for (const shell of shells) {
        expect(await picket('completion', shell)).toEqual({ code: 0, out: scripts[shell], err: '' });
        expect(scripts[shell]).toContain('picket __complete');
      }
      expect((await picket('completion')).out).toBe(scripts.bash);
      env['SHELL'] = '/usr/bin/fish';
      expect((await picket('completion')).out).toBe(scripts.fish);
    });
  });
});
