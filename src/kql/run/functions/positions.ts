import { characterCount, patternOf } from '../text.ts';
import type { Pattern } from '../text.ts';
import type { Value } from '../values/value.ts';
import { count, optional, prepared, text } from './call.ts';
import type { Functions, Reader } from './call.ts';
import type { ScalarFunction } from './index.ts';

type Place = { readonly start: number; readonly end: number };
/** Says where the next match at or behind a place is. */
type Finder = (source: string, from: number) => Place | undefined;

const finderOfText = (match: string): Finder => {
  const length = match.length;
  return (source, from) => {
    const start = from > source.length ? -1 : source.indexOf(match, from);
    return start === -1 ? undefined : { start, end: start + length };
  };
};

const finderOfPattern = (expression: string): Finder | null => {
  const pattern = patternOf(expression);
  if (pattern === undefined) return null;
  return (source, from) => (from > source.length ? undefined : pattern.first(source, from));
};

/**
 * Where the n-th match begins; -1 where there is none. The length to search counts from the start for the first match,
 * and from behind each match for the next one, as the last but one example of `indexof()` shows.
 */
const occurrenceAt = (find: Finder, source: string, from: number, length: number, occurrence: number): number => {
  let at = from;
  for (let seen = 1; ; seen += 1) {
    const found = find(source, at);
    if (found === undefined || found.end > at + length) return -1;
    if (seen === occurrence) return characterCount(source.slice(0, found.start));
    at = Math.max(found.end, found.start + 1);
  }
};

/**
 * Position of a match in a text, or -1; null for arguments that make no sense. `indexof` counts a negative start from the
 * end, `indexof_regex` refuses it: their pages describe both in the same words, and show this in their examples.
 */
const position = (finder: Reader<Finder>, countsFromEnd: boolean): ScalarFunction => ({
  bind: (args) => {
    const readSource = text(args[0], 0);
    const readFinder = finder(args[1], 1);
    const readStart = optional(count, 0)(args[2], 2);
    const readLength = optional(count, -1)(args[3], 3);
    const readOccurrence = optional(count, 1)(args[4], 4);
    return (values): Value => {
      const source = readSource(values) ?? '';
      const find = readFinder(values);
      const start = readStart(values);
      const length = readLength(values);
      const occurrence = readOccurrence(values);
      if (find === null || start === null || length === null || occurrence === null) return null;
      if (length < -1 || occurrence < 0 || (start < 0 && !countsFromEnd)) return null;
      const from = start < 0 ? Math.max(source.length + start, 0) : start;
      return occurrenceAt(find, source, from, length === -1 ? Infinity : length, Math.max(occurrence, 1));
    };
  },
});

const countTexts = (source: string, search: string): number => {
  if (search === '') return 0;
  let found = 0;
  // Matches of plain texts may overlap.
  for (let at = source.indexOf(search); at !== -1; at = source.indexOf(search, at + 1)) found += 1;
  return found;
};

const countof: ScalarFunction = {
  bind: (args) => {
    const readSource = text(args[0], 0);
    const readSearch = text(args[1], 1);
    const readPattern = prepared<Pattern>((expression) => patternOf(expression) ?? null)(args[1], 1);
    const readKind = optional(text, 'normal')(args[2], 2);
    return (values) => {
      const source = readSource(values) ?? '';
      if (readKind(values) !== 'regex') return countTexts(source, readSearch(values) ?? '');
      const pattern = readPattern(values);
      return pattern === null ? null : pattern.all(source).length;
    };
  },
};

/** Functions that look for a text or an expression within a text and say where, or how often, it stands. */
export const positionFunctions: Functions = {
  indexof: position(prepared(finderOfText), true),
  indexof_regex: position(prepared(finderOfPattern), false),
  countof,
};
