import { jsonOf, textOfValue } from './values/printed.ts';
import type { RunResult } from './program.ts';
import type { Type, Value } from './values/value.ts';

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
