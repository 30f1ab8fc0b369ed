import type { Span } from '../../core/text/span.ts';
import type { Engine } from '../engine.ts';
import type { QuerySchema } from '../schema/schema.ts';
import type { RunContext } from './functions/index.ts';
import { type RunInput, RunError } from './program.ts';
import { isArray, isBag, type Column, type Row, type Type, type Value } from './values/value.ts';

/** A compiled expression: reads its value from a row. */
export type Expr = {
  readonly type: Type;
  readonly read: (row: Row) => Value;
  /** True where no row has a part in it: the same value all through a run. */
  readonly fixed: boolean;
  /** Its value where that is known before any run. */
  readonly constant?: { readonly value: Value };
  /** True where nobody knows its type, and dynamic stands in for it. */
  readonly unsure?: true;
  /** True where it looks at the place of the row among the others (`prev`, `row_number`). */
  readonly serial?: boolean;
};

/** A compiled tabular expression: gives its rows when a run asks for them. */
export type Plan = {
  readonly columns: readonly Column[];
  readonly rows: () => readonly Row[];
  /** True where it gives the same rows all through a run: false below `mv-apply` and `partition`. */
  readonly fixed: boolean;
  /** True where the order of the rows is told by the query. */
  readonly ordered?: boolean;
  /** Its first rows alone, where these can be made without the others. */
  readonly head?: (count: number) => readonly Row[];
  /** A table's name where this is nothing but that table (`withsource`, `ingestion_time`). */
  readonly source?: string;
};

/** A name that `let`, a parameter or a step of `scan` gives something to. */
export type Binding =
  /** `row`: the rows that the expression reads, where it reads any. */
  | { readonly kind: 'scalar'; readonly expr: Expr; readonly row: RowScope | undefined }
  | { readonly kind: 'table'; readonly plan: Plan }
  | { readonly kind: 'function'; readonly names: Names; readonly declaration: KustoEngine.FunctionDeclaration }
  | { readonly kind: 'pattern'; readonly names: Names; readonly declaration: KustoEngine.PatternDeclaration }
  | { readonly kind: 'record'; readonly columns: readonly Column[]; readonly read: () => Row | undefined };

export type Names = ReadonlyMap<string, Binding>;

/** The columns of the rows that an expression reads, by name. */
export type RowScope = { readonly columns: readonly Column[]; readonly index: ReadonlyMap<string, number> };

export type Scope = {
  readonly names: Names;
  readonly row?: RowScope;
  /** What an aggregate function stands for, within `summarize`. */
  readonly aggregate?: (call: KustoEngine.FunctionCall) => Expr;
  /** What a sub-query reads that names no source of its own. */
  readonly input?: Plan;
  /** How many user functions this is within. */
  readonly depth?: number;
};

/** The place of the row that is being read among all of its table, for functions that look around. */
export type Window = { rows: readonly Row[]; index: number; pass: number };

/** Sources whose columns only their rows tell. */
export type OpenKind = 'table' | 'watchlist' | 'plugin';

/** What is known of a run while it runs. */
export type Run = {
  readonly input: RunInput;
  readonly random: () => number;
};

/** What the parts of the compiler share: the engine, each other, and the run that takes place. */
export type Compiler = {
  readonly engine: Engine;
  readonly globals: KustoEngine.GlobalState;
  readonly schema: QuerySchema;
  readonly expr: (node: KustoEngine.SyntaxElement, scope: Scope) => Expr;
  readonly plan: (node: KustoEngine.SyntaxElement, scope: Scope) => Plan;
  /** A call of a function that gives a scalar. */
  readonly call: (
    node: KustoEngine.Expression,
    name: string,
    args: readonly KustoEngine.Expression[],
    scope: Scope,
  ) => Expr;
  /** An expression's value in another type, as `tostring` and its siblings make it. */
  readonly cast: (expr: Expr, type: Type) => Expr;
  /** Compiles the `let` statements of a query or function body: the scope that its expression sees. */
  readonly statements: (nodes: readonly KustoEngine.SyntaxElement[], scope: Scope) => Scope;
  /** True for an expression that gives a table. */
  readonly isTabular: (node: KustoEngine.SyntaxElement) => boolean;
  /** Columns of an operator's result as the binder sees them. */
  readonly resultColumns: (node: KustoEngine.Expression) => readonly Column[];
  readonly typeOf: (node: KustoEngine.Expression) => Type;
  readonly typeOfSymbol: (symbol: KustoEngine.TypeSymbol | null) => Type;
  /** A type by the name that a query gives it: `double` is real. */
  readonly typeNamed: (name: string) => Type;
  readonly columnsOf: (symbol: KustoEngine.TableSymbol) => readonly Column[];
  /** Tables and functions of the workspace that the query may name. */
  readonly databaseTables: () => readonly KustoEngine.AnySymbol[];
  /** The text of the whole query. */
  readonly text: string;
  /** The engine's name of a node's kind: `AddExpression`. */
  readonly kindOf: (node: KustoEngine.SyntaxElement) => string;
  readonly textOf: (node: KustoEngine.SyntaxElement) => string;
  /** Computes something once a run. */
  readonly once: <T>(compute: () => T) => () => T;
  readonly run: () => Run;
  readonly window: Window;
  /** What `ingestion_time()` gives for a row; null where nobody said. */
  readonly ingestionTime: (row: Row) => Value;
  readonly context: RunContext;
  /** Counts what a run does, and ends it where its budget is used up. */
  readonly spend: (cells: number) => void;
  /** Counts what rows hold besides their values, in values: long texts and lists, until the end of the run. */
  readonly keep: (cells: number) => void;
  /**
   * Makes rows of others, and counts what is held at the end: the rows that were made, and no longer those that they were
   * made of. A row counts as its values and three more.
   */
  readonly making: (width: number, make: () => readonly Row[]) => readonly Row[];
  /** Notes that the language leaves a choice open at this place. */
  readonly noteArbitrary: (name: string, node: KustoEngine.SyntaxElement) => void;
  /** Notes that values are made whose form nobody may see: a result is looked through for them. */
  readonly noteSketch: () => void;
  /** Notes a column that nobody knows, of a source that may have any. */
  readonly noteMissing: (name: string, node: KustoEngine.SyntaxElement) => void;
  /** Tables that `as` gives a name to. */
  readonly aliases: Map<string, Plan>;
  /** Columns that an earlier run found in a source that may have any. */
  readonly extraColumns: (kind: OpenKind, name: string) => readonly Column[];
  /** Says which columns a source that may have any has in this run; ends the run where the query must be bound anew. */
  readonly foundColumns: (kind: OpenKind, name: string, found: readonly Column[]) => never;
  /** True where an earlier run found the columns of a source. */
  readonly isFound: (kind: OpenKind, name: string) => boolean;
  /** What a node is called among sources: the same each time that the query is bound. */
  readonly placeOf: (node: KustoEngine.SyntaxElement) => string;
  /** A value as text, as `tostring` has it. */
  readonly textOfValue: (value: Value, type: Type) => string;
  /** Keeps that a row was made of another one alone, so that it came in with it. */
  readonly noteMade: (row: Row, from: Row) => void;
  /** Keeps which table rows are of, and as what they were given, for `ingestion_time()`. */
  readonly noteRows: (table: string, rows: readonly Row[], given: readonly Row[]) => void;
  readonly noteRead: (kind: 'tables' | 'watchlists' | 'addresses', name: string) => void;
};

/** Where the bodies of functions stand, which the binder binds as texts of their own: by the root of their tree. */
const bodyPlaces = new WeakMap<KustoEngine.SyntaxElement, (span: Span) => Span>();

const rootOf = (node: KustoEngine.SyntaxElement): KustoEngine.SyntaxElement => {
  let root = node;
  for (let parent = root.Parent; parent !== null; parent = root.Parent) root = parent;
  return root;
};

/** A node's place in the query; of a node within a function of the schema, the place of its call. */
export const spanOf = (node: KustoEngine.SyntaxElement): Span => {
  const span = { start: node.TextStart, end: node.End };
  return bodyPlaces.get(rootOf(node))?.(span) ?? span;
};

/** Notes where the body of a call stands: in the query itself, or in the schema. */
export const placeBody = (
  body: KustoEngine.SyntaxElement,
  declared: KustoEngine.SyntaxElement | undefined,
  call: KustoEngine.SyntaxElement,
): void => {
  const root = rootOf(body);
  if (declared === body || root === rootOf(call)) return;
  const place = (span: Span): Span => {
    if (declared === undefined) return spanOf(call);
    const shift = spanOf(declared).start - body.TextStart;
    return { start: span.start + shift, end: span.end + shift };
  };
  bodyPlaces.set(root, place);
};

/** Refuses what is beyond the interpreter, by name and place. */
export const refuse = (name: string, node: KustoEngine.SyntaxElement, detail = ''): never => {
  throw new RunError({
    code: 'kql/unsupported',
    message: `${name} is not supported by the interpreter${detail === '' ? '' : `: ${detail}`}.`,
    span: spanOf(node),
    name,
  });
};

/** An error in the query that only running it (or compiling it for that) shows. */
export const fail = (message: string, node: KustoEngine.SyntaxElement): never => {
  throw new RunError({ code: 'kql/failed', message, span: spanOf(node) });
};

/** Ends a run that asks for something it was not given, called as a test gives it. */
export const notGiven = (subject: string, node: KustoEngine.SyntaxElement): never => {
  throw new RunError({
    code: 'kql/failed',
    message: `Nothing is given for ${subject}.`,
    span: spanOf(node),
    notGiven: subject,
  });
};

export const rowScope = (columns: readonly Column[]): RowScope => ({
  columns,
  index: new Map(columns.map(({ name }, index) => [name, index])),
});

export const withRow = (scope: Scope, columns: readonly Column[]): Scope => ({ ...scope, row: rowScope(columns) });

const noRow: Row = [];

const columnReaders: Expr['read'][] = [];

/** What reads the value of a column: one function a position, so that who copies whole rows can tell it. */
export const columnReader = (position: number): Expr['read'] => {
  const read = columnReaders[position] ?? ((row: Row): Value => row[position] ?? null);
  columnReaders[position] = read;
  return read;
};

/** The value of an expression that no row has a part in. */
export const fixedValue = (expr: Expr): Value => expr.read(noRow);

export const constantExpr = (type: Type, value: Value): Expr => ({
  type,
  read: () => value,
  fixed: true,
  constant: { value },
});

/** Stands for an argument that a call leaves out. */
export const nothing: Expr = constantExpr('dynamic', null);

export const columnExpr = (type: Type, position: number, unsure?: true): Expr => ({
  type,
  read: columnReader(position),
  fixed: false,
  ...(unsure === undefined ? {} : { unsure }),
});

/** How long a text or list may be that is worked with before there is a run, whose budget would end that. */
const mostAtOnce = 1000;

const isShort = ({ constant }: Expr): boolean => {
  if (constant === undefined) return false;
  const { value } = constant;
  if (typeof value === 'string' || isArray(value)) return value.length <= mostAtOnce;
  return !isBag(value) || value.size <= mostAtOnce;
};

/** An expression made of others; of short constants alone it is worked out at once, of fixed ones once a run. */
export const derived = (cx: Compiler, type: Type, parts: readonly Expr[], read: (row: Row) => Value): Expr => {
  if (parts.every(isShort)) return constantExpr(type, read(noRow));
  if (parts.every(({ fixed }) => fixed)) return { type, read: cx.once(() => read(noRow)), fixed: true };
  return { type, read, fixed: false, ...(parts.some(({ serial }) => serial === true) ? { serial: true } : {}) };
};

/** Goes through rows with the window set, for expressions that look around. */
export const overRows = (
  cx: Compiler,
  exprs: readonly Expr[],
  rows: readonly Row[],
  each: (row: Row, index: number) => void,
): void => {
  if (!exprs.some(({ serial }) => serial === true)) {
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      if (row !== undefined) each(row, index);
    }
    return;
  }
  const { window } = cx;
  const outer = { ...window };
  const pass = (passes += 1);
  window.pass = pass;
  window.rows = rows;
  for (let index = 0; index < rows.length; index += 1) {
    window.index = index;
    const row = rows[index];
    if (row !== undefined) each(row, index);
  }
  window.rows = outer.rows;
  window.index = outer.index;
  window.pass = outer.pass;
};

let passes = 0;
