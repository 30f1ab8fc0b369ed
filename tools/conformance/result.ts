/** One figure of a conformance run, with what it has to be. */
export type Result = {
  readonly what: string;
  readonly value: string;
  readonly target: string;
  readonly met: boolean;
  /** What a person has to look at, where the figure is not everything. */
  readonly details?: readonly string[];
};

/** A part of a whole that must reach a share; of nothing no part is enough. */
export const share = (
  what: string,
  part: number,
  whole: number,
  least: number,
  details: readonly string[] = [],
): Result => ({
  what,
  value: `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(2)} %)`,
  target: `at least ${(100 * least).toFixed(0)} %`,
  met: whole > 0 && part >= least * whole,
  details,
});

/** A count that must be zero. */
export const none = (what: string, found: readonly string[]): Result => ({
  what,
  value: String(found.length),
  target: '0',
  met: found.length === 0,
  details: found,
});
