import { EVENT_ID, parseEvents } from 'js-yaml';
import { layoutOf, treeOf, isBlock, isFirstOnLine, lineEnd, lineStart, nextLine } from '../edit/place.ts';
import { equalJson, isObject, type JsonObject, type JsonValue } from '../../json.ts';
import { readDocument } from '../read-document.ts';
import type { SourceDocument } from '../source.ts';
import { orderKeys } from './order.ts';
import { skipBlank, type Pair, type ScalarNode } from '../yaml/tree.ts';

/** Blanks of an indentation and the text of a line. */
const blanksOf = (line: string): string => line.slice(0, line.search(/[^ ]|$/));

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
const replaceQuery = (text: string, query: string, step: number, eol: string): string | undefined => {
  const root = treeOf(text);
  if (root?.type !== 'mapping' || root.flow) return undefined;
  const pair = root.pairs.find(({ name }) => name === 'query');
  if (pair === undefined || pair.value.type !== 'scalar' || !isFirstOnLine(text, pair.key.span.start)) return undefined;
  const column = pair.key.span.start - lineStart(text, pair.key.span.start);
  const pad = padOf(text, pair.value, column, step);
  return isBlock(pair.value) ? inBlock(text, pair.value, query, pad) : intoBlock(text, pair, query, pad, eol);
};

/** Whether the query stands in a literal block already. */
const isLiteralQuery = (text: string): boolean => {
  const root = treeOf(text);
  const pair = root?.type === 'mapping' ? root.pairs.find(({ name }) => name === 'query') : undefined;
  return pair?.value.type === 'scalar' && text[pair.value.span.start] === '|' && isBlock(pair.value);
};

/** How rule files are laid out. */
export type FormatStyle = {
  /** Keys of the outermost mapping in their order; others follow the key that they follow now. */
  readonly order: readonly string[];
  /** A query laid out anew, or as it is where that is not possible. */
  readonly query: (query: string) => string;
  /** Whether two queries are the same but for white space. */
  readonly sameQuery: (left: string, right: string) => boolean;
};

/** The text of a file laid out anew, and what about it had to stay as it is. */
export type Formatted = { readonly text: string; readonly left: readonly string[] };

const hasAnchors = (text: string): boolean =>
  parseEvents(text, {}).some(
    (event) => event.type === EVENT_ID.ALIAS || ('anchorStart' in event && event.anchorStart >= 0),
  );

const withoutQuery = (value: JsonObject): JsonObject => {
  const { query: _, ...rest } = value;
  return rest;
};

const commentsOf = (document: SourceDocument): readonly string[] =>
  document.comments.map(({ text }) => text.trimEnd()).toSorted();

/** The law of every layout: the same value but for white space in the query, and the same comments. */
const isSame = (before: SourceDocument, text: string, style: FormatStyle): boolean => {
  const { document: after, diagnostics } = readDocument(before.path, text);
  if (diagnostics.length > 0 || !isObject(before.value) || !isObject(after.value)) return false;
  if (!equalJson(withoutQuery(before.value), withoutQuery(after.value))) return false;
  const [left, right] = [before.value['query'], after.value['query']];
  const same =
    typeof left === 'string' && typeof right === 'string' ? style.sameQuery(left, right) : equalJson(left, right);
  const [old, fresh] = [commentsOf(before), commentsOf(after)];
  return same && old.length === fresh.length && old.every((comment, index) => comment === fresh[index]);
};

const trimmed = (query: string): string => query.replace(/^(?:[ \t]*\n)+/, '').trimEnd();

const formatQuery = (document: SourceDocument, query: JsonValue | undefined, style: FormatStyle): string => {
  const { text } = document;
  if (typeof query !== 'string' || query.trim() === '') return text;
  const laidOut = style.query(query);
  const literal = isLiteralQuery(text);
  if (laidOut === query && literal) return text;
  const wanted = trimmed(laidOut === query ? query : laidOut.trimStart());
  if (literal && wanted === trimmed(query)) return text;
  const { step, eol } = layoutOf(text, treeOf(text));
  return replaceQuery(text, wanted, step, eol) ?? text;
};

/**
 * Lays out a rule file: its keys in order and its query as a literal block in the formatter's layout. The values stay
 * the same, the query token by token, and so does every comment; everything else keeps its characters. What cannot be
 * proven to stay the same is left alone, and said.
 */
export const formatDocument = (document: SourceDocument, style: FormatStyle): Formatted => {
  const { text, value, path } = document;
  if (!isObject(value)) return { text, left: ['it is no mapping'] };
  if (hasAnchors(text)) return { text, left: ['it has anchors or aliases, which depend on the order of its keys'] };
  const left: string[] = [];
  const laidOut = formatQuery(document, value['query'], style);
  const withQuery = laidOut === text || isSame(document, laidOut, style) ? laidOut : text;
  if (withQuery !== laidOut) left.push('its query cannot be moved without changing the file');
  const ordered = orderKeys(withQuery, style.order, layoutOf(text, treeOf(text)).eol);
  if ('left' in ordered) return { text: withQuery, left: [...left, ordered.left] };
  if (ordered.text === withQuery) return { text: withQuery, left };
  const current = readDocument(path, withQuery).document;
  if (isSame(current, ordered.text, style)) return { text: ordered.text, left };
  return { text: withQuery, left: [...left, 'its keys cannot be moved without changing a value'] };
};
