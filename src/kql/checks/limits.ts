import type { Span } from '../../core/text/span.ts';
import { growthBeyond } from './growth.ts';
import type { QuerySchema } from '../schema/schema.ts';

/** Twice what the service takes for a rule's query; the work grows faster than the length. */
export const maxQueryLength = 20_000;
/** Saved functions may be longer than queries. */
export const maxBodyLength = 60_000;

/** The engine bounds the depth of a query itself, but only after its parser, whose recursion ends in the stack. */
const maxNesting = 500;

/**
 * Why a text is not given to the engine: it is too long or too deep to be read (`limit`), or what it says multiplies
 * beyond what can be worked out (`complexity`, at the place where it does).
 */
export type Excess = { readonly kind: 'limit' | 'complexity'; readonly message: string; readonly span: Span };

const deepestBracket = (query: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const bracket of query.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket[0]) ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

const limit = (message: string): Excess => ({ kind: 'limit', message, span: { start: 0, end: 0 } });

/** Why a text cannot even be parsed, or undefined for one that can. */
export const unreadable = (query: string, maxLength = maxQueryLength): Excess | undefined => {
  if (query.length > maxLength)
    return limit(`The query has ${query.length} characters; at most ${maxLength} are analysed.`);
  if (deepestBracket(query) > maxNesting)
    return limit(`Brackets are nested more than ${maxNesting} deep; such a query is not analysed.`);
  return undefined;
};

/** Why a text is not given to the engine, or undefined for one that is. */
export const beyondLimits = (query: string, schema: QuerySchema, maxLength = maxQueryLength): Excess | undefined =>
  unreadable(query, maxLength) ?? growthBeyond(query, schema);
