import { records } from '../../core/csv.ts';
import { isArray, isObject, parseJson, type JsonObject, type JsonValue } from '../../core/json.ts';
import { fieldOf } from './cells.ts';
import type { Type } from '../../kql/run/value.ts';

/** Rows of a file by their columns, or why it has none. */
export type FixtureRows = { readonly rows: readonly JsonObject[] } | { readonly problem: string };

/** What the service answers a query: tables with columns and rows. */
const answerRows = (value: JsonObject): readonly JsonObject[] | undefined => {
  const tables = value['tables'];
  const table = isArray(tables) ? tables[0] : undefined;
  if (!isObject(table) || !isArray(table['columns']) || !isArray(table['rows'])) return undefined;
  const names = table['columns'].map((column) =>
    isObject(column) && typeof column['name'] === 'string' ? column['name'] : '',
  );
  return table['rows']
    .filter(isArray)
    .map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
};

const objectsOf = (value: JsonValue): FixtureRows => {
  if (isObject(value)) {
    const answered = answerRows(value);
    if (answered !== undefined) return { rows: answered };
    const list = value['value'];
    return isArray(list) && list.every(isObject) ? { rows: list } : { rows: [value] };
  }
  if (!isArray(value)) return { problem: 'it holds no rows, but a single value' };
  const wrong = value.findIndex((entry) => !isObject(entry));
  return wrong < 0 ? { rows: value.filter(isObject) } : { problem: `its entry ${wrong + 1} is no object` };
};

const lineRows = (text: string): FixtureRows => {
  const rows: JsonObject[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    if (!isObject(value)) return { problem: `line ${index + 1} is no JSON object` };
    rows.push(value);
  }
  return { rows };
};

const delimitedRows = (text: string, typeOf: (column: string) => Type): FixtureRows => {
  const [header, ...lines] = [...records(text.replace(/^\uFEFF/, ''), ',')];
  if (header === undefined) return { rows: [] };
  // The portal names the zone behind each column of dates.
  const names = header.map((name) => name.trim().replace(/ \[UTC\]$/, ''));
  const long = lines.findIndex((line) => line.length > names.length);
  if (long >= 0) return { problem: `record ${long + 2} has more fields than the header names` };
  return {
    rows: lines.map((line) =>
      Object.fromEntries(line.map((field, at) => [names[at] ?? '', fieldOf(field, typeOf(names[at] ?? ''))])),
    ),
  };
};

/**
 * The rows of a file: `.csv` with a header, `.ndjson` and `.jsonl` with an object a line, `.json` with a list of objects,
 * one object, objects a line, or the service's answer to a query.
 * @param typeOf the type of a column, for files in which everything is text
 */
export const readFixture = (path: string, text: string, typeOf: (column: string) => Type): FixtureRows => {
  if (/\.csv$/i.test(path)) return delimitedRows(text, typeOf);
  const value = /\.json$/i.test(path) ? parseJson(text) : undefined;
  return value === undefined ? lineRows(text.replace(/^\uFEFF/, '')) : objectsOf(value);
};

/** Whether a file's name is one that rows are read from. */
export const isFixtureFile = (path: string): boolean => /\.(?:json|ndjson|jsonl|csv)$/i.test(path);
