import { groupOrder, type Layered } from '../config/layers.ts';
import { glob } from '../text/glob.ts';

/** Workspaces that are done together, before those of the next wave. */
export type Wave = { readonly name: string; readonly workspaces: readonly string[] };

/** What waves are made of: the workspaces of a run in their order, and the groups that each is in. */
export type Waved = { readonly name: string; readonly groups: readonly string[] };

/** The workspaces of a configuration as waves take them. */
export const waved = (config: Layered, names: readonly string[] = Object.keys(config.workspaces)): readonly Waved[] =>
  names.map((name) => ({ name, groups: groupOrder(config.groups, config.workspaces[name]?.groups ?? []) }));

/** A share of all workspaces, in percent; undefined for what is none. */
const percentIn = (text: string): number | undefined => {
  const found = /^(\d{1,3}(?:\.\d{1,2})?)\s*%$/.exec(text);
  const percent = found === null ? 0 : Number(found[1]);
  return percent > 0 && percent <= 100 ? percent : undefined;
};

/** Whether a text looks like a share, so that a mistake in it is not taken for the name of a group. */
export const isShareLike = (text: string): boolean => text.includes('%');

/** What one word of `waves` means; undefined for nothing that there is. */
const chosenBy = (word: string, all: readonly Waved[], open: readonly Waved[]): readonly Waved[] | undefined => {
  if (word === 'all') return open;
  const percent = percentIn(word);
  if (percent !== undefined) {
    const done = all.length - open.length;
    return open.slice(0, Math.max(0, Math.ceil((all.length * percent) / 100) - done));
  }
  if (isShareLike(word)) return undefined;
  const fits = glob(word);
  return open.filter(({ name, groups }) => groups.includes(word) || name === word || fits(name));
};

/** Waves, or the word among them that means nothing. */
export type WavesMade = { readonly waves: readonly Wave[] } | { readonly unknown: string };

/**
 * Divides the workspaces of a run into waves. A word of `words` is a group, the name of a workspace or a pattern of names;
 * a share (`10%`: so many are done once the wave is, those before it included); or `all`. Each workspace is in the first
 * wave that takes it, whoever none takes is in a last one, and waves that nobody is in are left out.
 * @param known every group and workspace of the project: a word for none of those chosen now is no mistake
 */
export const wavesOf = (
  workspaces: readonly Waved[],
  words: readonly string[],
  known: readonly Waved[] = workspaces,
): WavesMade => {
  const waves: Wave[] = [];
  let open = workspaces;
  for (const word of words) {
    const chosen = chosenBy(word, workspaces, open);
    if (chosen === undefined || (chosenBy(word, known, known)?.length ?? 0) === 0) return { unknown: word };
    const taken = new Set(chosen);
    open = open.filter((workspace) => !taken.has(workspace));
    waves.push({ name: word, workspaces: chosen.map(({ name }) => name) });
  }
  waves.push({ name: 'all', workspaces: open.map(({ name }) => name) });
  return { waves: waves.filter((wave) => wave.workspaces.length > 0) };
};

/** How many workspaces may fail before no further wave is begun: a number, or a share of those done so far in percent. */
export type Tolerance = { readonly failures: number } | { readonly percent: number };

/** What a person writes for it, `2` or `5%`; undefined for anything else. */
export const readTolerance = (text: string): Tolerance | undefined => {
  if (text === '0%') return { failures: 0 };
  const percent = percentIn(text);
  if (percent !== undefined) return { percent };
  return /^\d{1,6}$/.test(text) ? { failures: Number(text) } : undefined;
};

/** Whether so many failures among so many workspaces are more than what is tolerated. */
export const isTooMany = (tolerance: Tolerance, failed: number, done: number): boolean =>
  'failures' in tolerance ? failed > tolerance.failures : failed * 100 > tolerance.percent * done;
