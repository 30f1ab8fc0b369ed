import { kqlTokens } from '../core/text/kql-tokens.ts';

/** What stands in the brackets of each call of a name, as tokens; undefined for a use without brackets. */
type Use = readonly string[] | undefined;

const argumentsAt = (tokens: readonly string[], open: number): Use => {
  if (tokens[open] !== '(') return undefined;
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at] === '(') depth += 1;
    else if (tokens[at] === ')') depth -= 1;
    if (depth === 0) return tokens.slice(open + 1, at);
  }
  return tokens.slice(open + 1);
};

/** Where a query uses a name of the workspace: not as a member of a value, and not where the query has a name of its own so. */
export const usesOf = (query: string, name: string): readonly Use[] => {
  const tokens = kqlTokens(query);
  const places = tokens.flatMap((token, at) => (token === name && tokens[at - 1] !== '.' ? [at] : []));
  if (places.some((at) => tokens[at - 1] === 'let')) return [];
  return places.map((at) => argumentsAt(tokens, at + 1));
};

/** Whether a query reads a watchlist, by its alias in any letters. */
export const readsWatchlist = (query: string, alias: string): boolean =>
  usesOf(query, '_GetWatchlist').some(
    (use) => use?.[0]?.replace(/^[hH]?@?["']|["']$/g, '').toLowerCase() === alias.toLowerCase(),
  );
