/**
 * Measures speed and memory by hand, never in CI: `npm run bench -- [--shared DIR]`. Every figure is a ratio against a
 * reference measured in the same run. Without the shared data the repository's own rules are measured.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from './bench/catalogue.ts';
import { cold } from './bench/cold.ts';
import { line } from './bench/measure.ts';
import { cases } from './bench/kql-cases.ts';
import { running } from './bench/kql-run.ts';
import { memory } from './bench/memory.ts';
import { queries } from './bench/queries.ts';
import { planning } from './bench/plan.ts';
import { checking } from './bench/rules.ts';
import { sigma } from './bench/sigma.ts';
import { startUp } from './bench/start-up.ts';
import { writing } from './bench/writing.ts';

const { values } = parseArgs({ options: { shared: { type: 'string' } } });
const folder = values.shared === undefined ? 'analytics-rules' : join(values.shared, 'corpus', 'analytics-rules');
const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.test)\.ya?ml$/.test(name))
  .toSorted()
  .map((name) => readFileSync(join(folder, name), 'utf8'));

const { shared } = values;
const benches = [
  () => startUp(),
  () => checking(texts),
  () => planning(),
  () => writing(texts[0] ?? ''),
  ...(shared === undefined ? [] : [() => sigma(shared)]),
  () => queries(texts),
  () => running(),
  () => cases(),
  () => cold(texts),
  () => memory(texts),
  () => catalogue(texts),
];
for (const bench of benches) for (const figure of await bench()) console.log(line(figure));
