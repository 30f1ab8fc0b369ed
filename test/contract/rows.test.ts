import { kindOf } from '../../src/content/index.ts';
import { connectWorkspace } from '../../src/azure/connect.ts';
import type { Workspace } from '../../src/core/ports.ts';
import { createEmulator, memoryStore, type SettingOverrides } from '../../src/emulator/index.ts';
import { target } from '../core/rules.ts';
import { virtualClock } from '../fakes/clock.ts';
import { fakeWorkspace } from '../fakes/workspace.ts';
import { rowsContract } from './rows-contract.ts';

const emulated = (settings: SettingOverrides) => (): Workspace => {
  const clock = virtualClock();
  const transport = createEmulator({ store: memoryStore(), clock, settings });
  return connectWorkspace({ kindOf, watched: [], target, clock, transport, version: '0.0.0' }).workspace;
};

rowsContract('the Azure client against the emulator', emulated({}));
rowsContract('the Azure client against pages of two items', emulated({ pageSize: 2 }));
rowsContract('the fake', () => fakeWorkspace({ target }));
