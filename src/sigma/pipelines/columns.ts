import type { ColumnType } from '../tables/table-pipeline.ts';
import { columnLists } from './column-lists.ts';

/** The normalised schema behind each parser; other names are tables. */
const parserSchemas: Readonly<Record<string, string>> = {
  imProcessCreate: 'ProcessEvent',
  imFileEvent: 'FileEvent',
  imRegistry: 'RegistryEvent',
  imNetworkSession: 'NetworkSession',
  imWebSession: 'WebSession',
  imAuthentication: 'Authentication',
  _Im_ProcessCreate: 'ProcessEvent',
  _Im_FileEvent: 'FileEvent',
  _Im_RegistryEvent: 'RegistryEvent',
  _Im_NetworkSession: 'NetworkSession',
  _Im_WebSession: 'WebSession',
  _Im_Authentication: 'Authentication',
  _Im_Dns: 'Dns',
};

const types = ['string', 'int', 'long', 'real', 'bool', 'datetime', 'timespan', 'dynamic', 'guid', 'decimal'] as const;

/** Columns of a table or parser with their types; empty for one that is not known. */
export const columnsOf = (table: string): Readonly<Record<string, ColumnType>> => {
  const lists = columnLists[parserSchemas[table] ?? table] ?? {};
  return Object.fromEntries(
    types.flatMap((type) => (lists[type]?.split(' ') ?? []).map((name) => [name, type] as const)),
  );
};

/** Names of the columns of a table or parser. */
export const columnNames = (table: string): readonly string[] => Object.keys(columnsOf(table));
