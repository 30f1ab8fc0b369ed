import { textOf } from './convert.ts';
import { formatIso } from './instants.ts';
import { formatReal, writeJson } from './json.ts';
import { formatSpan } from './time-text.ts';
import { isWhole, type Type, type Value } from './value.ts';
import type { RunResult } from '../program.ts';

/** A result as one line of JSON: `{"columns":[{"name","type"}],"rows":[[…]]}`. */
export const resultAsJson = ({ columns, rows }: Pick<RunResult, 'columns' | 'rows'>): string => {
  const heads = columns.map(({ name, type }) => `{"name":${JSON.stringify(name)},"type":"${type}"}`);
  const lines = rows.map((row) => `[${columns.map(({ type }, index) => jsonOf(row[index] ?? null, type)).join(',')}]`);
  return `{"columns":[${heads.join(',')}],"rows":[${lines.join(',')}]}\n`;
};

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A result as CSV with a header (RFC 4180); null and an empty text are both an empty field. */
export const resultAsCsv = ({ columns, rows }: Pick<RunResult, 'columns' | 'rows'>): string => {
  const lines = [columns.map(({ name }) => field(name))];
  for (const row of rows) lines.push(columns.map(({ type }, index) => field(textOfValue(row[index] ?? null, type))));
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
};

/** The cells of a result for people: null as `null`, texts as they are. */
export const resultAsCells = ({ columns, rows }: Pick<RunResult, 'columns' | 'rows'>): readonly (readonly string[])[] =>
  rows.map((row) => columns.map(({ type }, index) => cell(row[index] ?? null, type)));

const cell = (value: Value, type: Type): string => (value === null ? 'null' : textOfValue(value, type));

/**
 * A value of a result as JSON text: a long exactly, however large; a datetime as ISO 8601 with seven digits; a timespan
 * as the language writes it; a dynamic as what it holds; NaN and infinities as texts, since JSON has none.
 */
export const jsonOf = (value: Value, type: Type): string => {
  if (value === null) return 'null';
  switch (type) {
    case 'datetime':
      return isWhole(value) ? `"${formatIso(value)}"` : 'null';
    case 'timespan':
      return isWhole(value) ? `"${formatSpan(value)}"` : 'null';
    case 'real':
      if (typeof value !== 'number') return 'null';
      if (Number.isNaN(value)) return '"NaN"';
      return Number.isFinite(value) ? String(value) : value > 0 ? '"Infinity"' : '"-Infinity"';
    case 'dynamic':
      return writeJson(value);
    case 'string':
    case 'guid':
    case 'decimal':
      return JSON.stringify(textOf(value));
    case 'bool':
    case 'int':
    case 'long':
      return textOf(value);
  }
};

/** A value of a result as people read it in a table; null as nothing. */
export const textOfValue = (value: Value, type: Type): string => {
  if (value === null) return '';
  switch (type) {
    case 'datetime':
      return isWhole(value) ? formatIso(value) : '';
    case 'timespan':
      return isWhole(value) ? formatSpan(value) : '';
    case 'real':
      return typeof value === 'number' ? formatReal(value) : '';
    case 'dynamic':
    case 'string':
    case 'guid':
    case 'decimal':
    case 'bool':
    case 'int':
    case 'long':
      return textOf(value);
  }
};
