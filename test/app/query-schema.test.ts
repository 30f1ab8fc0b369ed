import { expect, jest, test } from '@jest/globals';
import { inFolder } from '../cli/io.ts';

/** Loading the modules of a command takes seconds on a busy machine. */
jest.setTimeout(60_000);

const rule = `id: 7b1a9f10-8f4c-4d0e-9a53-0a4d0a3f5c22
name: Badge used twice
version: 1.0.0
kind: Scheduled
description: A badge was used at two doors at once.
severity: Low
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  Badges_CL
  | where Door_s == "east"
`;

test('a table file of somebody’s own may begin with a byte order mark, and is named when it is no JSON', async () => {
  await inFolder(async (shell) => {
    await shell.write('analytics-rules/a.yaml', rule);
    const table = JSON.stringify({ Name: 'Badges_CL', Properties: [{ name: 'Door_s', type: 'String' }] });
    await shell.write('tables/badges.json', `\uFEFF${table}`);
    expect(await shell.picket('validate')).toMatchObject({ code: 0, out: '1 file: no errors\n' });
    await shell.write('tables/badges.json', table.slice(0, -1));
    const { code, err } = await shell.picket('validate');
    expect(code).toBe(3);
    expect(err).toContain('tables/badges.json is no schema that Picket can read: its text is no JSON.');
    expect(err).not.toContain(shell.cwd);
  });
});
