import type { Outcome, Plan, Verdict } from './change.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Everything that a command says to a person or a machine; every reporter's only input. */
export type Report = {
  readonly command: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were looked at. */
  readonly files: number;
  readonly workspace?: string;
  readonly verdicts?: readonly Verdict[];
  readonly plan?: Plan;
  readonly outcomes?: readonly Outcome[];
};
