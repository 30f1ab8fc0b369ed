import type { FunctionFact, TableFact } from '../../core/ports.ts';
import { schemaOf, type QuerySchema, type TableSchema } from './schema.ts';
import { kqlType, tableWithStandardColumns } from './user-schema.ts';

/** What a workspace said about itself, as a file that is committed: `picket schema pull`. */
export type SchemaLock = {
  readonly format: 1;
  readonly workspace: string;
  readonly tables: readonly TableFact[];
  readonly functions: readonly FunctionFact[];
};

const byName = (left: { readonly name: string }, right: { readonly name: string }): number =>
  left.name < right.name ? -1 : Number(left.name > right.name);

/**
 * The text of a lock file: the same facts give the same bytes, one table or function a line, so that a new pull shows
 * what changed in the workspace.
 */
export const printLock = (
  workspace: string,
  tables: readonly TableFact[],
  functions: readonly FunctionFact[],
): string => {
  const list = (name: string, entries: readonly unknown[]): string =>
    entries.length === 0
      ? `  "${name}": []`
      : `  "${name}": [\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
  const table = ({ name, plan, columns }: TableFact): unknown => ({
    name,
    plan,
    // The service lists TimeGenerated of a custom table twice: among the standard columns and among its own.
    columns: [...new Map(columns.map((column) => [column.name, column])).values()]
      .map(({ name: column, type }) => ({ name: column, type: kqlType(type) ?? 'dynamic' }))
      .toSorted(byName),
  });
  const fn = ({ name, parameters, body }: FunctionFact): unknown => ({ name, parameters, body });
  return [
    '{',
    '  "format": 1,',
    `  "workspace": ${JSON.stringify(workspace)},`,
    `${list('tables', tables.toSorted(byName).map(table))},`,
    list('functions', functions.toSorted(byName).map(fn)),
    '}',
    '',
  ].join('\n');
};

const isNamed = (value: unknown): value is { readonly name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

const isColumn = (value: unknown): value is { readonly name: string; readonly type: string } =>
  isNamed(value) && 'type' in value && typeof value.type === 'string';

const isTable = (value: unknown): value is TableFact =>
  isNamed(value) &&
  'plan' in value &&
  (value.plan === 'Analytics' || value.plan === 'Basic' || value.plan === 'Auxiliary') &&
  'columns' in value &&
  Array.isArray(value.columns) &&
  value.columns.every(isColumn);

const isFunction = (value: unknown): value is FunctionFact =>
  isNamed(value) &&
  'parameters' in value &&
  typeof value.parameters === 'string' &&
  'body' in value &&
  typeof value.body === 'string';

/** True for the parsed JSON of a lock file that `printLock` wrote. */
export const isSchemaLock = (value: unknown): value is SchemaLock =>
  typeof value === 'object' &&
  value !== null &&
  'format' in value &&
  value.format === 1 &&
  'workspace' in value &&
  typeof value.workspace === 'string' &&
  'tables' in value &&
  Array.isArray(value.tables) &&
  value.tables.every(isTable) &&
  'functions' in value &&
  Array.isArray(value.functions) &&
  value.functions.every(isFunction);

/** The schema of a workspace's tables and saved functions; names that it does not have are errors from then on. */
export const lockSchema = (lock: Pick<SchemaLock, 'tables' | 'functions'>): QuerySchema =>
  schemaOf({
    tables: lock.tables.map(({ name, plan, columns }): TableSchema => {
      const typed = columns.map((column) => ({ name: column.name, type: kqlType(column.type) ?? 'dynamic' }));
      return { ...tableWithStandardColumns(name, typed, 'workspace'), plan };
    }),
    functions: lock.functions.map(({ name, parameters, body }) => ({
      name,
      parameters,
      result: { kind: 'body', body },
      source: 'workspace',
    })),
    locked: true,
  });
