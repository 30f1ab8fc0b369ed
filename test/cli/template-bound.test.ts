import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-built-in',
};
const template = 'f71aba3d-28fb-450b-b192-4e76a83015c8';

const portalOf = async (shell: Shell): Promise<Portal> => {
  const workspace = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' } });
  await shell.write(
    'picket.yaml',
    `project: { name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\nworkspaces: { local: ${workspace} }\n`,
  );
  const store = await fileStore(join(shell.cwd, 'state.jsonl'));
  return createPortal({ store, clock: { now: () => noon, sleep: async () => undefined }, target });
};

const fusion = (id: string, more = ''): string =>
  `id: ${id}\nname: Attacks in several stages\nkind: Fusion\nenabled: true\nalertRuleTemplateName: ${template}\n${more}`;

const source = (sourceName: string, enabled: boolean) => ({
  sourceName,
  enabled,
  sourceSubTypes: [{ sourceSubTypeName: 'Medium', enabled: true }],
});

test('settings of a Fusion rule that its file leaves out stay as they are in the service', async () => {
  await inFolder(async (shell) => {
    const portal = await portalOf(shell);
    const sourceSettings = [source('Anomalies', false), source('Alert providers', true)];
    await portal.createRule('BuiltInFusion', {
      kind: 'Fusion',
      properties: { alertRuleTemplateName: template, enabled: true, sourceSettings },
    });
    await shell.write('analytics-rules/fusion.yaml', fusion('BuiltInFusion'));
    expect(await shell.picket('deploy', '--yes')).toMatchObject({ code: 0 });
    expect((await portal.rule('BuiltInFusion'))?.properties['sourceSettings']).toEqual(sourceSettings);
    await shell.write(
      'analytics-rules/fusion.yaml',
      fusion('BuiltInFusion', 'sourceSettings:\n  - sourceName: Alert providers\n    enabled: false\n'),
    );
    expect(await shell.picket('deploy', '--yes', '--approve', 'x')).toMatchObject({ code: 0 });
    expect((await portal.rule('BuiltInFusion'))?.properties['sourceSettings']).toEqual([
      source('Anomalies', false),
      source('Alert providers', false),
    ]);
    expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await shell.picket('drift')).toMatchObject({ code: 0 });
  });
});

test('settings of a Fusion rule that Picket does not know are no difference, and stay', async () => {
  await inFolder(async (shell) => {
    const portal = await portalOf(shell);
    const sourceSettings = [{ ...source('Anomalies', false), brandNew: 'kept' }, source('Alert providers', true)];
    await portal.createRule('BuiltInFusion', {
      kind: 'Fusion',
      properties: { alertRuleTemplateName: template, enabled: true, sourceSettings },
    });
    expect(await shell.picket('pull')).toMatchObject({ code: 0 });
    expect(await shell.picket('deploy', '--yes')).toMatchObject({ code: 0 });
    expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    await shell.write(
      'analytics-rules/fusion.yaml',
      fusion('BuiltInFusion', 'sourceSettings:\n  - sourceName: Alert providers\n    enabled: false\n'),
    );
    for (const pulled of await readdir(join(shell.cwd, 'analytics-rules')))
      if (pulled !== 'fusion.yaml') await rm(join(shell.cwd, 'analytics-rules', pulled));
    expect(await shell.picket('deploy', '--yes', '--approve', 'x')).toMatchObject({ code: 0 });
    expect((await portal.rule('BuiltInFusion'))?.properties['sourceSettings']).toEqual([
      { ...source('Anomalies', false), brandNew: 'kept' },
      source('Alert providers', false),
    ]);
    expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });
});

test('a second rule of a template that a workspace holds once is refused, with the one to adopt', async () => {
  await inFolder(async (shell) => {
    const portal = await portalOf(shell);
    await portal.createRule('BuiltInFusion', {
      kind: 'Fusion',
      properties: { alertRuleTemplateName: template.toUpperCase(), enabled: false },
    });
    await shell.write('analytics-rules/fusion.yaml', fusion('1f6d0d0e-4c3a-4b57-9a0b-5a1d8c7e2b10'));
    const { code, out } = await shell.picket('plan', '--detailed-exitcode');
    expect(code).toBe(5);
    expect(out).toContain(`A workspace holds one rule of the template ${template}, and has it (rule BuiltInFusion)`);
    expect(out).toContain('picket adopt BuiltInFusion');
  });
});
