import { RE2JS, RE2JSException } from 're2js';
import { type JsonValue } from '../../../core/json.ts';
import { onTexts, type Functions } from './signature.ts';

/** An expression of Go, which takes linear time on every text; undefined for a text that is none. */
const compiled = (pattern: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
};

type Matcher = ReturnType<RE2JS['matcher']>;

/** What a match comes to: the text, or its groups as a list, or as an object where they have names. */
const captured = (matcher: Matcher, names: readonly string[]): JsonValue => {
  const group = (at: number | string): JsonValue => matcher.group(at) ?? null;
  if (names.length > 0) return Object.fromEntries(names.map((name) => [name, group(name)]));
  const count = matcher.groupCount();
  return count === 0 ? group(0) : Array.from({ length: count }, (_, index) => group(index + 1));
};

const matchesOf = (pattern: string, text: string, most: number): readonly JsonValue[] | undefined => {
  const expression = compiled(pattern);
  if (expression === undefined) return undefined;
  const names = Object.keys(expression.namedGroups());
  // All groups have names or none has.
  if (names.length > 0 && names.length < expression.groupCount()) return undefined;
  const matcher = expression.matcher(text);
  const found: JsonValue[] = [];
  while (found.length < most && matcher.find()) found.push(captured(matcher, names));
  return found;
};

/** `$1` and `${name}` stand for groups in the new text, as in Go; the engine here wants names as `${name}` too. */
const replaced = (text: string, pattern: string, next: string): string | undefined =>
  compiled(pattern)?.matcher(text).replaceAll(next.replaceAll('\\', '\\\\'), false);

/** Source: Terraform's documentation, "regex", "regexall" and "replace". */
export const regexFunctions: Functions = {
  regex: onTexts((pattern, text) => matchesOf(pattern, text, 1)?.[0]),
  regexall: onTexts((pattern, text) => matchesOf(pattern, text, 100_000)),
  replace: (value, old, next) => {
    if (typeof value !== 'string' || typeof old !== 'string' || typeof next !== 'string') return undefined;
    // Between slashes stands an expression.
    const expression = /^\/(.+)\/$/s.exec(old)?.[1];
    if (expression !== undefined) return replaced(value, expression, next);
    return old === '' ? undefined : value.split(old).join(next);
  },
};
