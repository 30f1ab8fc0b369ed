import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PicketError } from '../core/errors.ts';

/** A file that grows line by line; a line that was written stays, whatever becomes of the process. */
export type Lines = { readonly write: (line: string) => void; readonly close: () => void };

/** Begins a file of lines, over whatever was there. Throws a `config` error that names a path that cannot be written. */
export const beginLines = (path: string): Lines => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'w');
    return { write: (line) => void writeSync(file, `${line}\n`), close: () => closeSync(file) };
  } catch (error) {
    throw new PicketError('config', `${path} cannot be written.`, {
      code: 'unwritable-file',
      hint: 'Check that the folder exists, that you may write to it and that the disk is not full.',
      cause: error,
    });
  }
};
