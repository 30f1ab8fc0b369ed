import { isArray, type JsonValue } from '../core/json.ts';
import type { Cache } from '../core/ports.ts';
import type { QueryToken, QueryTokenKind } from '../core/query-facts.ts';
import { engineVersion, factsKey, loadKql, type QuerySchema } from '../kql/index.ts';

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

const isKind = (value: JsonValue | undefined): value is QueryTokenKind =>
  typeof value === 'string' && Object.hasOwn(kinds, value);

/** Kept as triples of kind, start and end. Anything else in the cache counts as absent. */
const readTokens = (value: JsonValue | undefined): readonly QueryToken[] | undefined => {
  if (!isArray(value)) return undefined;
  const tokens: QueryToken[] = [];
  for (const item of value) {
    if (!isArray(item)) return undefined;
    const [kind, start, end] = item;
    if (!isKind(kind) || typeof start !== 'number' || typeof end !== 'number') return undefined;
    tokens.push({ kind, span: { start, end } });
  }
  return tokens;
};

/**
 * The engine's classification of each query, by its text; what the cache remembers is not asked again, and the engine is
 * not loaded when it remembers all.
 */
export const tokensOfAll = async (
  queries: Iterable<string>,
  schema: QuerySchema,
  cache: Cache | undefined,
): Promise<(query: string) => readonly QueryToken[]> => {
  const found = new Map<string, readonly QueryToken[]>();
  for (const query of new Set(queries)) {
    const key = `tokens ${engineVersion} ${factsKey(query, schema)}`;
    const remembered = readTokens(await cache?.read(key));
    const tokens = remembered ?? (await loadKql()).classify(query, schema);
    found.set(query, tokens);
    if (remembered === undefined)
      await cache?.write(
        key,
        tokens.map(({ kind, span }) => [kind, span.start, span.end]),
      );
  }
  return (query) => found.get(query) ?? [];
};
