import type { QueryToken } from '../core/query-facts.ts';

/**
 * The tokens of a query as a file has it, as tokens of `queryText` of it: line ends are one character there, and the
 * newlines at the end are not in it (no token is there either).
 */
export const shownTokens = (raw: string, tokens: readonly QueryToken[]): readonly QueryToken[] => {
  if (!raw.includes('\r\n')) return tokens;
  const ends = [...raw.matchAll(/\r\n/g)].map(({ index }) => index);
  let passed = 0;
  const shift = (offset: number): number => {
    while ((ends[passed] ?? Number.POSITIVE_INFINITY) < offset) passed += 1;
    return offset - passed;
  };
  return tokens.map(({ kind, span }) => ({ kind, span: { start: shift(span.start), end: shift(span.end) } }));
};
