import type { QueryFacts, QueryResult, QueryToken } from '../core/query-facts.ts';
import type { AnalyzeOptions, Analyzer } from './analyze.ts';
import { loadEngine } from './engine.ts';
import { formatter, tokenTexts } from './format.ts';
import { settleNames } from './names.ts';
import type { RunCompiler } from './run/compile.ts';
import { mergeSchemas, schemaOf, type FunctionSchema, type QuerySchema } from './schema/schema.ts';

/** The KQL engine behind Picket's own words: nothing of the engine's gets out, and all results are plain data. */
export type Kql = {
  /**
   * What a query reads and yields, and what is wrong with it. Never throws for a text, however odd. Tables and functions
   * that are not known are warnings, and errors once the schema is a workspace's own.
   */
  readonly analyze: (query: string, schema: QuerySchema, options?: AnalyzeOptions) => QueryFacts;
  /** The columns that a function's body yields over a schema; undefined where it yields no table. */
  readonly columnsOf: (fn: FunctionSchema, schema: QuerySchema) => QueryResult | undefined;
  /** The query laid out anew with the same tokens and comments; the text itself where that is not possible. */
  readonly format: (query: string) => string;
  /** The kind of each token for highlighting. */
  readonly classify: (query: string, schema: QuerySchema) => readonly QueryToken[];
  /** Tokens and comments without white space: two queries of equal tokens mean the same. */
  readonly tokens: (query: string) => readonly string[];
};

/** The engine, and its analysis before what depends on all names of the schema is settled (names.ts). */
export type LoadedKql = { readonly kql: Kql; readonly analyzeUnsettled: Analyzer };

const load = async (): Promise<LoadedKql> => {
  const [engine, { analyzer }] = await Promise.all([loadEngine(), import('./analyze.ts')]);
  const analyzeUnsettled = analyzer(engine);
  const kql: Kql = {
    analyze: (query, schema, options = { analyzers: 'on' }) =>
      settleNames(analyzeUnsettled(query, schema, options).facts, schema),
    columnsOf: (fn, schema) => {
      const over = mergeSchemas(schema, schemaOf({ functions: [{ ...fn, source: 'repository' }] }));
      return analyzeUnsettled(fn.name, over, { analyzers: 'off' }).facts.result;
    },
    format: formatter(engine),
    classify: (query, schema) => analyzeUnsettled(query, schema, { analyzers: 'off', tokens: 'on' }).tokens,
    tokens: (query) => tokenTexts(engine, query),
  };
  return { kql, analyzeUnsettled };
};

let loading: Promise<LoadedKql> | undefined;

/** For analyze-all.ts, which remembers results. */
export const loadUnsettled = async (): Promise<LoadedKql> => {
  loading ??= load();
  return loading;
};

/** Loads the engine (0.2 s; the first query another 0.2 s), once per process. */
export const loadKql = async (): Promise<Kql> => (await loadUnsettled()).kql;

/** Loads the engine and compiles queries for running over rows that are given; most commands run none, and load nothing of it. */
export const loadRunCompiler = async (): Promise<RunCompiler> => {
  const [engine, { runCompiler }] = await Promise.all([loadEngine(), import('./run/compile.ts')]);
  return runCompiler(engine);
};
