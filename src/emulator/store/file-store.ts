import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isArray, isObject, isTooDeep, type JsonValue } from '../../core/json.ts';
import { acquireLock, isMissing } from './file-lock.ts';
import { stateTable, type Store, type StoreChange } from './store.ts';

/** The first line of a journal: its format, and a name that a rewritten file does not share. */
const headerOf = (): string => `{"picketEmulator":1,"journal":"${randomUUID()}"}\n`;
const headerLength = Buffer.byteLength(headerOf());

const changeOf = (value: JsonValue): StoreChange | undefined => {
  if (!isArray(value)) return undefined;
  const [collection, name, content] = value;
  if (typeof collection !== 'string' || typeof name !== 'string') return undefined;
  if (content === null) return [collection, name, null];
  return isObject(content) ? [collection, name, content] : undefined;
};

/** The changes of one line; a line that is no JSON was torn by a kill before its write was whole, and counts for nothing. */
const changesOf = (line: string): readonly StoreChange[] => {
  try {
    const parsed: unknown = JSON.parse(line);
    if (!Array.isArray(parsed)) return [];
    return parsed.map((item: JsonValue) => changeOf(item)).filter((change) => change !== undefined);
  } catch {
    return [];
  }
};

/** The file holds no journal, and stays as it is. `why` goes on after the file's name. */
export class NoJournal extends Error {
  readonly why: string;

  constructor(path: string, why: string) {
    super(`${path} is not a journal of the emulator: ${why}.`);
    this.why = why;
  }
}

const other = 'it holds something else';

/** Opens a file; undefined where there is none. A pipe would be waited for for ever: opening one waits for none, and fails. */
const openIfThere = (path: string, mode: 'O_RDONLY' | 'O_RDWR'): number | undefined => {
  let file: number;
  try {
    file = openSync(path, constants[mode] | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const found = fstatSync(file);
  // Reading a folder says what it is.
  if (found.isFile() || found.isDirectory()) return file;
  closeSync(file);
  throw new NoJournal(path, 'it is a pipe or a device');
};

const readFrom = (file: number, offset: number, length: number): Buffer => {
  const buffer = Buffer.alloc(Math.max(0, length));
  let read = 0;
  while (read < buffer.length) {
    const count = readSync(file, buffer, read, buffer.length - read, offset + read);
    if (count === 0) break;
    read += count;
  }
  return buffer.subarray(0, read);
};

const writeAll = (file: number, text: string, offset: number): void => {
  const buffer = Buffer.from(text);
  let written = 0;
  while (written < buffer.length)
    written += writeSync(file, buffer, written, buffer.length - written, offset + written);
};

/**
 * A store in a file that several processes may use at once: an append-only journal with one line a transaction.
 * Writers take turns through a lock beside it (`<path>.lock/`); readers need none, since only whole lines count. A
 * process killed at any instruction leaves a readable journal or none: a line without its end never happened, and the next
 * writer cuts it off. Beyond `compactAfter` lines, a journal that is mostly history is rewritten. Rejects with errors of
 * the file system, and when the file is not a journal; such a file stays as it is.
 */
export const fileStore = (path: string, compactAfter = 2000): Promise<Store> => {
  const table = stateTable();
  let journal = '';
  let offset = 0;
  let lines = 0;

  const forget = (): void => {
    table.clear();
    journal = '';
    offset = 0;
    lines = 0;
  };

  /** Reads what was appended since the last time, all of it when the file is another one; gives the end of whole lines. */
  const refresh = (file: number): void => {
    const size = fstatSync(file).size;
    const header = readFrom(file, 0, headerLength).toString();
    // An empty file is no journal either: one is made with its first line, so that nobody's file is taken for a new one.
    if (header === '') throw new NoJournal(path, 'it is empty');
    if (!header.startsWith('{"picketEmulator":1,') || !header.endsWith('\n')) throw new NoJournal(path, other);
    if (header !== journal || size < offset) {
      forget();
      journal = header;
      offset = headerLength;
    }
    const fresh = readFrom(file, offset, size - offset);
    const end = fresh.lastIndexOf(0x0a) + 1;
    for (const line of fresh.subarray(0, end).toString().split('\n')) {
      if (line === '') continue;
      lines += 1;
      if (isTooDeep(line)) throw new NoJournal(path, other);
      for (const change of changesOf(line)) table.apply(change);
    }
    offset += end;
  };

  /** Puts a journal in the place of the file at once; only for who holds the lock. */
  const replace = (text: string): void => {
    // In the lock's folder, where the next writer sweeps what a killed one left.
    const draft = `${path}.lock/${process.pid}-0.draft`;
    writeFileSync(draft, text);
    renameSync(draft, path);
  };

  /** Writes the journal anew; its new header tells every store, this one too, to read it from the start. */
  const compact = (): void => replace(`${headerOf()}${JSON.stringify([...table.snapshot()])}\n`);

  const append = (file: number, changes: readonly StoreChange[]): void => {
    // What a killed writer left behind the last whole line goes.
    ftruncateSync(file, offset);
    const line = `${JSON.stringify(changes)}\n`;
    writeAll(file, line, offset);
    offset += Buffer.byteLength(line);
    lines += 1;
  };

  const openForWriting = (): number => {
    const file = openIfThere(path, 'O_RDWR');
    if (file !== undefined) return file;
    replace(headerOf());
    return openSync(path, 'r+');
  };

  const transact: Store['transact'] = async (work) => {
    const lock = await acquireLock(`${path}.lock`);
    try {
      const file = openForWriting();
      try {
        refresh(file);
        const { result, changes } = table.run(work);
        if (changes.length > 0) {
          try {
            append(file, changes);
          } catch (error) {
            forget();
            throw error;
          }
          if (lines > compactAfter && lines > 2 * table.count()) compact();
        }
        return result;
      } finally {
        closeSync(file);
      }
    } finally {
      lock.release();
    }
  };

  const read: Store['read'] = async (work) => {
    const file = openIfThere(path, 'O_RDONLY');
    if (file === undefined) {
      forget();
      return work(table.view);
    }
    try {
      refresh(file);
    } finally {
      closeSync(file);
    }
    return work(table.view);
  };

  mkdirSync(dirname(path), { recursive: true });
  return read(() => undefined).then(() => ({ read, transact }));
};
