import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result, Workbench } from './workbench.ts';

type Seen = { readonly passed: boolean; readonly results: readonly Result[] };

const isSeen = (value: unknown): value is Seen => typeof value === 'object' && value !== null && 'results' in value;

/** One test file that reaches a defect. */
export type Reaching = {
  readonly path: string;
  /** Its tests that reach the defect; undefined where it is reached outside of a test, which concerns all of them. */
  readonly only: readonly string[] | undefined;
  /** What those tests, and all of the file, took without the defect, in milliseconds. */
  readonly ms: number;
  readonly allMs: number;
};

/** What the tests reach. `unsound` are the test files that fail without a defect: they can notice nothing. */
export type Reach = {
  readonly of: (id: string, path: string) => readonly Reaching[];
  readonly unsound: readonly string[];
};

/** Does the same several times over at once: what is left to do is shared. */
export const atATime = async (workers: number, work: () => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: workers }, work));
};

const sum = (results: readonly Result[]): number => results.reduce((all, { ms }) => all + ms, 0);

const reaching = (path: string, { results }: Seen, id: string): readonly Reaching[] => {
  const those = results.filter(({ reached }) => reached.includes(id));
  if (those.length === 0) return [];
  const outside = those.some(({ test }) => test === '');
  // What the file does outside of its tests, it does for each choice of them.
  const ms = sum(outside ? results : [...those, ...results.filter(({ test }) => test === '')]);
  return [{ path, only: outside ? undefined : those.map(({ test }) => test), ms, allMs: sum(results) }];
};

/**
 * Runs every test file once while nothing is awake: what it reached, what it took, whether it passes at all. What is known
 * of a file that nothing changed for is taken from `cache`, a folder. `saying` is told how
 * far it is; `workers` runs go on at a time.
 */
export const reachOf = async (
  bench: Workbench,
  {
    cache,
    workers,
    saying,
  }: { readonly cache: string; readonly workers: number; readonly saying: (text: string) => void },
): Promise<Reach> => {
  mkdirSync(cache, { recursive: true });
  const fileOf = (path: string): string => join(cache, `${bench.digestOf(path)}.json`);
  const seen = new Map<string, Seen>();
  for (const path of bench.tests) {
    const file = fileOf(path);
    const known: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (isSeen(known)) seen.set(path, known);
  }
  const runWithout = async (paths: readonly string[]): Promise<void> => {
    const wanted = paths.map((path) => ({ path }));
    const { passed, failed, results } = await bench.run(wanted, undefined, 3600, true);
    for (const path of paths) {
      const own = results.filter((result) => result.path === path);
      const one = { passed: passed || (failed.length > 0 && !failed.includes(path)), results: own };
      seen.set(path, one);
      if (one.passed) writeFileSync(fileOf(path), JSON.stringify(one));
    }
  };
  const left = bench.tests.filter((path) => !seen.has(path));
  await atATime(workers, async () => {
    while (left.length > 0) {
      saying(`${bench.tests.length - left.length} of ${bench.tests.length} test files have run without a defect`);
      await runWithout(left.splice(0, 8));
    }
  });
  // A busy machine may have let a test wait for too long.
  const failing = [...seen].filter(([, { passed }]) => !passed).map(([path]) => path);
  await atATime(workers, async () => {
    for (let path = failing.shift(); path !== undefined; path = failing.shift()) await runWithout([path]);
  });
  const sound = [...seen].filter(([, { passed }]) => passed);
  return {
    unsound: [...seen].filter(([, { passed }]) => !passed).map(([path]) => path),
    // The unit's own tests first, then those that cost least.
    of: (id, source) => {
      const mirrored = source.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
      return sound
        .flatMap(([path, one]) => reaching(path, one, id))
        .toSorted((one, other) => Number(other.path === mirrored) - Number(one.path === mirrored) || one.ms - other.ms);
    },
  };
};
