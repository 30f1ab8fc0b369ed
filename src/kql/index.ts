export { analyzeAll, analyzeQueries, factsKey } from './analyze-all.ts';
export { engineVersion } from './engine.ts';
export { type Kql, loadKql } from './kql.ts';
export { isSchemaLock, lockSchema, printLock } from './lock.ts';
export type { FunctionSchema, QuerySchema, TableSchema, WatchlistSchema } from './schema.ts';
export { emptySchema, mergeSchemas, schemaOf } from './schema.ts';
export { shippedSchema } from './shipped.ts';
export { kqlType, readUserSchema, tableWithStandardColumns } from './user-schema.ts';
