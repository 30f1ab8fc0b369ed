import {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, PicketError } from '../core/errors.ts';

/** The system's word for what went wrong with a file or folder, such as `EACCES`. */
export const reasonOf = (error: unknown): string => errorCode(error) ?? 'unknown reason';

/** A pipe or a device may wait or give for ever, and nothing would end a command that reads it: opening one waits for none. */
const readWhole = (path: string): Uint8Array => {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (found.isFile() || found.isDirectory()) return readFileSync(file);
  } finally {
    closeSync(file);
  }
  throw new PicketError('config', `${path} is a pipe or a device, not a file.`, {
    code: 'unreadable-file',
    file: path,
    hint: 'Write what it gives to a file, and name that.',
  });
};

/**
 * The bytes of a file; undefined where there is none. Rejects with a `config` error where it cannot be read, or is no
 * file. Synchronous for the reason that writes are: of thousands of small files, each would cost several times its reading.
 */
export const readBytes = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    return readWhole(path);
  } catch (error) {
    if (error instanceof PicketError) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PicketError('config', `${path} cannot be read (${reasonOf(error)}).`, {
      code: 'unreadable-file',
      file: path,
      hint: 'Check that it is a file and that you may read it.',
      cause: error,
    });
  }
};

/** The text of a UTF-8 file; undefined where there is none. */
export const readText = async (path: string): Promise<string | undefined> => {
  const bytes = await readBytes(path);
  return bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
};

/** Names of what lies in a folder; none where there is no such folder. */
export const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
};

/** What is at a path; a link that leads nowhere is nothing. Rejects with a `config` error where that cannot be said. */
export const kindOf = async (path: string): Promise<'file' | 'folder' | 'nothing'> => {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // A name that is too long or holds a zero is no name of anything.
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(reasonOf(error)))
      return 'nothing';
    throw new PicketError('config', `${path} cannot be looked at (${reasonOf(error)}).`, {
      code: 'unreadable-file',
      file: path,
      hint: 'Check that you may read it and the folders above it.',
      cause: error,
    });
  }
};

/** Writes a file that does not exist yet; its folders are made where they are missing. */
const writeNew = (path: string, text: string | Uint8Array): void => {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
};

/** What a file is to hold; a long text may come in parts, so that it need not be there as a whole. */
export type FileText = string | Uint8Array | Iterable<string>;

const partsOf = (text: FileText): Iterable<string | Uint8Array> =>
  typeof text === 'string' || text instanceof Uint8Array ? [text] : text;

/** That a file cannot be written, for a reason of the system. */
export const unwritable = (path: string, error: unknown): PicketError =>
  new PicketError('config', `${path} cannot be written (${reasonOf(error)}).`, {
    code: 'unwritable-file',
    file: path,
    hint: 'Check that the folder exists, that you may write to it and that the disk is not full.',
    cause: error,
  });

/** Removes what may be there; where even that fails there is nothing to be said besides why it was to be removed. */
const discard = async (path: string): Promise<void> => {
  await rm(path, { force: true }).catch(() => undefined);
};

/** Where the text of a path goes, and the rights that the file there has; a link stays one, its target is written. */
type Place = { readonly path: string; readonly mode: number | undefined; readonly device: boolean };

const placeOf = (path: string): Place => {
  const found = statSync(path, { throwIfNoEntry: false });
  // A link that leads nowhere is replaced: there is no file that it could stand for.
  if (found === undefined) return { path, mode: undefined, device: false };
  if (!found.isFile()) return { path, mode: undefined, device: !found.isDirectory() };
  const isLink = lstatSync(path).isSymbolicLink();
  return { path: isLink ? realpathSync(path) : path, mode: found.mode, device: false };
};

/** Gives an error that names the path as it was asked for. */
const placed = (path: string): Place => {
  try {
    return placeOf(path);
  } catch (error) {
    throw unwritable(path, error);
  }
};

/** A file that is written part by part, and is there once it has ended. */
export type Draft = {
  readonly write: (part: string | Uint8Array) => void;
  readonly end: () => void;
  readonly discard: () => Promise<void>;
};

/** Begins a file. Its functions, and this one, throw a `config` error that names the path; what is no longer wanted is discarded. */
export const beginAtomically = (path: string): Draft => {
  const place = placed(path);
  const temporary = `${place.path}.${crypto.randomUUID()}.tmp`;
  let isNew = true;
  const named = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  return {
    write: (part) =>
      named(() => {
        if (place.device) return writeFileSync(place.path, part);
        if (isNew) writeNew(temporary, part);
        else appendFileSync(temporary, part);
        isNew = false;
      }),
    end: () =>
      named(() => {
        if (place.device) return;
        if (place.mode !== undefined) chmodSync(temporary, place.mode);
        renameSync(temporary, place.path);
      }),
    discard: () => discard(temporary),
  };
};

/**
 * Writes a file whole or not at all: a reader sees the old text or the new one, and a crash leaves no half of it.
 * Folders are made as needed. Rejects with a `config` error that names the path. Its few calls are synchronous: for the
 * small files that Picket writes, handing each to another thread costs more than the call. Devices (/dev/null) are written
 * to as they are: a file that took their place would break them for everybody.
 */
export const writeAtomically = async (path: string, text: FileText): Promise<void> => {
  const draft = beginAtomically(path);
  try {
    for (const part of partsOf(text)) draft.write(part);
    draft.end();
  } catch (error) {
    await draft.discard();
    throw error instanceof PicketError ? error : unwritable(path, error);
  }
};

/**
 * Rejects as writeAtomically would, and leaves the file as it is: asked before something is done that cannot be undone
 * and that the file is to tell of. Makes the file's folder where it is missing.
 */
export const checkWritable = async (path: string): Promise<void> => {
  if ((await kindOf(path)) === 'folder') throw unwritable(path, { code: 'EISDIR' });
  const place = placed(path);
  const temporary = `${place.path}.${crypto.randomUUID()}.tmp`;
  try {
    if (!place.device) writeNew(temporary, '');
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    await discard(temporary);
  }
};

/** Lets everybody who may read a file run it. File systems without such a right ignore it. */
export const makeExecutable = async (path: string): Promise<void> => {
  await chmod(path, 0o755).catch((error: unknown) => {
    throw unwritable(path, error);
  });
};

/** Removes a file, if it is there. Rejects with a `config` error that names it. */
export const removeFile = async (path: string): Promise<void> => {
  await rm(path, { force: true }).catch((error: unknown) => {
    throw new PicketError('config', `${path} cannot be removed (${reasonOf(error)}).`, {
      code: 'unwritable-file',
      file: path,
      hint: 'Check that you may write to its folder.',
      cause: error,
    });
  });
};
