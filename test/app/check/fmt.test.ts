import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inFolder } from '../../cli/io.ts';

const keysOf = (text: string): readonly string[] => [...text.matchAll(/^(\w+):/gm)].flatMap(([, key]) => key ?? []);

const summary = `query: SigninLogs | summarize count() by bin(TimeGenerated, 1h)
binSize: 1h
destinationTable: Sums_CL
name: Sums
`;

test('a file is laid out as its type is, which its folder names or else its keys', async () => {
  await inFolder(async (shell) => {
    await shell.write('summary-rules/one.yaml', summary);
    await shell.write('elsewhere/one.yaml', summary);
    expect(await shell.picket('fmt', 'summary-rules', 'elsewhere')).toMatchObject({ code: 0 });
    const texts = await Promise.all(
      ['summary-rules', 'elsewhere'].map((folder) => readFile(join(shell.cwd, folder, 'one.yaml'), 'utf8')),
    );
    expect(texts.map(keysOf)).toEqual(texts.map(() => ['name', 'query', 'binSize', 'destinationTable']));
  });
});

test('a file whose root is no mapping is left as it is', async () => {
  await inFolder(async (shell) => {
    await shell.write('rules/list.yaml', '- b\n- a\n');
    expect(await shell.picket('fmt', '--check', 'rules')).toMatchObject({ code: 0 });
    expect(await readFile(join(shell.cwd, 'rules/list.yaml'), 'utf8')).toBe('- b\n- a\n');
  });
});

test('what would change is said in every format, as a finding of its file where nothing is written', async () => {
  await inFolder(async (shell) => {
    await shell.write('summary-rules/one.yaml', summary);
    await shell.write('summary-rules/two.yaml', 'name: [\n');
    const said = async (...args: readonly string[]): Promise<string> => {
      const { code, out } = await shell.picket('fmt', ...args);
      expect(code).toBe(1);
      return out;
    };
    expect(JSON.parse(await said('--check', '--format', 'json'))).toEqual({
      version: 1,
      command: 'fmt',
      mode: 'check',
      files: [
        { path: 'summary-rules/one.yaml', state: 'formatted', left: [] },
        { path: 'summary-rules/two.yaml', state: 'unreadable', left: [expect.any(String)] },
      ],
    });
    expect(await said('--check', '--format', 'github')).toMatch(
      /^::error file=summary-rules\/one\.yaml,title=fmt\/layout::The file is not laid out\.%0ARun picket fmt\.\n::error file=summary-rules\/two\.yaml,title=fmt\/unreadable::/u,
    );
    expect(await said('--check', '--format', 'junit')).toContain('tests="2" failures="2"');
    expect(await said('--format', 'markdown')).toContain('2 files: 1 formatted, 0 unchanged, 1 unreadable.');
    expect(await said('--format', 'junit')).toContain('tests="2" failures="1"');
  });
});
