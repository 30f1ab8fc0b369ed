import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { fileCache } from '../../src/files/cache.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadPublished } from '../../src/kql/engine.ts';
import { analyzeAll, loadKql, shippedSchema, type QuerySchema } from '../../src/kql/index.ts';
import { symbolFactory } from '../../src/kql/symbols.ts';
import type { Figure } from './measure.ts';

export const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** The shortest of so many times, in milliseconds. */
export const shortest = async (rounds: number, work: () => unknown): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) best = Math.min(best, await timed(work));
  return best;
};

const queryOf = (text: string): readonly string[] => {
  const { value } = readDocument('rule.yaml', text).document;
  return isObject(value) && typeof value['query'] === 'string' ? [value['query']] : [];
};

/**
 * The engine alone, as its documentation shows it: all tables in one scope; diagnostics and result of each query. It is the
 * engine as published where nothing else of this process has loaded it (and mended it) before.
 */
export const bare = async (queries: readonly string[], schema: QuerySchema): Promise<() => void> => {
  const { language, list } = await loadPublished();
  const make = symbolFactory({ language, list });
  const tables = [...schema.tableNames()].flatMap((name) => {
    const table = schema.table(name);
    return table === undefined ? [] : [make.fromTable(table)];
  });
  const globals = language.GlobalState.Default.WithDatabase(make.database(tables, false)).WithCache();
  return () => {
    for (const query of queries) {
      const code = language.KustoCode.ParseAndAnalyze(query, globals);
      list(code.GetDiagnostics());
      void code.ResultType;
    }
  };
};

/** All queries through Picket against the engine alone, then remembered, then with one of them changed. */
export const queries = async (texts: readonly string[]): Promise<readonly Figure[]> => {
  const all = [...new Set(texts.flatMap(queryOf))];
  const schema = shippedSchema(await readShippedFacts());
  const kql = await loadKql();
  // The first queries pay for the engine's grammar; neither side should pay for both.
  for (const query of all.slice(0, 20)) kql.analyze(query, schema);
  const measured = await timed(() => {
    for (const query of all) kql.analyze(query, schema, { analyzers: 'on' });
  });
  const folder = await mkdtemp(join(tmpdir(), 'picket-bench-'));
  const cache = fileCache(folder, 1 << 28);
  const first = await timed(() => analyzeAll(all, schema, cache));
  const second = await shortest(5, () => analyzeAll(all, schema, cache));
  const changes = ['take 5', 'take 6', 'take 7', 'take 8', 'take 9'].map((end) => `${all[0] ?? ''}\n| ${end}`);
  const one = Math.min(...(await Promise.all(changes.map((query) => timed(() => kql.analyze(query, schema))))));
  let next = 0;
  const again = await shortest(5, () => {
    next += 1;
    return analyzeAll([changes[next - 1] ?? '', ...all.slice(1)], schema, cache);
  });
  await rm(folder, { recursive: true, force: true });
  const reference = await timed(await bare(all, schema));
  return [
    { what: `${all.length} queries against the engine alone`, measured, reference, target: 1.2, unit: 'ms' },
    { what: 'a second run against the first', measured: second, reference: first, target: 0.1, unit: 'ms' },
    {
      what: 'one changed query, beyond what reading the cache takes',
      measured: Math.max(0, again - second),
      reference: one,
      target: 3,
      unit: 'ms',
    },
  ];
};
