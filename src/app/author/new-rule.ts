import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { firstType } from '../../content/index.ts';
import { PicketError } from '../../core/errors.ts';
import type { FirstFileWords } from '../../core/file-form.ts';
import { fileStem } from '../../core/file-name.ts';
import type { Io } from '../../core/io.ts';
import { nearest } from '../../core/text/nearest.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import { isBelow, shown } from '../../files/discover.ts';
import { kindOf, writeAtomically } from '../../files/disk.ts';
import type { TableSchema } from '../../kql/index.ts';
import { everyFolder } from '../content/content-folders.ts';
import { folderFor } from './pull-content.ts';
import { openProject, type ConfigChoice, type Project } from '../project.ts';
import { querySchema } from '../query-schema.ts';
import { errorsIn } from './draft-errors.ts';
import { laidOut } from '../check/fmt.ts';
import { refuseHidden } from './new-name.ts';

/** The words that a first file is made of. */
export const { kinds: newRuleKinds, severities, tactics } = firstType.firstFile;

export type NewRuleRequest = Omit<FirstFileWords, 'id' | 'table'> & {
  readonly config: ConfigChoice;
  /** The table that the query begins with. */
  readonly table: string;
  /** Relative to the working directory; undefined for the first content folder that holds rules. */
  readonly folder: string | undefined;
};

const findTable = async (project: Project, io: Pick<Io, 'cwd'>, name: string): Promise<TableSchema> => {
  const { schema } = await querySchema(project, io);
  const names = [...schema.tableNames()];
  const exact = schema.table(name) ?? schema.table(names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? '');
  if (exact !== undefined) return exact;
  const close = nearest(name, names)[0];
  throw new PicketError('usage', `Picket knows no table \`${name}\`.`, {
    code: 'unknown-table',
    hint: `${close === undefined ? '' : `Did you mean \`${close}\`? `}A table of your own is a JSON file under ${project.config.schema.tables.join(', ')}: {"Name": "${name}", "Properties": [{"name": "User_s", "type": "string"}]}.`,
  });
};

/** A rule that was written with its test, and whether its folder is one whose rules are checked and deployed. */
export type NewRule = { readonly path: string; readonly test: string; readonly place: 'content' | 'elsewhere' };

/**
 * Writes a rule file that has no findings: a new id, a query over the table, its entities mapped, switched off until
 * somebody has finished it; and its test, which passes. The files are named like the rule. Rejects with a `usage` error for a table that is
 * not known, for words that would make no valid rule, or where the file exists.
 */
export const newRule = async (io: Pick<Io, 'cwd'>, request: NewRuleRequest): Promise<NewRule> => {
  refuseHidden(request.name);
  const project = await openProject(io, request.config);
  const table = await findTable(project, io, request.table);
  const folder = folderFor(project, io, request.folder);
  const path = join(folder, `${fileStem(request.name)}.yaml`);
  const test = join(folder, `${fileStem(request.name)}.test.yaml`);
  for (const file of [path, test])
    if ((await kindOf(file)) !== 'nothing')
      throw new PicketError('usage', `${shown(io.cwd, file)} exists.`, {
        code: 'file-exists',
        hint: 'Give the rule another name, or --folder to put it elsewhere.',
      });
  const file = firstType.firstFile.make({ ...request, id: randomUUID(), table });
  const text = firstType.file.print(file.value);
  const [error] = errorsIn(firstType, text, shown(io.cwd, path));
  if (error !== undefined)
    throw new PicketError('usage', `With these words the rule would not be valid: ${error}`, {
      code: 'bad-value',
      hint: 'Nothing was written.',
    });
  await writeAtomically(path, await laidOut(firstType, path, text));
  await writeAtomically(test, printYaml(file.test));
  const inside = everyFolder(project.config).some((content) => isBelow(resolve(project.root, content), folder));
  return { path: shown(io.cwd, path), test: shown(io.cwd, test), place: inside ? 'content' : 'elsewhere' };
};
