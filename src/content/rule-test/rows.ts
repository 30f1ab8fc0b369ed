import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import { type Column, type Row, type Type, type Value, type Whole, isWhole } from '../../kql/run/values/value.ts';
import { cellOf, fieldOf, typeOfValue } from './cells.ts';
import type { TestFinding } from './model.ts';
import { isStructured, setPath, structureKeys } from './paths.ts';
import { repeated } from './repeat.ts';
import { readTime, timeForms } from './times.ts';
import { typeByName, type Subject } from './tables.ts';
import type { FixtureRows } from './fixtures.ts';

/** Rows of one table, and when each came in. */
export type GivenRows = {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What `ingestion_time()` is of each row, in ticks from 2010-01-01. */
  readonly ingested: readonly Whole[];
};

/** What rows are made with. */
export type RowsContext = {
  readonly now: Whole;
  /** The time of a row that has none. */
  readonly usual: Whole;
  readonly defaults: JsonObject;
  /** Rows that `fixtures/*.yaml` name. */
  readonly shared: ReadonlyMap<string, readonly JsonObject[]>;
  /** The rows of a file, by its path as the case names it. */
  readonly file: (path: string, typeOf: (column: string) => Type | undefined) => FixtureRows;
};

type Subjects = Exclude<Subject, { readonly kind: 'geo' }>;

/** A row as written, before its values are typed; `place` is where in the case it stands. */
type Written = {
  readonly row: JsonObject;
  readonly place: JsonPointer;
  readonly time?: Whole;
  /** Columns that `vary` filled, with the place of that: their text stands for a value of the column's type. */
  readonly filled?: ReadonlyMap<string, JsonPointer>;
  /** Columns that `with` changed, with the place of that. */
  readonly changed?: ReadonlyMap<string, JsonPointer>;
  /** Which row of a file it is, from 1. */
  readonly nth?: number;
};

const ingestedKey = '_ingested';

type Collector = {
  readonly subject: Subjects;
  readonly context: RowsContext;
  readonly found: TestFinding[];
  readonly types: Map<string, Type>;
  /** What is complained of already. */
  readonly said: Set<string>;
};

/** What is wrong with one thing at one place is said once, however many rows come of it. */
const complain = ({ found, said }: Collector, thing: string, finding: TestFinding): void => {
  const key = `${finding.at} ${thing}`;
  if (!said.has(key)) found.push(finding);
  said.add(key);
};

const unknownColumn = (collector: Collector, name: string, at: JsonPointer): void => {
  const { subject, types } = collector;
  const [near] = nearest(name, [...types.keys()]);
  complain(collector, name, {
    code: 'test/unknown-column',
    at,
    part: 'key',
    message: `\`${subject.name}\` has no column \`${name}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
    ...(structureKeys.includes(name)
      ? { hint: 'An entry that is more than a row is `row` with `repeat` or `with` beside it, and nothing else.' }
      : {}),
  });
};

/** The type of a column; of one that no schema has, where that is allowed, the type of its first value. */
const typeOf = ({ subject, types }: Collector, name: string, value: JsonValue): Type | undefined => {
  const known = types.get(name);
  if (known !== undefined || !subject.open) return known;
  const type = typeByName(name) ?? typeOfValue(value);
  types.set(name, type);
  return type;
};

/** Everything in a watchlist is a text, whatever YAML makes of it. */
const asWatchlistText = (value: JsonValue): JsonValue =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

const typedCells = (
  collector: Collector,
  { row, place, filled, changed, nth }: Written,
): ReadonlyMap<string, Value> => {
  const { subject, context } = collector;
  const cells = new Map<string, Value>();
  for (const [name, written] of Object.entries(row)) {
    if (name === ingestedKey) continue;
    const varied = filled?.get(name);
    const at = varied ?? changed?.get(name) ?? place + pointer(name);
    const type = typeOf(collector, name, written);
    if (type === undefined) {
      if (written !== null) unknownColumn(collector, name, at);
      continue;
    }
    const template = varied !== undefined && typeof written === 'string' ? fieldOf(written, type) : written;
    const value = subject.kind === 'watchlist' && type === 'string' ? asWatchlistText(template) : template;
    const cell = cellOf(value, type, context.now);
    if ('value' in cell) cells.set(name, cell.value);
    else
      complain(collector, name, {
        code: 'test/wrong-type',
        at,
        message: `\`${subject.name}.${name}\`${nth === undefined ? '' : ` of row ${nth}`} ${cell.wrong}.`,
        ...(cell.hint === undefined ? {} : { hint: cell.hint }),
      });
  }
  return cells;
};

const ingestionOf = (collector: Collector, { row, place }: Written): Whole | undefined => {
  const written = row[ingestedKey];
  if (written === undefined) return undefined;
  const time = typeof written === 'string' ? readTime(written, collector.context.now) : undefined;
  if (time === undefined)
    complain(collector, ingestedKey, {
      code: 'test/wrong-type',
      at: place + pointer(ingestedKey),
      message: `\`${ingestedKey}\` is \`${JSON.stringify(written)}\`, and has to be ${timeForms}.`,
    });
  return time;
};

const sharedRows = (collector: Collector, name: string, at: JsonPointer): readonly JsonObject[] => {
  const { shared } = collector.context;
  const rows = shared.get(name);
  if (rows !== undefined) return rows;
  const [near] = nearest(name, [...shared.keys()]);
  complain(collector, name, {
    code: 'test/no-shared-row',
    at,
    message: `No file under \`fixtures\` has a row \`${name}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
    hint: 'Shared rows stand by name in `fixtures/*.yaml` beside the test.',
  });
  return [];
};

const structured = (collector: Collector, entry: JsonObject, place: JsonPointer): readonly Written[] => {
  const { row: inner, repeat, with: changed } = entry;
  const { found, context, subject } = collector;
  const rows =
    typeof inner === 'string' ? sharedRows(collector, inner, `${place}/row`) : isObject(inner) ? [inner] : [];
  const changedRows = rows.map((row) =>
    isObject(changed) ? Object.entries(changed).reduce((made, [path, value]) => setPath(made, path, value), row) : row,
  );
  // A finding about a shared row stands at its name, one about what the entry changes of it where that is written.
  const at = `${place}/row`;
  const placesOf = (member: string, paths: readonly string[]): ReadonlyMap<string, JsonPointer> =>
    new Map(paths.map((path) => [path.split('.', 1)[0] ?? path, `${place}/${member}${pointer(path)}`]));
  const changedAt = placesOf('with', isObject(changed) ? Object.keys(changed) : []);
  if (!isObject(repeat)) return changedRows.map((row) => ({ row, place: at, changed: changedAt }));
  const filled = placesOf('repeat/vary', isObject(repeat['vary']) ? Object.keys(repeat['vary']) : []);
  return changedRows.flatMap((row, index) => {
    const time = row['TimeGenerated'];
    const first = typeof time === 'string' ? readTime(time, context.now) : undefined;
    const seed = `${subject.name} ${place} ${index}`;
    return repeated(repeat, row, { ...context, first, seed }, `${place}/repeat`, found).map((made) => ({
      row: made.row,
      time: made.time,
      place: at,
      changed: changedAt,
      filled,
    }));
  });
};

const writtenRows = (collector: Collector, value: JsonValue, place: JsonPointer): readonly Written[] => {
  const { context, subject, types } = collector;
  if (isArray(value))
    return value.flatMap((entry, index): readonly Written[] => {
      const at = place + pointer(index);
      if (typeof entry === 'string') return sharedRows(collector, entry, at).map((row) => ({ row, place: at }));
      if (!isObject(entry)) return [];
      return isStructured(entry) ? structured(collector, entry, at) : [{ row: entry, place: at }];
    });
  const path = isObject(value) ? value['file'] : undefined;
  if (typeof path !== 'string') return [];
  const at = `${place}/file`;
  const read = context.file(
    path,
    (column) => types.get(column) ?? typeByName(column) ?? (subject.open ? 'string' : undefined),
  );
  if ('rows' in read) return read.rows.map((row, index) => ({ row, place: at, nth: index + 1 }));
  complain(collector, path, {
    code: 'test/fixture',
    at,
    message: `\`${path}\` gives no rows of \`${subject.name}\`: ${read.problem}.`,
  });
  return [];
};

/** Columns that every row of a table has, whatever the case says. */
const always = (subject: Subjects): readonly (readonly [string, Value])[] =>
  subject.kind === 'table' ? [['Type', subject.name]] : [];

/**
 * The rows that a case gives for something: sparse ones filled up by the schema with nulls and empty texts, the time of a
 * row without `TimeGenerated` the usual one. What does not fit is a finding, whose `at` is a place in the case.
 * @param place where the rows stand in the case: `/given/AuditLogs`
 */
export const givenRows = (
  subject: Subjects,
  value: JsonValue,
  place: JsonPointer,
  context: RowsContext,
  found: TestFinding[],
): GivenRows => {
  const types = new Map(subject.columns.map(({ name, type }) => [name, type]));
  const collector: Collector = { subject, context, found, types, said: new Set() };
  const hasTime = (): boolean => types.get('TimeGenerated') === 'datetime';
  const written = writtenRows(collector, value, place);
  const made = written.map((entry) => {
    const row = { ...context.defaults, ...entry.row };
    const cells = new Map([...always(subject), ...typedCells(collector, { ...entry, row })]);
    const ingested = ingestionOf(collector, { ...entry, row });
    if (entry.time !== undefined) cells.set('TimeGenerated', entry.time);
    else if (hasTime() && !cells.has('TimeGenerated')) cells.set('TimeGenerated', context.usual);
    const time = cells.get('TimeGenerated');
    return { cells, ingested: ingested ?? (isWhole(time) ? time : context.usual) };
  });
  const columns = [...types].map(([name, type]) => ({ name, type }));
  return {
    columns,
    rows: made.map(({ cells }) => columns.map(({ name, type }) => cells.get(name) ?? (type === 'string' ? '' : null))),
    ingested: made.map(({ ingested }) => ingested),
  };
};
