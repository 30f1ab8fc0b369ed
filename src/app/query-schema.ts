import { join, resolve } from 'node:path';
import type { WorkspaceConfig } from '../core/config.ts';
import { PicketError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import {
  isSchemaLock,
  lockSchema,
  mergeSchemas,
  readUserSchema,
  schemaOf,
  shippedSchema,
  type QuerySchema,
} from '../kql/index.ts';
import { filesIn } from '../files/discover.ts';
import { readText } from '../files/disk.ts';
import { readShippedFacts } from '../files/log-analytics.ts';
import type { Project } from './project.ts';

const unreadable = (path: string, problem: string): PicketError =>
  new PicketError('config', `${path} is no schema that Picket can read: ${problem}.`, {
    code: 'unreadable-schema',
    hint: 'A table is `{"Name": "Contoso_CL", "Properties": [{"name": "User_s", "type": "string"}]}`.',
  });

const userSchema = async (project: Project): Promise<QuerySchema> => {
  const tables = [];
  const functions = [];
  for (const path of await filesIn(project.root, project.config.schema.tables, ['json'])) {
    const read = readUserSchema(parseJson((await readText(path)) ?? ''));
    if (!read.ok) throw unreadable(path, read.problem);
    tables.push(...read.tables);
    functions.push(...read.functions);
  }
  return schemaOf({ tables, functions });
};

/** The lock file of a workspace, relative to the folder of picket.yaml. */
export const lockPath = (project: Project, workspace: string): string =>
  join(project.config.schema.locks, `${workspace}.json`);

const lockedSchema = async (project: Project, workspace: WorkspaceConfig): Promise<QuerySchema | undefined> => {
  const path = lockPath(project, workspace.name);
  const text = await readText(resolve(project.root, path));
  if (text === undefined) return undefined;
  const lock = parseJson(text);
  if (!isSchemaLock(lock)) throw unreadable(path, 'it was not written by `picket schema pull`, or changed since');
  return lockSchema(lock);
};

/**
 * Everything that a query may name: the tables and functions that Picket ships, the repository's own table files, the
 * lock file of the workspace (if one is given and has one), and the repository's parsers and watchlists. Rejects with a
 * `config` error that names the file that cannot be read.
 */
export const querySchema = async (project: Project, workspace?: WorkspaceConfig): Promise<QuerySchema> => {
  const locked = workspace === undefined ? undefined : await lockedSchema(project, workspace);
  return mergeSchemas(
    shippedSchema(await readShippedFacts()),
    await userSchema(project),
    ...(locked === undefined ? [] : [locked]),
  );
};
