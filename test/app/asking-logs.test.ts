import { expect, test } from '@jest/globals';
import { askingLogs } from '../../src/app/asking-logs.ts';
import { folderInCheckout } from '../../src/app/known-codes.ts';
import { stillIo } from '../cli/io.ts';

test('logs that may not be read end a run that is about nothing else', async () => {
  const io = stillIo('/project');
  const between = { from: 1, to: 2 };
  const rows = [{ a: 1 }];
  const asked: unknown[] = [];
  const told = await askingLogs(async (...question) => {
    asked.push(question);
    return rows;
  }, io)('T | take 1', between);
  expect(told).toBe(rows);
  expect(asked).toEqual([['T | take 1', between, io.signals.abort]]);
  await expect(askingLogs(async () => ({ unknown: 'Forbidden.' }), io)('T', between)).rejects.toMatchObject({
    kind: 'auth',
    code: 'logs-unreadable',
    message: 'The logs cannot be read: Forbidden.',
  });
});

test.each<[string | undefined, string, string | undefined]>([
  [undefined, '/checkout/soc', undefined],
  ['', '/checkout/soc', undefined],
  ['/checkout', '/checkout', undefined],
  ['/checkout', '/checkout/soc/rules', 'soc/rules'],
  ['/checkout', '/elsewhere', undefined],
  ['/checkout/soc', '/checkout', undefined],
])('of a checkout at %s, %s is the folder %s', (root, cwd, folder) => {
  expect(folderInCheckout({ cwd, env: root === undefined ? {} : { GITHUB_WORKSPACE: root } })).toBe(folder);
});
