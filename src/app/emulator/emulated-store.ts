import { resolve } from 'node:path';
import { errorCode, PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { fileStore, NoJournal } from '../../emulator/store/file-store.ts';
import type { Store } from '../../emulator/store/store.ts';
import { shown } from '../../files/discover.ts';
import type { EmulatorSetting } from '../../core/config/config.ts';
import type { Transport } from '../../core/ports.ts';
import { createEmulator, parseSettings, type SettingOverrides } from '../../emulator/index.ts';
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
  project: Pick<Project, 'root'>,
  setting: Extract<EmulatorSetting, { readonly state: string }>,
  io: Pick<Io, 'clock' | 'cwd'>,
): Promise<Transport> =>
  createEmulator({
    store: await emulatedStore(io, resolve(project.root, setting.state)),
    clock: io.clock,
    shipped: shippedTables,
    settings: { ...(await profiledSettings(project.root)), ...parseSettings(setting.settings ?? {}) },
  });

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it, or another program holds it',
  EBUSY: 'another program holds it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EROFS: 'it lies where nothing can be written',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user may keep no more there',
  EFBIG: 'it may not grow that large',
};

/** Why the file cannot be used; undefined for an error that is not about it. */
const reasonOf = (error: unknown): string | undefined => {
  if (error instanceof NoJournal) return error.why;
  const code = errorCode(error);
  const isOfFiles = typeof error === 'object' && error !== null && 'syscall' in error;
  return code === undefined || !isOfFiles ? undefined : (reasons[code] ?? code);
};

/** The state file of an emulated workspace. Rejects, as its uses do, with a `config` error where the file cannot be used. */
export const emulatedStore = async (io: Pick<Io, 'cwd'>, path: string): Promise<Store> => {
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const why = reasonOf(error);
      if (why === undefined) throw error;
      throw new PicketError('config', `${shown(io.cwd, path)} cannot keep an emulated workspace: ${why}.`, {
        code: 'emulator-state',
        cause: error,
        hint: 'Name another file, or move this one away.',
      });
    }
  };
  const store = await told(() => fileStore(path));
  return { read: (work) => told(() => store.read(work)), transact: (work) => told(() => store.transact(work)) };
};
