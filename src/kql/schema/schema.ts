import type { FunctionSchema, TableSchema, WatchlistSchema } from '../../core/symbols.ts';

export type { FunctionSchema, TableSchema, WatchlistSchema } from '../../core/symbols.ts';

/** What is known about a workspace, asked by name: nothing is built for what no query names. */
export type QuerySchema = {
  readonly table: (name: string) => TableSchema | undefined;
  readonly fn: (name: string) => FunctionSchema | undefined;
  /** By alias, without case, as `_GetWatchlist` does. */
  readonly watchlist: (alias: string) => WatchlistSchema | undefined;
  readonly tableNames: () => Iterable<string>;
  readonly functionNames: () => Iterable<string>;
  /** True once a workspace's own schema is among the facts: what is unknown then does not exist. */
  readonly locked: boolean;
  /** What it was made of, for another thread to make it again. */
  readonly origins: readonly SchemaOrigin[];
};

/** Plain data that a schema is made of: the facts that Picket ships, or lists. */
export type SchemaOrigin =
  | { readonly kind: 'shipped'; readonly facts: unknown }
  | { readonly kind: 'lists'; readonly parts: SchemaParts };

export type SchemaParts = {
  readonly tables?: readonly TableSchema[];
  readonly functions?: readonly FunctionSchema[];
  readonly watchlists?: readonly WatchlistSchema[];
  readonly locked?: boolean;
};

/** A schema of plain lists; of two entries of a name the later one counts. */
export const schemaOf = (parts: SchemaParts): QuerySchema => {
  const tables = new Map((parts.tables ?? []).map((table) => [table.name, table]));
  const functions = new Map((parts.functions ?? []).map((fn) => [fn.name, fn]));
  const watchlists = new Map((parts.watchlists ?? []).map((list) => [list.alias.toLowerCase(), list]));
  return {
    table: (name) => tables.get(name),
    fn: (name) => functions.get(name),
    watchlist: (alias) => watchlists.get(alias.toLowerCase()),
    tableNames: () => tables.keys(),
    functionNames: () => functions.keys(),
    locked: parts.locked ?? false,
    origins: [{ kind: 'lists', parts }],
  };
};

const lastOf = <T>(schemas: readonly QuerySchema[], find: (schema: QuerySchema) => T | undefined): T | undefined => {
  for (const schema of schemas.toReversed()) {
    const found = find(schema);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The index of the last schema that knows something; -1 where none does. */
const rankOf = (schemas: readonly QuerySchema[], has: (schema: QuerySchema) => boolean): number =>
  schemas.findLastIndex(has);

/**
 * One schema of several, later ones winning by name: shipped facts, the user's files, a workspace's lock file, the
 * repository's own parsers and watchlists. A table hides an earlier function of its name and the other way round. Only
 * Sentinel's own functions (`_Im_Dns`) stay as shipped: nobody can replace them, and binding their bodies costs seconds.
 */
export const mergeSchemas = (...schemas: readonly QuerySchema[]): QuerySchema => {
  const tableRank = (name: string): number => rankOf(schemas, (schema) => schema.table(name) !== undefined);
  const functionRank = (name: string): number => rankOf(schemas, (schema) => schema.fn(name) !== undefined);
  const shippedOwn = (name: string): FunctionSchema | undefined =>
    name.startsWith('_') ? schemas.map((schema) => schema.fn(name)).find((fn) => fn?.source === 'shipped') : undefined;
  return {
    table: (name) =>
      tableRank(name) >= functionRank(name) ? lastOf(schemas, (schema) => schema.table(name)) : undefined,
    fn: (name) => {
      if (functionRank(name) < tableRank(name)) return undefined;
      return shippedOwn(name) ?? lastOf(schemas, (schema) => schema.fn(name));
    },
    watchlist: (alias) => lastOf(schemas, (schema) => schema.watchlist(alias)),
    tableNames: () => new Set(schemas.flatMap((schema) => [...schema.tableNames()])),
    functionNames: () => new Set(schemas.flatMap((schema) => [...schema.functionNames()])),
    locked: schemas.some((schema) => schema.locked),
    origins: schemas.flatMap((schema) => schema.origins),
  };
};

/** The columns of what a query may read by a name, a table or a function that gives one; undefined where nothing has the name. */
export const columnsOf = (
  schema: QuerySchema,
  name: string,
): readonly { readonly name: string; readonly type: string }[] | undefined => {
  const result = schema.fn(name)?.result;
  return schema.table(name)?.columns ?? (result?.kind === 'table' ? result.columns : undefined);
};

/** A schema that knows nothing. */
export const emptySchema: QuerySchema = schemaOf({});
