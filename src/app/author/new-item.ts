import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { contentTypes } from '../../content/index.ts';
import { PicketError } from '../../core/errors.ts';
import { fileStem } from '../../core/file-name.ts';
import type { Io } from '../../core/io.ts';
import { shown } from '../../files/discover.ts';
import { kindOf, writeAtomically } from '../../files/disk.ts';
import { laidOut } from '../check/fmt.ts';
import { isSwitchedOn, notSwitchedOn } from '../content/file-type.ts';
import { openProject, type ConfigChoice } from '../project.ts';
import { unlisted } from './new-folders.ts';
import { refuseHidden } from './new-name.ts';
import { folderFor } from './pull-content.ts';
import { writeBeside } from './rule-files.ts';

export type NewItemRequest = {
  readonly config: ConfigChoice;
  /** The name of a type. */
  readonly type: string;
  readonly name: string;
  /** Relative to the working directory; undefined for the folder of the type. */
  readonly folder: string | undefined;
};

/** A file that was written with those beside it, and what is left to do for it to be deployed. */
export type NewItem = { readonly paths: readonly string[]; readonly notes: readonly string[] };

/** A name as one word that queries may call: `Failed sign-ins` becomes `FailedSignIns`, and `vim_Dns` stays as it is. */
const asWord = (name: string): string => {
  if (/^[A-Za-z](?:\w*[A-Za-z0-9])?$/.test(name)) return name;
  const words = name.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? [];
  const word = words.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join('');
  return /^[A-Za-z]/.test(word) ? word : `New${word}`;
};

/**
 * Writes a file of a type that is valid as it stands, and those beside it, named like the content. Rejects with a `usage`
 * error for a name with a character that nobody sees, and where the file exists.
 */
export const newItem = async (io: Pick<Io, 'cwd'>, request: NewItemRequest): Promise<NewItem> => {
  const { name } = request;
  refuseHidden(name);
  const type = contentTypes.find((each) => each.name === request.type);
  const project = await openProject(io, request.config);
  const word = asWord(name);
  const value = type?.starter?.({ name, id: randomUUID(), word });
  if (type === undefined || value === undefined) throw new Error(`${request.type} has no file to begin with.`);
  const folder = folderFor(project, io, request.folder, type);
  const { id = word } = type.summary(value);
  const stem = fileStem(name);
  const path = resolve(folder, type.files?.place(id === word ? word : stem, id) ?? `${stem}.yaml`);
  if ((await kindOf(path)) !== 'nothing')
    throw new PicketError('usage', `${shown(io.cwd, path)} exists.`, {
      code: 'file-exists',
      hint: 'Give it another name, or --folder to put it elsewhere.',
    });
  await writeAtomically(path, await laidOut(type, shown(io.cwd, path), type.file.print(value)));
  const beside = type.files?.write(value) ?? new Map<string, string>();
  await writeBeside(path, beside);
  return {
    paths: [path, ...[...beside.keys()].map((other) => join(dirname(path), other))].map((each) => shown(io.cwd, each)),
    notes: [
      ...unlisted(project, io, [folder]),
      ...(isSwitchedOn(project, type) ? [] : [`It is checked, but not deployed yet: ${notSwitchedOn(type)}.`]),
    ],
  };
};
