export { tooComplex } from './analyze.ts';
export {
  analyzeAll,
  analyzeQueries,
  type Compiled,
  type CompilerFactory,
  factsKey,
  inThisThread,
} from './analyze-all.ts';
export { engineVersion } from './engine.ts';
export { type Kql, loadKql } from './kql.ts';
export { isSchemaLock, lockSchema, printLock } from './lock.ts';
export type { FunctionSchema, QuerySchema, SchemaOrigin, TableSchema, WatchlistSchema } from './schema.ts';
export { emptySchema, mergeSchemas, schemaOf } from './schema.ts';
export { schemaFrom, shippedSchema } from './shipped.ts';
export { kqlType, readUserSchema, tableWithStandardColumns } from './user-schema.ts';
export type { Row } from './run/value.ts';
export {
  RunError,
  type Compilation,
  type Program,
  type RunBudget,
  type RunFinding,
  type RunResult,
} from './run/program.ts';
export { loadRunCompiler } from './kql.ts';
export { loadStructure, type QueryConjunct, type QueryStage, type QueryStructure } from './structure.ts';
