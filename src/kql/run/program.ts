import type { Span } from '../../core/text/span.ts';
import type { Column, DynamicBag, Row, Value, Whole } from './values/value.ts';

/** Something in a query that keeps it from running, and where it stands. */
export type RunFinding = {
  /** `kql/unsupported`: valid, and beyond this interpreter; `kql/too-complex`: the budget is used up. */
  readonly code: 'kql/syntax' | 'kql/semantics' | 'kql/unsupported' | 'kql/too-complex' | 'kql/failed';
  readonly message: string;
  readonly span: Span;
  /** The name of the operator, function or plugin that is not supported. */
  readonly name?: string;
  /** What the run asked for and was not given: `SigninLogs`, `watchlist(VIP)`, `externaldata(URL)` or `geo(IP)`. */
  readonly notGiven?: string;
};

/** A table as it is given to a run: its own columns, or those of its schema where none are said. */
export type GivenTable = { readonly columns?: readonly Column[]; readonly rows: readonly Row[] };

/** What a run reads and how it settles what the language leaves open. */
export type RunInput = {
  /** Rows of a table or stored function by name; undefined where none are given. */
  readonly table: (name: string) => GivenTable | undefined;
  /** Rows of a watchlist by alias. */
  readonly watchlist?: (alias: string) => GivenTable | undefined;
  /** What is behind an address of `externaldata`: the text of its file, or rows by their columns, of whatever format. */
  readonly external?: (url: string) => string | readonly DynamicBag[] | undefined;
  /** What `geo_info_from_ip_address` knows of an address; undefined where nothing is given, which ends the run. */
  readonly geo?: (address: string) => Value | undefined;
  /** What `now()` gives: ticks from 2010-01-01. */
  readonly now: Whole;
  /** What `ingestion_time()` gives for a row of a table; undefined for null. */
  readonly ingestionTime?: (table: string, row: Row) => Whole | undefined;
  /** Of `rand()`, `sample` and `new_guid()`. */
  readonly seed?: number;
  /** Which of several allowed rows is taken (take, any, innerunique, ties of arg_max); `first` where not said. */
  readonly choice?: 'first' | 'last';
  readonly budget?: RunBudget;
};

export type RunBudget = {
  /** Asked every few thousand rows: true ends the run with `kql/too-complex`. Time is the caller's, since kql is pure. */
  readonly isUsedUp: () => boolean;
  /** Does the work of a run, and gives undefined where its time ends before, whatever the run is at. */
  readonly within?: <T>(work: () => T) => { readonly value: T } | undefined;
  /** Values that may be held at a time; a row counts as three more than it has. */
  readonly maxCells?: number;
};

export type RunResult = {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** True where the last operator orders its rows. */
  readonly ordered: boolean;
};

/** A compiled query, which runs as often as one likes. */
export type Program = {
  readonly columns: readonly Column[];
  /** Tables, watchlists and addresses of `externaldata` that a run asks for, as far as the query says them. */
  readonly reads: {
    readonly tables: readonly string[];
    readonly watchlists: readonly string[];
    readonly addresses: readonly string[];
  };
  /** True where the language leaves a choice of rows open: the answer of another engine may differ. */
  readonly arbitrary: readonly { readonly name: string; readonly span: Span }[];
  /** Runs it. Throws a RunError where that is impossible. */
  readonly run: (input: RunInput) => RunResult;
};

export type Compilation =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly errors: readonly RunFinding[] };

/** Ends a compilation or a run with a finding. */
export class RunError extends Error {
  readonly finding: RunFinding;
  constructor(finding: RunFinding) {
    super(finding.message);
    this.finding = finding;
  }
}
