/**
 * Measures speed and memory by hand, never in CI: `npm run bench -- [--shared DIR] [--only NAME,NAME]`. Every figure
 * is a ratio against a reference measured in the same run. Without the shared data the repository's own rules are measured.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from './bench/catalogue.ts';
import { cold } from './bench/cold.ts';
import { audit, history } from './bench/history.ts';
import { fleet } from './bench/fleet.ts';
import { line, type Figure } from './bench/measure.ts';
import { cases } from './bench/kql-cases.ts';
import { running } from './bench/kql-run.ts';
import { memory } from './bench/memory.ts';
import { queries } from './bench/queries.ts';
import { planning } from './bench/plan.ts';
import { listRows } from './bench/rows.ts';
import { checking } from './bench/rules.ts';
import { sigma } from './bench/sigma.ts';
import { startUp } from './bench/start-up.ts';
import { writing } from './bench/writing.ts';

const { values } = parseArgs({ options: { shared: { type: 'string' }, only: { type: 'string' } } });
const folder = values.shared === undefined ? 'analytics-rules' : join(values.shared, 'corpus', 'analytics-rules');
const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.test)\.ya?ml$/.test(name))
  .toSorted()
  .map((name) => readFileSync(join(folder, name), 'utf8'));

const { shared, only } = values;
const all: Readonly<Record<string, () => readonly Figure[] | Promise<readonly Figure[]>>> = {
  'start-up': () => startUp(),
  checking: () => checking(texts),
  planning: () => planning(),
  rows: () => listRows(),
  writing: () => writing(texts[0] ?? ''),
  ...(shared === undefined ? {} : { sigma: () => sigma(shared) }),
  queries: () => queries(texts),
  running: () => running(),
  cases: () => cases(),
  cold: () => cold(texts),
  memory: () => memory(texts),
  catalogue: () => catalogue(texts),
  history: () => history(texts),
  audit: () => audit(texts),
  fleet: () => fleet(),
};
for (const name of only?.split(',') ?? Object.keys(all)) {
  const bench = all[name];
  if (bench === undefined) throw new Error(`no bench ${name}: there are ${Object.keys(all).join(', ')}`);
  for (const figure of await bench()) console.log(line(figure));
}
