import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../src/core/json.ts';
import { readDocument } from '../src/core/read-document.ts';
import { readShippedFacts } from '../src/files/log-analytics.ts';
import { loadKql, shippedSchema } from '../src/kql/index.ts';
import { bare } from './bench/queries.ts';
const folder = '/work/shared/corpus/analytics-rules';
const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((n) => /\.ya?ml$/.test(n))
  .toSorted()
  .map((n) => readFileSync(join(folder, n), 'utf8'));
const queries = [
  ...new Set(
    texts.flatMap((t) => {
      const { value } = readDocument('r.yaml', t).document;
      return isObject(value) && typeof value['query'] === 'string' ? [value['query']] : [];
    }),
  ),
];
const schema = shippedSchema(await readShippedFacts());
const t0 = performance.now();
if (process.argv[2] === 'bare') {
  const run = await bare(queries, schema);
  const t1 = performance.now();
  run();
  console.log('bare load', t1 - t0, 'run', performance.now() - t1, queries.length);
} else {
  const kql = await loadKql();
  const t1 = performance.now();
  const cpu = process.cpuUsage();
  for (const q of queries) kql.analyze(q, schema, { analyzers: 'on' });
  const d = process.cpuUsage(cpu);
  console.log(
    'picket load',
    t1 - t0,
    'run',
    performance.now() - t1,
    queries.length,
    'cpu',
    (d.user + d.system) / 1000,
    process.resourceUsage().maxRSS / 1024,
  );
}
