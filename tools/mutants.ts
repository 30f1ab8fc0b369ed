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

type Planted = { readonly path: string; readonly source: string; readonly text: string };

/** Which of some test files notices a defect; undefined where none does. Those that fail without it are left out. */
const noticing = async (tests: readonly string[], planted: Planted): Promise<string | undefined> => {
  const verdict = tests.length === 0 ? undefined : await bench.testWith(planted.path, planted.text, tests);
  if (verdict === undefined || verdict.passed) return undefined;
  const { failed } = verdict;
  if (await areSound(failed === undefined ? tests : [failed], planted.path, planted.source))
    return failed ?? 'a run that broke off or took too long';
  if (failed !== undefined)
    return noticing(
      tests.filter((test) => test !== failed),
      planted,
    );
  // The machine may be too slow for so many at a time.
  const half = Math.floor(tests.length / 2);
  if (half === 0) return undefined;
  return (await noticing(tests.slice(0, half), planted)) ?? noticing(tests.slice(half), planted);
};

/** What notices a defect, the nearest tests first: the others are only started for what those leave. */
const noticedBy = async (planted: Planted): Promise<string | undefined> => {
  const left = testsOf(planted.path).slice(0, Number(values.tests));
  while (left.length > 0) {
    const by = await noticing(left.splice(0, 5), planted);
    if (by !== undefined) return by;
  }
  return undefined;
};

let noticed = 0;
const survivors: string[] = [];
for (const [index, { path, source, mutation }] of drawn.entries()) {
  if (stop.signal.aborted) break;
  const by = await noticedBy({ path, source, text: mutated(source, mutation) });
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120);
  const what = `${path}:${mutation.line} ${mutation.kind}: ${short(mutation.before)} → ${short(mutation.after)}`;
  if (by === undefined) survivors.push(what);
  else noticed += 1;
  console.log(`${index + 1}/${drawn.length} ${by === undefined ? 'SURVIVED' : `noticed by ${by}`} ${what}`);
}
bench.remove();
console.log(`\nseed ${values.seed}: ${noticed} of ${noticed + survivors.length} defects noticed`);
for (const line of survivors) console.log(`survived: ${line}`);
