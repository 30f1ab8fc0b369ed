import type { JsonValue } from '../core/json.ts';
import type { QueryToken, QueryTokenKind, ShownQuery } from '../core/query-facts.ts';

const kinds: Readonly<Record<QueryTokenKind, true>> = {
  comment: true,
  punctuation: true,
  literal: true,
  string: true,
  type: true,
  column: true,
  table: true,
  function: true,
  variable: true,
  operator: true,
  keyword: true,
  name: true,
};

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const isKind = (value: JsonValue | undefined): value is QueryTokenKind =>
  typeof value === 'string' && Object.hasOwn(kinds, value);

const readTokens = (value: JsonValue | undefined): readonly QueryToken[] | undefined => {
  if (!isList(value)) return undefined;
  const tokens: QueryToken[] = [];
  for (const item of value) {
    if (!isList(item)) return undefined;
    const [kind, start, end] = item;
    if (!isKind(kind) || typeof start !== 'number' || typeof end !== 'number') return undefined;
    tokens.push({ kind, span: { start, end } });
  }
  return tokens;
};

/** The query that was printed as such; undefined for anything else, as for an entry that is absent. */
export const readShown = (value: JsonValue | undefined): ShownQuery | undefined => {
  if (!isList(value)) return undefined;
  const [text, list] = value;
  const tokens = readTokens(list);
  return typeof text === 'string' && tokens !== undefined ? { text, tokens } : undefined;
};

/** A shown query as the cache keeps it: its text, and triples of kind, start and end. */
export const printShown = ({ text, tokens }: ShownQuery): JsonValue => [
  text,
  tokens.map(({ kind, span }) => [kind, span.start, span.end]),
];

/** White space that a layout may change; whatever else is blank counts as part of the query. */
const blank = new Set([9, 10, 13, 32]);

/** Where each character that is no white space stands. */
const solid = (text: string): readonly number[] => {
  const found: number[] = [];
  for (let at = 0; at < text.length; at += 1) if (!blank.has(text.charCodeAt(at))) found.push(at);
  return found;
};

/**
 * The tokens of one layout in another one of the same characters, white space between tokens aside; undefined where a
 * token would be another text.
 */
const moved = (tokens: readonly QueryToken[], from: string, to: string): readonly QueryToken[] | undefined => {
  const [before, after] = [solid(from), solid(to)];
  if (before.length !== after.length) return undefined;
  let passed = 0;
  const placed: QueryToken[] = [];
  for (const { kind, span } of tokens) {
    while ((before[passed] ?? Number.POSITIVE_INFINITY) < span.start) passed += 1;
    const text = from.slice(span.start, span.end).trim();
    const start = after[passed];
    if (text === '') continue;
    if (start === undefined || !to.startsWith(text, start)) return undefined;
    placed.push({ kind, span: { start, end: start + text.length } });
  }
  return placed;
};

const lines = (text: string): string => text.replaceAll(/\r\n?/g, '\n').replace(/(?<!\n)\n+$/, '');

/**
 * A query with its tokens in the layout of the formatter. Where that has other tokens, in the layout that it came in; and
 * without tokens where even line ends would change one (a string of several lines that ends them with CRLF).
 */
export const showQuery = (query: string, tokens: readonly QueryToken[], layout: string): ShownQuery => {
  const wanted = lines(layout);
  const laidOut = moved(tokens, query, wanted);
  if (laidOut !== undefined) return { text: wanted, tokens: laidOut };
  const text = lines(query);
  return { text, tokens: moved(tokens, query, text) ?? [] };
};
