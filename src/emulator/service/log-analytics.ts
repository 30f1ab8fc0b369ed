import { isArray, isObject, type JsonValue, textOrEmpty } from '../../core/json.ts';
import { bodyOf, type Exchange } from '../exchange.ts';
import { currentEntries } from '../store/records.ts';
import { failure, methodNotAllowed, ok, type Reply } from '../reply.ts';
import { customerIdOf, type Route, type WorkspaceRef, savedSearchesOf } from '../route.ts';
import type { RowsSetting } from '../settings/settings.ts';
import type { View } from '../store/store.ts';
import { tablesIn, workspaceOfCustomer } from './workspace.ts';
import { columnsOf } from './workspace-schema.ts';

export const rowsOf = (workspace: WorkspaceRef): string => `${workspace.key}/rows`;

/** Tables, columns and saved functions in one answer, in the form of the Log Analytics metadata API. */
const metadata = (exchange: Exchange, view: View, workspace: WorkspaceRef): Reply => {
  const tables = [...tablesIn(view, workspace, exchange.settings)].map(([name, properties]) => ({
    id: `t/${name}`,
    name,
    timespanColumn: 'TimeGenerated',
    properties: { plan: properties['plan'] ?? 'Analytics' },
    columns: columnsOf(properties),
  }));
  const functions: JsonValue[] = [];
  for (const live of currentEntries(view, savedSearchesOf(workspace))) {
    const { functionAlias, functionParameters, query, displayName } = live.properties;
    if (typeof functionAlias !== 'string') continue;
    functions.push({
      id: `f/${functionAlias}`,
      name: functionAlias,
      displayName: displayName ?? functionAlias,
      parameters: functionParameters ?? '',
      body: query ?? '',
    });
  }
  return ok({
    tables,
    functions,
    workspaces: [
      { id: customerIdOf(workspace), resourceId: workspace.path, name: workspace.name, region: 'westeurope' },
    ],
  });
};

const tokens = /\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\d[\w.]*|(?<name>[A-Za-z_]\w*)/g;

/** The names in a query, texts, comments and numbers left out. */
const namesIn = (query: string): readonly string[] =>
  [...query.matchAll(tokens)].flatMap(({ groups }) => groups?.['name'] ?? []);

/** The rows that the settings or the portal hold for a table that a query names; undefined where they hold none. */
const cannedRows = (
  exchange: Exchange,
  view: View,
  workspace: WorkspaceRef,
  names: readonly string[],
): RowsSetting | undefined => {
  const seeded: RowsSetting[] = [];
  for (const [table, value] of view.entries(rowsOf(workspace))) {
    const columns = isArray(value['columns']) ? value['columns'].filter(isObject) : [];
    const rows = isArray(value['rows']) ? value['rows'].filter(isArray) : [];
    seeded.push({
      table,
      columns: columns.map(({ name, type }) => ({ name: textOrEmpty(name), type: textOrEmpty(type) })),
      rows,
    });
  }
  return [...seeded, ...exchange.settings.rows].find(({ table }) => names.includes(table));
};

/** How the query service names a table that is not there (error SEM0100 of Kusto). */
const unresolved = (table: string): Reply =>
  failure(
    400,
    'BadArgumentError',
    `The request had some invalid properties: Failed to resolve table or column expression named '${table}'`,
  );

/**
 * A query is not run: it answers the rows that the settings or the portal hold for a table that it names, and no rows for
 * another. In a workspace that lists its tables, what a query reads first must be one of them.
 */
const query = (exchange: Exchange, view: View, workspace: WorkspaceRef): Reply => {
  const parsed = exchange.request.method === 'POST' ? bodyOf(exchange.request) : undefined;
  if (parsed !== undefined && 'reply' in parsed) return parsed.reply;
  const text = parsed?.body['query'] ?? exchange.url.searchParams.get('query');
  if (typeof text !== 'string' || text.trim() === '')
    return failure(400, 'BadArgumentError', 'The request had some invalid properties');
  const names = namesIn(text);
  const found = cannedRows(exchange, view, workspace, names);
  const [source = ''] = names;
  const tables = tablesIn(view, workspace, exchange.settings);
  if (found === undefined && tables.size > 0 && !tables.has(source)) return unresolved(source);
  return ok({
    tables: [{ name: 'PrimaryResult', columns: found?.columns ?? [], rows: found?.rows ?? [] }],
  });
};

/** The Log Analytics API: schema and queries of a workspace. */
export const logAnalytics = (
  exchange: Exchange,
  view: View,
  { workspace: given, operation }: Extract<Route, { area: 'log-analytics' }>,
): Reply => {
  const { method } = exchange.request;
  if (method !== 'GET' && method !== 'POST') return methodNotAllowed(method, 'Microsoft.OperationalInsights/query');
  const workspace = typeof given === 'string' ? workspaceOfCustomer(view, given) : given;
  if (workspace === undefined)
    return failure(404, 'WorkspaceNotFoundError', `The workspace of '${exchange.url.pathname}' could not be found`);
  switch (operation) {
    case 'metadata':
      return metadata(exchange, view, workspace);
    case 'query':
      return query(exchange, view, workspace);
  }
};
