import { textOf } from '../values/convert.ts';
import { characterCount, foldCase, hasTerm, quotePattern, sliceCharacters } from '../text.ts';
import { isArray, isWhole, type Dynamic, type Value } from '../values/value.ts';
import {
  array,
  count,
  dynamic,
  optional,
  prepared,
  text,
  ternary,
  unary,
  binary,
  variadic,
  type Functions,
} from './call.ts';
import { compareTexts } from '../values/dynamic-order.ts';

const maxRepetitions = 1024;
const largestCodePoint = 0x10_ff_ff;

/** Changes case character by character, and leaves those whose other case is longer, as the engine does. */
const changeCase = (value: string, change: (text: string) => string): string => {
  const changed = change(value);
  if (changed.length === value.length) return changed;
  return Array.from(value, (each) => (change(each).length === each.length ? change(each) : each)).join('');
};

const substring = (value: string, start: number, length: number): string => {
  const from = start < 0 ? Math.max(characterCount(value) + start, 0) : start;
  return length < 0 ? '' : sliceCharacters(value, from, from + length);
};

const splitText = (value: string, delimiter: string, index: number): Value => {
  const parts = delimiter === '' ? [value] : value.split(delimiter);
  if (index === Infinity) return parts;
  const part = parts[index];
  return part === undefined ? [] : [part];
};

/** A part of a text, and whether a lookup has matched it already. */
type Part = { readonly text: string; readonly done: boolean };

const replaceParts = (parts: readonly Part[], lookup: string, rewrite: string): readonly Part[] =>
  parts.flatMap((part) => {
    if (part.done || !part.text.includes(lookup)) return [part];
    return part.text
      .split(lookup)
      .flatMap((piece, at): readonly Part[] => [
        ...(at === 0 ? [] : [{ text: rewrite, done: true }]),
        { text: piece, done: false },
      ]);
  });

/**
 * Replaces each of several texts by its counterpart. An earlier lookup takes precedence over a later one wherever it
 * stands; what is matched once is left alone, even where the counterpart is no text and nothing is replaced.
 */
const replaceStrings = (value: string, lookups: readonly Dynamic[], rewrites: readonly Dynamic[]): string => {
  let parts: readonly Part[] = [{ text: value, done: false }];
  for (const [at, lookup] of lookups.entries()) {
    if (typeof lookup !== 'string' || lookup === '') continue;
    const rewrite = rewrites[at];
    parts = replaceParts(parts, lookup, typeof rewrite === 'string' ? rewrite : lookup);
  }
  return parts.map((part) => part.text).join('');
};

const translate = (search: readonly string[], replacement: readonly string[], source: string): string =>
  Array.from(source, (character) => {
    const at = search.indexOf(character);
    if (at === -1) return character;
    // A list that is too short goes on with its last character.
    return replacement[Math.min(at, replacement.length - 1)] ?? '';
  }).join('');

const codePoint = (value: Dynamic): string =>
  isWhole(value) && value >= 0 && value <= largestCodePoint ? String.fromCodePoint(Number(value)) : '';

const fromCodePoints = variadic(dynamic, (values) =>
  values.map((value) => (isArray(value) ? value.map(codePoint).join('') : codePoint(value))).join(''),
);

const hasAnyIndex = (source: string, values: readonly Dynamic[]): number => {
  const folded = foldCase(source);
  return values.findIndex((value) => hasTerm(folded, foldCase(textOf(value))));
};

/**
 * Cuts a command line into its arguments as Windows does (Microsoft Learn, "CommandLineToArgvW"): quotes hold spaces,
 * backslashes before a quote count in pairs, two quotes within quotes are one.
 */
const commandLine = (line: string): readonly string[] | null => {
  const found: string[] = [];
  let current: string | undefined;
  let quoted = false;
  let at = 0;
  const backslashes = /\\*/y;
  while (at < line.length) {
    const character = line.charAt(at);
    if (!quoted && /[ \t]/.test(character)) {
      if (current !== undefined) found.push(current);
      current = undefined;
      at += 1;
      continue;
    }
    backslashes.lastIndex = at;
    const slashes = backslashes.exec(line)?.[0].length ?? 0;
    const isQuote = line.charAt(at + slashes) === '"';
    current ??= '';
    if (!isQuote) {
      current += slashes > 0 ? '\\'.repeat(slashes) : character;
      at += Math.max(slashes, 1);
      continue;
    }
    current += '\\'.repeat(Math.floor(slashes / 2));
    at += slashes + 1;
    if (slashes % 2 === 1) current += '"';
    else if (quoted && line.charAt(at) === '"') {
      current += '"';
      at += 1;
    } else quoted = !quoted;
  }
  if (current !== undefined) found.push(current);
  return found.length === 0 ? null : found;
};

const strcat = variadic(text, (values) => values.join(''));
const strcatArray = binary(array, text, (values, delimiter) => values.map(textOf).join(delimiter), '');

/** Functions of strings; those of regular expressions stand beside them. */
export const stringFunctions: Functions = {
  strcat,
  strcat_array: strcatArray,
  array_strcat: strcatArray,
  strcat_delim: variadic(text, ([delimiter, ...values]) => values.join(delimiter ?? '')),
  strcmp: binary(text, text, compareTexts),
  strrep: ternary(
    text,
    count,
    optional(text, ''),
    (value, times, delimiter) =>
      Array.from({ length: Math.max(Math.min(times, maxRepetitions), 0) }, () => value).join(delimiter),
    '',
  ),
  strlen: unary(text, characterCount),
  string_size: unary(text, (value) => new TextEncoder().encode(value).length),
  toupper: unary(text, (value) => changeCase(value, (each) => each.toUpperCase()), ''),
  tolower: unary(text, (value) => changeCase(value, (each) => each.toLowerCase()), ''),
  substring: ternary(text, count, optional(count, Infinity), substring, ''),
  regex_quote: unary(text, quotePattern, ''),
  has_any_index: binary(text, array, hasAnyIndex),
  reverse: unary(text, (value) => Array.from(value).reverse().join(''), ''),
  split: ternary(text, text, optional(count, Infinity), splitText),
  parse_command_line: binary(text, text, (line, parser) =>
    parser.toLowerCase() === 'windows' ? commandLine(line) : null,
  ),
  replace_string: ternary(
    text,
    text,
    text,
    (value, lookup, rewrite) => (lookup === '' ? value : value.split(lookup).join(rewrite)),
    '',
  ),
  replace_strings: ternary(text, array, array, replaceStrings, ''),
  translate: ternary(
    prepared((value) => Array.from(value)),
    prepared((value) => Array.from(value)),
    text,
    translate,
    '',
  ),
  unicode_codepoints_from_string: unary(text, (value) => Array.from(value, (each) => each.codePointAt(0) ?? 0)),
  to_utf8: unary(text, (value) => Array.from(value, (each) => each.codePointAt(0) ?? 0)),
  unicode_codepoints_to_string: fromCodePoints,
  make_string: fromCodePoints,
};
