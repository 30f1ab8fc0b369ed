import { castTo } from './values/convert.ts';
import { readJson } from './values/json.ts';
import { jsonOf } from './values/printed.ts';
import { typeOfName } from './values/value.ts';
import {
  type Column,
  type Dynamic,
  type DynamicBag,
  emptyValue,
  isArray,
  isBag,
  type Table,
  type Value,
} from './values/value.ts';

const listOf = (bag: DynamicBag, ...names: readonly string[]): readonly Dynamic[] | undefined => {
  const found = names.map((name) => bag.get(name)).find((value) => value !== undefined);
  return isArray(found) ? found : undefined;
};

const textAt = (bag: Dynamic, ...names: readonly string[]): string => {
  const found = isBag(bag) ? names.map((name) => bag.get(name)).find((value) => typeof value === 'string') : undefined;
  return typeof found === 'string' ? found : '';
};

/** Services of Log Analytics give a dynamic value as the text of its JSON, those of Kusto as JSON. */
const cellOf = (value: Dynamic, type: Column['type']): Value => {
  if (value === null || (value === '' && type !== 'dynamic')) return emptyValue(type);
  if (type === 'dynamic') return typeof value === 'string' ? (readJson(value) ?? value) : value;
  return castTo(type)(value);
};

/**
 * The first table of an answer of a query service: of Log Analytics (`tables`, `columns`, `rows`), or of the first
 * version of Kusto's (`Tables`, `Columns`, `Rows`). Undefined for what is no such answer.
 */
export const readAnswer = (text: string): Table | undefined => {
  const whole = readJson(text);
  const [first] = (isBag(whole) ? listOf(whole, 'tables', 'Tables') : undefined) ?? [];
  if (first === undefined || !isBag(first)) return undefined;
  const heads = listOf(first, 'columns', 'Columns');
  const rows = listOf(first, 'rows', 'Rows');
  if (heads === undefined || rows === undefined) return undefined;
  const columns = heads.map((head): Column => ({
    name: textAt(head, 'name', 'ColumnName'),
    type: typeOfName(textAt(head, 'type', 'ColumnType').toLowerCase()),
  }));
  return {
    columns,
    rows: rows.map((row) => columns.map(({ type }, index) => cellOf(isArray(row) ? (row[index] ?? null) : null, type))),
  };
};

/** Digits of reals that two engines agree on: sums and means depend on the order of their parts. */
const certainDigits = 12;

const keyOfCell = (value: Value, type: Column['type']): string => {
  if (value === null) return '_';
  if (type === 'real' && typeof value === 'number') return value.toPrecision(certainDigits);
  return jsonOf(value, type);
};

/** Whether two tables have the same columns and, in any order, the same rows. */
export const sameTables = (left: Table, right: Table): boolean => {
  const heads = ({ columns }: Table): string => JSON.stringify(columns.map(({ name, type }) => [name, type]));
  const lines = ({ columns, rows }: Table): string =>
    rows
      .map((row) => JSON.stringify(columns.map(({ type }, index) => keyOfCell(row[index] ?? null, type))))
      .toSorted()
      .join('\n');
  return heads(left) === heads(right) && lines(left) === lines(right);
};
