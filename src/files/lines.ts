import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PicketError } from '../core/errors.ts';
import { unwritable } from './disk.ts';

/**
 * A file that grows line by line; a line that was written stays, whatever becomes of the process. What it tells of goes on
 * where a line cannot be written: nothing is written from there on, and `check` throws a `config` error that says so.
 */
export type Lines = {
  readonly write: (line: string) => void;
  readonly check: () => void;
  readonly close: () => void;
};

const opened = (path: string): number => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'w');
  } catch (error) {
    throw unwritable(path, error);
  }
};

const writeWhole = (file: number, bytes: Uint8Array): void => {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
};

/** Begins a file of lines, over whatever was there. Throws a `config` error that names a path that cannot be written. */
export const beginLines = (path: string): Lines => {
  const file = opened(path);
  let failed: PicketError | undefined;
  return {
    write: (line) => {
      if (failed !== undefined) return;
      try {
        writeWhole(file, Buffer.from(`${line}\n`));
      } catch (error) {
        failed = unwritable(path, error);
      }
    },
    check: () => {
      if (failed !== undefined) throw failed;
    },
    close: () => closeSync(file),
  };
};
