import { jest } from '@jest/globals';
import { plantedWord } from './programs.ts';

/**
 * `PICKET_PLANT=all` lets every program fail that a step starts. Else a twelfth of the steps is tried, and one program of
 * each: the seed of the tests chooses them, so that further runs try others.
 */
const all = process.env['PICKET_PLANT'] === 'all';
const share = 12;

const programsOf = (count: number, step: number): readonly number[] => {
  if (all) return Array.from({ length: count }, (_, index) => index + 1);
  const chance = (jest.getSeed() >>> 0) + step;
  return count === 0 || chance % share !== 0 ? [] : [1 + (Math.floor(chance / share) % count)];
};

/** A step that ran, by its place in the run, and how many programs it started; one that starts none counts for none. */
type RanStep = { readonly place: string; readonly name: string; readonly count: number };

type RanJob = {
  readonly place: string;
  readonly result: string;
  readonly log: string;
  readonly steps: readonly RanStep[];
};

/** A failure that is planted, and jobs before it that are taken from the good run; neither for the good run itself. */
type Planted<J> = {
  readonly plant?: { readonly step: string; readonly count: number };
  readonly replay?: ReadonlyMap<string, J>;
};

/**
 * Runs once, which has to go well, and then lets steps of it fail in turn, each at a program that it starts; gives what is
 * wrong: a run that is not red, or does not say why. `untouched` are the steps that start no program, where nothing can be
 * planted.
 */
export const plantEverywhere = async <J extends RanJob>(
  run: (planted: Planted<J>) => Promise<readonly J[]>,
  /** The jobs that are tried, where that is not all of them. */
  isTried: (job: J) => boolean = () => true,
): Promise<{ readonly untouched: readonly string[]; readonly wrong: readonly string[] }> => {
  const good = await run({});
  const failed = good.filter(({ result }) => result === 'failure').map(({ log }) => log);
  if (failed.length > 0) throw new Error(`Without a failure the run is red:\n${failed.join('')}`);
  const wrong: string[] = [];
  const ran = good.filter(({ place }) => place !== '');
  for (const [index, job] of ran.entries()) {
    if (!isTried(job)) continue;
    const { steps } = job;
    const replay = new Map(ran.slice(0, index).map((job) => [job.place, job]));
    for (const [step, { place, name, count }] of steps.entries())
      for (const at of programsOf(count, step)) {
        const jobs = await run({ plant: { step: place, count: at }, replay });
        const said = jobs.map(({ log }) => log).join('');
        const where = `${place} (${name}), program ${at}`;
        if (!said.includes(plantedWord)) wrong.push(`${where}: nothing says why`);
        if (jobs.every(({ result }) => result !== 'failure')) wrong.push(`${where}: the run is green\n${said}`);
      }
  }
  const untouched = ran.flatMap(({ steps }) => steps.filter(({ count }) => count === 0).map(({ name }) => name));
  return { untouched: [...new Set(untouched)], wrong };
};
