import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { errorCode } from '../../emulator/store/error-code.ts';
import { fileStore } from '../../emulator/store/file-store.ts';
import type { Store } from '../../emulator/store/store.ts';
import { shown } from '../../files/discover.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it, or another program holds it',
  EBUSY: 'another program holds it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EROFS: 'it lies where nothing can be written',
  ENOSPC: 'the disk is full',
};

const isOther = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'message' in error &&
  String(error.message).endsWith('is not a journal of the emulator.');

/** Why the file cannot be used; undefined for an error that is not about it. */
const reasonOf = (error: unknown): string | undefined => {
  if (isOther(error)) return 'it holds something else';
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
