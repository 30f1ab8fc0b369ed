export { createEmulator, type EmulatorOptions } from './emulator.ts';
export { faultKinds, type Fault, type FaultKind } from './faults.ts';
export { parseSettings } from './parse-settings.ts';
export { createPortal, type Portal, type PortalOptions } from './portal.ts';
export { defaultSettings, settingMatrix, withSettings } from './settings.ts';
export type { Alternative, EchoSettings, EmulatorSettings, EtagMode, SettingOverrides } from './settings.ts';
export { memoryStore, type Store } from './store.ts';
