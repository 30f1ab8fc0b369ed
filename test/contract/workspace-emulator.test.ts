import { firstType, kindOf } from '../../src/content/index.ts';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { createEmulator, createPortal, memoryStore, type SettingOverrides } from '../../src/emulator/index.ts';
import { virtualClock } from '../fakes/clock.ts';
import { workspaceContract, type Subject } from './workspace-contract.ts';

const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
  cloud: 'public',
} as const;

const make = (settings: SettingOverrides) => (): Subject => {
  const clock = virtualClock();
  const store = memoryStore();
  const transport = createEmulator({ store, clock, settings });
  const { workspace } = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target,
    clock,
    transport,
    version: '0.0.0',
  });
  return { workspace, edit: createPortal({ store, clock, target }).editRule };
};

workspaceContract('the Azure client against the emulator', make({}));
workspaceContract('the Azure client against pages of two items', make({ pageSize: 2 }));
workspaceContract(
  'the Azure client, unknown properties echoed, deleted ids a 409',
  make({ unknownProperties: 'echoed', tombstone: '409' }),
);
