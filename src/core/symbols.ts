import type { JsonObject } from './json.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { QueryColumn } from './query-facts.ts';

/** Where a fact about a table or function comes from; later ones win over earlier ones. */
export type SchemaSource = 'shipped' | 'user' | 'workspace' | 'repository';

export type TableSchema = {
  readonly name: string;
  readonly columns: readonly QueryColumn[];
  /** True where the table has more columns than are known (AzureDiagnostics). */
  readonly open: boolean;
  /** True where the owner may have added columns to those that are known: shipped facts about a vendor's `_CL` table. */
  readonly extensible?: true;
  /** Columns that can be named, but do not come out of a query that does not name them (`_ItemId`). */
  readonly hidden: readonly string[];
  readonly plan?: 'Analytics' | 'Basic' | 'Auxiliary';
  readonly source: SchemaSource;
};

/**
 * What a function yields: a table, a scalar, its input with columns added (`invoke`), or whatever its body does, which
 * is found out when a query names it.
 */
export type FunctionResult =
  | { readonly kind: 'table'; readonly columns: readonly QueryColumn[]; readonly open: boolean }
  | { readonly kind: 'scalar'; readonly type: string }
  | { readonly kind: 'extend'; readonly columns: readonly QueryColumn[] }
  | { readonly kind: 'body'; readonly body: string };

export type FunctionSchema = {
  readonly name: string;
  /** As the service spells them: `a:string, b:long=5`; a default makes one optional. */
  readonly parameters: string;
  readonly result: FunctionResult;
  readonly source: SchemaSource;
};

export type WatchlistSchema = { readonly alias: string; readonly columns: readonly QueryColumn[] };

/** The lines of a watchlist, the header first. */
export type WatchlistContent = {
  readonly alias: string;
  readonly text: string;
  readonly delimiter: ',' | '\t';
  /** The column that items are searched by; undefined where the file does not say. */
  readonly searchKey?: string;
};

/** What a file gives to queries to name, and what is wrong with it. */
export type DeclaredSymbols = {
  readonly tables?: readonly TableSchema[];
  readonly functions?: readonly FunctionSchema[];
  readonly watchlists?: readonly WatchlistSchema[];
  /** What the watchlists hold. */
  readonly contents?: readonly WatchlistContent[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Files of one sort that give queries something to name. */
export type SymbolSource = {
  /** The key of `schema` in picket.yaml that names folders of them besides those of content, if there is one. */
  readonly setting?: 'parsers' | 'watchlists';
  /** True where what they give may itself name what others give. */
  readonly calls: boolean;
  /** Whether a file is one of them, by its name. */
  readonly isFile: (path: string) => boolean;
  /**
   * `path` is how findings name the file, with forward slashes; `raw` is what an item of content says with all that lies
   * beside it, where it is known.
   */
  readonly read: (path: string, text: string, raw?: JsonObject) => DeclaredSymbols;
};

/** Every name that a file gives, as it declares them. */
export const namesOf = ({ tables = [], functions = [], watchlists = [] }: DeclaredSymbols): readonly string[] => [
  ...[...tables, ...functions].map(({ name }) => name),
  ...watchlists.map(({ alias }) => alias),
];
