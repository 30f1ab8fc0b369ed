import { resolve } from 'node:path';
import { beginAtomically, checkWritable, writeAtomically, type Draft, type FileText } from '../files/disk.ts';
import type { Io } from '../core/io.ts';
import type { Observer } from '../core/ports.ts';
import { beginLines, type Lines } from '../files/lines.ts';
import { jsonLine } from '../core/text/visible.ts';

/**
 * Writes every event of a run to a file, one JSON object a line (NDJSON), as it happens. A file that cannot be written any
 * more ends no run: `check` throws what was wrong with it.
 */
export const eventFile = (
  io: Pick<Io, 'cwd'>,
  file: string,
): Pick<Lines, 'check' | 'close'> & { readonly hear: Observer } => {
  const { write, check, close } = beginLines(resolve(io.cwd, file));
  return { hear: (event) => write(jsonLine(event)), check, close };
};

/** Writes what a reporter made to a file, whole or not at all. */
export const writeReport = (path: string, text: FileText): Promise<void> => writeAtomically(path, text);

/** Begins a report that is written part by part. */
export const beginReport = (path: string): Draft => beginAtomically(path);

/** Rejects with a `config` error that names the path, where a report could not be written to it. */
export const checkReport = (path: string): Promise<void> => checkWritable(path);
