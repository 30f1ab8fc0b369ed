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
