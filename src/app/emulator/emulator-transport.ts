import { resolve } from 'node:path';
import type { EmulatorSetting } from '../../core/config/config.ts';
import type { Io } from '../../core/io.ts';
import type { Transport } from '../../core/ports.ts';
import { createEmulator, parseSettings, type SettingOverrides } from '../../emulator/index.ts';
import { emulatedStore } from './emulated-store.ts';
import type { Project } from '../project.ts';
import { shippedTables } from '../query-schema.ts';
import { readProfile } from '../service-profile.ts';

/** What a probe found out about Azure, for an emulator that behaves alike; nothing without a profile of Azure. */
export const profiledSettings = async (root: string): Promise<SettingOverrides> => {
  const profile = await readProfile(root);
  return profile?.service === 'azure' ? parseSettings(profile.settings) : {};
};

/** An emulated workspace in this process, over the file that picket.yaml names. */
export const emulatorTransport = async (
  project: Project,
  setting: Extract<EmulatorSetting, { readonly state: string }>,
  io: Pick<Io, 'clock' | 'cwd'>,
): Promise<Transport> =>
  createEmulator({
    store: await emulatedStore(io, resolve(project.root, setting.state)),
    clock: io.clock,
    shipped: shippedTables,
    settings: { ...(await profiledSettings(project.root)), ...parseSettings(setting.settings ?? {}) },
  });
