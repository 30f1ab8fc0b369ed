import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(120_000);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

const write = (shell: Shell, denied: readonly string[]): Promise<void> =>
  shell.write(
    'picket.yaml',
    [
      'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
      'deployments: {folder: evidence}',
      'workspaces:',
      '  prod:',
      '    subscriptionId: 00000000-0000-0000-0000-000000000001',
      '    resourceGroup: rg',
      '    workspaceName: law-prod',
      `    emulator: {state: state.jsonl, settings: {denied: ${JSON.stringify(denied)}}}`,
      '',
    ].join('\n'),
  );

/** The four parts as a person calls them, with what each ends with. */
const tried = async (shell: Shell): Promise<Readonly<Record<string, { code: number; said: string }>>> => {
  const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
  const run = async (...argv: readonly string[]) => {
    const { code, out, err } = await shell.picket(...argv, '-w', 'prod');
    return { code, said: out + err };
  };
  const emergency = await run('disable', id, '--now', '--until', '2h', '--reason', 'Floods');
  const history = await run('history', id);
  const evidence = await run('audit', '--from', '2026-01-01', '--to', '2026-12-31', '--out', 'audit');
  const metrics = await run('metrics');
  await shell.picket('enable', id, '--now', '-w', 'prod');
  return { emergency, history, evidence, metrics };
};

const codes = (all: Readonly<Record<string, { code: number }>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(all).map(([name, { code }]) => [name, code]));

const fine = { emergency: 0, history: 0, evidence: 0, metrics: 0 };

const withRule = (work: (shell: Shell) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.write('analytics-rules/rule-07.yaml', rule);
    await write(shell, []);
    expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(0);
    await work(shell);
  });

describe('what is done at night and in an audit', () => {
  test('works where everything may be read and written, and doctor says so', () =>
    withRule(async (shell) => {
      expect(codes(await tried(shell))).toEqual(fine);
      const { out } = await shell.picket('doctor', '-w', 'prod');
      for (const part of Object.keys(fine)) expect(out).toMatch(new RegExp(`ok +${part}: `));
    }));

  test('loses to a missing permission only the part that takes it, and doctor asks for it', () =>
    withRule(async (shell) => {
      await write(shell, ['Microsoft.SecurityInsights/alertRules/write']);
      const unwritable = await tried(shell);
      expect(codes(unwritable)).toEqual({ ...fine, emergency: unwritable['emergency']?.code });
      expect(unwritable['emergency']?.code).toBe(4);
      const doctor = async (): Promise<string> => (await shell.picket('doctor', '-w', 'prod')).out;
      expect(await doctor()).toMatch(/warning emergency: .*cannot be written.*\n.*"Microsoft Sentinel Contributor"/);

      await write(shell, ['Microsoft.Insights/eventtypes/*']);
      const noActivity = await tried(shell);
      expect(codes(noActivity)).toEqual(fine);
      expect(noActivity['history']?.said).toContain('The activity log cannot be read');
      expect(await doctor()).toMatch(/warning history: the activity log cannot be read.*\n.*"Monitoring Reader"/);

      await write(shell, ['Microsoft.OperationalInsights/workspaces/query/*']);
      const noLogs = await tried(shell);
      expect(codes(noLogs)).toEqual(fine);
      expect(noLogs['history']?.said).toContain('SentinelAudit, which tells what each write changed, cannot be read');
      expect(noLogs['metrics']?.said).toMatch(/cannot be read/);
      expect(await doctor()).toMatch(/warning metrics: the logs of the workspace cannot be read/);

      await write(shell, ['Microsoft.SecurityInsights/*/read']);
      const unread = await tried(shell);
      expect(unread['evidence']).toMatchObject({ code: 0, said: expect.stringContaining('cannot be read') });
      expect(unread['metrics']).toMatchObject({ code: 0, said: expect.stringContaining('cannot be read') });
    }));
});
