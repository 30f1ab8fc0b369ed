import { distance } from 'fastest-levenshtein';

/** The letters and digits of a name: how people confuse spellings (case, spaces, hyphens, underscores) falls away. */
const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Names longer than this are no typing mistakes, and comparing them would cost. */
const longest = 64;

/** More than a third of a name wrong is another name. */
const tolerance = (length: number): number => Math.max(1, Math.ceil(length / 3));

/** Whether two texts differ by two neighbours that have changed places. */
const isSwapped = (left: string, right: string): boolean => {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return `${left.slice(0, at)}${left.charAt(at + 1)}${left.charAt(at)}${left.slice(at + 2)}` === right;
};

/** How many slips of the hand lie between two texts; neighbours that have changed places are one. */
export const slips = (left: string, right: string): number =>
  left !== right && isSwapped(left, right) ? 1 : distance(left, right);

/**
 * The names most like a wrong one, best first; empty when none is near: `x` is not near `y`. Names that differ only in case, spaces,
 * hyphens or underscores win over all others.
 */
export const nearest = (wrong: string, names: readonly string[]): readonly string[] => {
  if (wrong.length > longest) return [];
  const sought = bare(wrong);
  if (sought === '') return [];
  const limit = tolerance(sought.length);
  const near = names
    .map((name) => ({ name, bare: bare(name) }))
    .filter((each) => Math.abs(each.bare.length - sought.length) <= limit)
    .map((each) => ({ ...each, steps: slips(sought, each.bare) }))
    .filter((each) => each.steps <= limit && each.steps < Math.max(sought.length, each.bare.length));
  const best = Math.min(...near.map(({ steps }) => steps));
  return near.filter(({ steps }) => steps === best).map(({ name }) => name);
};

/** True when two names differ only in case, spaces, hyphens or underscores. */
export const sameName = (left: string, right: string): boolean => bare(left) === bare(right);

/** Shorter names are one letter apart by their nature. */
const leastLength = 5;

/**
 * The name that a wrong one is a slip of: it differs in case alone, by one letter that is no digit, or by two neighbours
 * that have changed places: `Acount` or `Accuont` for `Account`.
 */
export const slipOf = (wrong: string, names: readonly string[]): string | undefined =>
  wrong.length < leastLength || wrong.length > longest
    ? undefined
    : names.find(
        (name) =>
          Math.abs(name.length - wrong.length) <= 1 &&
          name !== wrong &&
          (name.toLowerCase() === wrong.toLowerCase() || slips(wrong, name) === 1) &&
          name.replace(/\d/g, '') !== wrong.replace(/\d/g, ''),
      );
