import { writeAtomically } from '../files/disk.ts';

/** Writes what a reporter made to a file, whole or not at all. */
export const writeReport = (path: string, text: string): Promise<void> => writeAtomically(path, text);
