import { within, type Reach, type Reaching } from './reach.ts';
import type { Run, Workbench } from './workbench.ts';
import type { Defect } from './plant.ts';

/** What became of a defect: what noticed it, or what ran in vain. */
export type Outcome =
  | { readonly by: string; readonly noticed: true }
  | { readonly noticed: false; readonly ran: string };

/** A run may take this many times as long as without the defect, and a minute more: the machine has other work. */
const patience = 8;

const total = (files: readonly Reaching[]): number => files.reduce((ms, file) => ms + file.ms, 0);

/** The first file that a run did not get to the end of. */
const brokenOff = (files: readonly Reaching[], { results }: Run): Reaching | undefined =>
  files.find(({ path }) => !results.some((result) => result.path === path && result.test === ''));

/**
 * Wakes a defect and runs what reaches it: in each test file the tests that do, until one fails; and where none did, those
 * files whole, since a test may use what an earlier one made. A failure counts when the same test passes without the
 * defect; files where it fails without the defect as well are undecided. Tests that take longer than `seconds` together are
 * left out, and the outcome says both.
 */
export const notice = async (bench: Workbench, reach: Reach, defect: Defect, seconds: number): Promise<Outcome> => {
  const run = (files: readonly Reaching[], id: string | undefined): Promise<Run> =>
    bench.run(files, id, 60 + (patience * total(files)) / 1000);
  const undecided = new Set<string>();
  const failing = async (files: readonly Reaching[]): Promise<string | undefined> => {
    const verdict = files.length === 0 ? undefined : await run(files, defect.id);
    if (verdict === undefined || verdict.passed) return undefined;
    const { failed, results } = verdict;
    const file = files.find(({ path }) => failed.includes(path)) ?? brokenOff(files, verdict);
    if (file === undefined) throw new Error(`The tests of ${defect.id} ended in an unknown way.`);
    const test = results.find((result) => result.failed && result.path === file.path)?.test;
    const again = await run([{ ...file, only: test === undefined ? file.only : [test] }], undefined);
    if (!again.passed) {
      undecided.add(file.path);
      return failing(files.filter((other) => other !== file));
    }
    const how = failed.length === 0 ? ' (broke off or took too long)' : '';
    return `${file.path}${test === undefined ? '' : ` “${test}”`}${how}`;
  };
  const all = reach.of(defect.id, defect.path);
  const reaching = within(all, seconds * 1000);
  const whole = all
    .filter(({ only, whole: tests }) => only !== tests)
    .map((file) => ({ ...file, only: file.whole, ms: file.allMs }));
  const some = within(whole, seconds * 1000);
  const by = (await failing(reaching)) ?? (await failing(some));
  if (by !== undefined) return { noticed: true, by };
  if (all.length === 0) return { noticed: false, ran: 'no test reaches it' };
  const ran = `${reaching.length} of ${all.length} test files that reach it passed`;
  const unsure = undecided.size === 0 ? '' : `; undecided are ${[...undecided].join(', ')}`;
  return { noticed: false, ran: `${ran}, ${some.length} of ${whole.length} whole${unsure}` };
};
