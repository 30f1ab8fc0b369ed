import { isArray, isObject, type JsonObject, type JsonScalar, type JsonValue } from '../../json.ts';
import { singleQuoted, unicodeEscape } from '../notation.ts';

const layout: Layout = { eol: '\n', step: 2, dash: 2 };

/**
 * The text of a new YAML file for a mapping: keys in the given order, block style, texts of several lines under `|`.
 * Reading it gives the same value again.
 *
 * @param literal top-level keys whose text stands under `|` even when it has one line.
 */
export const printYaml = (value: JsonObject, literal: readonly string[] = []): string => {
  const lines = Object.entries(value).map(([key, member]) => {
    const inBlock = typeof member === 'string' && literal.includes(key);
    const rendered = inBlock ? ` ${renderText(member, 0, 'literal', layout)}` : renderMember(member, 0, layout);
    return `${renderInline(key, 'plain')}:${rendered}\n`;
  });
  return lines.length === 0 ? '{}\n' : lines.join('');
};

/** How new YAML is laid out, taken from the file that it goes into. */
export type Layout = {
  readonly eol: '\n' | '\r\n';
  /** Spaces by which a mapping is indented under its key. */
  readonly step: number;
  /** Spaces by which the dashes of a list are indented under their key. */
  readonly dash: number;
};

export type TextStyle = 'plain' | 'single' | 'double' | 'literal';

/** Texts that mean themselves without quotes, wherever they stand: a narrow choice, so that no YAML reader differs. */
const plainForm = /^[A-Za-z_](?:[\w.+/()@%$^*-]|[ ](?! *#)(?=\S)|:(?=[^\s,[\]{}]))*$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;
/** What the format writes without quotes though it begins with a digit: `1h`, `14d`, `1.0.3`, GUIDs. */
const valueForm = /^(?:\d+[dhmsDHMS](?:\d+[hmsHMS])*|\d+\.\d+\.\d+|[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})$/;

const isPlain = (text: string): boolean => (plainForm.test(text) && !reserved.test(text)) || valueForm.test(text);

// Control characters, line separators, half pairs: they need escapes. Line break and tab do not.
const unprintable = /[^\P{Cc}\n\t]|\p{Cs}|[\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g, unicodeEscape);

/** The last line of a text, without the line end behind it. */
const lastLine = (text: string): string => {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  return text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
};

/** Whether a text can stand under `|`: lines to print, at most one line break at its end, something before it. */
const isLiteral = (text: string): boolean =>
  !unprintable.test(text) && !text.endsWith('\n\n') && /\S/.test(lastLine(text));

/** A block scalar, whose lines are indented by so many columns, `inner` more than their parent. */
const literal = (text: string, column: number, inner: number, { eol }: Layout): string => {
  const chomping = text.endsWith('\n') ? '' : '-';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const indicator = /^(?:[ \t]|\n|$)/.test(text) ? String(inner) : '';
  const pad = ' '.repeat(column + inner);
  return `|${indicator}${chomping}${eol}${lines.map((line) => (line === '' ? '' : pad + line)).join(eol)}`;
};

/** A scalar on one line. */
export const renderInline = (value: JsonScalar, style: TextStyle): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  const oneLine = !/[\n\t]/.test(value) && !unprintable.test(value);
  if (!oneLine || style === 'double') return doubleQuoted(value);
  return style !== 'single' && isPlain(value) ? value : singleQuoted(value);
};

/** A value inside `[…]` or `{…}`; `double` writes all of it as JSON does. */
export const renderFlow = (value: JsonValue, style: 'plain' | 'double' = 'plain'): string => {
  if (isArray(value)) return `[${value.map((item) => renderFlow(item, style)).join(', ')}]`;
  if (isObject(value)) {
    const pairs = Object.entries(value).map(
      ([key, member]) => `${renderInline(key, style)}: ${renderFlow(member, style)}`,
    );
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (style === 'double') return renderInline(value, style);
  // Quotes are safe there; what plain text may hold differs between readers.
  return typeof value === 'string' && /^\w+$/.test(value)
    ? renderInline(value, 'plain')
    : renderInline(value, 'single');
};

/** A text as the value of a block collection at a column: under `|` where it has lines or is asked to. */
export const renderText = (text: string, column: number, style: TextStyle, layout: Layout): string => {
  const block = style === 'literal' || ((style === 'plain' || style === 'single') && text.includes('\n'));
  return block && isLiteral(text) ? literal(text, column, Math.max(layout.step, 1), layout) : renderInline(text, style);
};

const isEmpty = (value: JsonValue): boolean =>
  (isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

/** A mapping in block style whose keys begin at a column; the first line comes without its indentation. */
const renderMapping = (value: JsonObject, column: number, layout: Layout): string =>
  Object.entries(value)
    .map(([key, member]) => `${renderInline(key, 'plain')}:${renderMember(member, column, layout)}`)
    .join(layout.eol + ' '.repeat(column));

const renderList = (value: readonly JsonValue[], column: number, layout: Layout): string =>
  value.map((item) => `- ${renderItem(item, column, layout)}`).join(layout.eol + ' '.repeat(column));

/** What stands behind a dash at a column. */
export const renderItem = (value: JsonValue, column: number, layout: Layout): string => {
  if (isEmpty(value) || isArray(value)) return renderFlow(value);
  if (isObject(value)) return renderMapping(value, column + 2, layout);
  return typeof value === 'string' ? renderText(value, column, 'plain', layout) : renderInline(value, 'plain');
};

/** A collection in block style at a column, first line without its indentation. */
export const renderCollection = (value: JsonValue, column: number, layout: Layout): string =>
  isArray(value)
    ? renderList(value, column, layout)
    : isObject(value)
      ? renderMapping(value, column, layout)
      : renderInline(value, 'plain');

/** What stands behind the colon of a key at a column, the space before it included. */
export const renderMember = (value: JsonValue, column: number, layout: Layout): string => {
  if (isEmpty(value)) return ` ${renderFlow(value)}`;
  if (isArray(value) || isObject(value)) {
    const inner = column + (isArray(value) ? layout.dash : Math.max(layout.step, 1));
    return layout.eol + ' '.repeat(inner) + renderCollection(value, inner, layout);
  }
  if (typeof value === 'string') return ` ${renderText(value, column, 'plain', layout)}`;
  return ` ${renderInline(value, 'plain')}`;
};
