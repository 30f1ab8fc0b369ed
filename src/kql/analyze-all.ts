import { createHash } from 'node:crypto';
import type { JsonValue } from '../core/json.ts';
import type { Cache } from '../core/ports.ts';
import type { QueryFacts, ShownQuery } from '../core/query-facts.ts';
import type { QueryAnalysis } from './analyze.ts';
import { engineVersion } from './engine.ts';
import { loadUnsettled } from './kql.ts';
import { settleNames } from './names.ts';
import type { QuerySchema } from './schema/schema.ts';
import { wordsOf } from './scope.ts';
import { wildcardTables } from './wildcards.ts';
import { printShown, readShown, showQuery } from './shown.ts';

declare const PICKET_KQL_DIGEST: string | undefined;

/** Of the sources of this folder, by the build: facts that another build of the same version remembered are not used. */
const adapterDigest = typeof PICKET_KQL_DIGEST === 'string' ? PICKET_KQL_DIGEST : 'source';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What the facts about a query depend on: its text, the engine, and the entries of the schema that its words name, the
 * bodies of functions included. Tables that it does not name may change without it being analysed again.
 */
export const factsKey = (query: string, schema: QuerySchema): string => {
  const entries: unknown[] = [];
  const seen = new Set<string>();
  const collect = (text: string): void => {
    for (const name of new Set([...wordsOf(text), ...wildcardTables(text, schema).names])) {
      if (seen.has(name)) continue;
      seen.add(name);
      const fn = schema.fn(name);
      entries.push(fn, schema.table(name), schema.watchlist(name));
      if (fn?.result.kind === 'body') collect(fn.result.body);
    }
  };
  collect(query);
  const named = entries.filter((entry) => entry !== undefined);
  return digestOf(JSON.stringify([engineVersion, adapterDigest, query, named]));
};

type Stored = { readonly digest: string; readonly facts: string };

/** A remembered result counts only if its own digest fits: a file that was damaged or cut is as good as absent. */
const isIntact = (value: JsonValue | undefined): value is JsonValue & Stored =>
  typeof value === 'object' &&
  value !== null &&
  'digest' in value &&
  'facts' in value &&
  typeof value['facts'] === 'string' &&
  value['digest'] === digestOf(value['facts']);

const readFacts = async (cache: Cache | undefined, key: string): Promise<QueryFacts | undefined> => {
  const stored = await cache?.read(key);
  return isIntact(stored) ? JSON.parse(stored.facts) : undefined;
};

/** So many queries are looked up in the cache together. */
const atOnce = 16;

const shownKey = (key: string): string => `shown ${key}`;

/** What was found out about a query; kept between runs only where the next run would find the same. */
export type Compiled = QueryAnalysis & { readonly lasting: boolean };

/** Where queries are worked out: in this thread, or in others (src/workers). */
export type Compiler = {
  /** So many queries are given to it at once. */
  readonly lanes: number;
  /** Rejects where the run is interrupted. */
  readonly analyze: (query: string) => Promise<Compiled>;
  readonly close: () => Promise<void>;
};

/** Begins to work on so many queries of a schema. */
export type CompilerFactory = (count: number, schema: QuerySchema, tokens: 'on' | 'off') => Promise<Compiler>;

export type QueriesOptions = {
  /** Where results are kept between runs; nowhere unless given. */
  readonly cache?: Cache | undefined;
  /** Whether queries are also laid out and their tokens classified, out of the same analysis; off unless given. */
  readonly tokens?: 'on' | 'off';
  /** What works out the queries that the cache does not remember; this thread unless given. */
  readonly compiler?: CompilerFactory;
  /** Awaited in this thread before each query that is analysed, which keeps it busy; a rejection ends the run. */
  readonly breath?: () => Promise<void>;
  /** Hears of each query that is settled, remembered ones included. */
  readonly progress?: (done: number, total: number) => void;
};

/** Works on one query after the other in this thread. */
export const inThisThread =
  (breath: () => Promise<void> = async () => undefined): CompilerFactory =>
  async (_count, schema, tokens) => {
    const { analyzeUnsettled } = await loadUnsettled();
    let before: Promise<unknown> = Promise.resolve();
    return {
      // The next one begins while the last one's result is written to the cache.
      lanes: 2,
      analyze: async (query) => {
        const work = before.then(async () => {
          await breath();
          return { ...analyzeUnsettled(query, schema, { analyzers: 'on', tokens }), lasting: true };
        });
        before = work;
        return work;
      },
      close: async () => undefined,
    };
  };

/** Look-ups by the text as the document has it. */
export type AnalyzedQueries = {
  readonly factsOf: (query: string) => QueryFacts | undefined;
  /** Undefined where tokens were not asked for. */
  readonly shownOf: (query: string) => ShownQuery | undefined;
};

type Remembered = {
  readonly query: string;
  readonly key: string;
  readonly facts: QueryFacts | undefined;
  readonly shown: ShownQuery | undefined;
};

/** Works out what no cache remembers, and hands on each result as it comes. */
const compileAll = async (
  cold: readonly Remembered[],
  schema: QuerySchema,
  { compiler, breath, tokens = 'off' }: QueriesOptions,
  hear: (query: Remembered, compiled: Compiled) => Promise<void>,
): Promise<void> => {
  if (cold.length === 0) return;
  const { lanes, analyze, close } = await (compiler ?? inThisThread(breath))(cold.length, schema, tokens);
  const waiting = cold.values();
  const lane = async (): Promise<void> => {
    for (const each of waiting) await hear(each, await analyze(each.query));
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await close();
  }
};

/**
 * The facts about many queries, each text once, and how they are shown where asked for; what the cache remembers is not
 * analysed again, and the engine is not even loaded when it remembers all. The results depend on the queries and the
 * schema alone, whatever works them out and in whichever order.
 */
export const analyzeQueries = async (
  queries: Iterable<string>,
  schema: QuerySchema,
  options: QueriesOptions,
): Promise<AnalyzedQueries> => {
  const { cache, tokens: wanted = 'off' } = options;
  const found = new Map<string, QueryFacts>();
  const shownQueries = new Map<string, ShownQuery>();
  const all = [...new Set(queries)];
  const settle = (query: string, facts: QueryFacts, shown: ShownQuery | undefined): void => {
    found.set(query, settleNames(facts, schema));
    if (shown !== undefined) shownQueries.set(query, shown);
    options.progress?.(found.size, all.length);
  };
  const look = async (query: string): Promise<Remembered> => {
    const key = factsKey(query, schema);
    const [facts, shown] = await Promise.all([
      readFacts(cache, key),
      wanted === 'on' ? cache?.read(shownKey(key)).then(readShown) : undefined,
    ]);
    return { query, key, facts, shown };
  };
  const cold: Remembered[] = [];
  for (let start = 0; start < all.length; start += atOnce)
    for (const each of await Promise.all(all.slice(start, start + atOnce).map(look)))
      if (each.facts === undefined || (each.shown === undefined && wanted === 'on')) cold.push(each);
      else settle(each.query, each.facts, each.shown);
  await compileAll(cold, schema, options, async ({ query, key }, { facts, tokens, layout, lasting }) => {
    const shown = wanted === 'on' ? showQuery(query, tokens, layout) : undefined;
    settle(query, facts, shown);
    if (cache === undefined || !lasting) return;
    const text = JSON.stringify(facts);
    await cache.write(key, { digest: digestOf(text), facts: text });
    if (shown !== undefined) await cache.write(shownKey(key), printShown(shown));
  });
  return { factsOf: (query) => found.get(query), shownOf: (query) => shownQueries.get(query) };
};

/** The facts of many queries alone: the look-up that LintContext takes. */
export const analyzeAll = async (
  queries: Iterable<string>,
  schema: QuerySchema,
  cache?: Cache,
): Promise<AnalyzedQueries['factsOf']> => (await analyzeQueries(queries, schema, { cache })).factsOf;
