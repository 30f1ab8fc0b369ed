import type { QueryColumn } from '../../core/query-facts.ts';
import type { FunctionSchema, TableSchema } from './schema.ts';

/** What a file of the user's own declares, or why it cannot be read. */
export type UserSchema =
  | { readonly ok: true; readonly tables: readonly TableSchema[]; readonly functions: readonly FunctionSchema[] }
  | { readonly ok: false; readonly problem: string };

const types: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'int',
  int32: 'int',
  long: 'long',
  int64: 'long',
  real: 'real',
  double: 'real',
  bool: 'bool',
  boolean: 'bool',
  sbyte: 'bool',
  datetime: 'datetime',
  timespan: 'timespan',
  dynamic: 'dynamic',
  object: 'dynamic',
  guid: 'guid',
  decimal: 'decimal',
};

/** The KQL name of a type, however the file spells it (`Boolean`, `System.String`, `DateTime`); undefined for no type. */
export const kqlType = (type: string): string | undefined => {
  const name = type.replace(/^System\./i, '').toLowerCase();
  return Object.hasOwn(types, name) ? types[name] : undefined;
};

const member = (value: object, ...names: readonly string[]): unknown => {
  const entry = Object.entries(value).find(([key]) => names.includes(key.toLowerCase()));
  return entry?.[1];
};

class Unreadable extends Error {}

const columnsOf = (value: unknown, owner: string): readonly QueryColumn[] => {
  if (!Array.isArray(value)) throw new Unreadable(`\`${owner}\` has no list of columns`);
  const list: readonly unknown[] = value;
  return list.map((entry, index) => {
    const name = typeof entry === 'object' && entry !== null ? member(entry, 'name') : undefined;
    const type = typeof entry === 'object' && entry !== null ? member(entry, 'type') : undefined;
    if (typeof name !== 'string' || name === '' || typeof type !== 'string')
      throw new Unreadable(`column ${index + 1} of \`${owner}\` needs a name and a type`);
    const known = kqlType(type);
    if (known === undefined)
      throw new Unreadable(
        `the type \`${type}\` of \`${owner}.${name}\` is none of ${[...new Set(Object.values(types))].join(', ')}`,
      );
    return { name, type: known };
  });
};

/** A parameter that takes a table: `(*)`, `(User:string)`, or as the query validation of Azure-Sentinel calls it. */
const isTabular = /^(?:\(.*\)|table|tabular)$/is;

const parametersOf = (value: unknown): string => {
  if (!Array.isArray(value)) return '';
  const list: readonly unknown[] = value;
  return list
    .flatMap((entry) => {
      if (typeof entry !== 'object' || entry === null) return [];
      const name = member(entry, 'name');
      const type = member(entry, 'type');
      if (typeof name !== 'string' || typeof type !== 'string') return [];
      if (isTabular.test(type)) return [`${name}:${type.startsWith('(') ? type : '(*)'}`];
      const optional = member(entry, 'isrequired') === false ? '=' : '';
      return [`${name}:${kqlType(type) ?? 'dynamic'}${optional}`];
    })
    .join(', ');
};

const hiddenColumns: readonly string[] = ['_BilledSize', '_IsBillable', '_ItemId', '_TimeReceived', '_WorkspaceId'];
const standardColumns: readonly QueryColumn[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Type', type: 'string' },
  { name: 'TenantId', type: 'string' },
  { name: '_BilledSize', type: 'real' },
  { name: '_IsBillable', type: 'string' },
  { name: '_ItemId', type: 'string' },
  { name: '_TimeReceived', type: 'datetime' },
  { name: '_WorkspaceId', type: 'string' },
  { name: '_ResourceId', type: 'string' },
];

/** A table of the columns that a person listed, and of those that every Log Analytics table has. */
export const tableWithStandardColumns = (
  name: string,
  columns: readonly QueryColumn[],
  source: TableSchema['source'],
): TableSchema => {
  const named = new Set(columns.map((each) => each.name));
  const all = [...columns, ...standardColumns.filter((each) => !named.has(each.name))];
  return { name, columns: all, open: false, hidden: hiddenColumns, source };
};

const readEntry = (entry: unknown): TableSchema | FunctionSchema => {
  if (typeof entry !== 'object' || entry === null) throw new Unreadable('an entry is no mapping');
  const fn = member(entry, 'functionname');
  if (typeof fn === 'string') {
    const columns = columnsOf(member(entry, 'functionresultcolumns'), fn);
    const parameters = parametersOf(member(entry, 'functionparameters'));
    return { name: fn, parameters, result: { kind: 'table', columns, open: false }, source: 'user' };
  }
  const name = member(entry, 'name');
  if (typeof name !== 'string' || name === '') throw new Unreadable('an entry has neither Name nor FunctionName');
  return tableWithStandardColumns(name, columnsOf(member(entry, 'properties', 'columns'), name), 'user');
};

/**
 * Reads the parsed JSON of a schema file of the user's own: a table `{Name, Properties: [{name, type}]}` or a function
 * `{FunctionName, FunctionParameters, FunctionResultColumns}` as in Azure-Sentinel's query validation, or a list of
 * such. Keys are taken in any case.
 */
export const readUserSchema = (value: unknown): UserSchema => {
  try {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const entries = list.map(readEntry);
    return {
      ok: true,
      tables: entries.filter((entry): entry is TableSchema => 'columns' in entry),
      functions: entries.filter((entry): entry is FunctionSchema => 'result' in entry),
    };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
};
