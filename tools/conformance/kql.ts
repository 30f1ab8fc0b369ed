import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { kqlLint } from '../../src/content/analytics-rule/kql/index.ts';
import { standingOf } from '../../src/content/analytics-rule/kql/mapped-columns.ts';
import { columnReferences } from '../../src/content/analytics-rule/kql/references.ts';
import type { RuleItem } from '../../src/content/analytics-rule/lint/fields.ts';
import type { LintContext } from '../../src/core/lint-rule.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { isObject } from '../../src/core/json.ts';
import { lintItems } from '../../src/core/lint.ts';
import type { QueryFacts } from '../../src/core/query-facts.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { type Kql, loadKql, type QuerySchema, shippedSchema } from '../../src/kql/index.ts';

/** A rule of the corpus with the facts about its query. */
export type CorpusQuery = { readonly item: RuleItem; readonly query: string; readonly facts: QueryFacts };

/** Found of tried, and the places where it was not found. */
export type Hits = { readonly tried: number; readonly found: number; readonly missed: readonly string[] };

const rulesFolder = join('corpus', 'analytics-rules');
/** Forks and excerpts of Azure-Sentinel: what its maintainers reviewed. */
const officialRepositories = ['cloudflare+Azure-Sentinel', 'Azure+Azure-Sentinel', 'v-maudan+Azure-Sentinel'];

const yamlFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/i.test(name))
    .toSorted()
    .map((name) => join(folder, name));

/** Whether a rule of the corpus, whose path begins with its repository, is one of them. */
export const isOfficial = ({ item }: CorpusQuery): boolean =>
  officialRepositories.includes(item.document.path.split(/[\\/]/)[0] ?? '');

/** The rules with a query in the repositories of the corpus under the shared folder. */
export const readCorpusRules = (shared: string): readonly RuleItem[] => {
  const root = join(shared, rulesFolder);
  return readdirSync(root)
    .toSorted()
    .flatMap((repository) => yamlFiles(join(root, repository)))
    .flatMap((path) => {
      const { document, diagnostics } = readDocument(path.slice(root.length + 1), readFileSync(path, 'utf8'));
      const { value } = document;
      if (diagnostics.length > 0 || !isObject(value) || typeof value['query'] !== 'string') return [];
      return [{ document, raw: value, draft: analyticsRule.parse(value) }];
    });
};

export type Bench = { readonly kql: Kql; readonly schema: QuerySchema };

/** The engine with the facts that Picket ships. */
export const openBench = async (): Promise<Bench> => ({
  kql: await loadKql(),
  schema: shippedSchema(await readShippedFacts()),
});

/** Analyses the queries of the rules. */
export const analyseRules = ({ kql, schema }: Bench, items: readonly RuleItem[]): readonly CorpusQuery[] =>
  items.flatMap((item) => {
    const query = item.raw['query'];
    return typeof query === 'string' ? [{ item, query, facts: kql.analyze(query, schema) }] : [];
  });

/** What the lint rules about queries say of analysed rules. */
export const lintQueries = (queries: readonly CorpusQuery[]): readonly Diagnostic[] => {
  const facts = new Map(queries.map((each) => [each.query, each.facts]));
  const context: LintContext = {
    apiVersion: '2023-12-01-preview',
    now: Date.UTC(2026, 0, 15),
    kql: (query) => facts.get(query),
  };
  return lintItems(
    kqlLint,
    queries.map(({ item }) => item),
    context,
  );
};

/** KQL diagnostics whose place in the file does not hold the name that they name. */
export const misplacedDiagnostics = (queries: readonly CorpusQuery[]): readonly string[] =>
  queries.flatMap(({ item, query, facts }) =>
    facts.diagnostics.flatMap(({ span, code }) => {
      const inQuery = query.slice(span.start, span.end);
      const place = item.document.locateWithin('/query', span);
      const inFile = item.document.text.slice(place.start, place.end);
      const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
      return flat(inFile) === flat(inQuery) ? [] : [`${item.document.path} ${code}: ${inQuery} is shown as ${inFile}`];
    }),
  );

/** Names that are not known are findings whatever their severity: of a vendor's table a warning is all that may be said. */
const nameKinds: ReadonlySet<string> = new Set(['table', 'function', 'column']);
const errorsOf = (facts: QueryFacts): number =>
  facts.diagnostics.filter(({ kind, severity }) => severity === 'error' || nameKinds.has(kind)).length;

const misspelled = (name: string): string => `${name.slice(0, -1)}${name.endsWith('q') ? 'x' : 'q'}`;

type Place = { readonly name: string; readonly start: number };

/** Misspells one name in each rule that binds, and counts where that gives an error. */
const mutate = (
  { kql, schema }: Bench,
  queries: readonly CorpusQuery[],
  placeOf: (each: CorpusQuery) => Place | undefined,
): Hits => {
  const missed: string[] = [];
  let tried = 0;
  for (const each of queries) {
    const place = errorsOf(each.facts) === 0 ? placeOf(each) : undefined;
    if (place === undefined) continue;
    tried += 1;
    const { name, start } = place;
    const text = `${each.query.slice(0, start)}${misspelled(name)}${each.query.slice(start + name.length)}`;
    if (errorsOf(kql.analyze(text, schema)) === 0) missed.push(`${each.item.document.path}: ${name}`);
  }
  return { tried, found: tried - missed.length, missed };
};

/** The first use of a column that a table or parser of the query has, in each rule. */
export const mutateColumns = (bench: Bench, queries: readonly CorpusQuery[]): Hits =>
  mutate(bench, queries, ({ query, facts }) => {
    const sources = [...facts.tables, ...facts.functions].map(({ name }) => {
      const result = bench.schema.fn(name)?.result;
      return result?.kind === 'table' ? result.columns : (bench.schema.table(name)?.columns ?? []);
    });
    const known = new Set(sources.flat().map(({ name }) => name));
    return bench.kql
      .classify(query, bench.schema)
      .filter(({ kind }) => kind === 'column')
      .map(({ span }) => ({ name: query.slice(span.start, span.end), start: span.start }))
      .find(({ name }) => name !== 'TimeGenerated' && known.has(name));
  });

/** The first table or declared function in each rule, a leg of a fuzzy union included: that gives a note at least. */
export const mutateTables = (bench: Bench, queries: readonly CorpusQuery[]): Hits =>
  mutate(bench, queries, ({ query, facts }) =>
    [...facts.tables, ...facts.functions.filter(({ origin }) => origin === 'declared')]
      .map(({ name, span }) => ({ name, start: span.start }))
      .find(({ name, start }) => query.startsWith(name, start)),
  );

const swapCase = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

/** Ways of writing a column wrong; each answers the name itself where it cannot change it. */
const slips: Readonly<Record<string, (name: string) => string>> = {
  'written with another letter': misspelled,
  'written without a letter': (name) => name.slice(0, name.length >> 1) + name.slice((name.length >> 1) + 1),
  'written with two letters swapped': (name) => {
    const at = (name.length >> 1) - 1;
    return `${name.slice(0, at)}${name[at + 1] ?? ''}${name[at] ?? ''}${name.slice(at + 2)}`;
  },
  'written in another case': (name) => `${swapCase(name.slice(0, 1))}${name.slice(1)}`,
};

/** Another column of the tables that a query reads, as somebody who mixes them up would map it; the same at each run. */
const neighbour = ({ schema }: Bench, { facts }: CorpusQuery, column: string): string => {
  const yielded = new Set((facts.result?.columns ?? []).map(({ name }) => name));
  const others = facts.tables
    .flatMap(({ name }) => schema.table(name)?.columns ?? [])
    .filter(({ name }) => !yielded.has(name));
  const at = (column.length * 31 + (column.codePointAt(0) ?? 0)) % Math.max(1, others.length);
  return others[at]?.name ?? column;
};

/**
 * Every mapped column of every rule misspelled, one after the other, in each of several ways: how many the mapped-column
 * check finds, and of those that are spelt as published how many it takes for a slip.
 */
export const mutateMappings = (
  bench: Bench,
  queries: readonly CorpusQuery[],
): { readonly hits: Readonly<Record<string, Hits>>; readonly doubted: string[] } => {
  const ways: readonly (readonly [way: string, write: (column: string, each: CorpusQuery) => string])[] = [
    ...Object.entries(slips),
    ['taken for another of the table', (column, each) => neighbour(bench, each, column)],
  ];
  const hits = Object.fromEntries(ways.map(([way]) => [way, { tried: 0, found: 0, missed: Array.of<string>() }]));
  const doubted: string[] = [];
  for (const each of queries)
    for (const { column } of columnReferences(each.item)) {
      const { result } = each.facts;
      const saidOf = (name: string): string => (result === undefined ? 'open' : standingOf(name, result).is);
      if (saidOf(column) === 'misspelt') doubted.push(`${each.item.document.path}: ${column}`);
      for (const [way, write] of ways) {
        const wrong = write(column, each);
        const counts = hits[way];
        if (counts === undefined || wrong === column || saidOf(wrong) === 'there') continue;
        counts.tried += 1;
        if (['missing', 'misspelt'].includes(saidOf(wrong))) counts.found += 1;
        else counts.missed.push(`${each.item.document.path}: ${wrong}`);
      }
    }
  return { hits, doubted };
};

/** Queries that the formatter does not settle on, or whose tokens it changes. */
export const formatProblems = ({ kql }: Bench, queries: readonly CorpusQuery[]): readonly string[] =>
  queries.flatMap(({ item, query }) => {
    const once = kql.format(query);
    const twice = kql.format(once);
    const tokens = kql.tokens(query).join('\n') === kql.tokens(once).join('\n');
    return once === twice && tokens ? [] : [item.document.path];
  });
