import { join, resolve } from 'node:path';
import { symbolSources } from '../content/index.ts';
import type { WorkspaceConfig } from '../core/config/config.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { parseJson } from '../core/json.ts';
import type { DeclaredSymbols, SymbolSource, WatchlistContent } from '../core/symbols.ts';
import {
  isSchemaLock,
  lockSchema,
  mergeSchemas,
  readUserSchema,
  schemaOf,
  shippedSchema,
  type QuerySchema,
} from '../kql/index.ts';
import { filesIn, shown } from '../files/discover.ts';
import { readText } from '../files/disk.ts';
import { readShippedFacts } from '../files/assets.ts';
import type { Project } from './project.ts';

const unreadable = (path: string, problem: string): PicketError =>
  new PicketError('config', `${path} is no schema that Picket can read: ${problem}.`, {
    code: 'unreadable-schema',
    hint: 'A table is `{"Name": "Contoso_CL", "Properties": [{"name": "User_s", "type": "string"}]}`.',
  });

let shipping: Promise<QuerySchema> | undefined;

/** The tables and functions that Picket ships, read once. */
export const shippedTables = (): Promise<QuerySchema> => {
  shipping ??= readShippedFacts().then(shippedSchema);
  return shipping;
};

const userSchema = async (project: Project, cwd: string): Promise<QuerySchema> => {
  const tables = [];
  const functions = [];
  for (const path of (await filesIn(project.root, project.config.schema.tables)).filter((file) =>
    file.endsWith('.json'),
  )) {
    const value = parseJson((await readText(path)) ?? '');
    if (value === undefined) throw unreadable(shown(cwd, path), 'its text is no JSON');
    const read = readUserSchema(value);
    if (!read.ok) throw unreadable(shown(cwd, path), read.problem);
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

/** What queries may name, and what is wrong with the files that declare it. */
export type DeclaredSchema = {
  readonly schema: QuerySchema;
  /** Whether there is a table of this name, a function of the repository's that has it as well passed over. */
  readonly isTable: (name: string) => boolean;
  /** What the repository's own watchlists hold. */
  readonly watchlists: readonly WatchlistContent[];
  readonly diagnostics: readonly Diagnostic[];
};

/** The folders that picket.yaml names for files of a sort, besides those of content. */
export const foldersOf = ({ config }: Pick<Project, 'config'>, setting: SymbolSource['setting']): readonly string[] =>
  setting === undefined ? [] : config.schema[setting];

const repositorySchema = async (project: Project, cwd: string): Promise<Omit<DeclaredSchema, 'isTable'>> => {
  const declared: DeclaredSymbols[] = [];
  for (const { setting, isFile, read } of symbolSources)
    for (const path of (await filesIn(project.root, foldersOf(project, setting))).filter(isFile))
      declared.push(read(shown(cwd, path), (await readText(path)) ?? ''));
  return {
    schema: schemaOf({
      tables: declared.flatMap(({ tables = [] }) => tables),
      functions: declared.flatMap(({ functions = [] }) => functions),
      watchlists: declared.flatMap(({ watchlists = [] }) => watchlists),
    }),
    watchlists: declared.flatMap(({ contents = [] }) => contents),
    diagnostics: declared.flatMap(({ diagnostics }) => diagnostics),
  };
};

/**
 * Everything that a query may name: the tables and functions that Picket ships, the repository's own table files, the
 * lock file of the workspace (if one is given and has one), and the repository's parsers and watchlists. Rejects with a
 * `config` error that names the file that cannot be read.
 */
export const querySchema = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  workspace?: WorkspaceConfig,
): Promise<DeclaredSchema> => {
  const locked = workspace === undefined ? undefined : await lockedSchema(project, workspace);
  const repository = await repositorySchema(project, io.cwd);
  const without = mergeSchemas(
    await shippedTables(),
    await userSchema(project, io.cwd),
    ...(locked === undefined ? [] : [locked]),
  );
  return {
    ...repository,
    schema: mergeSchemas(without, repository.schema),
    isTable: (name) => [without, repository.schema].some((each) => each.table(name) !== undefined),
  };
};
