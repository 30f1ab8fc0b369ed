import { checkWritable, writeAtomically } from '../files/disk.ts';

/** Writes what a reporter made to a file, whole or not at all. */
export const writeReport = (path: string, text: string): Promise<void> => writeAtomically(path, text);

/** Rejects with a `config` error that names the path, where a report could not be written to it. */
export const checkReport = (path: string): Promise<void> => checkWritable(path);
