import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inFolder } from '../cli/io.ts';

test('a symbolic link among the rules is an error: what lies behind it would look like a rule that is gone', async () => {
  await inFolder(async (shell) => {
    await shell.write('real/one.yaml', 'id: 1\n');
    await shell.write('analytics-rules/notes.txt', '');
    await shell.write('analytics-rules/.hidden/keep', '');
    const link = (target: string, at: string): Promise<void> => symlink(target, join(shell.cwd, 'analytics-rules', at));
    await link('notes.txt', 'other.txt');
    await link('../../real/one.yaml', '.hidden/one.yaml');
    expect(await shell.picket('validate')).toMatchObject({ code: 0 });
    await link('../real/one.yaml', 'one.yaml');
    await link('../real', 'folder');
    await link('nowhere', 'gone.yml');
    const { code, out } = await shell.picket('validate');
    expect(code).toBe(1);
    for (const name of ['folder', 'gone.yml', 'one.yaml'])
      expect(out).toContain(`\`analytics-rules/${name}\` is a symbolic link, which is not followed`);
    expect(out).toContain('3 errors');
  });
});
