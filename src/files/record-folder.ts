import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PicketError } from '../core/errors.ts';
import {
  headFile,
  headText,
  isOfLog,
  recordFile,
  recordText,
  type RecordStore,
} from '../core/evidence/deployment-log.ts';
import { readText, reasonOf, writeAtomically } from './disk.ts';

/** Puts a whole text at a path where nothing is; false where something is. A kill leaves a draft at most. */
const createWhole = (folder: string, name: string, text: string): boolean => {
  const draft = join(folder, `${name}.${randomUUID()}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, text, { flag: 'wx' });
    linkSync(draft, join(folder, name));
    return true;
  } catch (error) {
    if (reasonOf(error) === 'EEXIST') return false;
    throw new PicketError('config', `${join(folder, name)} cannot be written (${reasonOf(error)}).`, {
      code: 'unwritable-file',
      file: join(folder, name),
      hint: 'Check that you may write to the folder, that it can hold hard links and that the disk is not full.',
      cause: error,
    });
  } finally {
    rmSync(draft, { force: true });
  }
};

/** Names of what lies in the folder. One that is not there has no record; one that cannot be read proves nothing. */
const namesOf = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return [];
    throw new PicketError('config', `${folder} cannot be read (${reasonOf(error)}).`, {
      code: 'unreadable-file',
      file: folder,
      hint: 'Check that it is a folder and that you may read it.',
      cause: error,
    });
  }
};

/** A log of deployments in a folder, absolute, that people call `shown`: a file for each record. */
export const recordFolder = (folder: string, shown: string): RecordStore => ({
  place: `the folder ${shown}`,
  read: async () => {
    const found = new Map<string, string>();
    for (const name of namesOf(folder).filter(isOfLog)) {
      const text = await readText(join(folder, name));
      if (text !== undefined) found.set(name, text);
    }
    return found;
  },
  add: async (record) => {
    if (!createWhole(folder, recordFile(record.sequence), recordText(record))) return false;
    await writeAtomically(join(folder, headFile), headText(record));
    return true;
  },
});
