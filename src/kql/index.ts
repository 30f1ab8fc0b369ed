export { tooComplex } from './checks/given-up.ts';
export {
  analyzeAll,
  analyzeQueries,
  type Compiled,
  type Compiler,
  type CompilerFactory,
  factsKey,
  inThisThread,
} from './analyze-all.ts';
export { engineVersion } from './engine.ts';
export { type Kql, loadKql } from './kql.ts';
export { isSchemaLock, lockSchema, printLock } from './schema/lock.ts';
export type { FunctionSchema, QuerySchema, SchemaOrigin, TableSchema, WatchlistSchema } from './schema/schema.ts';
export { columnsOf, emptySchema, mergeSchemas, schemaOf } from './schema/schema.ts';
export { schemaFrom, shippedSchema } from './schema/shipped.ts';
export { kqlType, readUserSchema, tableWithStandardColumns } from './schema/user-schema.ts';
export { loadRunCompiler } from './kql.ts';
export type { RunCompiler } from './run/compile.ts';

export { typeOfName as typeOfColumn } from './run/values/value.ts';
export { parseInstant as readInstant } from './run/values/time-text.ts';
export { instantOf, ticksOf } from './run/values/instants.ts';
export { inferColumns, typedRows } from './run/given.ts';
export { readJson, writeJson } from './run/values/json.ts';
export { readAnswer, sameTables } from './run/answer.ts';
export { loadQueryPrinter, type QueryPrinter } from './run/as-query.ts';
export { resultAsCells, resultAsCsv, resultAsJson } from './run/values/printed.ts';
export {
  addWhole,
  subtractWhole,
  ticksPer,
  type DynamicBag,
  isArray,
  isBag,
  type Row,
  type Table,
  type Whole,
} from './run/values/value.ts';
export {
  RunError,
  type Compilation,
  type GivenTable,
  type Program,
  type RunBudget,
  type RunFinding,
  type RunInput,
  type RunResult,
} from './run/program.ts';
export { loadConditions, type NamedValue, type QueryCondition } from './conditions.ts';
export { loadStructure, type QueryConjunct, type QueryStage, type QueryStructure } from './structure.ts';
