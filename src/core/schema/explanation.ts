import type { ErrorObject } from 'ajv';
import type { DiagnosticCode, Severity } from '../diagnostic.ts';
import { isObject, type JsonObject, type JsonValue, isArray } from '../json.ts';
import { segmentsOf, type JsonPointer } from '../pointer.ts';
import type { SourceDocument } from '../text/source.ts';
import type { TextEdit } from '../text/span.ts';

const longest = 60;

/** A value as messages show it. */
export const shown = (value: JsonValue | undefined): string => {
  if (isArray(value)) return 'a list';
  if (isObject(value)) return 'a mapping';
  if (value === null || value === undefined) return 'nothing';
  const text = String(value).replace(/\s+/g, ' ').trim();
  if (text === '') return 'an empty text';
  return `\`${text.length > longest ? `${text.slice(0, longest)}…` : text}\``;
};

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  object: 'a mapping',
  array: 'a list',
};

const join = (words: readonly string[], last: string): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;

/** The names of JSON types in words. */
export const typesInWords = (types: readonly string[]): string =>
  join(
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
export const listed = (names: readonly string[], last: 'and' | 'or' = 'and'): string => join(names.map(quote), last);

/** A name with its article left to the noun: "no tactic", "no entity type". */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** One violation in Picket's words, before it is placed. */
export type Explanation = {
  readonly code: DiagnosticCode;
  readonly at: JsonPointer;
  readonly part: 'key' | 'value';
  readonly message: string;
  /** Where it is not the one of its place. */
  readonly severity?: Severity;
  readonly hint?: string;
  readonly fix?: readonly TextEdit[];
  /** The key that this one means; where it is also missing, saying so twice would be noise. */
  readonly means?: JsonPointer;
};

export type Context = {
  readonly root: JsonObject;
  readonly document: SourceDocument;
};

export const lastOf = (at: JsonPointer): string => segmentsOf(at).at(-1) ?? '';

/** The name of the nearest key at or above a place: of `/tactics/0`, `tactics`. */
export const keyFor = (at: JsonPointer): string | undefined =>
  segmentsOf(at).findLast((segment) => !/^\d+$/.test(segment));

export const subject = (at: JsonPointer): string => {
  const key = keyFor(at);
  if (key === undefined) return 'The file';
  const index = lastOf(at);
  return key === index ? `\`${key}\`` : `Entry ${Number(index) + 1} of \`${key}\``;
};

export const parameter = (error: ErrorObject, name: string): JsonValue | undefined => {
  const params: unknown = error.params;
  const value = isObject(params) ? params[name] : undefined;
  return value;
};

export const textParameter = (error: ErrorObject, name: string): string => {
  const value = parameter(error, name);
  return typeof value === 'string' ? value : '';
};

export const numberParameter = (error: ErrorObject, name: string): number => {
  const value = parameter(error, name);
  return typeof value === 'number' ? value : 0;
};

export const some = <Key extends 'hint' | 'fix', Value>(
  key: Key,
  value: Value | undefined,
): { readonly [name in Key]?: Value } => {
  const found: { [name in Key]?: Value } = {};
  if (value !== undefined) found[key] = value;
  return found;
};
