import { isArray, isObject, type JsonValue } from '../json.ts';
import { cut } from './cut.ts';

const longest = 60;

/** `1 rule`, `2 rules`, by the words of a type. */
export const countedOf = (count: number, { one, many, short }: TypeWords): string =>
  short === undefined ? `${count} ${count === 1 ? one : many}` : counted(count, short);

/** What one and several of a type are called, and one among its like. */
export type TypeWords = { readonly one: string; readonly many: string; readonly short?: string };

/** A value as messages show it. */
export const shown = (value: JsonValue | undefined): string => {
  if (isArray(value)) return 'a list';
  if (isObject(value)) return 'a mapping';
  if (value === null || value === undefined) return 'nothing';
  const text = String(value).replace(/\s+/g, ' ').trim();
  if (text === '') return 'an empty text';
  return `\`${cut(text, longest)}\``;
};

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  object: 'a mapping',
  array: 'a list',
};

/** Words as people list them: `a, b and c`. */
export const inSeries = (words: readonly string[], last: 'and' | 'or' = 'and'): string =>
  [...(words.length < 2 ? [] : [words.slice(0, -1).join(', ')]), ...words.slice(-1)].join(` ${last} `);

/** The names of JSON types in words. */
export const typesInWords = (types: readonly string[]): string =>
  inSeries(
    types.map((type) => typeWords[type] ?? type),
    'or',
  );

/** What a value is, in words that contrast with the type that is wanted. */
export const kindInWords = (value: JsonValue | undefined): string => {
  if (isArray(value)) return 'a list';
  if (isObject(value)) return 'a mapping';
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? '`true` or `false`' : 'a number';
};

const quote = (name: string): string => `\`${name}\``;

/** Names for a message: all of them where they are few. */
export const listed = (names: readonly string[], last: 'and' | 'or' = 'and'): string =>
  inSeries(names.map(quote), last);

/** A number with its noun: `1 rule`, `2 rules`; `many` where that is not the noun with an s. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Why content of a type that the service never runs by itself cannot be switched off; `name` is what people call it. */
export const withoutSwitch = (name: string, { one }: Pick<TypeWords, 'one'>): string =>
  `${name} is a ${one}, which has no switch and cannot be off.`;
