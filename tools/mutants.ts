/**
 * Plants small defects, one at a time, and lists those that no test notices: `npm run mutants -- [--seed N] [--count N]
 * [--only FOLDER] [--tests N] [--seconds N]`. Run before a release.
 *
 * Each defect is a change to one place under src, drawn by the seed: a negated condition, a dropped guard, swapped
 * arguments, a missing await, another operator or literal. It is planted in a copy of the project, and the test files that
 * reach the file run on it, nearest first, until one fails. `--tests` takes the nearest so many only. A test file counts
 * as one that noticed when it passes without the defect.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from './fuzz/mutate.ts';
import { reachOf } from './mutants/reach.ts';
import { mutated, mutationsOf, type Mutation } from './mutants/sites.ts';
import { openWorkbench } from './mutants/workbench.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '60' },
    only: { type: 'string', default: 'src' },
    tests: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '600' },
  },
});

const paths = values.only.endsWith('.ts')
  ? [values.only]
  : readdirSync(values.only, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => join(values.only, name))
      .toSorted();
const all: { readonly path: string; readonly source: string; readonly mutation: Mutation }[] = [];
for (const path of paths) {
  const source = readFileSync(path, 'utf8');
  for (const mutation of await mutationsOf(source)) all.push({ path, source, mutation });
}
const random = randomFrom(Number(values.seed));
const drawn = Array.from({ length: Math.min(Number(values.count), all.length) }, () =>
  all.splice(Math.floor(random() * all.length), 1),
).flat();

const bench = openWorkbench(process.cwd(), Number(values.seconds));
// Ctrl-C reaches the tests that run, too: what is left is not begun.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const testsOf = reachOf('.');
const sound = new Map<string, Promise<boolean>>();
/** Whether test files pass in the copy when nothing is planted. */
const areSound = (tests: readonly string[], path: string, source: string): Promise<boolean> => {
  const key = tests.join(' ');
  const known = sound.get(key) ?? bench.testWith(path, source, tests).then(({ passed }) => passed);
  sound.set(key, known);
  return known;
};

/** What notices a defect: the test file that fails, or a run that breaks off. Undefined where nothing does. */
const noticedBy = async (path: string, source: string, text: string): Promise<string | undefined> => {
  const left = testsOf(path).slice(0, Number(values.tests));
  // The nearest few notice most: the others are only started for what is left.
  for (let size = 5; left.length > 0; size *= 4) {
    const batch = left.splice(0, size);
    while (batch.length > 0) {
      const verdict = await bench.testWith(path, text, batch);
      if (verdict.passed) break;
      const { failed } = verdict;
      if (await areSound(failed === undefined ? batch : [failed], path, source))
        return failed ?? 'a run that broke off or took too long';
      if (failed === undefined || !batch.includes(failed))
        throw new Error(`The tests do not run in ${bench.root}, whatever is planted: ${batch.join(' ')}`);
      batch.splice(batch.indexOf(failed), 1);
    }
  }
  return undefined;
};

let noticed = 0;
const survivors: string[] = [];
for (const [index, { path, source, mutation }] of drawn.entries()) {
  if (stop.signal.aborted) break;
  const by = await noticedBy(path, source, mutated(source, mutation));
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120);
  const what = `${path}:${mutation.line} ${mutation.kind}: ${short(mutation.before)} → ${short(mutation.after)}`;
  if (by === undefined) survivors.push(what);
  else noticed += 1;
  console.log(`${index + 1}/${drawn.length} ${by === undefined ? 'SURVIVED' : `noticed by ${by}`} ${what}`);
}
bench.remove();
console.log(`\nseed ${values.seed}: ${noticed} of ${noticed + survivors.length} defects noticed`);
for (const line of survivors) console.log(`survived: ${line}`);
