import { parseSettings, type SettingOverrides } from '../emulator/index.ts';
import { readProfile } from './service-profile.ts';

/** What a probe found out about Azure, for an emulator that behaves alike; nothing without a profile of Azure. */
export const profiledSettings = async (root: string): Promise<SettingOverrides> => {
  const profile = await readProfile(root);
  return profile?.service === 'azure' ? parseSettings(profile.settings) : {};
};
