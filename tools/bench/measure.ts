/**
 * The shortest time of each of several pieces of work, in milliseconds, over so many rounds in which they take turns:
 * what else the machine does can only make a run longer, and hits all of them alike.
 */
export const fastest = (rounds: number, ...works: readonly (() => void)[]): readonly number[] => {
  const best = works.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, work] of works.entries()) {
      const began = performance.now();
      work();
      best[index] = Math.min(best[index] ?? Number.POSITIVE_INFINITY, performance.now() - began);
    }
  return best;
};

export type Figure = {
  readonly what: string;
  /** Measured and reference in the same unit and the same run. */
  readonly measured: number;
  readonly reference: number;
  /** Largest ratio that meets the target. */
  readonly target: number;
  readonly unit: string;
};

/** One line of the report: times vary from machine to machine, their ratio hardly does. */
export const line = ({ what, measured, reference, target, unit }: Figure): string => {
  const ratio = measured / reference;
  const figures = `${measured.toFixed(1)} ${unit} against ${reference.toFixed(1)} ${unit}`;
  return `${ratio <= target ? 'ok    ' : 'MISSED'} ${what}: ${ratio.toFixed(2)} times (target ${target}); ${figures}`;
};
