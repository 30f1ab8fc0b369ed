import { type Engine, everyNode, loadEngine } from '../engine.ts';
import type { FunctionSchema, QuerySchema } from '../schema/schema.ts';
import { formatIso } from './values/instants.ts';
import { jsonOf, textOfValue } from './values/printed.ts';
import type { Table, Type, Value, Whole } from './values/value.ts';

/** What a case gives, to be written into the text of a query. */
export type GivenSources = {
  readonly now: Whole;
  /** Rows of tables and functions by name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Rows of watchlists by alias. */
  readonly watchlists: ReadonlyMap<string, Table>;
};

/** A query that carries its own rows, or why there can be none. */
export type SelfContained = { readonly query: string } | { readonly problem: string };

const realLiteral = (value: number): string => {
  if (Number.isNaN(value)) return 'real(nan)';
  if (Number.isFinite(value)) return `real(${value})`;
  return value > 0 ? 'real(+inf)' : 'real(-inf)';
};

/** A value as the literal of its type. */
const literalOf = (value: Value, type: Type): string => {
  if (type === 'string') return jsonOf(value ?? '', type);
  if (value === null) return `${type}(null)`;
  if (type === 'dynamic') return `dynamic(${jsonOf(value, type)})`;
  if (type === 'real') return typeof value === 'number' ? realLiteral(value) : 'real(null)';
  if (type === 'bool') return value === true ? 'true' : 'false';
  return `${type}(${textOfValue(value, type)})`;
};

const bareName = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? name : `['${name.replaceAll("'", String.raw`\'`)}']`;

/** Rows as a `datatable`. */
export const datatableOf = ({ columns, rows }: Table): string => {
  const heads = columns.map(({ name, type }) => `${bareName(name)}:${type}`).join(', ');
  const lines = rows.map((row) => columns.map(({ type }, index) => literalOf(row[index] ?? null, type)).join(', '));
  return `datatable(${heads})[\n${lines.map((line) => `  ${line}`).join(',\n')}\n]`;
};

const addressed = new Set([
  'table',
  'workspace',
  'app',
  'resource',
  'cluster',
  'database',
  'arg',
  'adx',
  'externaldata',
]);
const watchlistCall = '_GetWatchlist';

type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** What of a query's text has to change, and what it names. */
type Seen = {
  readonly edits: readonly Edit[];
  readonly calls: ReadonlySet<string>;
  readonly wildcard: string | undefined;
};

const look = ({ language, list }: Engine, query: string, now: Whole): Seen => {
  const { Syntax: X } = language;
  const moment = `datetime(${formatIso(now)})`;
  const edits: Edit[] = [];
  const calls = new Set<string>();
  let wildcard: string | undefined;
  for (const node of everyNode(language.KustoCode.Parse(query, language.GlobalState.Default).Syntax)) {
    if (node instanceof X.NameReference && node.SimpleName.includes('*')) wildcard ??= node.SimpleName;
    if (node instanceof X.ExternalDataExpression) calls.add('externaldata');
    if (!(node instanceof X.FunctionCallExpression)) continue;
    const name = node.Name.SimpleName;
    calls.add(name);
    if (name !== 'now' && name !== 'ago') continue;
    const [first] = list(node.ArgumentList.Expressions).map((each) => each.Element$1);
    const sign = name === 'now' ? '+' : '-';
    // What stands between is kept, since it may hold a call of its own.
    if (first === undefined) edits.push({ start: node.TextStart, end: node.End, text: moment });
    else
      edits.push(
        { start: node.TextStart, end: first.TextStart, text: `(${moment} ${sign} (` },
        { start: first.End, end: node.End, text: '))' },
      );
  }
  return { edits, calls, wildcard };
};

const edited = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((left, right) => right.start - left.start)
    .reduce((made, { start, end, text: next }) => made.slice(0, start) + next + made.slice(end), text);

/** `let` with the parameters of a function; the rows are the same whatever it is called with. */
const letOf = (name: string, fn: FunctionSchema | undefined, body: string): string =>
  fn === undefined ? `let ${bareName(name)} = ${body};` : `let ${name} = (${fn.parameters}) { ${body} };`;

const watchlistLet = (watchlists: ReadonlyMap<string, Table>): string => {
  const lists = [...watchlists].map(
    ([alias, rows]) => `(${datatableOf(rows)} | where watchlistAlias =~ ${jsonOf(alias, 'string')})`,
  );
  return `let ${watchlistCall} = (watchlistAlias:string) { union ${lists.join(', ')} };`;
};

const queryPrinter =
  (engine: Engine) =>
  (query: string, schema: QuerySchema, given: GivenSources): SelfContained => {
    const lets: string[] = [];
    const problems: string[] = [];
    const done = new Set<string>();
    /** The text with its clock stopped; what it calls of the repository is defined before it. */
    const settle = (text: string): string => {
      const { edits, calls, wildcard } = look(engine, text, given.now);
      const call = [...calls].find((name) => addressed.has(name) && !given.tables.has(name));
      if (call !== undefined) problems.push(`\`${call}\` reads what no query can carry`);
      if (calls.has('ingestion_time')) problems.push('`ingestion_time()` has no value where nothing was ingested');
      if (wildcard !== undefined) problems.push(`\`${wildcard}\` would read the tables of the service`);
      for (const name of calls) {
        const fn = schema.fn(name);
        if (fn?.result.kind !== 'body' || given.tables.has(name) || done.has(name)) continue;
        done.add(name);
        const body = settle(fn.result.body);
        lets.push(letOf(name, fn, body.trim().replace(/;$/, '')));
      }
      return edited(text, edits);
    };
    for (const [name, rows] of given.tables) lets.push(letOf(name, schema.fn(name), datatableOf(rows)));
    if (given.watchlists.size > 0) lets.push(watchlistLet(given.watchlists));
    const settled = settle(query);
    const [problem] = problems;
    return problem === undefined ? { query: [...lets, settled].join('\n') } : { problem };
  };

/** The query as it was at a moment: `now()` and `ago()` are written as dates, which a service cannot set back. */
const pinner =
  (engine: Engine) =>
  (query: string, now: Whole): string =>
    edited(query, look(engine, query, now).edits);

/** Queries for a service: with rows of their own, so that nothing is ingested, or as they were at an earlier moment. */
export type QueryPrinter = {
  readonly selfContained: (query: string, schema: QuerySchema, given: GivenSources) => SelfContained;
  readonly pinned: (query: string, now: Whole) => string;
};

export const loadQueryPrinter = async (): Promise<QueryPrinter> => {
  const engine = await loadEngine();
  return { selfContained: queryPrinter(engine), pinned: pinner(engine) };
};
