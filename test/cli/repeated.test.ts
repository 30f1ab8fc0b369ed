import { describe, expect, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

describe('an option that takes one value and is given twice', () => {
  test.each([
    [['backtest', 'r', '-w', 'prod', '-w', 'local'], '--workspace takes one value, and was given `prod` and `local`.'],
    [
      ['plan', '--allow-deletes', '3', '--allow-deletes=4'],
      '--allow-deletes takes one value, and was given `3` and `4`.',
    ],
    [
      ['deploy', '--plan', 'a.json', '--plan', 'b.json'],
      '--plan takes one value, and was given `a.json` and `b.json`.',
    ],
  ])('is refused where the values differ: %j', async (argv, message) => {
    await inFolder(async (shell) => {
      expect(await shell.picket(...argv)).toEqual({ code: 3, out: '', err: `error: ${message}\n  Give it once.\n` });
    });
  });

  test('is that value where both are the same, and options that take several keep all of theirs', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/.gitkeep', '');
      const { code, out } = await shell.picket('plan', '-w', 'local', '-w', 'local', '--only', 'a', '--only', 'b');
      expect(code).toBe(5);
      expect(out).toContain('--only: nothing in git or in the workspace is called a.');
      expect(out).toContain('--only: nothing in git or in the workspace is called b.');
    });
  });
});
