import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

/** The hands of an analyst, so many seconds before noon, at which every command runs. */
const portalBefore = async (shell: Shell, seconds: number): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/local.json')),
    clock: { now: () => noon - seconds * 1000, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000000',
      resourceGroup: 'local',
      workspaceName: 'picket-local',
    },
  });

/** A rule that an analyst edits, and that a deployment overwrites at noon because it is told to. */
const editedBefore = async (shell: Shell, seconds: number): Promise<void> => {
  await shell.write('analytics-rules/rule.yaml', rule);
  await shell.picket('deploy', '--yes');
  const portal = await portalBefore(shell, seconds);
  const { kind, properties } = await portal.editRule(id, { severity: 'Low' });
  const columns = ['RuleId', 'At', 'Who', 'State'].map((name) => ({ name, type: 'string' }));
  const at = new Date(noon - seconds * 1000).toISOString();
  const state = JSON.stringify({ kind, properties });
  await portal.addRows({ table: 'SentinelAudit', columns, rows: [[id, at, 'analyst@emulator.example', state]] });
  expect(await shell.picket('deploy', '--yes', '--overwrite', 'all')).toMatchObject({ code: 0 });
};

describe('picket drift', () => {
  test('names a rule in sync that two callers wrote within a minute, which is no drift', async () => {
    await inFolder(async (shell) => {
      await editedBefore(shell, 20);
      const { code, out } = await shell.picket('drift');
      expect(code).toBe(0);
      expect(out).toContain('In sync, but written by several at once\n  Rule 07');
      expect(out).toMatch(
        /written by analyst@emulator\.example at 2026-11-22T11:59:40Z, then picket@emulator\.example/,
      );
    });
  });

  test('shows what of their writes is gone, where SentinelAudit tells', async () => {
    await inFolder(async (shell) => {
      await editedBefore(shell, 20);
      const { out } = await shell.picket('drift');
      expect(out).toContain('overwritten: severity Low, now Medium (analyst@emulator.example at 2026-11-22T11:59:40Z)');
      expect(JSON.parse((await shell.picket('drift', '--format', 'json')).out)).toMatchObject({
        rules: [
          {
            id,
            overwritten: [
              {
                who: 'analyst@emulator.example',
                fields: [{ pointer: '/properties/severity', wrote: 'Low', workspace: 'Medium' }],
              },
            ],
          },
        ],
      });
    });
  });

  test('says nothing of writes within a minute of which a person’s was the last, and that git has taken over', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', 'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}\n');
      await shell.write('analytics-rules/rule.yaml', rule);
      await shell.picket('deploy', '--yes');
      await (await portalBefore(shell, -20)).editRule(id, { severity: 'Low' });
      shell.later(300_000);
      expect(await shell.picket('pull', '--only', 'drifted')).toMatchObject({ code: 0 });
      const { code, out } = await shell.picket('drift');
      expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining('several') });
    });
  });

  test('says nothing of an edit that the deployment could see', async () => {
    await inFolder(async (shell) => {
      await editedBefore(shell, 90);
      const { code, out } = await shell.picket('drift');
      expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining('several') });
    });
  });
});
