/** `lost`: no longer caught; `gained`: newly caught; `renamed`: the alert says something else. */
export const comparedKinds = ['lost', 'gained', 'renamed'] as const;

/** One thing that a change of a rule makes different. */
export type ComparedChange = {
  readonly kind: (typeof comparedKinds)[number];
  /** `no longer fires when ResultType is 50053`. */
  readonly words: string;
};

/** A rule before and after a change, over rows that tell both apart. */
export type ComparedRule = {
  readonly rule: string;
  readonly path: string;
  /** What both were run over: cases of tests, and rows made of the conditions of both. */
  readonly cases: number;
  readonly generated: number;
  readonly changes: readonly ComparedChange[];
  /** Why nothing could be compared, or what limits the comparison. */
  readonly note?: string;
};
