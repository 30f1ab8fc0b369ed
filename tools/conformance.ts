/**
 * Checks Picket against made-up workspaces, and with `--shared DIR` against real data that is not part of this
 * repository: `npm run conformance -- [--shared DIR] [--only NAME] [--bodies N] [--seed N] [--every N] [--verbose]`. Prints
 * every figure; exits with 1 when one misses its target. With `--every N` one of N published rules is misspelled instead of
 * each. `--verbose` lists what there is to look at.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBodies } from './conformance/bodies.ts';
import { checkClients } from './conformance/clients/witnesses.ts';
import { checkConvergence } from './conformance/convergence.ts';
import { checkContent } from './conformance/content.ts';
import { checkQueries } from './conformance/kql-checks.ts';
import { checkRuns } from './conformance/kql-run.ts';
import { checkTruth } from './conformance/kql-truth.ts';
import { checkSigma } from './conformance/sigma-checks.ts';
import { readCorpus, resourcesOf } from './conformance/corpus.ts';
import { checkFixes, checkFormat } from './conformance/fmt.ts';
import { openBench } from './conformance/kql.ts';
import { checkImports } from './conformance/imports.ts';
import { checkLossless } from './conformance/lossless.ts';
import { checkRecordedLists } from './conformance/recorded-lists.ts';
import { checkRecordings } from './conformance/recordings.ts';
import type { Result } from './conformance/result.ts';
import { checkRules } from './conformance/rules.ts';

const { values } = parseArgs({
  options: {
    shared: { type: 'string' },
    only: { type: 'string' },
    bodies: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});

const every = Number(values.every);
if (!Number.isInteger(every) || every < 1) throw new Error(`--every ${values.every} is no whole number of rules`);

type Check = () => readonly Result[] | Promise<readonly Result[]>;

const withData = async (shared: string): Promise<Readonly<Record<string, Check>>> => {
  const folders = await readCorpus(join(shared, 'corpus', 'analytics-rules'));
  const resources = resourcesOf(folders);
  return {
    rules: () => checkRules(shared, folders),
    convergence: () => checkConvergence(resources),
    queries: () => checkQueries(shared, every),
    'kql-run': () => checkRuns(shared),
    'kql-truth': () => checkTruth(shared),
    format: async () => checkFormat(folders, (await openBench()).kql),
    fixes: () => checkFixes(folders),
    imports: () => checkImports(shared),
    content: () => checkContent(shared),
    lossless: () => checkLossless(shared, folders),
    sigma: () => checkSigma(shared),
    lists: () => checkRecordedLists(shared),
    recordings: () => checkRecordings(shared),
  };
};

const all: Readonly<Record<string, Check>> = {
  clients: () => checkClients(),
  bodies: () => checkBodies(Number(values.bodies), Number(values.seed)),
  ...(values.shared === undefined ? {} : await withData(resolve(values.shared))),
};
const chosen = values.only === undefined ? Object.keys(all) : values.only.split(',');
const unknown = chosen.filter((name) => all[name] === undefined);
if (unknown.length > 0) throw new Error(`no check ${unknown.join(', ')}: there are ${Object.keys(all).join(', ')}`);
const checks = chosen.flatMap((name) => all[name] ?? []);

let missed = 0;
for (const check of checks)
  for (const { what, value, target, met, details } of await check()) {
    console.log(`${met ? 'ok    ' : 'MISSED'} ${what}: ${value} (${target})`);
    if (!met) missed += 1;
    if (!met || values.verbose)
      for (const line of (details ?? []).slice(0, values.verbose ? undefined : 20)) console.log(`         ${line}`);
  }
console.log(`\n${missed === 0 ? 'Every target is met.' : `${missed} targets are missed.`}`);
process.exitCode = missed === 0 ? 0 : 1;
