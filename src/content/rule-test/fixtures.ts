import { records } from '../../core/text/csv.ts';
import { isArray, isObject, parseJson, type JsonObject, type JsonValue } from '../../core/json.ts';
import { fieldOf } from './cells.ts';
import { eventTables, readEvent, rowOfEvent, takesEvents } from './events.ts';
import type { Type } from '../../kql/run/values/value.ts';

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

/** Windows events as rows of the table; what is a row already stays. */
const withoutEnvelopes = (
  rows: readonly JsonObject[],
  table: { readonly name: string; readonly typeOf: (column: string) => Type | undefined },
): FixtureRows => {
  const made: JsonObject[] = [];
  for (const [index, row] of rows.entries()) {
    const event = readEvent(row);
    const converted = event === undefined ? row : rowOfEvent(event, table.name, table.typeOf);
    if (converted === undefined)
      return {
        problem: takesEvents(table.name)
          ? `its entry ${index + 1} is a Windows event ${event?.id ?? ''}, of which \`${table.name}\` has no rows`
          : `it holds Windows events, which become rows of ${eventTables.join(', ')} only`,
      };
    made.push(converted);
  }
  return { rows: made };
};

/** The objects of a file of JSON or NDJSON, Windows events as they are. */
export const readObjects = (path: string, text: string): FixtureRows => {
  const value = /\.json$/i.test(path) ? parseJson(text) : undefined;
  return value === undefined ? lineRows(text.replace(/^\uFEFF/, '')) : objectsOf(value);
};

/**
 * The rows of a file: `.csv` with a header, `.ndjson` and `.jsonl` with an object a line, `.json` with a list of objects,
 * one object, objects a line, or the service's answer to a query.
 * @param table what the rows are of: Windows events become its rows, and its columns have types in files of texts
 */
export const readFixture = (
  path: string,
  text: string,
  table: { readonly name: string; readonly typeOf: (column: string) => Type | undefined },
): FixtureRows => {
  if (/\.csv$/i.test(path)) return delimitedRows(text, (column) => table.typeOf(column) ?? 'string');
  const read = readObjects(path, text);
  return 'rows' in read ? withoutEnvelopes(read.rows, table) : read;
};
