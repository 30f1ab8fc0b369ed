import { visible } from './visible.ts';

type Delimiter = ',' | '\t';

/** A record of a delimited text and where it stands, its line end included. */
export type PlacedRecord = {
  readonly fields: readonly string[];
  readonly start: number;
  readonly end: number;
  /** What is wrong with its quotes: a value goes on behind its closing quote, or has none and takes the rest of the text. */
  readonly misquoted?: 'behind' | 'unclosed';
};

/**
 * The records of a delimited text: quoted fields may hold delimiters, line breaks and doubled quotes (RFC 4180). Read
 * one by one, since a list may have 100,000. Empty lines are passed over.
 */
export const placedRecords = function* (text: string, delimiter: Delimiter): Generator<PlacedRecord> {
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let closed = false;
  let misquoted: Pick<PlacedRecord, 'misquoted'> = {};
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else {
        quoted = false;
        closed = true;
      }
    } else if (character === '"' && field.trim() === '' && !closed) {
      field = '';
      quoted = true;
    } else if (character === delimiter) {
      fields.push(field);
      field = '';
      closed = false;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text.charAt(at + 1) === '\n') at += 1;
      if (fields.length > 0 || field !== '') yield { fields: [...fields, field], start, end: at + 1, ...misquoted };
      fields = [];
      field = '';
      closed = false;
      misquoted = {};
      start = at + 1;
    } else {
      if (closed && character.trim() !== '') misquoted = { misquoted: 'behind' };
      field += character;
    }
  }
  if (quoted) misquoted = { misquoted: 'unclosed' };
  if (fields.length > 0 || field !== '') yield { fields: [...fields, field], start, end: text.length, ...misquoted };
};

/** The same without their places. */
export const records = function* (text: string, delimiter: Delimiter): Generator<readonly string[]> {
  for (const { fields } of placedRecords(text, delimiter)) yield fields;
};

/** The first record of a delimited text; one empty field where there is none. */
export const firstRecord = (text: string, delimiter: Delimiter): readonly string[] =>
  records(text, delimiter).next().value ?? [''];

/** A text without its first lines. */
export const withoutLines = (text: string, lines: number): string => {
  let rest = text;
  for (let left = lines; left > 0 && rest !== ''; left -= 1) rest = rest.replace(/^.*(?:\r\n|\n|\r|$)/, '');
  return rest;
};

/** A cell that a spreadsheet takes for a text, whatever it begins with, and that hides nothing from who decides by it. */
const cell = (value: string): string => {
  const text = visible(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Records as CSV (RFC 4180), for a spreadsheet. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((fields) => `${fields.map(cell).join(',')}\r\n`).join('');
