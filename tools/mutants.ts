/**
 * Plants small defects, wakes one at a time, and lists those that no test notices:
 * `npm run mutants -- [--seed N]... [--count N] [--only PATH[:LINE]]... [--tests PATH]...
 * [--seconds N] [--workers N]`. Run before a release.
 *
 * Each defect is a change to one place under src, drawn by the seed: a negated condition, a dropped guard, swapped
 * arguments, a missing await, another operator or literal. All of them are planted asleep in a copy of the project. Every
 * test file runs once while none is awake, which tells what each test reaches and that it passes; then each defect is
 * awake while the tests that reach it run, until one fails: first many of them in one run of a test file, then each that
 * nothing noticed so in runs of its own. What the type checker refuses is no defect, since nobody can commit it. `--seconds`
 * bounds the tests that run for one defect; with 0 they are only tried together, and what is left is listed. `--tests` asks
 * those test files and folders alone: a quick look at what the tests beside a source notice.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from './fuzz/mutate.ts';
import { notice, type Outcome } from './mutants/notice.ts';
import { plant, type Defect } from './mutants/plant.ts';
import { atATime, reachOf } from './mutants/reach.ts';
import { sift } from './mutants/sift.ts';
import { mutationsOf } from './mutants/sites.ts';
import { openWorkbench } from './mutants/workbench.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true, default: ['1'] },
    count: { type: 'string', default: '60' },
    only: { type: 'string', multiple: true, default: ['src'] },
    tests: { type: 'string', multiple: true, default: ['test'] },
    seconds: { type: 'string', default: '300' },
    workers: { type: 'string', default: '1' },
  },
});

const sourcesIn = (path: string): readonly string[] =>
  path.endsWith('.ts')
    ? [path]
    : readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
        .map((name) => join(path, name))
        .toSorted();

const all: Defect[] = [];
for (const only of values.only) {
  const [place = '', line] = only.split(':');
  for (const path of sourcesIn(place))
    for (const [index, mutation] of (await mutationsOf(readFileSync(path, 'utf8'))).entries())
      if (line === undefined || mutation.line === Number(line)) all.push({ id: `${path}#${index}`, path, mutation });
}

/** The defects that a seed draws; each seed draws from all of them. */
const drawnBy = (seed: string): readonly Defect[] => {
  const random = randomFrom(Number(seed));
  const left = [...all];
  return Array.from({ length: Math.min(Number(values.count), left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
};
const drawn = values.seed.map((seed) => ({ seed, defects: drawnBy(seed) }));
const planted = new Map<string, Set<Defect>>();
for (const defect of drawn.flatMap(({ defects }) => defects))
  planted.set(defect.path, (planted.get(defect.path) ?? new Set()).add(defect));

// Ctrl-C reaches the tests that run, too: what is left is not begun.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const bench = openWorkbench(
  process.cwd(),
  Object.fromEntries([...planted].map(([path, some]) => [path, plant(readFileSync(path, 'utf8'), [...some])])),
  values.tests,
);
const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 160);
const told = ({ path, mutation: { kind, line, before, after } }: Defect): string =>
  `${path}:${line} ${kind}: ${short(before)} → ${short(after)}`;
try {
  const [workers, seconds] = [Number(values.workers), Number(values.seconds)];
  const cache = 'node_modules/.cache/picket-mutants';
  const every = [...new Map(drawn.flatMap(({ defects }) => defects).map((defect) => [defect.id, defect])).values()];
  const [refused, reach] = await Promise.all([
    bench.refusals(every),
    reachOf(bench, { cache, workers, saying: (text) => console.log(text) }),
  ]);
  console.log(`the types refuse ${refused.size} of ${every.length} defects`);
  for (const path of reach.unsound) console.log(`left out, since it fails without a defect: ${path}`);
  const accepted = every.filter(({ id }) => !refused.has(id));
  const outcomes = new Map<string, Outcome>();
  for (const [id, by] of await sift(bench, reach, accepted, { workers, seconds: Math.max(seconds, 10) }))
    outcomes.set(id, { noticed: true, by });
  console.log(`${outcomes.size} of ${accepted.length} defects noticed together; the others have runs of their own`);
  const left = accepted.filter(({ id }) => !outcomes.has(id));
  await atATime(workers, async () => {
    for (let defect = left.shift(); defect !== undefined && !stop.signal.aborted; defect = left.shift()) {
      const outcome = await notice(bench, reach, defect, seconds);
      outcomes.set(defect.id, outcome);
      console.log(`${told(defect)}\n  ${outcome.noticed ? `noticed by ${outcome.by}` : `SURVIVED, ${outcome.ran}`}`);
    }
  });
  for (const { seed, defects } of drawn) {
    const tried = defects.filter(({ id }) => outcomes.has(id));
    const survivors = tried.filter(({ id }) => outcomes.get(id)?.noticed === false);
    const unacceptable = defects.filter(({ id }) => refused.has(id));
    console.log(
      `\nseed ${seed}: ${tried.length - survivors.length} of ${tried.length} defects noticed; the types refuse ${unacceptable.length} more`,
    );
    for (const defect of survivors) console.log(`survived: ${told(defect)}`);
  }
} finally {
  bench.remove();
}
