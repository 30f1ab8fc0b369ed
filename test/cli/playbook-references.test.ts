import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-playbooks',
};
const foreign =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Logic/workflows/Isolate-Host';

const ruleWith = (playbook: string, more = ''): string => `id: 2b6c8b1e-58f4-4e0f-8a6e-1f1b7f0c2d02
displayName: Run it
order: 10
triggeringLogic:
  isEnabled: true
  triggersOn: Incidents
  triggersWhen: Created
  conditions:
    - conditionType: Property
      conditionProperties: {propertyName: IncidentSeverity, operator: Equals, propertyValues: [High]}
actions:
  - {order: 1, actionType: RunPlaybook, actionConfiguration: {${playbook}}}
${more}`;

const setUp = async (shell: Shell, action: string): Promise<Portal> => {
  const local = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' } });
  await shell.write(
    'picket.yaml',
    `project: { name: apps, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\ncontent: [automation-rules]\nworkspaces: { local: ${local} }\n`,
  );
  await shell.write('automation-rules/run.yaml', ruleWith(action));
  const store = await fileStore(join(shell.cwd, 'state.jsonl'));
  return createPortal({ store, clock: { now: () => noon, sleep: async () => undefined }, target });
};

test.each([
  ['by its name', 'playbook: Isolate-Host', 'the playbook Isolate-Host'],
  ['by its id', `logicAppResourceId: ${foreign}`, 'the playbook Isolate-Host'],
])('a playbook that is nowhere, named %s, refuses the automation rule until it is there', async (_, action, words) => {
  await inFolder(async (shell) => {
    const portal = await setUp(shell, action);
    const refused = await shell.picket('deploy', '--yes');
    expect(refused.code).not.toBe(0);
    expect(refused.out + refused.err).toContain(`"Run it" names ${words}, and Azure has nothing of that name there.`);
    expect(await portal.resources('automationRules')).toHaveLength(0);
    await portal.seed('workflows', 'Isolate-Host', { properties: { state: 'Enabled', definition: {} } });
    expect((await shell.picket('deploy', '--yes')).code).toBe(0);
    expect(await portal.resources('automationRules')).toHaveLength(1);
    // What runs and names an app that went later can still be changed.
    await portal.remove('workflows', 'Isolate-Host');
    await shell.write('automation-rules/run.yaml', ruleWith(action).replace('order: 10', 'order: 11'));
    expect((await shell.picket('deploy', '--yes')).code).toBe(0);
  });
});
