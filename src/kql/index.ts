import type { QueryFacts, QueryToken } from '../core/query-facts.ts';
import { type AnalyzeOptions, analyzer } from './analyze.ts';
import { loadEngine } from './engine.ts';
import { classifier, formatter, tokenTexts } from './format.ts';
import type { QuerySchema } from './schema.ts';
import { nothingAssumed, scopeBuilder } from './scope.ts';

/** The KQL engine behind Picket's own words: nothing of the engine's gets out, and all results are plain data. */
export type Kql = {
  /** What a query reads and yields, and what is wrong with it. Never throws for a text, however odd. */
  readonly analyze: (query: string, schema: QuerySchema, options?: AnalyzeOptions) => QueryFacts;
  /** The query laid out anew with the same tokens and comments; the text itself where that is not possible. */
  readonly format: (query: string) => string;
  /** The kind of each token for highlighting. */
  readonly classify: (query: string, schema: QuerySchema) => readonly QueryToken[];
  /** Tokens and comments without white space: two queries of equal tokens mean the same. */
  readonly tokens: (query: string) => readonly string[];
};

const load = async (): Promise<Kql> => {
  const engine = await loadEngine();
  const analyze = analyzer(engine);
  const classify = classifier(engine);
  const scopeFor = scopeBuilder(engine);
  return {
    analyze: (query, schema, options = { analyzers: 'on' }) => analyze(query, schema, options),
    format: formatter(engine),
    classify: (query, schema) => classify(query, scopeFor(query, schema, nothingAssumed).globals),
    tokens: (query) => tokenTexts(engine, query),
  };
};

let loading: Promise<Kql> | undefined;

/** Loads the engine (0.2 s; the first query another 0.5 s), once per process. */
export const loadKql = async (): Promise<Kql> => {
  loading ??= load();
  return loading;
};

export type { AnalyzeOptions } from './analyze.ts';
export { engineVersion } from './engine.ts';
export type { FunctionSchema, QuerySchema, SchemaParts, TableSchema, WatchlistSchema } from './schema.ts';
export { emptySchema, mergeSchemas, schemaOf } from './schema.ts';
export { shippedSchema } from './shipped.ts';
