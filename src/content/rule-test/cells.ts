import { isArray, isObject, parseJson, type JsonValue } from '../../core/json.ts';
import { Decimal } from '../../kql/run/values/decimal.ts';
import {
  Guid,
  Real,
  int32,
  whole,
  wholeOf,
  type Dynamic,
  type Type,
  type Value,
  type Whole,
} from '../../kql/run/values/value.ts';
import { readTime, readTimespan, timeForms } from './times.ts';
import { cut } from '../../core/text/cut.ts';

/** A value of a column, or what is wrong with what was written for it: "is `x`, and the column holds texts (string)". */
export type Cell = { readonly value: Value } | { readonly wrong: string; readonly hint?: string };

const guidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const wholeForm = /^-?\d{1,19}$/;
const longest = 2n ** 63n;

/** What stands in a file, as a message names it. */
export const named = (value: JsonValue): string => {
  const text = JSON.stringify(value);
  return `\`${cut(text, 60)}\``;
};

/** A JSON value as one of type dynamic: whole numbers are longs, keys keep their order. */
export const dynamicOf = (value: JsonValue): Dynamic => {
  if (isArray(value)) return value.map(dynamicOf);
  if (isObject(value)) return new Map(Object.entries(value).map(([key, member]) => [key, dynamicOf(member)]));
  if (typeof value === 'number') return Number.isInteger(value) ? wholeOf(value) : new Real(value);
  return value;
};

const wrong = (value: JsonValue, what: string, hint?: string): Cell => ({
  wrong: `is ${named(value)}, and ${what}`,
  ...(hint === undefined ? {} : { hint }),
});

const textCell = (value: JsonValue): Cell => {
  if (typeof value === 'string') return { value };
  // Columns of text hold JSON in many tables: it is written as what it is.
  if (isArray(value) || isObject(value)) return { value: JSON.stringify(value) };
  return wrong(value, 'the column holds texts (string)', `Write it in quotes: \`"${String(value)}"\`.`);
};

const wholeCell = (value: JsonValue, type: 'int' | 'long'): Cell => {
  const isText = typeof value === 'string' && wholeForm.test(value);
  const isNumber = typeof value === 'number' && Number.isInteger(value);
  // A number beyond 2^53 has lost its last digits in YAML: only as a text it is exact.
  if (isText && Number.isSafeInteger(Number(value)))
    return wrong(value, `the column holds whole numbers (${type})`, `Write it without quotes: \`${value}\`.`);
  if (!isText && !isNumber) return wrong(value, `the column holds whole numbers (${type})`);
  const big = BigInt(value);
  if (type === 'int' && big !== BigInt(int32(whole(big)))) return wrong(value, 'an int has 32 bits');
  if (big >= longest || big < -longest) return wrong(value, 'a long has 64 bits');
  return { value: whole(big) };
};

const dynamicCell = (value: JsonValue): Cell => {
  // A text of JSON is what exports have for a dynamic value.
  const parsed = typeof value === 'string' && /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  return { value: dynamicOf(parsed ?? value) };
};

/**
 * The value of a column of some type that a test's author wrote in YAML. Null is null, or the empty text; times may be
 * relative to `now`. What does not fit is said, never bent.
 */
export const cellOf = (value: JsonValue, type: Type, now: Whole): Cell => {
  if (value === null) return { value: type === 'string' ? '' : null };
  switch (type) {
    case 'string':
      return textCell(value);
    case 'bool':
      return typeof value === 'boolean' ? { value } : wrong(value, 'the column holds `true` or `false`');
    case 'int':
    case 'long':
      return wholeCell(value, type);
    case 'real':
      return typeof value === 'number' ? { value } : wrong(value, 'the column holds numbers (real)');
    case 'decimal': {
      const read = typeof value === 'string' || typeof value === 'number' ? Decimal.parse(String(value)) : undefined;
      return read === undefined ? wrong(value, 'the column holds decimal numbers') : { value: read };
    }
    case 'datetime': {
      const read = typeof value === 'string' ? readTime(value, now) : undefined;
      return read === undefined ? wrong(value, `the column holds times: ${timeForms}`) : { value: read };
    }
    case 'timespan': {
      const read = typeof value === 'string' ? readTimespan(value) : undefined;
      return read === undefined
        ? wrong(value, 'the column holds lengths of time such as `10m` or `01:30:00`')
        : { value: read };
    }
    case 'guid':
      return typeof value === 'string' && guidForm.test(value)
        ? { value: new Guid(value.toLowerCase()) }
        : wrong(value, 'the column holds GUIDs');
    case 'dynamic':
      return dynamicCell(value);
  }
};

/** What a field of a delimited file, which is all text, stands for in a column of some type. */
export const fieldOf = (text: string, type: Type): JsonValue => {
  if (type === 'string') return text;
  if (text === '') return null;
  if (type === 'bool') return /^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : text;
  if (type === 'int' || type === 'long')
    return wholeForm.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (type === 'real') return Number.isNaN(Number(text)) ? text : Number(text);
  return text;
};

/** The type that a value has by itself, where no schema says one. */
export const typeOfValue = (value: JsonValue): Type => {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'real';
  return typeof value === 'string' || value === null ? 'string' : 'dynamic';
};

const types: readonly string[] = [
  'bool',
  'int',
  'long',
  'real',
  'decimal',
  'string',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
] satisfies readonly Type[];

const isType = (name: string): name is Type => types.includes(name);

/** A type of KQL by its name; dynamic for a name that is none. */
export const typeNamed = (name: string): Type => (isType(name) ? name : 'dynamic');
