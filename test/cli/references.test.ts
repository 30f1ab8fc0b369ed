import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const target = (workspaceName: string) => ({
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName,
});
const scans = '11111111-1111-4111-8111-111111111111';
const scansInTest = '22222222-2222-4222-8222-222222222222';
const other = '33333333-3333-4333-8333-333333333333';

const rule = (id: string, name: string, more = ''): string =>
  `id: ${id}\nname: ${name}\nkind: NRT\nseverity: Low\nquery: SigninLogs | where TimeGenerated > ago(1h)\n${more}`;

const automation = (
  value: string,
  action = 'actionType: ModifyProperties\n    actionConfiguration: { severity: High }',
) =>
  `id: 7c2f4f0e-3b0a-4d6b-8a51-0d9f1a6e2b09
displayName: Scans
order: 5
triggeringLogic:
  triggersOn: Incidents
  triggersWhen: Created
  conditions:
    - conditionType: Property
      conditionProperties:
        propertyName: IncidentRelatedAnalyticRuleIds
        operator: Contains
        propertyValues:
          - ${value} # the scanner
actions:
  - ${action}
`;

const setUp = async (shell: Shell, value: string): Promise<void> => {
  const workspace = (name: string): string =>
    JSON.stringify({ ...target(`law-${name}`), emulator: { state: `${name}.jsonl` } });
  await shell.write(
    'picket.yaml',
    `project: { name: refs, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
content: [analytics-rules, automation-rules]
workspaces: { prod: ${workspace('prod')}, test: ${workspace('test')} }
`,
  );
  await shell.write('analytics-rules/scans.yaml', rule(scans, 'Port scans', `ids: { test: ${scansInTest} }\n`));
  await shell.write('analytics-rules/other.yaml', rule(other, 'Other'));
  await shell.write('automation-rules/scans.yaml', automation(value));
};

const portalOf = async (shell: Shell, name: string): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, `${name}.jsonl`)),
    clock: { now: () => noon, sleep: async () => undefined },
    target: target(`law-${name}`),
  });

const idsIn = async (shell: Shell, name: string): Promise<readonly string[]> => {
  const found = await (await portalOf(shell, name)).resources('automationRules');
  return JSON.stringify(found).match(/(?<=alertRules\/)[0-9a-f-]{36}/g) ?? [];
};

describe('an automation rule that names an analytics rule', () => {
  test.each([
    ['by its path', 'analytics-rules/scans.yaml'],
    ['by its id', scans],
  ])('%s, names it in each workspace by the id that it has there', async (_, value) => {
    await inFolder(async (shell) => {
      await setUp(shell, value);
      for (const name of ['prod', 'test']) expect((await shell.picket('deploy', '-w', name, '--yes')).code).toBe(0);
      expect(await idsIn(shell, 'prod')).toEqual([scans]);
      expect(await idsIn(shell, 'test')).toEqual([scansInTest]);
      for (const name of ['prod', 'test'])
        expect((await shell.picket('plan', '-w', name)).out).toContain('0 to update, 0 to delete, 3 unchanged');
    });
  });

  test('keeps what its file says when something else of it is pulled, and gets ids of files for new ones', async () => {
    await inFolder(async (shell) => {
      await setUp(shell, 'analytics-rules/scans.yaml');
      await shell.picket('deploy', '-w', 'test', '--yes');
      const portal = await portalOf(shell, 'test');
      const [automated] = await portal.resources('automationRules');
      const properties = automated?.properties ?? {};
      await portal.seed('automationRules', automated?.name ?? '', { properties: { ...properties, order: 9 } });
      await portal.seed('automationRules', 'by-hand', { properties: { ...properties, displayName: 'By hand' } });
      expect((await shell.picket('pull', '-w', 'test')).code).toBe(0);
      const text = await shell.read('automation-rules/scans.yaml');
      expect(text).toContain('order: 9');
      expect(text).toContain('- analytics-rules/scans.yaml # the scanner');
      expect(await shell.read('automation-rules/by-hand.yaml')).toContain(scans);
    });
  });

  test('can be rendered by itself, and is refused where the path leads nowhere', async () => {
    await inFolder(async (shell) => {
      await setUp(shell, 'analytics-rules/scans.yaml');
      await shell.picket('render', 'automation-rules/scans.yaml', '--single', 'template.json');
      expect(await shell.read('template.json')).toContain(scans);
      await shell.write('automation-rules/scans.yaml', automation('analytics-rules/scanz.yaml'));
      const { out, code } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain('rule/refers-to-no-file');
    });
  });

  test('keeps it from being pruned, also where only the workspace has the automation rule', async () => {
    await inFolder(async (shell) => {
      await setUp(shell, scans);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      await rm(join(shell.cwd, 'analytics-rules/scans.yaml'));
      const prune = ['plan', '-w', 'prod', '--prune', '--allow-deletes', '5'];
      const refusal = 'The analytics rule would be removed, and what stays still names it: Scans.';
      expect((await shell.picket(...prune)).out).toContain(refusal);
      const portal = await portalOf(shell, 'prod');
      const [automated] = await portal.resources('automationRules');
      await portal.seed('automationRules', 'by-hand', {
        properties: { ...automated?.properties, displayName: 'By hand' },
      });
      await rm(join(shell.cwd, 'automation-rules/scans.yaml'));
      await shell.write('automation-rules/keep.txt', '');
      expect((await shell.picket(...prune)).out).toContain(refusal.replace('Scans', 'By hand'));
      await portal.remove('automationRules', 'by-hand');
      expect((await shell.picket(...prune)).out).toContain('2 to delete');
    });
  });

  test('is held back with that reason where it fails', async () => {
    await inFolder(async (shell) => {
      await setUp(shell, scans);
      const calls = rule(scans, 'Port scans').replace('SigninLogs', 'NoSuchFunction()');
      await shell.write('analytics-rules/scans.yaml', `${calls}# picket-ignore kql/unknown-function\n`);
      const { out, code } = await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(code).not.toBe(0);
      expect(out).toContain('Scans: it needs Port scans, which was not done');
    });
  });

  test('is an edge of the graph', async () => {
    await inFolder(async (shell) => {
      await setUp(shell, 'analytics-rules/scans.yaml');
      expect((await shell.picket('graph')).out).toContain('Other content\n  Port scans');
      expect((await shell.picket('graph', 'port scans')).out).toContain(
        'Without the content Port scans 1 rule breaks:\n                Scans',
      );
    });
  });
});
