import type { Contents } from '../../core/engine/rows.ts';
import { canonicalJson, type JsonObject, objectOf, textOrEmpty } from '../../core/json.ts';
import { firstRecord, placedRecords, type PlacedRecord } from '../../core/text/csv.ts';

/** The header and the rows of a list: each a mapping from column to text, without the columns in which it has none. */
export type Lines = {
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
  /** Rows, counted from 1, with more or fewer fields than the header, and how many. */
  readonly uneven: readonly { readonly row: number; readonly fields: number }[];
  /** Numbers of rows whose quotes are wrong, and in what. */
  readonly misquoted: readonly { readonly row: number; readonly in: NonNullable<PlacedRecord['misquoted']> }[];
};

type Delimiter = ',' | '\t';
const comma: Delimiter = ',';

/** Reads lines that are separated by commas unless told otherwise, a byte order mark passed over. */
export const readLines = (text: string, delimiter: Delimiter = comma): Lines => {
  const plain = text.replace(/^\uFEFF/, '');
  const columns = firstRecord(plain, delimiter).map((name) => name.trim());
  const all = [...placedRecords(plain, delimiter)]
    .slice(1)
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''));
  return {
    columns,
    rows: all.map(({ fields }) => rowOf(Object.fromEntries(columns.map((name, index) => [name, fields[index] ?? ''])))),
    uneven: all.flatMap(({ fields }, index) =>
      fields.length === columns.length ? [] : [{ row: index + 1, fields: fields.length }],
    ),
    misquoted: all.flatMap(({ misquoted }, index) =>
      misquoted === undefined ? [] : [{ row: index + 1, in: misquoted }],
    ),
  };
};

/**
 * A row as it compares: texts without white space around them, and with line feeds for line ends, since git may give a
 * working copy others; an empty one is none.
 */
const rowOf = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const text =
        typeof field === 'string'
          ? field.trim().replaceAll(/\r\n?/g, '\n')
          : field === null
            ? ''
            : JSON.stringify(field);
      return text === '' ? [] : [[name, text] as const];
    }),
  );

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One row as its line under these columns. */
export const lineOf = (row: JsonObject, columns: readonly string[]): string => {
  return columns.map((name) => quoted(textOrEmpty(row[name]))).join(comma);
};

const columnsOf = (rows: readonly JsonObject[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row))),
];

/** Rows as comma-separated lines under the columns that any of them has. */
export const printLines = (
  rows: readonly JsonObject[],
  columns: readonly string[] = columnsOf(rows),
  end: string = '\n',
): string =>
  [columns.map(quoted).join(comma), ...rows.map((row) => lineOf(row, columns))].map((line) => line + end).join('');

/**
 * Lines brought to other rows by minimal edits: those that stay keep their lines as they are, one of the same key takes the
 * place of a row that is gone, and others come at the end. Only where a row has a column that the header lacks are all of
 * them written anew.
 */
export const mergeLines = (text: string, rows: readonly JsonObject[], searchKey: string): string => {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const plain = text.slice(mark.length);
  const { columns } = readLines(plain);
  const fresh = columnsOf(rows).filter((name) => !columns.includes(name));
  const end = plain.includes('\r\n') ? '\r\n' : '\n';
  const known = columns.length === 1 && columns[0] === '' ? [] : columns;
  if (fresh.length > 0) return mark + printLines(rows, [...known, ...fresh], end);
  const [header, ...lines] = [...placedRecords(plain, comma)];
  const wanted = new Map<string, JsonObject[]>();
  for (const row of rows) wanted.set(canonicalJson(row), [...(wanted.get(canonicalJson(row)) ?? []), row]);
  const kept = lines.map((line) => {
    const row = rowOf(Object.fromEntries(columns.map((name, index) => [name, line.fields[index] ?? ''])));
    return { line, row, stays: wanted.get(canonicalJson(row))?.shift() !== undefined };
  });
  const left = [...wanted.values()].flat();
  const parts = kept.map(({ line, row, stays }) => {
    if (stays) return plain.slice(line.start, line.end);
    const at = left.findIndex((other) => row[searchKey] !== undefined && other[searchKey] === row[searchKey]);
    const [other] = at < 0 ? [] : left.splice(at, 1);
    return other === undefined ? '' : `${lineOf(other, columns)}${end}`;
  });
  const ended = [plain.slice(0, header?.end ?? 0), ...parts, ...left.map((row) => `${lineOf(row, columns)}${end}`)];
  // The last line may have had no end, and no longer be the last.
  const isLast = (index: number): boolean => ended.slice(index + 1).every((part) => part === '');
  return (
    mark +
    ended.map((part, index) => (part === '' || /[\r\n]$/.test(part) || isLast(index) ? part : part + end)).join('')
  );
};

/** More rows than this are uploaded together: a single write takes the service five to six seconds (recorded 2022-12). */
const bulkFrom = 10;

/** The rows of a watchlist. An upload adds rows and never removes any, so those that are gone are deleted one by one. */
export const contents: Contents = {
  kind: {
    words: 'rows of watchlists',
    collection: 'watchlistItems',
    within: 'watchlists',
    provider: 'Microsoft.SecurityInsights',
    apiVersion: '2025-09-01',
    etag: 'header',
    created: 200,
  },
  valueOf: (body) => rowOf(objectOf(objectOf(body['properties'])['itemsKeyValue'])),
  bodyOf: (value) => ({ properties: { itemsKeyValue: value, entityMapping: {} } }),
  keyOf: (body) => {
    const key = objectOf(body['properties'])['itemsSearchKey'];
    return (value) => {
      const text = typeof key === 'string' ? value[key] : undefined;
      return typeof text === 'string' ? text : canonicalJson(value);
    };
  },
  // Microsoft Learn, service limits of Microsoft Sentinel: watchlists.
  monthly: { limit: 100_000, setting: 'watchlistRowChanges' },
  bulk: {
    from: bulkFrom,
    bodyOf: (body, values) => ({
      ...body,
      properties: {
        ...objectOf(body['properties']),
        rawContent: printLines(values),
        contentType: 'text/csv',
        numberOfLinesToSkip: 0,
      },
    }),
  },
};
