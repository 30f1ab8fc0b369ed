import type { QueryColumn } from '../../core/query-facts.ts';
import {
  mergeSchemas,
  schemaOf,
  type FunctionSchema,
  type QuerySchema,
  type SchemaOrigin,
  type TableSchema,
} from './schema.ts';

/** schemas/log-analytics/facts.json; its README says what each member is. */
type FactsFile = {
  readonly format: 1;
  readonly columns: readonly string[];
  readonly standard: { readonly columns: string; readonly hidden: string; readonly customLog: string };
  readonly open: readonly string[];
  readonly schemas: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, FactsFunction>>;
};

type FactsFunction = {
  readonly parameters?: string;
  readonly input?: true;
  readonly scalar?: string;
  readonly schema?: string;
  readonly adds?: string;
  readonly columns?: string;
  readonly open?: true;
};

const types: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'int',
  l: 'long',
  r: 'real',
  b: 'bool',
  d: 'datetime',
  t: 'timespan',
  y: 'dynamic',
  g: 'guid',
  m: 'decimal',
  u: 'unknown',
};

const isFactsFile = (value: unknown): value is FactsFile =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === 1 && 'columns' in value;

/** Sentinel keeps each version of an ASIM parser beside the current one: `_Im_NetworkSession_PaloAltoCEFV07`. */
const pinnedVersion = /^((_(?:Im|ASim)_[A-Za-z]+)(?:_\w+?)?)V\d+$/;

const remembered = <T>(make: (name: string) => T | undefined): ((name: string) => T | undefined) => {
  const known = new Map<string, T | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, make(name));
    return known.get(name);
  };
};

const ownEntry = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/**
 * The facts that Picket ships: tables and functions of Log Analytics and Sentinel. Entries are decoded when asked for.
 * Throws where the value is not of the format; `value` is the parsed text of schemas/log-analytics/facts.json.
 */
export const shippedSchema = (value: unknown): QuerySchema => {
  if (!isFactsFile(value)) throw new TypeError('schemas/log-analytics/facts.json is not of format 1');
  const column = (index: number): QueryColumn => {
    const entry = value.columns[index] ?? '';
    return { name: entry.slice(1), type: types[entry.slice(0, 1)] ?? 'dynamic' };
  };
  const decode = (indexes: string): readonly QueryColumn[] =>
    indexes === '' ? [] : indexes.split(' ').map((index) => column(Number.parseInt(index, 36)));
  const standard = decode(value.standard.columns);
  const customLog = decode(value.standard.customLog);
  const hidden = decode(value.standard.hidden).map((each) => each.name);
  const open = new Set(value.open);

  const table = (name: string): TableSchema | undefined => {
    const indexes = ownEntry(value.tables, name);
    if (indexes === undefined) return undefined;
    const columns = decode(indexes);
    const named = new Set(columns.map((each) => each.name));
    const common = name.endsWith('_CL') ? [...standard, ...customLog] : standard;
    return {
      name,
      columns: [...columns, ...common.filter((each) => !named.has(each.name))],
      open: open.has(name),
      ...(name.endsWith('_CL') ? { extensible: true } : {}),
      hidden,
      source: 'shipped',
    };
  };
  const resultOf = (facts: FactsFunction): FunctionSchema['result'] => {
    if (facts.scalar !== undefined) return { kind: 'scalar', type: facts.scalar };
    if (facts.adds !== undefined) return { kind: 'extend', columns: decode(facts.adds) };
    const indexes = facts.schema === undefined ? facts.columns : value.schemas[facts.schema];
    return { kind: 'table', columns: decode(indexes ?? ''), open: facts.open ?? false };
  };
  /** The entry of a parser's family where its own version is asked for, or its schema's where the vendor is new. */
  const factsOf = (name: string): FactsFunction | undefined => {
    const [, family, schema] = pinnedVersion.exec(name) ?? [];
    if (family === undefined || schema === undefined) return ownEntry(value.functions, name);
    return ownEntry(value.functions, name) ?? ownEntry(value.functions, family) ?? ownEntry(value.functions, schema);
  };
  const fn = (name: string): FunctionSchema | undefined => {
    const facts = factsOf(name);
    return facts && { name, parameters: facts.parameters ?? '', result: resultOf(facts), source: 'shipped' };
  };
  return {
    table: remembered(table),
    fn: remembered(fn),
    watchlist: () => undefined,
    tableNames: () => Object.keys(value.tables),
    functionNames: () => Object.keys(value.functions),
    locked: false,
    origins: [{ kind: 'shipped', facts: value }],
  };
};

/** The schema that was made of these, made again. */
export const schemaFrom = (origins: readonly SchemaOrigin[]): QuerySchema =>
  mergeSchemas(
    ...origins.map((origin) => (origin.kind === 'shipped' ? shippedSchema(origin.facts) : schemaOf(origin.parts))),
  );
