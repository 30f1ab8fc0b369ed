import { isObject, type JsonObject, type JsonValue, objectOf, parseJson } from '../../core/json.ts';
import type { NamedValue, QueryCondition } from '../../kql/index.ts';
import {
  isBag,
  isWhole,
  subtractWhole,
  ticksPer,
  type Dynamic,
  type Row,
  type Type,
  type Value,
} from '../../kql/run/values/value.ts';
import { cellOf, dynamicOf } from './cells.ts';
import type { GivenRows } from './rows.ts';
import type { CaseInput } from './run-case.ts';

/** What rows of a case are changed to, and how that is said: `ResultType is 50053`. */
export type RowVariation = { readonly words: string; readonly input: CaseInput };

type Test = Extract<QueryCondition, { readonly kind: 'test' }>;

const nameOf = (path: readonly string[]): string => path.join('.');

const shown = (value: NamedValue): string => (value === '' ? 'blank' : String(value));

const wordsOf = ({ path, relation }: Test, value: NamedValue): string => {
  const isPart = (relation === 'has' || relation === 'starts' || relation === 'ends') && value !== '';
  const verb = { has: 'has', starts: 'begins with', ends: 'ends with' };
  const said = isPart && relation in verb ? verb[relation] : 'is';
  return `${nameOf(path)} ${said} ${shown(value)}`;
};

/** The tests of one column that a condition is made of, whatever stands around them. */
export const testsIn = (condition: QueryCondition): readonly Test[] => {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.parts.flatMap(testsIn);
    case 'not':
      return testsIn(condition.part);
    case 'test':
      return [condition];
    case 'unknown':
      return [];
  }
};

/** Values that a test tells apart: those that it names, the numbers around a limit, and nothing. */
const valuesFor = ({ relation, values }: Test): readonly NamedValue[] => {
  if (relation === 'above' || relation === 'below')
    return values.flatMap((value): readonly NamedValue[] =>
      typeof value === 'number' ? [value - 1, value, value + 1] : [value],
    );
  return relation === 'filled' ? [''] : [...values, ''];
};

/** The value as a column of some type holds it; undefined where it cannot. */
const cellFor = (value: NamedValue, type: Type, now: CaseInput['now']): Value | undefined => {
  const written: JsonValue =
    type === 'string'
      ? String(value)
      : value === ''
        ? null
        : typeof value === 'string' && /^-?\d{1,15}$/.test(value) && type !== 'dynamic'
          ? Number(value)
          : value;
  const cell = cellOf(written, type, now);
  return 'value' in cell ? cell.value : undefined;
};

const inBag = (bag: Dynamic, path: readonly string[], value: NamedValue): Dynamic | undefined => {
  const [key, ...rest] = path;
  if (key === undefined) return dynamicOf(value);
  if (!isBag(bag)) return undefined;
  const inner = inBag(bag.get(key) ?? new Map(), rest, value);
  return inner === undefined ? undefined : new Map([...bag, [key, inner]]);
};

const inJson = (value: JsonValue | undefined, path: readonly string[], next: NamedValue): JsonValue => {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  const own: JsonObject = objectOf(value);
  return { ...own, [key]: inJson(own[key], rest, next) };
};

/** A column's value with a member of it replaced; undefined where it has no such member. */
const replaced = (
  cell: Value,
  type: Type,
  path: readonly string[],
  value: NamedValue,
  now: CaseInput['now'],
): Value | undefined => {
  if (path.length === 0) return cellFor(value, type, now);
  if (type === 'dynamic') {
    const bag = cell === null ? new Map() : cell;
    return isBag(bag) ? inBag(bag, path, value) : undefined;
  }
  const parsed = type === 'string' && typeof cell === 'string' ? parseJson(cell) : undefined;
  return isObject(parsed) ? JSON.stringify(inJson(parsed, path, value)) : undefined;
};

/** The rows of a table with a value in all of them; undefined where none can hold it. */
const withValue = (
  given: GivenRows,
  path: readonly string[],
  value: NamedValue,
  now: CaseInput['now'],
): GivenRows | undefined => {
  const [name = '', ...inner] = path;
  const at = given.columns.findIndex((column) => column.name === name);
  const column = given.columns[at];
  if (column === undefined || given.rows.length === 0) return undefined;
  const rows: Row[] = [];
  for (const row of given.rows) {
    const cell = replaced(row[at] ?? null, column.type, inner, value, now);
    if (cell === undefined) return undefined;
    rows.push(row.with(at, cell));
  }
  return { ...given, rows };
};

/** A case with a value in all rows that can hold it; undefined where no row can. */
const withValueEverywhere = (input: CaseInput, path: readonly string[], value: NamedValue): CaseInput | undefined => {
  const changed = [...input.tables].flatMap(([name, given]): [string, GivenRows][] => {
    const rows = withValue(given, path, value, input.now);
    return rows === undefined ? [] : [[name, rows]];
  });
  return changed.length === 0 ? undefined : { ...input, tables: new Map([...input.tables, ...changed]) };
};

/** The first row of a table so many times, a second apart. */
const copies = (given: GivenRows, count: number): GivenRows => {
  const [row] = given.rows;
  const [ingested] = given.ingested;
  if (row === undefined || ingested === undefined) return given;
  const at = given.columns.findIndex(({ name }) => name === 'TimeGenerated');
  const rows = Array.from({ length: count }, (_, index) => {
    const time = row[at];
    return isWhole(time) ? row.with(at, subtractWhole(time, index * ticksPer.second)) : row;
  });
  return { ...given, rows, ingested: rows.map(() => ingested) };
};

/**
 * Cases that tell the conditions of queries apart: each value that they name, in the rows of a case, and as many rows as
 * their limits ask for.
 */
export const variationsOf = function* (
  input: CaseInput,
  conditions: readonly QueryCondition[],
  limits: readonly number[],
): Iterable<RowVariation> {
  for (const test of conditions.flatMap(testsIn))
    for (const value of valuesFor(test)) {
      const changed = withValueEverywhere(input, test.path, value);
      if (changed !== undefined) yield { words: wordsOf(test, value), input: changed };
    }
  for (const [name, given] of input.tables)
    for (const count of limits.flatMap((limit) => [limit - 1, limit, limit + 1]))
      if (count > 0 && given.rows.length > 0)
        yield {
          words: `${name} has ${count} such row${count === 1 ? '' : 's'}`,
          input: { ...input, tables: new Map([...input.tables, [name, copies(given, count)]]) },
        };
};

type Wanted = Map<string, { readonly path: readonly string[]; readonly tests: Test[] }>;

/** The tests that a row has to pass: all of a conjunction, and one of a choice. */
const wanted = (condition: QueryCondition, into: Wanted): void => {
  switch (condition.kind) {
    case 'all':
      for (const part of condition.parts) wanted(part, into);
      return;
    case 'any': {
      const part = condition.parts.find(({ kind }) => kind !== 'unknown' && kind !== 'not');
      if (part !== undefined) wanted(part, into);
      return;
    }
    case 'test': {
      const key = nameOf(condition.path);
      const known = into.get(key) ?? { path: condition.path, tests: [] };
      known.tests.push(condition);
      into.set(key, known);
      return;
    }
    case 'not':
    case 'unknown':
  }
};

const valueFor = (tests: readonly Test[]): NamedValue => {
  const first = (relation: Test['relation']): NamedValue | undefined =>
    tests.find((test) => test.relation === relation)?.values[0];
  const is = first('is');
  if (is !== undefined) return is;
  const above = first('above');
  if (typeof above === 'number') return above + 1;
  const below = first('below');
  if (typeof below === 'number') return below - 1;
  const parts = tests.flatMap(({ relation, values: [value] }) =>
    relation === 'has' && value !== undefined ? [String(value)] : [],
  );
  const text = [first('starts'), ...parts, first('ends')].filter((part) => part !== undefined).join(' ');
  return text === '' ? 'example' : text;
};

/** A row that passes the conditions of a query, as far as they can be read, and what each of its columns holds in words. */
export const rowFor = (
  conditions: readonly QueryCondition[],
): { readonly row: JsonObject; readonly words: ReadonlyMap<string, string> } => {
  const found: Wanted = new Map();
  for (const condition of conditions) wanted(condition, found);
  let row: JsonObject = {};
  const words = new Map<string, string>();
  for (const { path, tests } of found.values()) {
    const value = valueFor(tests);
    const made = inJson(row, path, value);
    row = isObject(made) ? made : row;
    words.set(path[0] ?? '', `${nameOf(path)} is ${shown(value)}`);
  }
  return { row, words };
};
