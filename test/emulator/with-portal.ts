import { createPortal, type SettingOverrides } from '../../src/emulator/index.ts';
import { emulator } from './arm.ts';

export const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
};

/** An emulator with some settings changed, and the portal of its workspace. */
export const local = (overrides: SettingOverrides = {}) => {
  const running = emulator(overrides);
  return { ...running, portal: createPortal({ store: running.store, clock: running.clock, target }) };
};
