import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import { pointer } from '../../core/pointer.ts';
import type { Comparison } from '../../core/tests.ts';
import type { Column, Row, Table, Value, Whole } from '../../kql/run/values/value.ts';
import { cellText } from '../alerts/index.ts';
import { cellOf } from './cells.ts';
import type { TestFinding } from './model.ts';
import { paired, sameValue } from './same.ts';
import { counted } from '../../core/text/phrase.ts';

/** Something that a case expected and that is not so; `at` is a place in the case. */
export type Mismatch = { readonly at: string; readonly message: string; readonly comparison?: Comparison };

/** More rows are not compared one by one. */
const mostCompared = 2000;
const mostShown = 3;

type Wanted = ReadonlyMap<number, Value>;

const readWanted = (
  row: JsonObject,
  columns: readonly Column[],
  now: Whole,
  at: string,
  found: TestFinding[],
): Wanted => {
  const cells = new Map<number, Value>();
  for (const [name, value] of Object.entries(row)) {
    const index = columns.findIndex((column) => column.name === name);
    const column = columns[index];
    const place = at + pointer(name);
    if (column === undefined) {
      const [near] = nearest(
        name,
        columns.map((each) => each.name),
      );
      found.push({
        code: 'test/unknown-column',
        at: place,
        part: 'key',
        message: `The query yields no column \`${name}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        hint: `It yields ${columns.map((each) => each.name).join(', ')}.`,
      });
      continue;
    }
    const cell = cellOf(value, column.type, now);
    if ('value' in cell) cells.set(index, cell.value);
    else
      found.push({
        code: 'test/wrong-type',
        at: place,
        message: `\`${name}\` ${cell.wrong}.`,
        ...(cell.hint === undefined ? {} : { hint: cell.hint }),
      });
  }
  return cells;
};

const fitsAll = (cells: Wanted, columns: readonly Column[], row: Row): boolean =>
  [...cells].every(([index, value]) => sameValue(value, row[index] ?? null, columns[index]?.type ?? 'dynamic'));

/**
 * Tells which rows of a table are an expected row, by those of its columns that the table has; undefined where it has
 * none of them, or where a value does not fit.
 */
export const matcherOf = (
  expected: JsonObject,
  columns: readonly Column[],
  now: Whole,
): ((row: Row) => boolean) | undefined => {
  const there = Object.fromEntries(
    Object.entries(expected).filter(([name]) => columns.some((column) => column.name === name)),
  );
  const wrong: TestFinding[] = [];
  const cells = readWanted(there, columns, now, '', wrong);
  return cells.size === 0 || wrong.length > 0 ? undefined : (row) => fitsAll(cells, columns, row);
};

/** How the rows that found no partner stand against each other, the nearest first. */
const compare = (wanted: readonly Wanted[], rows: readonly Row[], columns: readonly Column[]): Comparison => {
  const named = [...new Set(wanted.flatMap((cells) => [...cells.keys()]))];
  const indexes = named.length > 0 ? named : columns.slice(0, 6).map((_, index) => index);
  const text = (index: number, value: Value | undefined): string => {
    const column = columns[index];
    return column === undefined || value === undefined ? '' : cellText(value, column.type);
  };
  const differs = (cells: Wanted, row: Row, index: number): boolean => {
    const value = cells.get(index);
    const type = columns[index]?.type ?? 'dynamic';
    return value !== undefined && !sameValue(value, row[index] ?? null, type);
  };
  const [first] = wanted;
  const ranked = rows
    .map((row) => ({
      row,
      wrong: first === undefined ? [] : indexes.flatMap((index, at) => (differs(first, row, index) ? [at] : [])),
    }))
    .toSorted((left, right) => left.wrong.length - right.wrong.length);
  return {
    columns: indexes.map((index) => columns[index]?.name ?? ''),
    lines: [
      ...wanted.slice(0, mostShown).map((cells) => ({
        of: 'expected' as const,
        cells: indexes.map((index) => text(index, cells.get(index))),
        wrong: [],
      })),
      ...ranked.slice(0, mostShown).map(({ row, wrong }) => ({
        of: 'actual' as const,
        cells: indexes.map((index) => text(index, row[index])),
        wrong,
      })),
    ],
    more: Math.max(0, rows.length - mostShown),
  };
};

/** What is not as expected among the rows that the query yielded, and what is wrong with the expectation itself. */
export const checkRows = (
  expected: JsonValue,
  { columns, rows }: Table,
  now: Whole,
  found: TestFinding[],
): readonly Mismatch[] => {
  const at = '/expect/rows';
  if (!isArray(expected)) return [];
  const before = found.length;
  const wanted = expected
    .filter(isObject)
    .map((row, index) => readWanted(row, columns, now, at + pointer(index), found));
  if (found.length > before) return [];
  const compared = rows.slice(0, mostCompared);
  const partners = paired(wanted.length, compared.length, (left, right) =>
    fitsAll(wanted[left] ?? new Map(), columns, compared[right] ?? []),
  );
  const taken = new Set(partners);
  const missing = wanted.filter((_, index) => partners[index] === undefined);
  const extra = rows.filter((_, index) => !taken.has(index));
  if (missing.length === 0 && extra.length === 0) return [];
  const index = partners.indexOf(undefined);
  const message =
    rows.length === wanted.length
      ? `${counted(missing.length, 'row')} of the result ${missing.length === 1 ? 'is' : 'are'} not as expected.`
      : `The query yields ${counted(rows.length, 'row')}, and ${wanted.length} ${wanted.length === 1 ? 'is' : 'are'} expected.`;
  return [{ at: index < 0 ? at : at + pointer(index), message, comparison: compare(missing, extra, columns) }];
};
