import unhomoglyph from 'unhomoglyph';
import type { Span } from './span.ts';

/**
 * The text that a person would take this one for: texts that look alike have the same skeleton (Unicode TS 39, section 4,
 * over its table of confusable characters).
 */
export const skeleton = (text: string): string => unhomoglyph(text.normalize('NFD')).normalize('NFD');

/** The scripts of Unicode UAX 31, table 5 (recommended); a letter of any other is not judged. */
const scripts = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Georgian',
  'Ethiopic',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thaana',
  'Thai',
  'Lao',
  'Tibetan',
  'Myanmar',
  'Khmer',
  'Hangul',
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
] as const;
type Script = (typeof scripts)[number];

/** Scripts that are written together (Unicode TS 39, section 5.1). */
const together: readonly (readonly Script[])[] = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Bopomofo'],
  ['Han', 'Hangul'],
];

const tests = scripts.map((script) => [script, new RegExp(`\\p{Script_Extensions=${script}}`, 'u')] as const);
const known = new Map<string, readonly Script[]>();

/** The scripts that a letter belongs to; none where it belongs to all, or to one that is not judged. */
const scriptsOf = (letter: string): readonly Script[] => {
  const before = known.get(letter);
  if (before !== undefined) return before;
  const found = tests.filter(([, test]) => test.test(letter)).map(([script]) => script);
  known.set(letter, found);
  return found;
};

const isMixed = (word: string): boolean => {
  // What nobody sees is no letter, although some of it belongs to a script.
  const seen = word.replaceAll(/\p{Cf}/gu, '');
  const letters = Array.from(seen, scriptsOf).filter((found) => found.length > 0);
  const fit = (allowed: readonly Script[]): boolean =>
    letters.every((found) => found.some((script) => allowed.includes(script)));
  return !scripts.some((script) => fit([script])) && !together.some(fit);
};

/** The words of a text in which scripts are mixed (`p\u0430ypal` with a Cyrillic letter), in their order. */
export const mixedWords = (text: string): readonly Span[] =>
  [...text.matchAll(/[\p{L}\p{M}\p{N}\p{Cf}_]+/gu)].flatMap(({ 0: word, index }) =>
    /^[\x20-\x7e]*$/.test(word) || !isMixed(word) ? [] : [{ start: index, end: index + word.length }],
  );
