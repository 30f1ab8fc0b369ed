import { columnOf, fullEnd, isFirstOnLine, lineStart, nextLine, treeOf } from '../edit/place.ts';
import type { MappingNode, Pair } from '../yaml/tree.ts';

/** A text with its keys in order, or why they stay as they are. */
export type Ordered = { readonly text: string } | { readonly left: string };

/** A key with its lines: blank lines above it, comments above it, and the lines from the key to the next one's. */
type Block = { readonly blank: string; readonly own: string; readonly key: string };

/** Lines of a text between two offsets, each with its line end. */
const linesBetween = (text: string, start: number, end: number): readonly string[] => {
  const lines: string[] = [];
  for (let at = start; at < end;) {
    const next = Math.min(nextLine(text, at), end);
    lines.push(text.slice(at, next));
    at = next;
  }
  return lines;
};

/** A comment that comments out more of the value above it: indented under its key, or an item of its list. */
const continues = (line: string, value: Pair['value'], column: number): boolean => {
  if (!/^\s*#/.test(line) || /^\s*#\s*picket-ignore/.test(line)) return false;
  if (line.length - line.trimStart().length > column) return true;
  return value.type === 'sequence' && !value.flow && /^\s*#\s*- /.test(line);
};

/** Where the lines of a pair end, with the comments below it that belong to its value. */
const endOf = (text: string, pair: Pair, limit: number, column: number): number => {
  const last = Math.max(fullEnd(pair.value), pair.key.span.end);
  let at = /[\n\r]/.test(text.charAt(last - 1)) ? last : nextLine(text, last);
  for (const line of linesBetween(text, at, limit)) {
    if (!continues(line, pair.value, column)) break;
    at += line.length;
  }
  return Math.min(at, limit);
};

const blockOf = (lead: string, body: string, key: string): Block => {
  const own = lead.replace(/^(?:[ \t]*(?:\r\n|\r|\n))*/, '');
  return { blank: lead.slice(0, lead.length - own.length), own: own + body, key };
};

/** Keys that have no place of their own follow the one that they follow now. */
const sorted = (blocks: readonly Block[], order: readonly string[]): readonly Block[] => {
  const groups: { readonly rank: number; readonly blocks: Block[] }[] = [];
  for (const block of blocks) {
    const rank = order.indexOf(block.key);
    const group = groups.at(-1);
    if (rank >= 0 || group === undefined) groups.push({ rank, blocks: [block] });
    else group.blocks.push(block);
  }
  return groups.toSorted((left, right) => left.rank - right.rank).flatMap((group) => group.blocks);
};

const blocksOf = (text: string, { pairs }: MappingNode, column: number): readonly Block[] =>
  pairs.map((pair, index) => {
    const start = lineStart(text, pair.key.span.start);
    const before = pairs[index - 1];
    const lead = before === undefined ? start : endOf(text, before, start, column);
    const next = pairs[index + 1];
    const limit = next === undefined ? text.length : lineStart(text, next.key.span.start);
    return blockOf(text.slice(lead, start), text.slice(start, endOf(text, pair, limit, column)), pair.name);
  });

/**
 * The text with the keys of its outermost mapping in an order, each moved with its lines and the comments that belong to
 * it. What stands above the first key and below the last one stays there.
 */
export const orderKeys = (text: string, order: readonly string[], eol: string): Ordered => {
  const root = treeOf(text);
  if (root?.type !== 'mapping' || root.flow) return { left: 'it is no mapping of one key a line' };
  const [first] = root.pairs;
  if (first === undefined || !root.pairs.every(({ key }) => isFirstOnLine(text, key.span.start)))
    return { left: 'it is no mapping of one key a line' };
  const start = lineStart(text, first.key.span.start);
  const column = columnOf(text, first.key.span.start);
  const blocks = blocksOf(text, root, column);
  const wanted = sorted(blocks, order);
  const [top] = wanted;
  if (top === undefined || wanted.every((block, index) => block === blocks[index])) return { text };
  if (top.own.includes('picket-ignore') && /^[ \t]*#[ \t]*picket-ignore/m.test(top.own))
    return { left: 'a comment `picket-ignore` would come to concern the whole file' };
  const end = start + blocks.reduce((sum, { blank, own }) => sum + blank.length + own.length, 0);
  // The first key has no blank lines of its own: it takes the place of the one whose were above it.
  const placed = wanted.map((block, index) => {
    const blank = index === 0 ? '' : block === blocks[0] ? top.blank : block.blank;
    return blank + (/[\n\r]$/.test(block.own) ? block.own : block.own + eol);
  });
  return { text: text.slice(0, start) + placed.join('') + text.slice(end) };
};
