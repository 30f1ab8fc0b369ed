import type { QueryColumn } from '../core/query-facts.ts';
import type { Engine } from './engine.ts';
import type { FunctionSchema, QuerySchema, TableSchema } from './schema/schema.ts';

/** One parameter of a function; `tabular` takes a table (`T:(*)`), `optional` has a default. */
type FunctionParameter = {
  readonly name: string;
  readonly type: string;
  readonly tabular: boolean;
  readonly optional: boolean;
};

/** Splits at commas that are outside of brackets and quotes. */
const splitTopLevel = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ',' && depth <= 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part.trim() !== '');
};

/** Reads a parameter list as the service spells it: `a:string, b:long=5, T:(*)`. What is no parameter is left out. */
export const parseParameters = (text: string): readonly FunctionParameter[] =>
  splitTopLevel(text).flatMap((part) => {
    const match = /^\s*([\w-]+|\['[^']*'\])\s*:\s*(\(|[a-z]+)[^=]*(=)?/i.exec(part);
    if (match === null) return [];
    const [, name = '', type = '', equals] = match;
    return [
      {
        name: name.replaceAll(/^\['|'\]$/g, ''),
        type: type.toLowerCase(),
        tabular: type === '(',
        optional: equals !== undefined,
      },
    ];
  });

const typeNames: Readonly<Record<string, string>> = {
  string: 'String',
  int: 'Int',
  long: 'Long',
  real: 'Real',
  double: 'Real',
  bool: 'Bool',
  boolean: 'Bool',
  datetime: 'DateTime',
  date: 'DateTime',
  timespan: 'TimeSpan',
  time: 'TimeSpan',
  dynamic: 'Dynamic',
  guid: 'Guid',
  decimal: 'Decimal',
  unknown: 'Unknown',
};

/** Finds out what a function's body yields with parameters that are written like this. */
export type BodyTyper = (fn: FunctionSchema, body: string, parameters: string) => KustoEngine.TypeSymbol;

/** Makes the engine's symbols of a schema's entries. */
export type SymbolFactory = {
  readonly scalar: (type: string) => KustoEngine.TypeSymbol;
  readonly table: (name: string, columns: readonly QueryColumn[], open: boolean) => KustoEngine.TableSymbol;
  readonly fromTable: (table: TableSchema) => KustoEngine.TableSymbol;
  readonly fromFunction: (fn: FunctionSchema, typeOf: BodyTyper) => KustoEngine.FunctionSymbol;
  /** A function of which nothing is known: what it is called with it takes, and what it yields may have any column. */
  readonly ofAnything: (name: string, parameters: readonly string[]) => KustoEngine.FunctionSymbol;
  /** `_GetWatchlist('alias')`: the columns of the repository's own watchlist, open for one that is not known. */
  readonly watchlistReader: (schema: QuerySchema) => KustoEngine.FunctionSymbol;
  /** `workspace("x")` and the like: functions that give a database. */
  readonly reach: (name: string, database: KustoEngine.DatabaseSymbol) => KustoEngine.FunctionSymbol;
  readonly database: (members: readonly KustoEngine.AnySymbol[], open: boolean) => KustoEngine.DatabaseSymbol;
};

/** Columns that every watchlist has (Microsoft Learn, build queries with watchlists). */
const watchlistColumns: readonly QueryColumn[] = [
  { name: '_DTItemId', type: 'string' },
  { name: 'LastUpdatedTimeUTC', type: 'datetime' },
  { name: 'SearchKey', type: 'string' },
  { name: 'WatchlistItem', type: 'dynamic' },
];

const once = [null, null, false, null] as const;

export const symbolFactory = ({ language, list }: Engine): SymbolFactory => {
  const { ArgumentKind, FunctionSymbol, Parameter, ParameterTypeKind, ScalarTypes, Tabularity } = language.Symbols;

  const scalar = (type: string): KustoEngine.TypeSymbol => {
    const name = type.toLowerCase();
    const symbol = ScalarTypes[(Object.hasOwn(typeNames, name) ? typeNames[name] : undefined) ?? 'Dynamic'];
    if (symbol === undefined) throw new TypeError(`the KQL engine has no type for ${type}`);
    return symbol;
  };
  const column = ({ name, type }: QueryColumn): KustoEngine.ColumnSymbol =>
    new language.Symbols.ColumnSymbol(name, scalar(type), null, null, null, null);
  const table = (name: string, columns: readonly QueryColumn[], open: boolean): KustoEngine.TableSymbol => {
    const symbol = new language.Symbols.TableSymbol.$ctor6(name, columns.map(column), null);
    return open ? symbol.WithIsOpen(true) : symbol;
  };
  const parameters = (text: string): readonly KustoEngine.Parameter[] =>
    parseParameters(text).map(({ name, type, tabular, optional }) =>
      tabular
        ? new Parameter.ctor(name, ParameterTypeKind.Tabular, ArgumentKind.Expression, ...once, 1, 1, null, null)
        : new Parameter.$ctor3(name, scalar(type), ArgumentKind.Expression, ...once, optional ? 0 : 1, 1, null, null),
    );

  /** The table that a function is given, as its first argument or through `invoke`. */
  const given = (context: KustoEngine.ReturnContext, name: string): KustoEngine.TypeSymbol | null =>
    context.GetArgument$1(name)?.ResultType ?? context.RowScope;

  /** A function of `invoke`: its input with columns added; they replace columns of their names. */
  const extending = (
    name: string,
    own: readonly KustoEngine.Parameter[],
    input: string,
    added: readonly QueryColumn[],
  ): KustoEngine.FunctionSymbol => {
    const names = new Set(added.map((each) => each.name));
    const result = (context: KustoEngine.ReturnContext): KustoEngine.TypeSymbol => {
      const from = given(context, input);
      if (!(from instanceof language.Symbols.TableSymbol)) return table('', added, true);
      const kept = list(from.Columns).filter((each) => !names.has(each.Name));
      const symbol = new language.Symbols.TableSymbol.$ctor6('', [...kept, ...added.map(column)], null);
      return from.IsOpen ? symbol.WithIsOpen(true) : symbol;
    };
    return new FunctionSymbol.ctor(name, result, Tabularity.Tabular, own);
  };
  const invoked = new Parameter.ctor(
    'T',
    ParameterTypeKind.Tabular,
    ArgumentKind.Expression,
    ...once,
    1,
    1,
    null,
    null,
  );

  /** A function that takes tables: all of their columns go through its body, whichever of them it declares. */
  const passingOn = (fn: FunctionSchema, body: string, typeOf: BodyTyper): KustoEngine.FunctionSymbol => {
    const declared = parseParameters(fn.parameters);
    const known = new Map<string, KustoEngine.TypeSymbol>();
    const result = (context: KustoEngine.ReturnContext): KustoEngine.TypeSymbol => {
      let open = false;
      const texts = declared.map(({ name, type, tabular }) => {
        if (!tabular) return `['${name}']:${type}`;
        const from = given(context, name);
        if (!(from instanceof language.Symbols.TableSymbol)) return `['${name}']:(*)`;
        open ||= from.IsOpen;
        // A type that nobody knows has no name that could be written down.
        const columns = list(from.Columns).map(
          ({ Name, Type }) => `['${Name}']:${Type.Name === 'unknown' ? 'dynamic' : Type.Name}`,
        );
        return `['${name}']:(${columns.length === 0 ? '*' : columns.join(', ')})`;
      });
      const text = texts.join(', ');
      const yields = known.get(text) ?? typeOf(fn, body, text);
      known.set(text, yields);
      return open && yields instanceof language.Symbols.TableSymbol ? yields.WithIsOpen(true) : yields;
    };
    return new FunctionSymbol.ctor(fn.name, result, Tabularity.Tabular, parameters(fn.parameters));
  };

  const fromFunction = (fn: FunctionSchema, typeOf: BodyTyper): KustoEngine.FunctionSymbol => {
    const own = parameters(fn.parameters);
    const { result } = fn;
    if (result.kind === 'body' && parseParameters(fn.parameters).some(({ tabular }) => tabular))
      return passingOn(fn, result.body, typeOf);
    if (result.kind === 'extend') return extending(fn.name, [invoked, ...own], 'T', result.columns);
    const taken = parseParameters(fn.parameters).find(({ tabular }) => tabular);
    if (result.kind === 'table' && taken !== undefined) return extending(fn.name, own, taken.name, result.columns);
    if (result.kind === 'scalar') return new FunctionSymbol.$ctor5(fn.name, scalar(result.type), own);
    const yields =
      result.kind === 'table' ? table('', result.columns, result.open) : typeOf(fn, result.body, fn.parameters);
    return new FunctionSymbol.$ctor5(fn.name, yields, own);
  };

  const ofAnything = (name: string, names: readonly string[]): KustoEngine.FunctionSymbol => {
    const anyOf = (each: string): KustoEngine.Parameter =>
      new Parameter.ctor(each, ParameterTypeKind.Any, ArgumentKind.Expression, ...once, 0, 1, null, null);
    return new FunctionSymbol.$ctor5(name, table('', [], true), names.map(anyOf));
  };

  const alias = new Parameter.$ctor3('alias', scalar('string'), ArgumentKind.Expression, ...once, 1, 1, null, null);
  const searchKey = new Parameter.$ctor3(
    'searchKey',
    scalar('string'),
    ArgumentKind.Expression,
    ...once,
    0,
    1,
    null,
    null,
  );
  const watchlistReader: SymbolFactory['watchlistReader'] = (schema) => {
    const result = (context: KustoEngine.ReturnContext): KustoEngine.TypeSymbol => {
      const name = context.GetArgument$1('alias')?.ConstantValue;
      const known = typeof name === 'string' ? schema.watchlist(name) : undefined;
      const own = known?.columns ?? [];
      const names = new Set(own.map((each) => each.name));
      const columns = [...own, ...watchlistColumns.filter((each) => !names.has(each.name))];
      return table('_GetWatchlist', columns, known === undefined);
    };
    return new FunctionSymbol.ctor('_GetWatchlist', result, Tabularity.Tabular, [alias, searchKey]);
  };
  const target = new Parameter.$ctor3(
    'identifier',
    scalar('string'),
    ArgumentKind.Expression,
    ...once,
    0,
    1,
    null,
    null,
  );
  return {
    scalar,
    table,
    fromTable: (schema) => table(schema.name, schema.columns, schema.open),
    fromFunction,
    ofAnything,
    watchlistReader,
    reach: (name, database) => new FunctionSymbol.$ctor5(name, database, [target]),
    database: (members, open) => new language.Symbols.DatabaseSymbol.$ctor1('workspace', members, open),
  };
};
