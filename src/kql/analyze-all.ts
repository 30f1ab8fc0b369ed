import { createHash } from 'node:crypto';
import type { JsonValue } from '../core/json.ts';
import type { Cache } from '../core/ports.ts';
import type { QueryFacts, ShownQuery } from '../core/query-facts.ts';
import { engineVersion } from './engine.ts';
import { loadUnsettled } from './kql.ts';
import { settleNames } from './names.ts';
import type { QuerySchema } from './schema.ts';
import { wordsOf } from './scope.ts';
import { wildcardTables } from './wildcards.ts';
import { printShown, readShown, showQuery } from './shown.ts';

/** Raise it when the facts change for the same query and schema, so that remembered ones are not used. */
const adapterVersion = 3;

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
  return digestOf(JSON.stringify([engineVersion, adapterVersion, query, named]));
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

export type QueriesOptions = {
  /** Where results are kept between runs; nowhere unless given. */
  readonly cache?: Cache | undefined;
  /** Whether queries are also laid out and their tokens classified, out of the same analysis; off unless given. */
  readonly tokens?: 'on' | 'off';
  /** Awaited before each query that is analysed, which keeps the process busy; a rejection ends the run. */
  readonly breath?: () => Promise<void>;
};

/** Look-ups by the text as the document has it. */
export type AnalyzedQueries = {
  readonly factsOf: (query: string) => QueryFacts | undefined;
  /** Undefined where tokens were not asked for. */
  readonly shownOf: (query: string) => ShownQuery | undefined;
};

/**
 * The facts about many queries, each text once, and how they are shown where asked for; what the cache remembers is not
 * analysed again, and the engine is not even loaded when it remembers all.
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
  let writes: Promise<void>[] = [];
  for (let start = 0; start < all.length; start += atOnce) {
    const remembered = await Promise.all(
      all.slice(start, start + atOnce).map(async (query) => {
        const key = factsKey(query, schema);
        const [facts, shown] = await Promise.all([
          readFacts(cache, key),
          wanted === 'on' ? cache?.read(shownKey(key)).then(readShown) : undefined,
        ]);
        return { query, key, facts, shown };
      }),
    );
    // The disk was busy with them while the last queries were analysed.
    await Promise.all(writes);
    writes = [];
    for (const { query, key, facts, shown } of remembered) {
      if (facts !== undefined && (shown !== undefined || wanted === 'off')) {
        found.set(query, settleNames(facts, schema));
        if (shown !== undefined) shownQueries.set(query, shown);
        continue;
      }
      await options.breath?.();
      const { analyzeUnsettled } = await loadUnsettled();
      const analysis = analyzeUnsettled(query, schema, { analyzers: 'on', tokens: wanted });
      found.set(query, settleNames(analysis.facts, schema));
      const made = wanted === 'on' ? showQuery(query, analysis.tokens, analysis.layout) : undefined;
      if (made !== undefined) shownQueries.set(query, made);
      if (cache === undefined) continue;
      const text = JSON.stringify(analysis.facts);
      writes.push(cache.write(key, { digest: digestOf(text), facts: text }));
      if (made !== undefined) writes.push(cache.write(shownKey(key), printShown(made)));
    }
  }
  await Promise.all(writes);
  return { factsOf: (query) => found.get(query), shownOf: (query) => shownQueries.get(query) };
};

/** The facts of many queries alone: the look-up that LintContext takes. */
export const analyzeAll = async (
  queries: Iterable<string>,
  schema: QuerySchema,
  cache?: Cache,
): Promise<AnalyzedQueries['factsOf']> => (await analyzeQueries(queries, schema, { cache })).factsOf;
