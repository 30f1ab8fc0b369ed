import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const config = `project: { name: prune, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  local:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-prune
    emulator: { state: state.jsonl, settings: { queries: accepted } }
`;

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-prune',
} as const;

const ids = ['5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001', '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a002'] as const;

const rule = (id: string, name: string): string => `id: ${id}
name: ${name}
version: 1.0.0
description: Finds it.
kind: NRT
severity: High
tactics: [Impact]
query: |
  SigninLogs | take 1
`;

/** Two rules deployed, the first of which git no longer has, and an automation rule that names it. */
const goneIn = (work: (shell: Shell, portal: Portal) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    await shell.write('analytics-rules/one.yaml', rule(ids[0], 'One'));
    await shell.write('analytics-rules/two.yaml', rule(ids[1], 'Two'));
    expect((await shell.picket('deploy', '--yes')).code).toBe(0);
    const portal = createPortal({
      store: await fileStore(join(shell.cwd, 'state.jsonl')),
      clock: { now: () => noon, sleep: () => Promise.resolve() },
      target,
    });
    await portal.seed('automationRules', 'auto', {
      properties: {
        displayName: 'Close it',
        order: 1,
        actions: [],
        triggeringLogic: {
          conditions: [{ conditionProperties: { propertyValues: [`/x/alertRules/${ids[0].toUpperCase()}`] } }],
        },
      },
    });
    await rm(join(shell.cwd, 'analytics-rules', 'one.yaml'));
    await work(shell, portal);
  });

const approved = `${config}approvals:
  - { rule: ${ids[0]}, loss: rule-deleted, reason: not needed, expires: 2027-01-01 }
  - { rule: ${ids[0]}, loss: rule-disabled, reason: not needed, expires: 2027-01-01 }
`;

describe('pruning at the command line', () => {
  test('names the automation rules that would lead nowhere, and asks for them only then', async () => {
    await goneIn(async (shell) => {
      expect((await shell.picket('plan', '--prune')).out).toContain('Automation rules that name it: Close it.');
      expect((await shell.picket('plan')).out).not.toContain('Close it');
    });
  });

  test('=disable switches the rule off and keeps everything else of it; a second time there is nothing to do', async () => {
    await goneIn(async (shell, portal) => {
      await shell.write('picket.yaml', approved);
      const before = (await portal.rule(ids[0]))?.properties;
      expect(before).toMatchObject({ enabled: true, severity: 'High' });
      const first = await shell.picket('deploy', '--prune=disable', '--yes');
      expect([first.code, first.err]).toEqual([0, expect.any(String)]);
      // The service adds the default of an absent incidentConfiguration when a rule is written again.
      const { incidentConfiguration: _added, ...after } = (await portal.rule(ids[0]))?.properties ?? {};
      expect(after).toEqual({ ...before, enabled: false });
      const again = await shell.picket('deploy', '--prune=disable', '--yes', '--format', 'json');
      const { outcomes = [] }: { outcomes?: unknown[] } = JSON.parse(again.out);
      expect([again.code, outcomes]).toEqual([0, []]);
    });
  });

  test('deletes the rule and nothing else; a second time there is nothing to do', async () => {
    await goneIn(async (shell, portal) => {
      await shell.write('picket.yaml', approved);
      expect((await shell.picket('deploy', '--prune', '--yes', '--allow-deletes', '1')).code).toBe(0);
      expect((await portal.rules()).map(({ name }) => name)).toEqual([ids[1]]);
      const again = await shell.picket('deploy', '--prune', '--yes', '--format', 'json');
      const { outcomes = [] }: { outcomes?: unknown[] } = JSON.parse(again.out);
      expect([again.code, outcomes]).toEqual([0, []]);
    });
  });
});

test('the quota of near-real-time rules stops a deployment at the command line', async () => {
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', `${config}limits: { nrtRules: 1 }\n`);
    await shell.write('analytics-rules/one.yaml', rule(ids[0], 'One'));
    await shell.write('analytics-rules/two.yaml', rule(ids[1], 'Two'));
    const { code, out, err } = await shell.picket('deploy', '--yes');
    expect(code).toBe(5);
    expect(out + err).toMatch(/NRT|near-real-time/);
  });
});

test('odd values from the service break no command', async () => {
  await goneIn(async (shell, portal) => {
    const properties = {
      displayName: 5,
      enabled: 'yes',
      severity: null,
      query: {},
      queryFrequency: 60,
      tactics: 'Impact',
      techniques: [null, 5],
      entityMappings: { a: [] },
      incidentConfiguration: [],
      customDetails: 'x',
      startTimeUtc: 'soon',
      lastModifiedUtc: 7,
    };
    await portal.createRule('odd', { kind: 'Scheduled', properties });
    await portal.createRule('odder', { kind: 'Nothing', properties: { '': null, __proto__x: [[]] } });
    await portal.seed('metadata', 'analyticsrule-odd', { properties: { parentId: 5, source: [], customVersion: {} } });
    for (const argv of [['plan'], ['drift'], ['pull'], ['health'], ['adopt', 'odd', '--yes'], ['plan', '--prune']]) {
      const { code, err } = await shell.picket(...argv);
      expect([argv, code === 70, err]).toEqual([argv, false, expect.not.stringContaining('bug in Picket')]);
    }
  });
});
