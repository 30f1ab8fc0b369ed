import { castTo } from './values/convert.ts';
import { Decimal } from './values/decimal.ts';
import type { GivenTable } from './program.ts';
import { parseInstant } from './values/time-text.ts';
import {
  type Column,
  type Dynamic,
  type DynamicBag,
  emptyValue,
  Guid,
  isArray,
  isBag,
  isWhole,
  Real,
  type Type,
  type Value,
} from './values/value.ts';

/** A value that does not fit its column: which row (from 1) and column, and what was wanted. */
export type Misfit = { readonly row: number; readonly column: string; readonly type: Type; readonly value: Dynamic };

/** Rows that were read, or what in them does not fit. */
export type Typed =
  | { readonly ok: true; readonly table: GivenTable }
  | { readonly ok: false; readonly misfits: readonly Misfit[] };

const dateLike = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** The type that one value asks for; undefined for one that fits all. */
const typeOfValue = (value: Dynamic): Type | undefined => {
  if (value === null || value === '') return undefined;
  if (typeof value === 'boolean') return 'bool';
  if (isWhole(value)) return 'long';
  if (value instanceof Real) return 'real';
  if (typeof value === 'string') return dateLike.test(value) && parseInstant(value) !== null ? 'datetime' : 'string';
  return 'dynamic';
};

/** What a text of a CSV file stands for where no schema says it. */
const typeOfText = (text: string): Type | undefined => {
  if (text === '') return undefined;
  if (/^(?:true|false)$/i.test(text)) return 'bool';
  if (/^-?\d{1,18}$/.test(text)) return 'long';
  if (/^-?\d+\.\d+(?:[eE][-+]?\d+)?$/.test(text)) return 'real';
  return dateLike.test(text) && parseInstant(text) !== null ? 'datetime' : 'string';
};

const meet = (left: Type | undefined, right: Type | undefined, ofText: boolean): Type | undefined => {
  if (left === undefined || right === undefined || left === right) return left ?? right;
  const both = new Set([left, right]);
  if (both.has('long') && both.has('real')) return 'real';
  if (ofText || (both.has('string') && both.has('datetime'))) return 'string';
  return 'dynamic';
};

/** The columns that rows have, in the order in which they appear, with the types that fit all of their values. */
export const inferColumns = (rows: readonly DynamicBag[], ofText: boolean): readonly Column[] => {
  const types = new Map<string, Type | undefined>();
  for (const row of rows)
    for (const [name, value] of row) {
      const type = ofText && typeof value === 'string' ? typeOfText(value) : typeOfValue(value);
      types.set(name, types.has(name) ? meet(types.get(name), type, ofText) : type);
    }
  return [...types].map(([name, type]) => ({ name, type: type ?? 'string' }));
};

/** True where a value may stand in a column as it is; texts may stand for whatever they can be read as. */
const fits = (value: Dynamic, type: Type): boolean => {
  if (type === 'dynamic' || type === 'string') return true;
  if (isArray(value) || isBag(value)) return false;
  if (value instanceof Guid) return type === 'guid';
  return !(value instanceof Decimal) || type === 'decimal';
};

/** Rows of objects as rows of a table; columns that a row does not have are empty. */
export const typedRows = (rows: readonly DynamicBag[], columns: readonly Column[]): Typed => {
  const casts = columns.map(({ type }) => castTo(type));
  const misfits: Misfit[] = [];
  const made = rows.map((row, at) =>
    columns.map(({ name, type }, index): Value => {
      const value = row.get(name) ?? null;
      if (value === null || (value === '' && type !== 'dynamic')) return emptyValue(type);
      const cast = fits(value, type) ? (casts[index]?.(value) ?? null) : null;
      if (cast === null) misfits.push({ row: at + 1, column: name, type, value });
      return cast;
    }),
  );
  return misfits.length > 0 ? { ok: false, misfits } : { ok: true, table: { columns, rows: made } };
};
