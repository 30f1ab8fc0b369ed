import { isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import type { QueryResult } from '../../src/core/query-facts.ts';
import type { FunctionSchema, QuerySchema } from '../../src/kql/index.ts';
import type { Checkout } from './checkout.ts';
import type { Column, Dictionary } from './facts-file.ts';

/** Entries of facts.json after a renewal, and a line for each that changed. */
export type Renewed = { readonly entries: JsonObject; readonly changes: readonly string[] };

const sorted = (entries: ReadonlyMap<string, JsonValue>): JsonObject =>
  Object.fromEntries([...entries].toSorted(([left], [right]) => (left < right ? -1 : Number(left > right))));

const isScalar = (type: string): boolean => type !== 'dynamic' && type !== 'unknown';

/** Both lists; of a column that both have the type that says more, the first list's where both say as much. */
export const mergeColumns = (first: readonly Column[], second: readonly Column[]): readonly Column[] => {
  const merged = new Map(first.map((column) => [column.name, column]));
  for (const column of second) {
    const known = merged.get(column.name);
    if (known === undefined || (known.type === 'unknown' && column.type !== 'unknown')) merged.set(column.name, column);
    else if (!isScalar(known.type) && isScalar(column.type)) merged.set(column.name, column);
  }
  return [...merged.values()];
};

/** The columns that entries leave out where they have the same type: every table's, and those of older `_CL` tables. */
export type Standard = { readonly columns: readonly Column[]; readonly customLog: readonly Column[] };

const withoutStandard = (columns: readonly Column[], standard: readonly Column[]): readonly Column[] => {
  const common = new Map(standard.map(({ name, type }) => [name, type]));
  return columns.filter(({ name, type }) => common.get(name) !== type);
};

/** The tables of the file with those of the checkout; a name that is a function's is none. */
export const renewTables = (
  current: JsonObject,
  { tables, functions, parsers }: Checkout,
  shipped: QuerySchema,
  dictionary: Dictionary,
  standard: Standard,
): Renewed => {
  const entries = new Map<string, JsonValue>(Object.entries(current));
  const changes: string[] = [];
  const isFunction = new Set([...functions, ...parsers].map(({ name }) => name));
  for (const table of tables) {
    if (isFunction.has(table.name) || shipped.fn(table.name) !== undefined) continue;
    const known = dictionary.decode(entries.get(table.name));
    const common = table.name.endsWith('_CL') ? [...standard.columns, ...standard.customLog] : standard.columns;
    const entry = dictionary.encode(withoutStandard(mergeColumns(known, table.columns), common));
    if (entry === entries.get(table.name)) continue;
    changes.push(`table ${table.name}`);
    entries.set(table.name, entry);
  }
  return { entries: sorted(entries), changes };
};

const columnsIn = (fn: FunctionSchema | undefined): readonly Column[] =>
  fn?.result.kind === 'table' ? fn.result.columns : [];

/**
 * The functions of the file with those of the checkout. `columnsOf` tells what a parser's body yields; a column that it
 * makes out of JSON or out of a source of any columns has no known type unless Microsoft's validation gives one.
 */
export const renewFunctions = (
  current: JsonObject,
  checkout: Checkout,
  shipped: QuerySchema,
  dictionary: Dictionary,
  columnsOf: (parser: FunctionSchema) => QueryResult | undefined,
): Renewed => {
  const entries = new Map<string, JsonValue>(Object.entries(current));
  const changes: string[] = [];
  const parsers = new Map(checkout.parsers.map((parser) => [parser.name, parser]));
  const validated = new Map<string, readonly Column[]>([
    ...checkout.tables.map(({ name, columns }) => [name, columns] as const),
    ...checkout.functions.map((fn) => [fn.name, columnsIn(fn)] as const),
  ]);
  const parameters = new Map([...checkout.functions, ...checkout.parsers].map((fn) => [fn.name, fn.parameters]));
  const isOwn = (name: string): boolean => {
    const entry = entries.get(name);
    return isObject(entry) && ['schema', 'adds', 'scalar', 'input'].some((key) => entry[key] !== undefined);
  };
  const names = [
    ...parsers.keys(),
    ...[...validated.keys()].filter(
      (name) => shipped.fn(name) !== undefined || checkout.functions.some((fn) => fn.name === name),
    ),
  ];
  for (const name of new Set(names)) {
    if (isOwn(name)) continue;
    const parser = parsers.get(name);
    const yields = parser === undefined ? undefined : columnsOf(parser);
    const computed = (yields?.columns ?? columnsIn(shipped.fn(name))).map((column) =>
      column.type === 'dynamic' ? { ...column, type: 'unknown' } : column,
    );
    const columns = mergeColumns(computed, validated.get(name) ?? []);
    const open = columns.length === 0 || (yields?.complete === false && !validated.has(name));
    const spelled = parameters.get(name) ?? '';
    const entry: JsonObject = {
      ...(spelled === '' ? {} : { parameters: spelled }),
      columns: dictionary.encode(columns),
      ...(open ? { open: true } : {}),
    };
    if (JSON.stringify(entry) === JSON.stringify(entries.get(name))) continue;
    changes.push(`function ${name}: ${columns.length} columns${open ? ', and more' : ''}`);
    entries.set(name, entry);
  }
  return { entries: sorted(entries), changes };
};
