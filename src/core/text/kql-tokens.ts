import type { Span } from './span.ts';

/**
 * The tokens of a KQL text, for telling whether two queries differ in more than white space and comments. It cuts finer
 * questions short in one direction only: texts with equal tokens mean the same, while a few that mean the same (`a-b`
 * and `a - b`) have other tokens. Source: Microsoft Learn, Kusto Query Language, "The string data type" and
 * "Entity names".
 */

const fences = ['```', '~~~'] as const;

/** Longest first: `=~` must not end as `=` and `~`. */
const operators = ['<=', '>=', '==', '!=', '<>', '=~', '!~', '=>', '..', '::', '<|'] as const;

/** A number with its unit (`1.5h`, `0x1F`, `1e-3`), or a word, joined by hyphens as in `mv-expand`, with `~` as in `in~`. */
const number = /(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\w*/y;
const word = /!?[\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}_][\p{L}\p{N}_]*)*(?:~(?!~))?/uy;
const space = /[ \t\r\n\f\v]+/y;
const comment = /\/\/[^\r\n]*/y;
/** `\` escapes in plain strings; in verbatim ones only a doubled quote. A line end stops a string that is not closed. */
const doubleQuoted = /[hH]?"(?:[^"\\\r\n]|\\[^\r\n])*"?/y;
const singleQuoted = /[hH]?'(?:[^'\\\r\n]|\\[^\r\n])*'?/y;
const verbatimDouble = /[hH]?@"(?:[^"]|"")*"?/y;
const verbatimSingle = /[hH]?@'(?:[^']|'')*'?/y;

const strings = [verbatimDouble, verbatimSingle, doubleQuoted, singleQuoted] as const;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

const fencedAt = (text: string, at: number): string | undefined => {
  const start = /[hH]/.test(text.charAt(at)) ? at + 1 : at;
  const fence = fences.find((mark) => text.startsWith(mark, start));
  if (fence === undefined) return undefined;
  const end = text.indexOf(fence, start + fence.length);
  return text.slice(at, end < 0 ? text.length : end + fence.length);
};

const firstMatch = (patterns: readonly RegExp[], text: string, at: number): string | undefined => {
  for (const pattern of patterns) {
    const found = matchAt(pattern, text, at);
    if (found !== undefined) return found;
  }
  return undefined;
};

const tokenAt = (text: string, at: number): string =>
  fencedAt(text, at) ??
  firstMatch(strings, text, at) ??
  firstMatch([number, word], text, at) ??
  operators.find((operator) => text.startsWith(operator, at)) ??
  text.slice(at, at + (/^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(at, at + 2)) ? 2 : 1));

/** The tokens of a query in their order and the offset of each, without white space and comments. Takes any text. */
export const placedTokens = (query: string): readonly { readonly text: string; readonly start: number }[] => {
  const tokens: { readonly text: string; readonly start: number }[] = [];
  let at = 0;
  while (at < query.length) {
    const skipped = matchAt(space, query, at) ?? matchAt(comment, query, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = tokenAt(query, at);
    tokens.push({ text: token, start: at });
    at += token.length;
  }
  return tokens;
};

/** The tokens alone. */
export const kqlTokens = (query: string): readonly string[] => placedTokens(query).map(({ text }) => text);

const isLiteral = (token: string): boolean =>
  /^[hH]?@?["']/.test(token) || fences.some((mark) => token.startsWith(mark, /^[hH]/.test(token) ? 1 : 0));

/** Where the comments and the literals of texts stand in a query, in their order. */
export const apartSpans = (query: string): readonly Span[] => {
  const spans: Span[] = [];
  let at = 0;
  while (at < query.length) {
    const comments = matchAt(comment, query, at);
    const token = comments ?? matchAt(space, query, at) ?? tokenAt(query, at);
    if (comments !== undefined || isLiteral(token)) spans.push({ start: at, end: at + token.length });
    at += token.length;
  }
  return spans;
};
