import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result, Workbench } from './workbench.ts';

/** What a test file did without a defect; nothing of it where it did not come to its end. */
type Seen = { readonly results: readonly Result[] };

const isSeen = (value: unknown): value is Seen => typeof value === 'object' && value !== null && 'results' in value;

/** One test file that reaches a defect. */
export type Reaching = {
  readonly path: string;
  /** Its tests that reach the defect; undefined where it is reached outside of a test, which concerns all of them. */
  readonly only: readonly string[] | undefined;
  /** All its tests that pass without a defect; undefined where all do. */
  readonly whole: readonly string[] | undefined;
  /** What the tests that reach the defect, and all of the file, took without it, in milliseconds. */
  readonly ms: number;
  readonly allMs: number;
};

/** What the tests reach. `unsound` are the tests that fail without a defect: they can notice nothing. */
export type Reach = {
  readonly of: (id: string, path: string) => readonly Reaching[];
  readonly unsound: readonly string[];
};

/** The files whose tests take no longer than a time, one after the other; one that takes too long makes room for others. */
export const within = (files: readonly Reaching[], ms: number): readonly Reaching[] => {
  let left = ms;
  return files.filter((file) => {
    if (file.ms > left) return false;
    left -= file.ms;
    return true;
  });
};

/** Does the same several times over at once: what is left to do is shared. */
export const atATime = async (workers: number, work: () => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: workers }, work));
};

const sum = (results: readonly Result[]): number => results.reduce((all, { ms }) => all + ms, 0);

const reaching = (path: string, { results }: Seen, id: string): readonly Reaching[] => {
  const sound = results.filter(({ failed }) => !failed);
  const those = sound.filter(({ reached }) => reached.includes(id));
  if (those.length === 0) return [];
  const named = (some: readonly Result[]): readonly string[] =>
    some.map(({ test }) => test).filter((test) => test !== '');
  const whole = sound.length < results.length ? named(sound) : undefined;
  const outside = those.some(({ test }) => test === '');
  // What the file does outside of its tests, it does for each choice of them.
  const ms = sum(outside ? sound : [...those, ...sound.filter(({ test }) => test === '')]);
  return [{ path, only: outside ? whole : named(those), whole, ms, allMs: sum(sound) }];
};

/** What a test file did that came to its end with a test; nothing of another one. */
const resultsOf = (path: string, results: readonly Result[]): readonly Result[] => {
  const own = results.filter((result) => result.path === path);
  return own.length > 1 && own.some(({ test }) => test === '') ? own : [];
};

const isSound = ({ results }: Seen): boolean => results.length > 0 && results.every(({ failed }) => !failed);

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
    const { results } = await bench.run(wanted, undefined, 3600, true);
    for (const path of paths) {
      const one = { results: resultsOf(path, results) };
      seen.set(path, one);
      if (isSound(one)) writeFileSync(fileOf(path), JSON.stringify(one));
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
  const failing = [...seen].filter(([, one]) => !isSound(one)).map(([path]) => path);
  await atATime(workers, async () => {
    for (let path = failing.shift(); path !== undefined; path = failing.shift()) await runWithout([path]);
  });
  return {
    unsound: [...seen].flatMap(([path, { results }]) =>
      results.length === 0 ? [path] : results.filter(({ failed }) => failed).map(({ test }) => `${path} “${test}”`),
    ),
    // The nearest first: a unit's own tests, then those of its folder, and so on; of equally near ones the cheapest.
    of: (id, source) => {
      const mirrored = source
        .replace(/^src\//, 'test/')
        .replace(/\.ts$/, '.test.ts')
        .split('/');
      const nearness = (path: string): number => {
        const parts = path.split('/');
        const apart = mirrored.findIndex((part, index) => part !== parts[index]);
        return apart === -1 ? mirrored.length : apart;
      };
      return [...seen]
        .flatMap(([path, one]) => reaching(path, one, id))
        .toSorted((one, other) => nearness(other.path) - nearness(one.path) || one.ms - other.ms);
    },
  };
};
