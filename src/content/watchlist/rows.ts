import type { Contents } from '../../core/engine/rows.ts';
import { canonicalJson, isObject, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { firstRecord, records } from '../../core/text/csv.ts';

/** The header and the rows of a list: each a mapping from column to text, without the columns in which it has none. */
export type Lines = {
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
  /** Numbers of rows, from 1, with more or fewer fields than the header. */
  readonly uneven: readonly number[];
};

const delimiter = ',';

/** Reads comma-separated lines, a byte order mark passed over. */
export const readLines = (text: string): Lines => {
  const plain = text.replace(/^\uFEFF/, '');
  const columns = firstRecord(plain, delimiter).map((name) => name.trim());
  const all = [...records(plain, delimiter)].slice(1).filter((fields) => fields.some((field) => field.trim() !== ''));
  return {
    columns,
    rows: all.map((fields) => rowOf(Object.fromEntries(columns.map((name, index) => [name, fields[index] ?? ''])))),
    uneven: all.flatMap((fields, index) => (fields.length === columns.length ? [] : [index + 1])),
  };
};

/** A row as it compares: texts without white space around them; an empty one is none. */
const rowOf = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const text = typeof field === 'string' ? field.trim() : field === null ? '' : JSON.stringify(field);
      return text === '' ? [] : [[name, text] as const];
    }),
  );

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows as comma-separated lines under the columns that any of them has. */
export const printLines = (rows: readonly JsonObject[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const textIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
  const lines = rows.map((row) => columns.map((name) => quoted(textIn(row[name]))).join(delimiter));
  return `${[columns.map(quoted).join(delimiter), ...lines].join('\n')}\n`;
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
        ...(isObject(body['properties']) ? body['properties'] : {}),
        rawContent: printLines(values),
        contentType: 'text/csv',
        numberOfLinesToSkip: 0,
      },
    }),
  },
};
