import { correctedBuiltIns, correctedPlugIns } from './builtins.ts';
import { definiteReader } from './definite.ts';
import type { Engine } from './engine.ts';
import { beyondLimits, maxBodyLength } from './checks/limits.ts';
import type { FunctionSchema, QuerySchema, TableSchema } from './schema/schema.ts';
import { type BodyTyper, type SymbolFactory, symbolFactory } from './symbols.ts';
import { wildcardTables } from './wildcards.ts';

/** What is declared to the engine for one query. */
export type Scope = {
  readonly globals: KustoEngine.GlobalState;
  readonly tables: ReadonlyMap<string, TableSchema>;
  readonly functions: ReadonlyMap<string, FunctionSchema>;
  /** True where a source has columns that nobody knows. */
  readonly open: boolean;
  /** The table that a column symbol was made for. */
  readonly ownerOf: (column: KustoEngine.ColumnSymbol) => string | undefined;
};

/**
 * Names that no schema knows and that are taken for tables or functions of unknown columns; functions with the names of
 * the parameters that they may be called with.
 */
export type Assumed = {
  readonly tables: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, readonly string[]>;
  /** Whether tables whose owners may have added columns are taken to have any. */
  readonly extended: boolean;
};

export const nothingAssumed: Assumed = { tables: new Set(), functions: new Map(), extended: false };

/**
 * Functions with a body are declared by what they yield; `expanded` ones with their body, so that each of their calls
 * can be run, at the price of binding the body at each.
 */
export type Bodies = 'typed' | 'expanded';

export type ScopeBuilder = (query: string, schema: QuerySchema, assumed: Assumed, bodies?: Bodies) => Scope;

const reaching = ['workspace', 'resource', 'app', 'arg', 'adx'] as const;
const sharingSchema: ReadonlySet<string> = new Set(['workspace', 'resource']);

/** Every word of a text that could be a name, once; names with hyphens too. */
export const wordsOf = (query: string): ReadonlySet<string> =>
  new Set([...(query.match(/\w+/g) ?? []), ...(query.match(/(?<!\w)\w+(?:-\w+)+/g) ?? [])]);

/** The words of a text and of the bodies that they name, directly or not. */
const wordsWithin = (query: string, schema: QuerySchema): ReadonlySet<string> => {
  const words = new Set<string>();
  const open = [query];
  for (let text = open.pop(); text !== undefined; text = open.pop())
    for (const word of wordsOf(text)) {
      if (words.has(word)) continue;
      words.add(word);
      const fn = schema.fn(word);
      if (fn?.result.kind === 'body') open.push(fn.result.body);
    }
  return words;
};

type SchemaSymbols = {
  readonly tables: Map<TableSchema, KustoEngine.TableSymbol>;
  readonly extended: Map<TableSchema, KustoEngine.TableSymbol>;
  readonly functions: Map<FunctionSchema, KustoEngine.FunctionSymbol>;
  readonly watchlistReader: KustoEngine.FunctionSymbol;
};

/**
 * Declares to the engine what a query names and nothing else: all 2,000 tables and 1,100 functions would cost half a
 * second and 70 MB. Symbols are kept per schema, since making a table of 400 columns is the dearest part.
 */
export const scopeBuilder = (engine: Engine): ScopeBuilder => {
  const make: SymbolFactory = symbolFactory(engine);
  const definite = definiteReader(engine);
  const base = engine.language.GlobalState.Default.WithFunctions(correctedBuiltIns(engine)).WithPlugIns(
    correctedPlugIns(engine),
  );
  const bySchema = new WeakMap<QuerySchema, SchemaSymbols>();
  const owners = new WeakMap<KustoEngine.ColumnSymbol, string>();
  const open = make.table('', [], true);
  const openedTables = new WeakMap<TableSchema, TableSchema>();
  const opened = (table: TableSchema): TableSchema => {
    const made = openedTables.get(table) ?? { ...table, open: true };
    openedTables.set(table, made);
    return made;
  };

  const symbolsOf = (schema: QuerySchema): SchemaSymbols => {
    const known = bySchema.get(schema);
    if (known !== undefined) return known;
    const symbols = {
      tables: new Map(),
      extended: new Map(),
      functions: new Map(),
      watchlistReader: make.watchlistReader(schema),
    };
    bySchema.set(schema, symbols);
    return symbols;
  };
  const tableSymbol = (
    table: TableSchema,
    known: Map<TableSchema, KustoEngine.TableSymbol>,
  ): KustoEngine.TableSymbol => {
    const made = known.get(table);
    if (made !== undefined) return made;
    const symbol = make.fromTable(table);
    for (const column of engine.list(symbol.Columns)) owners.set(column, table.name);
    known.set(table, symbol);
    return symbol;
  };

  const build = (
    query: string,
    schema: QuerySchema,
    assumed: Assumed,
    inProgress: ReadonlySet<string>,
    bodies: Bodies,
  ): Scope => {
    const symbols = symbolsOf(schema);
    const words = bodies === 'expanded' ? wordsWithin(query, schema) : wordsOf(query);
    const tables = new Map<string, TableSchema>();
    const functions = new Map<string, FunctionSchema>();
    const wildcards = wildcardTables(query, schema);
    for (const name of [...words, ...wildcards.names]) {
      const fn = schema.fn(name);
      const table = fn === undefined ? schema.table(name) : undefined;
      if (fn !== undefined) functions.set(name, fn);
      if (table !== undefined) tables.set(name, table);
    }

    /** What a body yields, found by the engine; a body that names itself, directly or not, yields anything. */
    const typeOf: BodyTyper = (fn, body, parameters) => {
      if (inProgress.has(fn.name) || beyondLimits(body, schema, maxBodyLength) !== undefined) return open;
      const inner = build(body, schema, nothingAssumed, new Set([...inProgress, fn.name]), 'typed');
      const text = `{ ${body}\n}`;
      const symbol = new engine.language.Symbols.FunctionSymbol.$ctor16(fn.name, `(${parameters})`, text, null);
      const result = symbol.GetReturnType(inner.globals);
      if (!(result instanceof engine.language.Symbols.TableSymbol)) return result ?? open;
      const named = engine.list(result.Columns).filter((column) => column.Name !== '');
      const columns = named.map((column) => ({ name: column.Name, type: column.Type.Name }));
      const isKnown = (): boolean => {
        const { KustoCode } = engine.language;
        return definite.yieldsDefinite(KustoCode.ParseAndAnalyze(`let body = (${parameters}) ${text}`, inner.globals));
      };
      return make.table('', columns, columns.length === 0 || (result.IsOpen && !isKnown()));
    };
    const functionSymbol = (fn: FunctionSchema): KustoEngine.FunctionSymbol => {
      if (bodies === 'expanded' && fn.result.kind === 'body')
        return new engine.language.Symbols.FunctionSymbol.$ctor16(
          fn.name,
          `(${fn.parameters})`,
          `{ ${fn.result.body}\n}`,
          null,
        );
      const known = symbols.functions.get(fn);
      if (known !== undefined) return known;
      const symbol = make.fromFunction(fn, typeOf);
      if (inProgress.size === 0) symbols.functions.set(fn, symbol);
      return symbol;
    };

    const shared: KustoEngine.AnySymbol[] = [
      ...[...tables.values()].map((table) =>
        assumed.extended && table.extensible === true
          ? tableSymbol(opened(table), symbols.extended)
          : tableSymbol(table, symbols.tables),
      ),
      ...[...assumed.tables, ...wildcards.sprawling].map((name) => make.table(name, [], true)),
      ...[...functions.values()].map(functionSymbol),
      ...[...assumed.functions].map(([name, parameters]) => make.ofAnything(name, parameters)),
    ];
    if (words.has('_GetWatchlist')) shared.push(symbols.watchlistReader);
    const openSources = [
      ...[...tables.values()].map((table) => table.open),
      ...[...functions.values()].map(({ result }) => result.kind === 'table' && result.open),
    ];
    const used = reaching.filter((name) => words.has(name));
    const reaches = used.map((name) =>
      make.reach(name, sharingSchema.has(name) ? make.database(shared, false) : make.database([], true)),
    );
    return {
      globals: base.WithDatabase(make.database([...shared, ...reaches], false)).WithCache(),
      tables,
      functions,
      open: assumed.tables.size + assumed.functions.size + wildcards.sprawling.length > 0 || openSources.some(Boolean),
      ownerOf: (column) => owners.get(column),
    };
  };
  return (query, schema, assumed, bodies = 'typed') => build(query, schema, assumed, new Set(), bodies);
};
