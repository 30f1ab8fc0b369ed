import { isArray, isObject, type JsonObject, objectOf, textOrEmpty } from '../../core/json.ts';
import type { QueryColumn } from '../../core/query-facts.ts';
import {
  kqlType,
  mergeSchemas,
  schemaOf,
  tableWithStandardColumns,
  type FunctionSchema,
  type QuerySchema,
  type TableSchema,
  type WatchlistSchema,
} from '../../kql/index.ts';
import { currentEntries } from '../store/records.ts';
import { type WorkspaceRef, itemsOf, neighboursOf, savedSearchesOf, tablesOf } from '../route.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import type { View } from '../store/store.ts';
import { tablesIn } from './workspace.ts';

/** Columns of a table as the ARM API describes it, standard ones first. */
export const columnsOf = (properties: JsonObject): readonly JsonObject[] => {
  const schema = objectOf(properties['schema']);
  return [schema['standardColumns'], schema['columns']].filter(isArray).flat().filter(isObject);
};

const queryColumns = (properties: JsonObject): readonly QueryColumn[] =>
  columnsOf(properties).map(({ name, type }) => ({
    name: textOrEmpty(name),
    type: kqlType(textOrEmpty(type)) ?? 'dynamic',
  }));

/** A table that was named without columns may have any. */
const tableOf = (name: string, properties: JsonObject, shipped: QuerySchema): TableSchema => {
  const columns = queryColumns(properties);
  const isBare = columns.every((column) => column.name === 'TimeGenerated');
  if (isBare) return shipped.table(name) ?? { name, columns, open: true, hidden: [], source: 'workspace' };
  return tableWithStandardColumns(name, columns, 'workspace');
};

const functionsIn = (view: View, workspace: WorkspaceRef): readonly FunctionSchema[] => {
  const functions: FunctionSchema[] = [];
  for (const { properties } of currentEntries(view, savedSearchesOf(workspace))) {
    const { functionAlias, functionParameters, query } = properties;
    if (typeof functionAlias === 'string' && functionAlias !== '')
      functions.push({
        name: functionAlias,
        parameters: textOrEmpty(functionParameters),
        result: { kind: 'body', body: textOrEmpty(query) },
        source: 'workspace',
      });
  }
  return functions;
};

/** The columns of a watchlist are those of its rows; without any they are not known. */
const watchlistsIn = (view: View, workspace: WorkspaceRef): readonly WatchlistSchema[] => {
  const lists: WatchlistSchema[] = [];
  for (const { name, properties } of currentEntries(view, neighboursOf(workspace, 'watchlists'))) {
    const names = new Set<string>();
    for (const item of currentEntries(view, itemsOf(workspace, name))) {
      const row = item.properties['itemsKeyValue'];
      for (const column of Object.keys(objectOf(row))) names.add(column);
    }
    const columns = [...names].map((column) => ({ name: column, type: 'string' }));
    if (columns.length > 0) lists.push({ alias: textOrEmpty(properties['watchlistAlias']) || name, columns });
  }
  return lists;
};

/** What a workspace itself has, by name; `listed` is every name in lower case, the settings' own included. */
export type WorkspaceSchema = { readonly schema: QuerySchema; readonly listed: ReadonlySet<string> };

/** What the schema of a workspace depends on. */
const stateOf = (view: View, workspace: WorkspaceRef): string => {
  const parts: unknown[] = [workspace.key];
  for (const { name, etag } of currentEntries(view, tablesOf(workspace))) parts.push(name, etag);
  for (const { name, etag } of currentEntries(view, savedSearchesOf(workspace))) parts.push(name, etag);
  for (const { name, etag } of currentEntries(view, neighboursOf(workspace, 'watchlists')))
    parts.push(name, etag, view.size(itemsOf(workspace, name)));
  return JSON.stringify(parts);
};

const workspaceSchema = (
  view: View,
  workspace: WorkspaceRef,
  settings: EmulatorSettings,
  shipped: QuerySchema,
): WorkspaceSchema => {
  const tables = [...tablesIn(view, workspace, settings)].map(([name, properties]) =>
    tableOf(name, properties, shipped),
  );
  const functions = functionsIn(view, workspace);
  const names = [...tables.map(({ name }) => name), ...functions.map(({ name }) => name), ...settings.functions];
  const own = schemaOf({ tables, functions, watchlists: watchlistsIn(view, workspace), locked: true });
  const base: QuerySchema =
    settings.unknownTables === 'refused' ? { ...shipped, table: () => undefined, tableNames: () => [] } : shipped;
  return { schema: mergeSchemas(base, own), listed: new Set(names.map((name) => name.toLowerCase())) };
};

/**
 * What queries of a workspace may name: its own tables, functions and watchlists over those that every workspace has
 * (`shipped`). Where unknown tables are refused, only the listed ones of the shipped tables count. The last schema is
 * kept, since the engine keeps what it makes of one.
 */
export const workspaceSchemas = (
  settings: EmulatorSettings,
): ((view: View, workspace: WorkspaceRef, shipped: QuerySchema) => WorkspaceSchema) => {
  let last: { readonly state: string; readonly schema: WorkspaceSchema } | undefined;
  return (view, workspace, shipped) => {
    const state = stateOf(view, workspace);
    if (last?.state !== state) last = { state, schema: workspaceSchema(view, workspace, settings, shipped) };
    return last.schema;
  };
};
