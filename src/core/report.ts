import type { Outcome, Plan, Verdict } from './change.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Everything that a command says to a person or a machine; every reporter's only input. */
export type Report = {
  readonly command: 'validate' | 'render' | 'plan' | 'deploy' | 'drift';
  /** Picket's version. */
  readonly version: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were looked at. */
  readonly files: number;
  readonly workspace?: string;
  readonly verdicts?: readonly Verdict[];
  readonly plan?: Plan;
  readonly outcomes?: readonly Outcome[];
};

/** What a reporter may use besides the report. */
export type ReportContext = {
  readonly colour: boolean;
  readonly columns: number;
  /** The text of a file that a diagnostic names, for a code frame. */
  readonly source: (path: string) => string | undefined;
};

/** Turns a report into text; pure. */
export type Reporter = (report: Report, context: ReportContext) => string;
