import { isBlock, isFirstOnLine, lineEnd, lineStart, nextLine, treeOf } from '../edit/place.ts';
import { skipBlank, type Pair, type ScalarNode } from '../yaml/tree.ts';

/** Blanks of an indentation and the text of a line. */
const blanksOf = (line: string): string => /^ */.exec(line)?.[0] ?? '';

const indent = (lines: readonly string[], pad: string, eol: string): string =>
  lines.map((line) => (line === '' ? '' : pad + line) + eol).join('');

/** The lines under a block header: the header keeps its chomping and its comment, and loses its indentation digit. */
const inBlock = (text: string, node: ScalarNode, query: string, pad: string): string => {
  const { start } = node.span;
  const from = nextLine(text, start);
  const header = text.slice(start, lineEnd(text, start)).replace(/^[|>]([-+]?)\d?([-+]?)/, '|$1$2');
  const eol = text.slice(lineEnd(text, start), from) || '\n';
  const last = nextLine(text, Math.max(node.span.end, from));
  const body = indent(query.split('\n'), pad, eol);
  return text.slice(0, start) + header + eol + body + text.slice(last);
};

/** A query in quotes or on its key's line moves under `|`; a comment behind it stays behind the key. */
const intoBlock = (text: string, pair: Pair, query: string, pad: string, eol: string): string | undefined => {
  const { value, key } = pair;
  const colon = skipBlank(text, key.span.end);
  if (text[colon] !== ':' || /#/.test(text.slice(colon, value.span.start))) return undefined;
  const comment = text.slice(value.span.end, lineEnd(text, value.span.end)).trim();
  if (comment !== '' && !comment.startsWith('#')) return undefined;
  const header = `: |${comment === '' ? '' : ` ${comment}`}${eol}`;
  const rest = text.slice(nextLine(text, value.span.end));
  return text.slice(0, colon) + header + indent(query.split('\n'), pad, eol) + rest;
};

/** The indentation of a block's lines as they stand; that of the file where none says. */
const padOf = (text: string, node: ScalarNode, column: number, step: number): string => {
  const usual = ' '.repeat(column + step);
  if (!isBlock(node)) return usual;
  const lines = text.slice(nextLine(text, node.span.start), node.span.end).split(/\r?\n/);
  // A digit in the header means that the first line begins with spaces of the query's own.
  const digit = /^[|>][-+]?(\d)/.exec(text.slice(node.span.start))?.[1];
  if (digit !== undefined) return ' '.repeat(column + Number(digit));
  const first = lines.find((line) => line.trim() !== '');
  return first === undefined || blanksOf(first).length <= column ? usual : blanksOf(first);
};

/**
 * The text with another query under the key `query` of its outermost mapping, as a literal block; undefined where the
 * key is not there or shares its line with another one.
 */
export const replaceQuery = (text: string, query: string, step: number, eol: string): string | undefined => {
  const root = treeOf(text);
  if (root?.type !== 'mapping' || root.flow) return undefined;
  const pair = root.pairs.find(({ name }) => name === 'query');
  if (pair === undefined || pair.value.type !== 'scalar' || !isFirstOnLine(text, pair.key.span.start)) return undefined;
  const column = pair.key.span.start - lineStart(text, pair.key.span.start);
  const pad = padOf(text, pair.value, column, step);
  return isBlock(pair.value) ? inBlock(text, pair.value, query, pad) : intoBlock(text, pair, query, pad, eol);
};

/** Whether the query stands in a literal block already. */
export const isLiteralQuery = (text: string): boolean => {
  const root = treeOf(text);
  const pair = root?.type === 'mapping' ? root.pairs.find(({ name }) => name === 'query') : undefined;
  return pair?.value.type === 'scalar' && text[pair.value.span.start] === '|' && isBlock(pair.value);
};
