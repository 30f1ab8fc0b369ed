import { readFileSync } from 'node:fs';

/** What earlier test files of this process reached, by source file: the counters, all added. */
let [run, reached] = [undefined, new Map()];

/** Adds counters to those of before; whether one is reached that was not. Those of branches are lists. */
const adds = (before, counts) => {
  let isNews = false;
  for (const [key, count] of Object.entries(counts)) {
    if (typeof count !== 'number') isNews = adds((before[key] ??= []), count) || isNews;
    else if (count > 0 && before[key] !== true) isNews = before[key] = true;
  }
  return isNews;
};

/**
 * Of what a test file reached, the source files in which it reached something that no test file before it did in the same
 * process and run, complete with the places of what is counted. Copying, sending and adding up everything of every file
 * took Jest longer than most test files run; what is asked of it is only whether something was reached.
 */
export const news = (coverage, seed) => {
  if (run !== seed) [run, reached] = [seed, new Map()];
  const changed = Object.entries(coverage).filter(([path, { hash, s, f, b }]) => {
    const known = reached.get(path);
    const before = known?.hash === hash ? known : { hash, s: {}, f: {}, b: {} };
    reached.set(path, before);
    // Each of them is asked, since each of them is remembered.
    return [adds(before.s, s), adds(before.f, f), adds(before.b, b), known !== before].includes(true);
  });
  return Object.fromEntries(
    changed.map(([path, { places, ...counters }]) => [
      path,
      { ...JSON.parse(readFileSync(places, 'utf8')), ...counters },
    ]),
  );
};
