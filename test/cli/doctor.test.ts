import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { inFolder } from './io.ts';

const files = fileURLToPath(new URL('../scenarios/first-deploy/files', import.meta.url));

test('a probe asks before it writes, and a no leaves workspace and profile alone', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    shell.answers.push('n');
    expect((await shell.picket('doctor', '--probe', '-w', 'local')).code).toBe(5);
    await expect(readFile(join(shell.cwd, '.picket', 'service-profile.json'))).rejects.toThrow('ENOENT');
    shell.answers.push('y');
    expect((await shell.picket('doctor', '--probe', '-w', 'local')).code).toBe(0);
    expect(await readFile(join(shell.cwd, '.picket', 'service-profile.json'), 'utf8')).toContain('"ifMatch": "412"');
  });
});

test('with a profile that trusts If-Match a rule is not read again before it is written', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    const rule = join('analytics-rules', 'spray.yaml');
    const reads = async (threshold: number): Promise<number> => {
      const text = await readFile(join(files, rule), 'utf8');
      await shell.write(rule, text.replace('> 20', `> ${threshold}`));
      const { err } = await shell.picket('deploy', '--yes', '--verbose');
      return err.split('\n').filter((line) => /^GET .*\/alertRules\/\w/.test(line)).length;
    };
    expect(await reads(20)).toBe(2);
    expect(await reads(30)).toBe(1);
    await shell.picket('doctor', '--probe', '-w', 'local', '--yes');
    expect(await reads(40)).toBe(0);
  });
});
