/** The middle of so many runs, in milliseconds. */
export const median = (runs: number, work: () => void): number => {
  const times = Array.from({ length: runs }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return times.toSorted((a, b) => a - b)[runs >> 1] ?? 0;
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
