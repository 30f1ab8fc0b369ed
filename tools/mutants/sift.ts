import type { Defect } from './plant.ts';
import { atATime, within, type Reach, type Reaching } from './reach.ts';
import type { Workbench } from './workbench.ts';

/** How many test files are tried for a defect one by one: the nearest ones notice most. Then all others have their turn. */
const nearest = 4;

/** A test file says nothing for as long as it loads and its longest test takes; a busy machine needs more. */
const silenceOf = ({ ms, allMs }: Reaching): number => 30 + (4 * Math.max(ms, allMs)) / 1000;

/**
 * Finds quickly what most tests notice at once: each test file is loaded once for all the defects that it reaches, not once
 * for each. The answer says by the id of a defect which test noticed it. Of the others nothing is known yet: what one
 * defect leaves in memory may hide the next one, and what is reached by loading is not tried here at all. The tests of one
 * defect take no longer than `seconds` together.
 */
export const sift = async (
  bench: Workbench,
  reach: Reach,
  defects: readonly Defect[],
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
): Promise<ReadonlyMap<string, string>> => {
  const noticed = new Map<string, string>();
  const alone = new Set<string>();
  const filesOf = new Map(
    defects.map(({ id, path }) => [
      id,
      within(
        reach.of(id, path).filter(({ only, whole }) => only !== undefined && only !== whole),
        seconds * 1000,
      ),
    ]),
  );
  const tryIn = async (path: string, ids: readonly string[]): Promise<void> => {
    const files = ids.flatMap((id) =>
      (filesOf.get(id) ?? []).filter((file) => file.path === path).map((file) => ({ id, file })),
    );
    const silence = Math.max(...files.map(({ file }) => silenceOf(file)));
    const trials = files.map(({ id, file }) => ({ defect: id, tests: file.only ?? [] }));
    const said = await bench.tryEach(path, trials, silence);
    for (const { defect, how, by } of said) if (how === 'noticed') noticed.set(defect, `${path} “${by}”`);
    const ended = new Set(said.filter(({ how }) => how !== 'began').map(({ defect }) => defect));
    const left = ids.filter((id) => !ended.has(id));
    const [brokeOff] = left;
    if (brokeOff === undefined) return;
    // What the run broke off at is looked at alone; those after it have their turn.
    alone.add(brokeOff);
    if (left.length > 1) await tryIn(path, left.slice(1));
  };
  for (let round = 0; round <= nearest; round += 1) {
    const byPath = new Map<string, string[]>();
    for (const id of filesOf.keys())
      for (const { path } of filesOf.get(id)?.slice(round, round === nearest ? undefined : round + 1) ?? [])
        byPath.set(path, [...(byPath.get(path) ?? []), id]);
    const work = [...byPath];
    await atATime(workers, async () => {
      for (let next = work.shift(); next !== undefined; next = work.shift()) {
        const [path, ids] = next;
        const left = ids.filter((id) => !noticed.has(id) && !alone.has(id));
        if (left.length > 0) await tryIn(path, left);
      }
    });
  }
  return noticed;
};
