import type { JsonValue } from '../core/json.ts';
import type { QueryToken, QueryTokenKind } from '../core/query-facts.ts';

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

/** The tokens that were printed as such; undefined for anything else, as for an entry that is absent. */
export const readTokens = (value: JsonValue | undefined): readonly QueryToken[] | undefined => {
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

/** Tokens as the cache keeps them: triples of kind, start and end. */
export const printTokens = (tokens: readonly QueryToken[]): JsonValue =>
  tokens.map(({ kind, span }) => [kind, span.start, span.end]);
