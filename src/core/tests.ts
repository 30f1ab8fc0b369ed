import type { Range } from './text/span.ts';

/** How a case ended; `invalid` where it could not be run because something is wrong with its file or its rule. */
export const testStatuses = ['passed', 'failed', 'flaky', 'unsupported', 'invalid'] as const;
export type TestStatus = (typeof testStatuses)[number];

/** Expected values against those that came out, the nearest first. */
export type Comparison = {
  readonly columns: readonly string[];
  readonly lines: readonly {
    readonly of: 'expected' | 'actual';
    readonly cells: readonly string[];
    /** Columns whose value is not the expected one. */
    readonly wrong: readonly number[];
  }[];
  /** How many more came out than are shown. */
  readonly more: number;
};

/** One thing that a case expected and that did not happen. */
export type TestFailure = {
  readonly message: string;
  /** Where the expectation stands in the test file. */
  readonly range?: Range;
  readonly comparison?: Comparison;
};

/** A few rows as texts by column. */
export type StepSample = { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** One operator of a query with the rows behind it. */
export type ExplainedStep = {
  readonly operator: string;
  readonly rows: number;
  /** How many of them are an expected row, where one is looked for. */
  readonly matching?: number;
  /** Set at the operator at which nothing was left of what was expected: the conditions that dropped it. */
  readonly dropped?: readonly string[];
  /** A few of the rows, as texts by column. */
  readonly sample?: StepSample;
};

export type TestedCase = {
  readonly rule: string;
  readonly rulePath: string;
  /** The test file. */
  readonly path: string;
  readonly name: string;
  readonly range: Range;
  readonly status: TestStatus;
  readonly alerts: number;
  readonly failures: readonly TestFailure[];
  readonly explained?: readonly ExplainedStep[];
};

/** An expectation that `--update` wrote. */
export type AcceptedExpectation = {
  readonly path: string;
  readonly case: string;
  readonly before: string;
  readonly after: string;
};

/** A rule that nobody tests, and what it lacks. */
export type UntestedRule = { readonly rule: string; readonly path: string; readonly lacks: readonly string[] };

/** A change of a query that no case notices. */
export type SurvivingMutant = { readonly change: string; readonly range?: Range };

/** How many changes of one rule its cases notice. */
export type MutationScore = {
  readonly rule: string;
  readonly path: string;
  readonly caught: number;
  readonly all: number;
  readonly survivors: readonly SurvivingMutant[];
};

/** What a run of tests found out. */
export type TestsRun = {
  /** Rules with a test that was run. */
  readonly rules: number;
  readonly cases: readonly TestedCase[];
  readonly accepted: readonly AcceptedExpectation[];
  readonly untested?: readonly UntestedRule[];
  readonly mutants?: readonly MutationScore[];
};
