import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder } from './io.ts';

const rule = `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001 # kept
name: Rare logon
kind: NRT
severity: High
techniques: [T1078]
tactics: [InitialAccess]
query: SigninLogs
`;

describe('picket convert', () => {
  test('says truly whether the file in the other folder was there', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      await write('old/a.yaml', rule);
      const convert = () => picket('convert', 'old', '--to', 'azure-sentinel', '--out', 'new');
      expect((await convert()).out).toContain('  created     new/a.yaml');
      expect((await convert()).out).toBe('convert: 1 unchanged.\n');
      await write('new/a.yaml', `${await readFile(join(cwd, 'new/a.yaml'), 'utf8')}enabled: false\n`);
      expect((await convert()).out).toContain('  updated     new/a.yaml');
    });
  });

  test.each(['- a\n', 'hello\n'])('refuses what is no rule: %j', async (text) => {
    await inFolder(async ({ cwd, picket, write }) => {
      await write('a.yaml', text);
      const { code, out } = await picket('convert', 'a.yaml', '--to', 'service');
      expect(code).toBe(6);
      expect(out).toContain('It holds no keys, so it is no rule.');
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).toBe(text);
    });
  });
});
