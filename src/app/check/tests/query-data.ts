import { basename, resolve } from 'node:path';
import { records } from '../../../core/text/csv.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { filesIn, shown } from '../../../files/discover.ts';
import { kindOf, readText } from '../../../files/disk.ts';
import {
  type GivenTable,
  inferColumns,
  isArray,
  isBag,
  type DynamicBag,
  mergeSchemas,
  type QuerySchema,
  readJson,
  schemaOf,
  type TableSchema,
  typeOfColumn,
  typedRows,
  writeJson,
} from '../../../kql/index.ts';

/** Rows of local files by table, and a schema that knows the tables which no other does. */
export type QueryData = { readonly tables: ReadonlyMap<string, GivenTable>; readonly schema: QuerySchema };

const dataFile = /\.(?:json|ndjson|jsonl|csv)$/i;

const unreadable = (path: string, problem: string, hint: string): PicketError =>
  new PicketError('usage', `${path} ${problem}.`, { code: 'unreadable-data', hint });

/** A file's rows: objects, whatever the format; `header` are the names that it has above them. */
type Read = { readonly rows: readonly DynamicBag[]; readonly ofText: boolean; readonly header: readonly string[] };

const readCsv = (path: string, text: string): Read => {
  const [header, ...lines] = [...records(text.replace(/^\uFEFF/, ''), ',')];
  if (header === undefined) return { rows: [], ofText: true, header: [] };
  // The portal names the zone behind each column of dates.
  const names = header.map((name) => name.trim().replace(/ \[UTC\]$/, ''));
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) < at);
  if (twice !== undefined)
    throw unreadable(path, `names the column \`${twice}\` twice in its header`, 'Give each column a name of its own.');
  const long = lines.findIndex((line) => line.length > names.length);
  if (long !== -1)
    throw unreadable(
      path,
      `has more fields in record ${long + 2} than its header names`,
      'Quote fields that hold commas.',
    );
  const rows = lines.map((line) => new Map(names.map((name, at) => [name, line[at] ?? ''])));
  return { rows, ofText: true, header: names };
};

const asObject = (path: string, value: unknown, place: string): DynamicBag => {
  if (value instanceof Map) return value;
  throw unreadable(path, `holds something else than an object at ${place}`, 'A row is an object: {"Column": value}.');
};

const readObjects = (path: string, text: string): Read => {
  const bare = text.replace(/^\uFEFF/, '');
  const whole = readJson(bare);
  if (whole !== undefined) {
    const list = isBag(whole) && isArray(whole.get('value')) ? whole.get('value') : whole;
    const rows = isArray(list) ? list : [list];
    return { rows: rows.map((row, at) => asObject(path, row, `entry ${at + 1}`)), ofText: false, header: [] };
  }
  const rows: DynamicBag[] = [];
  for (const [index, line] of bare.split(/\r?\n/).entries())
    if (line.trim() !== '') {
      const value = readJson(line);
      if (value === undefined)
        throw unreadable(
          path,
          `is neither JSON nor a JSON object a line: line ${index + 1} is not`,
          'Write one object a line, or one list.',
        );
      rows.push(asObject(path, value, `line ${index + 1}`));
    }
  return { rows, ofText: false, header: [] };
};

const filesOf = async (cwd: string, path: string): Promise<readonly string[]> => {
  const full = resolve(cwd, path);
  const kind = await kindOf(full);
  if (kind === 'folder') {
    const files = (await filesIn(cwd, [full])).filter((file) => dataFile.test(file));
    if (files.length > 0) return files;
    throw unreadable(shown(cwd, full), 'has no data files', 'Files of rows end in .json, .ndjson, .jsonl or .csv.');
  }
  if (kind === 'nothing')
    throw unreadable(shown(cwd, full), 'does not exist', 'Name a file of rows, or a folder of such files.');
  if (dataFile.test(full)) return [full];
  throw unreadable(shown(cwd, full), 'is no file of rows', 'Files of rows end in .json, .ndjson, .jsonl or .csv.');
};

/** Known columns first; columns that only the file has come behind them, as texts where no row tells more. */
const columnsFor = (known: TableSchema | undefined, { rows, ofText, header }: Read): GivenTable['columns'] & object => {
  const inferred =
    rows.length === 0
      ? [...new Set(header)].map((name) => ({ name, type: 'string' as const }))
      : inferColumns(rows, ofText);
  if (known === undefined) return inferred;
  const columns = known.columns.map(({ name, type }) => ({ name, type: typeOfColumn(type) }));
  const names = new Set(columns.map(({ name }) => name));
  return [...columns, ...inferred.filter(({ name }) => !names.has(name))];
};

/**
 * Reads files of rows: the name of a file is that of its table, a folder holds one file a table. The schema types the
 * columns of tables that it knows; those of others, and columns that it does not know, have the types that fit their
 * values. Throws a usage error that names the file and the place of what cannot be read.
 */
export const readQueryData = async (
  io: Pick<Io, 'cwd'>,
  paths: readonly string[],
  schema: QuerySchema,
): Promise<QueryData> => {
  const tables = new Map<string, GivenTable>();
  const own: TableSchema[] = [];
  for (const path of paths)
    for (const file of await filesOf(io.cwd, path)) {
      const name = basename(file).replace(dataFile, '');
      const place = shown(io.cwd, file);
      if (tables.has(name))
        throw unreadable(place, `gives rows of ${name}, which another file gives already`, 'Give each table one file.');
      const text = (await readText(file)) ?? '';
      const read = /\.csv$/i.test(file) ? readCsv(place, text) : readObjects(place, text);
      const known = schema.table(name);
      const columns = columnsFor(known, read);
      const typed = typedRows(read.rows, columns);
      if (!typed.ok) {
        const [first] = typed.misfits;
        throw unreadable(
          place,
          `has a value that does not fit: ${first?.column} of row ${first?.row} is ${writeJson(first?.value ?? null)}, and the column is of type ${first?.type}`,
          'Correct the value, or leave the column out of the row.',
        );
      }
      tables.set(name, typed.table);
      const more = known === undefined || columns.length > known.columns.length;
      if (more && schema.fn(name) === undefined)
        own.push({ name, columns, open: known?.open ?? false, hidden: known?.hidden ?? [], source: 'user' });
    }
  return { tables, schema: own.length === 0 ? schema : mergeSchemas(schema, schemaOf({ tables: own })) };
};
