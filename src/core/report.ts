import type { Outcome, Plan, Verdict } from './engine/change.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ComparedRule } from './compared.ts';
import type { Chain } from './evidence/deployment-log.ts';
import type { JsonObject } from './json.ts';
import type { ShownExclusion } from './overlays/exclusions.ts';
import type { BacktestReport } from './service/backtest.ts';
import type { HealthReport } from './service/health.ts';
import type { DecidedRow } from './service/onboarding.ts';
import type { TestsRun } from './tests.ts';
import type { Transfer, TransferCommand } from './transfer.ts';

/** One thing that a doctor looked at. `unknown`: nobody may ask, or it could not be asked. */
export type Check = {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found, in words for a person. */
  readonly found: string;
  /** What to do about it; may hold commands. */
  readonly advice?: string;
};

/** What a doctor says about a workspace. */
export type Examination = { readonly workspace: string; readonly checks: readonly Check[] };

/** What became of the layout of one file; the path is relative to the working directory. */
export type FileLayout = {
  readonly path: string;
  /** `formatted`: written, or would be; `unreadable`: it is no YAML, so nothing could be done. */
  readonly state: 'formatted' | 'unchanged' | 'unreadable';
  /** What about the file had to stay as it is, and why. */
  readonly left: readonly string[];
};

/** A list of facts that is no finding, in each way to say it. */
export type Listing = {
  readonly title: string;
  readonly json: JsonObject;
  readonly markdown: string;
  readonly pretty: (look: Pick<ReportContext, 'colour' | 'columns'>) => string;
};

/** Who answers for content that a report is about, with its names. */
export type OwnedContent = { readonly owner: string; readonly names: readonly string[] };

/** Everything that a command says to a person or a machine; every reporter's only input. */
export type Report = {
  readonly command:
    | 'validate'
    | 'render'
    | 'plan'
    | 'deploy'
    | 'drift'
    | 'test'
    | 'compare'
    | TransferCommand
    | 'health'
    | 'history'
    | 'backtest'
    | 'doctor'
    | 'onboard'
    | 'coverage'
    | 'graph'
    | 'metrics'
    | 'tune'
    | 'placements'
    | 'diff'
    | 'exclusions'
    | 'audit'
    | 'fmt'
    | 'show'
    | 'workspaces';
  /** Picket's version. */
  readonly version: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were looked at. */
  readonly files: number;
  /** Their paths, where the command checks files one by one. */
  readonly paths?: readonly string[];
  readonly workspace?: string;
  /** What was understood of what people typed, in sentences. */
  readonly notes?: readonly string[];
  /** What became of rules on their way into files. */
  readonly transfers?: readonly Transfer[];
  readonly health?: HealthReport;
  readonly backtest?: BacktestReport;
  readonly checks?: readonly Check[];
  /** How files and what runs belong together, each with what is done about it. */
  readonly rows?: readonly DecidedRow[];
  /** What rules leave out, or what of it a run took out of its files. */
  readonly exclusions?: { readonly shown: readonly ShownExclusion[]; readonly are: 'listed' | 'removed' };
  /** The log of deployments, and where it lies in words for a person. */
  readonly log?: Chain & { readonly place: string };
  /** Files that were laid out, or only looked at. */
  readonly layouts?: { readonly files: readonly FileLayout[]; readonly mode: 'write' | 'check' };
  readonly listing?: Listing;
  readonly verdicts?: readonly Verdict[];
  /** Who answers for what is to change or differs, as far as files and CODEOWNERS say. */
  readonly owners?: readonly OwnedContent[];
  readonly plan?: Plan;
  readonly outcomes?: readonly Outcome[];
  /** What became of the cases of a run of tests. */
  readonly tests?: TestsRun;
  /** What a change makes different, by rule. */
  readonly compared?: readonly ComparedRule[];
};

/** One workspace of a run over several: what is said of it, or why nothing can be. */
export type WorkspaceRun = {
  readonly workspace: string;
  /** What the run would have ended with, had it been the only one. */
  readonly exitCode: number;
  readonly report?: Report;
  readonly failure?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** What the machine format said of it, for a run that was read from there. */
  readonly said?: JsonObject;
  /** The texts of the files that its findings name. */
  readonly source: ReportContext['source'];
};

/** What a reporter may use besides the report. */
export type ReportContext = {
  readonly colour: boolean;
  /** Width of a terminal; infinite for a pipe or a file, where nothing is cut. */
  readonly columns: number;
  /** The text of a file that a diagnostic names, for a code frame. */
  readonly source: (path: string) => string | undefined;
  /** What is known about a finding's code, for formats that carry rules; undefined for a code without a page. */
  readonly explain?: (code: string) => CodeText | undefined;
  /**
   * Folder between the repository's root and the working directory (`content/`), for formats whose readers count paths
   * from the root; absent where both are the same.
   */
  readonly folder?: string;
  /** Characters that the text may have, for formats that can say less; absent for the format's own limit. */
  readonly limit?: number;
};

/** What a finding's code means: one line, a paragraph, and where its page can be read on the web. */
export type CodeText = { readonly summary: string; readonly why: string; readonly url?: string };

/** Turns a report into text; pure. */
export type Reporter = (report: Report, context: ReportContext) => string;

/** A text about several workspaces that is made run by run: the reports of hundreds would fill the memory. */
export type RunsTeller = {
  /** What can be said of the next run already, with what stands before it. */
  readonly run: (run: WorkspaceRun) => string;
  /** The rest, once there are no more. */
  readonly end: () => string;
};

/** Begins a text with a section for each of several workspaces. */
export type RunsReporter = (context: Omit<ReportContext, 'source'>) => RunsTeller;
