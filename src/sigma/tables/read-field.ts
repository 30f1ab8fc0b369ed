import type {
  ColumnType,
  FieldMapping,
  FieldReader,
  RestOfFields,
  SourceMapping,
  TableView,
} from './table-pipeline.ts';
import { SigmaFault } from '../fault.ts';
import { extendName, kqlMember, kqlName, kqlString } from './kql-text.ts';

/** How a field is read: the KQL that stands for it, its type, and what else its mapping says. */
export type FieldAccess = {
  readonly text: string;
  readonly type: ColumnType;
  readonly reader: FieldReader;
  /** The column of the source, where the field is one. */
  readonly column?: string;
};

/** What a conversion into one view collects while it prints. */
export type ViewContext = {
  readonly view: TableView;
  readonly source: SourceMapping;
  /** Name to expression, in the order of first use. */
  readonly extended: Map<string, string>;
  readonly read: Set<string>;
  /** `compact`: lists of parts of texts become one regular expression, for queries that would be too long. */
  readonly spelling: 'plain' | 'compact';
};

const byCase = <Value>(map: Readonly<Record<string, Value>>, name: string): readonly [string, Value] | undefined => {
  const exact = Object.hasOwn(map, name) ? map[name] : undefined;
  if (exact !== undefined) return [name, exact];
  const lower = name.toLowerCase();
  return Object.entries(map).find(([key]) => key.toLowerCase() === lower);
};

const mentioned = (expression: string, columns: Readonly<Record<string, ColumnType>>): string[] =>
  Array.from(expression.matchAll(/[A-Za-z_]\w*/g), (match) => match[0]).filter((word) => Object.hasOwn(columns, word));

const extend = (
  context: ViewContext,
  wanted: string,
  expression: string,
  type: ColumnType,
): Omit<FieldAccess, 'reader'> => {
  for (const column of mentioned(expression, context.view.columns)) context.read.add(column);
  let name = wanted;
  while (Object.hasOwn(context.view.columns, name) || (context.extended.get(name) ?? expression) !== expression)
    name += 'Value';
  context.extended.set(name, expression);
  return { text: name, type };
};

const columnAccess = (context: ViewContext, column: string, reader: FieldReader = {}): FieldAccess | undefined => {
  const type = context.view.columns[column];
  if (type === undefined) return undefined;
  context.read.add(column);
  const name = kqlName(column);
  // Members of a dynamic value have no order and no case-insensitive comparison: their text has.
  if (type === 'dynamic')
    return { text: `tostring(${name})`, type: 'string', column, reader: { within: 'json', ...reader } };
  if (type === 'guid') return { text: `tostring(${name})`, type: 'string', column, reader };
  return { text: name, type, column, reader };
};

const memberPath = (path: string): string => path.split('.').map(kqlMember).join('');

const restExpression = ({ also, ...rest }: Omit<RestOfFields, 'prefix' | 'only'>, path: string): string => {
  if (also !== undefined) return `coalesce(${restExpression(rest, path)}, ${restExpression(also, path)})`;
  const column = kqlName(rest.column);
  switch (rest.form) {
    case 'bag':
      return path === '' ? `tostring(${column})` : `tostring(${column}${memberPath(path)})`;
    case 'json':
      return path === '' ? `tostring(${column})` : `tostring(parse_json(${column})${memberPath(path)})`;
    case 'xml':
      return `extract(${kqlString(`<Data Name="${path.replaceAll(/[^\w .-]/g, '.')}">([^<]*)<`)}, 1, ${column})`;
    default:
      return `trim("\\"", extract(${kqlString(String.raw`(?:^|\s)${path.replaceAll(/[^\w-]/g, '.')}=("[^"]*"|\S*)`)}, 1, ${column}))`;
  }
};

const mapped = (context: ViewContext, field: string, mapping: FieldMapping): FieldAccess => {
  const reader = typeof mapping === 'string' ? { column: mapping } : mapping;
  if (reader.expression !== undefined)
    return { ...extend(context, reader.name ?? extendName(field), reader.expression, reader.type ?? 'string'), reader };
  const access = reader.column === undefined ? undefined : columnAccess(context, reader.column, reader);
  if (access !== undefined) return access;
  // A field that is only implied, or only split by algorithm, has no column of its own.
  if (reader.implied !== undefined || reader.hashes !== undefined) return { text: '', type: 'string', reader };
  throw new SigmaFault(
    'unsupported-field',
    `The pipeline maps \`${field}\` to \`${reader.column}\`, which ${context.view.source} does not have.`,
  );
};

const withoutPrefix = (field: string, prefixes: readonly string[]): string => {
  const prefix = prefixes.find((candidate) => field.toLowerCase().startsWith(candidate.toLowerCase()));
  return prefix === undefined ? field : field.slice(prefix.length);
};

/** How a column of the source itself is read. Throws a SigmaFault without a place where there is none of that name. */
export const readColumn = (context: ViewContext, column: string): FieldAccess => {
  const access = columnAccess(context, column);
  if (access === undefined)
    throw new SigmaFault(
      'unsupported-field',
      `The pipeline reads the column \`${column}\`, which ${context.view.source} does not have.`,
    );
  return access;
};

/** What a view's mapping says of a field; undefined for one that it does not map by more than a column. */
export const readerOf = ({ view, source }: ViewContext, written: string): FieldReader | undefined => {
  const field = withoutPrefix(written, view.strip ?? []);
  const mapping = byCase(source.fields ?? {}, written) ?? byCase(view.fields, written) ?? byCase(view.fields, field);
  return mapping === undefined || typeof mapping[1] === 'string' ? undefined : mapping[1];
};

/** How a field is read in a view. Throws a SigmaFault without a place where the view has no such field. */
export const readField = (context: ViewContext, written: string): FieldAccess => {
  const { view, source } = context;
  const field = withoutPrefix(written, view.strip ?? []);
  const mapping = byCase(source.fields ?? {}, written) ?? byCase(view.fields, written) ?? byCase(view.fields, field);
  if (mapping !== undefined) return mapped(context, field, mapping[1]);
  const own = view.unmapped === 'columns' ? byCase(view.columns, field) : undefined;
  const access = own === undefined ? undefined : columnAccess(context, own[0]);
  if (access !== undefined) return access;
  for (const rest of view.rest ?? []) {
    if (!field.toLowerCase().startsWith(rest.prefix.toLowerCase())) continue;
    const path = field.slice(rest.prefix.length).replace(/^\./, '');
    if (rest.only !== undefined && !rest.only.includes(path)) continue;
    return { ...extend(context, extendName(field), restExpression(rest, path), 'string'), reader: {} };
  }
  throw new SigmaFault('unsupported-field', `${view.source} has no column for the field \`${written}\`.`);
};
