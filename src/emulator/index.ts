export { createEmulator, type EmulatorOptions } from './emulator.ts';
export { faultKinds, type Fault, type FaultKind } from './faults.ts';
export { parseSettings } from './settings/parse-settings.ts';
export { createPortal } from './portal.ts';
export {
  settingMatrix,
  withSettings,
  type EchoSettings,
  type EtagMode,
  type SettingOverrides,
} from './settings/settings.ts';
export { memoryStore, type Store } from './store/store.ts';
