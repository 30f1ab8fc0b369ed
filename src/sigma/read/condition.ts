import { SigmaFault } from '../fault.ts';

/** A condition as written, before its names are looked up. */
export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'quantified'; readonly quantifier: 'any' | 'all'; readonly pattern: string }
  | { readonly kind: 'not'; readonly argument: Expression }
  | { readonly kind: 'and' | 'or'; readonly arguments: readonly Expression[] };

const maxConditionDepth = 60;
const maxConditionLength = 20_000;

type Token = { readonly text: string; readonly at: number };

const tokensOf = (text: string): Token[] =>
  Array.from(text.matchAll(/[A-Za-z0-9_-]+|[^\s]/g), (match) => ({ text: match[0], at: match.index }));

type Cursor = { readonly text: string; readonly tokens: readonly Token[]; index: number };

const unexpected = (cursor: Cursor): never => {
  const token = cursor.tokens[cursor.index];
  throw new SigmaFault(
    'other:SigmaConditionError',
    token === undefined
      ? `The condition \`${cursor.text.slice(0, 120)}\` ends where a search identifier is expected.`
      : `The condition \`${cursor.text.slice(0, 120)}\` cannot be read from \`${token.text}\` on (character ${token.at + 1}).`,
  );
};

const take = (cursor: Cursor, text: string): boolean => {
  if (cursor.tokens[cursor.index]?.text !== text) return false;
  cursor.index += 1;
  return true;
};

/** A pattern takes letters, digits, `_` and `*`; its pieces are adjacent tokens. */
const readPattern = (cursor: Cursor): string => {
  let pattern = '';
  let end = -1;
  for (;;) {
    const token = cursor.tokens[cursor.index];
    if (token === undefined || (end >= 0 && token.at !== end) || !/^(?:\*|[A-Za-z0-9_]+)$/.test(token.text)) break;
    pattern += token.text;
    end = token.at + token.text.length;
    cursor.index += 1;
  }
  return pattern === '' ? unexpected(cursor) : pattern;
};

const readPrimary = (cursor: Cursor, depth: number): Expression => {
  if (depth > maxConditionDepth)
    throw new SigmaFault('too-large', `The condition is nested deeper than ${maxConditionDepth} levels.`);
  if (take(cursor, 'not')) return { kind: 'not', argument: readPrimary(cursor, depth + 1) };
  if (take(cursor, '(')) {
    const inner = readOr(cursor, depth + 1);
    return take(cursor, ')') ? inner : unexpected(cursor);
  }
  const token = cursor.tokens[cursor.index];
  if (token === undefined || !/^[A-Za-z0-9_-]+$/.test(token.text)) return unexpected(cursor);
  cursor.index += 1;
  const { text } = token;
  if ((text === '1' || text === 'any' || text === 'all') && take(cursor, 'of'))
    return { kind: 'quantified', quantifier: text === 'all' ? 'all' : 'any', pattern: readPattern(cursor) };
  return { kind: 'name', name: text };
};

const readChain = (cursor: Cursor, depth: number, word: 'and' | 'or'): Expression => {
  const next =
    word === 'or' ? (): Expression => readChain(cursor, depth, 'and') : (): Expression => readPrimary(cursor, depth);
  const first = next();
  const items = [first];
  while (take(cursor, word)) items.push(next());
  return items.length === 1 ? first : { kind: word, arguments: items };
};

const readOr = (cursor: Cursor, depth: number): Expression => readChain(cursor, depth, 'or');

/**
 * Reads a condition: names, `1 of`, `any of`, `all of`, `not`, `and`, `or` in that order of binding, parentheses.
 * Throws a SigmaFault without a place; a pipe (an aggregation of the first Sigma version) has a cause of its own.
 */
export const parseCondition = (text: string): Expression => {
  if (text.includes('|'))
    throw new SigmaFault(
      'deprecated-pipe-condition',
      `The condition \`${text.slice(0, 120)}\` aggregates with \`|\`, which Sigma 2 replaced by correlation rules.`,
    );
  if (text.length > maxConditionLength)
    throw new SigmaFault('too-large', `The condition is longer than ${maxConditionLength} characters.`);
  const cursor: Cursor = { text, tokens: tokensOf(text), index: 0 };
  const expression = readOr(cursor, 0);
  return cursor.index < cursor.tokens.length ? unexpected(cursor) : expression;
};

/** The search identifiers that a pattern means, in their order; those that begin with `_` only when it does. */
export const namesMatching = (pattern: string, names: Iterable<string>): string[] => {
  if (pattern === 'them') return [...names].filter((name) => !name.startsWith('_'));
  // Text between stars, matched by position: no expression to run wild.
  const [head = '', ...pieces] = pattern.split('*');
  const tail = pieces.pop();
  return [...names].filter((name) => {
    if (name.startsWith('_') && !pattern.startsWith('_')) return false;
    if (tail === undefined) return name === pattern;
    if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
    let from = head.length;
    for (const piece of pieces) {
      const found = name.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return from <= name.length - tail.length;
  });
};
