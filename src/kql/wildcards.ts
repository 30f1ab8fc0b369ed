import type { QuerySchema } from './schema/schema.ts';

/** What the wildcards of a query stand for. */
export type WildcardTables = {
  /** Known tables that they fit. */
  readonly names: readonly string[];
  /** For each wildcard that fits more than is known a name that fits it: that of a table of any columns. */
  readonly sprawling: readonly string[];
};

const maxTables = 300;
const minLetters = 3;
/** So many parts keep the matching of a name short. */
const maxParts = 4;
/** Looking through all tables for each of a text of wildcards alone could take for ever. */
const maxWildcards = 50;
const none: WildcardTables = { names: [], sprawling: [] };

/**
 * Whether a wildcard at a place is an operand of the operator that it follows, and no multiplication behind a pipe. Places
 * are asked for in their order, and the text is gone through once.
 */
const operands = (query: string): ((at: number) => boolean) => {
  const marks = query.matchAll(/\||\b(?:union|find|search)\b/g);
  let mark = marks.next();
  let isOperand = false;
  return (at) => {
    for (; mark.done !== true && mark.value.index < at; mark = marks.next()) isOperand = mark.value[0] !== '|';
    return isOperand;
  };
};

const expressionOf = (wildcard: string): RegExp => new RegExp(`^${wildcard.replaceAll(/\*+/g, String.raw`\w*`)}$`);

/** The name of the table of any columns that a wildcard stands for where it fits more than is known. */
export const standInFor = (wildcard: string): string => wildcard.replaceAll(/\*+/g, '_any_');

/**
 * Tables that the wildcards of `union`, `find` and `search` stand for: `Device*`, `*Logs`, `Device*Events`. One of few
 * letters (`*`, `S*`) stands for much of a workspace, and one of custom tables (`Contoso*_CL`) for tables that only the
 * workspace knows, so that the columns of their rows are anybody's guess.
 */
export const wildcardTables = (query: string, schema: QuerySchema): WildcardTables => {
  if (!query.includes('*') || !/\b(?:union|find|search)\b/.test(query)) return none;
  const names = new Set<string>();
  const sprawling = new Set<string>();
  const seen = new Set<string>();
  const isOperand = operands(query);
  for (const { 0: wildcard, index } of query.matchAll(/(?<![\w*])[\w*]*\*[\w*]*/g)) {
    if (seen.has(wildcard)) continue;
    if (seen.size >= maxWildcards) break;
    const parts = wildcard.split(/\*+/);
    const isNarrow = parts.length <= maxParts && parts.join('').length >= minLetters;
    const fits = isNarrow ? expressionOf(wildcard) : undefined;
    const found = fits === undefined ? [] : [...schema.tableNames()].filter((name) => fits.test(name));
    for (const each of found) names.add(each);
    const name = standInFor(wildcard);
    if (isNarrow || sprawling.has(name)) seen.add(wildcard);
    if ((found.length === 0 || wildcard.endsWith('_CL')) && isOperand(index)) sprawling.add(name);
  }
  return { names: [...names].slice(0, maxTables), sprawling: [...sprawling] };
};
