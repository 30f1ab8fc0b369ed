import type { Severity } from './diagnostic.ts';
import type { Span } from './text/span.ts';

/** A column of a table or of a query's result; types as KQL spells them (`string`, `long`, `dynamic`, ...). */
export type QueryColumn = { readonly name: string; readonly type: string };

/**
 * What a query diagnostic is about. `column`, `table`, `function`, `watchlist`: a name that is not known there;
 * `literal`, `regex`: a constant that has no value, or a pattern that RE2 refuses; `never-true`: no row passes;
 * `analyzer`: advice of the engine's own analyzers; `limit`: the query is too long or too deeply nested to be read;
 * `complexity`: working it out would take more than a query may.
 */
export type QueryDiagnosticKind =
  | 'syntax'
  | 'column'
  | 'table'
  | 'function'
  | 'semantic'
  | 'literal'
  | 'regex'
  | 'never-true'
  | 'always-true'
  | 'analyzer'
  | 'limit'
  | 'complexity';

/** One thing that the engine says about a query. Offsets count in the query's text. */
export type QueryDiagnostic = {
  readonly kind: QueryDiagnosticKind;
  /** The engine's own code: `KS142`; a word for what Picket finds by itself. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** The name that is not known, as written. */
  readonly name?: string;
  /** The nearest known name. */
  readonly suggestion?: string;
  /** What to write instead, in a sentence. */
  readonly hint?: string;
  /** Why it may be no mistake, in a sentence: what would be an error is a warning then. */
  readonly doubt?: string;
};

/** A table that a query reads, with the columns that it names. */
export type QueryTable = {
  readonly name: string;
  readonly span: Span;
  /** False where no schema has it. */
  readonly known: boolean;
  readonly plan?: 'Analytics' | 'Basic' | 'Auxiliary';
  readonly columns: readonly string[];
  /** Read from other workspaces only (`workspace("x").Heartbeat`): what this one has says nothing about it. */
  readonly elsewhere?: true;
};

export type QueryFunction = {
  readonly name: string;
  readonly span: Span;
  readonly origin: 'built-in' | 'aggregate' | 'plugin' | 'declared';
  /** Set where the engine calls the function deprecated: what to write instead, or an empty text. */
  readonly insteadUse?: string;
};

export type QueryWatchlist = { readonly alias: string; readonly span: Span; readonly known: boolean };

/** A reference out of the workspace: `workspace("x")`, `adx("...")`, ...; the name where it is constant. */
export type QueryReach = {
  readonly via: 'workspace' | 'app' | 'resource' | 'arg' | 'adx' | 'cluster' | 'database';
  readonly name?: string;
  readonly span: Span;
};

/** A lower bound of time in a filter: how far before the run it reaches. */
export type QueryLookBack = {
  /** Milliseconds before the run. */
  readonly milliseconds: number;
  readonly span: Span;
  /** The `let` names that the length comes through. */
  readonly through: readonly string[];
};

/** A `let` that is a constant length of time. */
export type QueryTimespan = { readonly name: string; readonly milliseconds: number; readonly span: Span };

/** Constructs that a check may care about, each at its place. */
export type QueryPattern = {
  readonly kind:
    | 'search-all'
    | 'union-all'
    | 'union'
    | 'join'
    | 'arg-max'
    | 'ingestion-time'
    | 'external-data'
    | 'command'
    | 'several-results';
  readonly span: Span;
};

/** What an analysis finds out about one query; serialisable, so that it can be remembered. */
export type QueryFacts = {
  readonly diagnostics: readonly QueryDiagnostic[];
  /** The columns that come out; undefined where the query yields no table. */
  readonly result: QueryResult | undefined;
  readonly tables: readonly QueryTable[];
  readonly functions: readonly QueryFunction[];
  readonly watchlists: readonly QueryWatchlist[];
  readonly reaches: readonly QueryReach[];
  readonly patterns: readonly QueryPattern[];
  /** Every explicit lower bound on a time column, the farthest first. */
  readonly lookBacks: readonly QueryLookBack[];
  readonly timespans: readonly QueryTimespan[];
};

export type QueryResult = {
  readonly columns: readonly QueryColumn[];
  /** False where columns may come out that nobody can know offline (bag_unpack, an unknown table, ...). */
  readonly complete: boolean;
  /** True where more columns come out if a vendor has added some to a table since the shipped facts were read. */
  readonly extensible?: true;
};

/** A kind of token, for highlighting. */
export type QueryTokenKind =
  | 'comment'
  | 'punctuation'
  | 'literal'
  | 'string'
  | 'type'
  | 'column'
  | 'table'
  | 'function'
  | 'variable'
  | 'operator'
  | 'keyword'
  | 'name';

export type QueryToken = { readonly kind: QueryTokenKind; readonly span: Span };

/** A query as pages show it: laid out as `picket fmt` does, line ends as LF, with the kinds of its tokens in that text. */
export type ShownQuery = { readonly text: string; readonly tokens: readonly QueryToken[] };
