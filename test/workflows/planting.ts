import { plantedWord } from './programs.ts';

/** A step that ran, by its place in the run, and how many programs it started; one that starts none counts for none. */
type RanStep = { readonly place: string; readonly name: string; readonly count: number };

type RanJob = {
  readonly place: string;
  readonly result: string;
  readonly log: string;
  readonly steps: readonly RanStep[];
};

/**
 * Lets every step of a run that goes well fail in turn, at each program that it starts, and gives what is wrong: a run
 * that is not red, or does not say why. `again` repeats the run with one failure; jobs before the failing one may be
 * taken from the good run. `untouched` are the steps that start no program, where nothing can be planted.
 */
export const plantEverywhere = async <J extends RanJob>(
  good: readonly J[],
  again: (
    plant: { readonly step: string; readonly count: number },
    replay: ReadonlyMap<string, J>,
  ) => Promise<readonly J[]>,
): Promise<{ readonly untouched: readonly string[]; readonly wrong: readonly string[] }> => {
  const wrong: string[] = [];
  const ran = good.filter(({ place }) => place !== '');
  for (const [index, { steps }] of ran.entries()) {
    const replay = new Map(ran.slice(0, index).map((job) => [job.place, job]));
    for (const { place, name, count } of steps)
      for (let at = 1; at <= count; at += 1) {
        const jobs = await again({ step: place, count: at }, replay);
        const said = jobs.map(({ log }) => log).join('');
        const where = `${place} (${name}), program ${at}`;
        if (!said.includes(plantedWord)) wrong.push(`${where}: nothing says why`);
        if (jobs.every(({ result }) => result !== 'failure')) wrong.push(`${where}: the run is green\n${said}`);
      }
  }
  const untouched = ran.flatMap(({ steps }) => steps.filter(({ count }) => count === 0).map(({ name }) => name));
  return { untouched: [...new Set(untouched)], wrong };
};
