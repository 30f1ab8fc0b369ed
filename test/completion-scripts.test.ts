import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import { inFolder } from './cli/io.ts';

/** Each completion starts a process. */
jest.setTimeout(60_000);

const execute = promisify(execFile);
const bin = resolve('dist', 'bin.js');

/** What bash would put into its list for some words, the last of which is being typed, with the script switched on. */
const inBash = (...lines: readonly (readonly string[])[]): Promise<readonly string[]> =>
  inFolder(async ({ cwd }) => {
    await cp(join('test', 'scenarios', 'names', 'files'), cwd, { recursive: true });
    const programs = join(cwd, 'bin');
    await mkdir(programs);
    const picket = join(programs, 'picket');
    await writeFile(picket, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
    await chmod(picket, 0o755);
    const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
    const script = [
      'source <(picket completion bash)',
      'complete -p picket',
      ...lines.flatMap((words) => [
        `COMP_WORDS=(picket ${words.map(quoted).join(' ')})`,
        `COMP_CWORD=${words.length}`,
        '_picket_completion',
        String.raw`printf '%s|' "\${COMPREPLY[@]}"; echo`.replaceAll('\\$', '$'),
      ]),
    ].join('\n');
    const { stdout } = await execute('bash', ['--norc', '--noprofile', '-c', script], {
      cwd,
      env: { ...process.env, PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` },
    });
    return stdout.trimEnd().split('\n');
  });

describe('the completion script of bash', () => {
  test('fills its list from the command line itself, and quotes names with spaces', async () => {
    expect(
      await inBash(
        ['rollb'],
        ['plan', '-w', ''],
        ['show', 'Pass'],
        ['plan', '--format', '=', 'js'],
        ['deploy', '--overwrite', 'analytics-rules/s'],
        ['validate', 'x'],
      ),
    ).toEqual([
      'complete -o default -F _picket_completion picket',
      'rollback|',
      'local|',
      'Password\\ spray|',
      'json|',
      'analytics-rules/spray.yaml|',
      '|',
    ]);
  });
});
