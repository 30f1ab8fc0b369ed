import { loadKql, mergeSchemas, type QuerySchema, schemaOf, shippedSchema } from '../../src/kql/index.ts';
import { readShippedFacts } from '../../src/files/assets.ts';

/** The engine, loaded once for a test file. */
export const kql = await loadKql();
const shipped = shippedSchema(await readShippedFacts());
const own: QuerySchema = schemaOf({
  tables: [
    {
      name: 'Leaks_CL',
      columns: [
        { name: 'TimeGenerated', type: 'datetime' },
        { name: 'User', type: 'string' },
        { name: '_ItemId', type: 'string' },
        { name: 'Details', type: 'dynamic' },
      ],
      open: false,
      hidden: ['_ItemId'],
      plan: 'Basic',
      source: 'user',
    },
  ],
  functions: [
    {
      name: 'RecentLeaks',
      parameters: 'within:timespan=1d, T:string=""',
      result: { kind: 'body', body: 'Leaks_CL | where TimeGenerated > ago(within) | project Who = User, Size = 1' },
      source: 'repository',
    },
    {
      name: 'WithSize',
      parameters: 'T:(User:string), factor:long=2',
      result: { kind: 'body', body: 'T | extend Size = strlen(User) * factor' },
      source: 'user',
    },
    { name: 'Endless', parameters: '', result: { kind: 'body', body: 'Endless | take 1' }, source: 'repository' },
  ],
  watchlists: [{ alias: 'Leavers', columns: [{ name: 'Mail', type: 'string' }] }],
});
/** The shipped facts with a table, functions and a watchlist of somebody's own. */
export const schema = mergeSchemas(shipped, own);
/** Without the advice of the engine's own analyzers. */
export const off = { analyzers: 'off' } as const;
/** What is found out about a query over that schema. */
export const analyze = (query: string) => kql.analyze(query, schema, off);
/** The columns that a query yields, as `name:type`. */
export const columnsOf = (query: string) => analyze(query).result?.columns.map(({ name, type }) => `${name}:${type}`);
/** What is found in a query, as `kind severity`. */
export const codesOf = (query: string) => analyze(query).diagnostics.map(({ kind, severity }) => `${kind} ${severity}`);
/** The texts at which something is found. */
export const atOf = (query: string) => analyze(query).diagnostics.map(({ span }) => query.slice(span.start, span.end));
