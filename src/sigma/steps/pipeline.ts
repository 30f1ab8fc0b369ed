/**
 * A pipeline as users write it: data that says how a rule's fields and values become those of a table. The same
 * types describe schemas/sigma-pipeline.schema.json.
 */

/** A field's column, or several columns of which any may match. */
export type ColumnNames = string | readonly string[];
export type FieldMap = Readonly<Record<string, ColumnNames>>;

/** Chooses the table: by category, else by the first event id. A rule without one is refused. */
export type ChooseTable = {
  readonly type: 'choose-table';
  readonly categories: Readonly<Record<string, string>>;
  /** Event id to table. */
  readonly eventIds: Readonly<Record<string, string>>;
  /** Only search identifiers that begin with this are asked for an event id. */
  readonly identifiersFrom: string;
};

export type DropFields = { readonly type: 'drop-fields'; readonly fields: readonly string[] };

export type RenameFields = {
  readonly type: 'rename-fields';
  readonly tables?: Readonly<Record<string, FieldMap>>;
  /** For every table, after its own map. */
  readonly always?: FieldMap;
};

/** `ALGO=value` becomes a comparison of the algorithm's column. */
export type SplitHashes = {
  readonly type: 'split-hashes';
  readonly fields: readonly string[];
  readonly tables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly always?: Readonly<Record<string, string>>;
  /** Where values of an algorithm go that is not listed; they are left out without it. */
  readonly otherwise?: string;
};

export type ReplaceText = {
  readonly type: 'replace-text';
  readonly fields: readonly string[];
  /** Prefixes (compared without case) and what stands for them. */
  readonly prefixes: Readonly<Record<string, string>>;
};

export type MapValues = {
  readonly type: 'map-values';
  readonly tables: readonly string[];
  readonly fields: readonly string[];
  readonly values: Readonly<Record<string, ColumnNames>>;
};

/** The text behind the last backslash. */
export type LastPathSegment = {
  readonly type: 'last-path-segment';
  readonly fields: readonly string[];
  readonly notTables: readonly string[];
};

/** `DOMAIN\name` becomes two comparisons. */
export type SplitAccount = { readonly type: 'split-account'; readonly columns: Readonly<Record<string, string>> };

/** Refuses the first field that is neither a column of the table nor listed. */
export type RequireColumns = {
  readonly type: 'require-columns';
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Allowed for every table. */
  readonly always: readonly string[];
};

export type Step =
  | ChooseTable
  | DropFields
  | RenameFields
  | SplitHashes
  | ReplaceText
  | MapValues
  | LastPathSegment
  | SplitAccount
  | RequireColumns;

/** Rewrites rules step by step and prints them as the converter does that users come from. */
export type StepPipeline = {
  readonly name: string;
  readonly description: string;
  readonly kind: 'steps';
  readonly steps: readonly Step[];
};
