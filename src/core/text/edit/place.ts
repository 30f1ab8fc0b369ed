import { CHOMPING_MODE, parseEvents, SCALAR_STYLE } from 'js-yaml';
import type { Span } from '../span.ts';
import { documentStarts } from '../yaml/locator.ts';
import { buildTree, isFlow, type ScalarNode, type YamlNode } from '../yaml/tree.ts';
import type { Layout, TextStyle } from './render.ts';

export const lineStart = (text: string, offset: number): number => {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1;
  return at === 0 && text.startsWith('\uFEFF') && offset > 0 ? 1 : at;
};

/** The end of the line that an offset is in, before its line break. */
export const lineEnd = (text: string, offset: number): number => {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
};

/** The begin of the line after the one that an offset is in; the end of the text on its last line. */
export const nextLine = (text: string, offset: number): number => {
  const end = lineEnd(text, offset);
  return end + (text.startsWith('\r\n', end) ? 2 : end < text.length ? 1 : 0);
};

export const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Whether nothing but spaces stands before an offset on its line. */
export const isFirstOnLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '';

/** The tree of a text that can be read; undefined for one that cannot. */
export const treeOf = (text: string): YamlNode | undefined => {
  const events = parseEvents(text, {});
  const [first] = documentStarts(events);
  return first === undefined ? undefined : buildTree(text, events, first);
};

/** The last node within a node in block style: where its text ends. */
const innermostLast = (node: YamlNode): YamlNode => {
  const last =
    node.type === 'mapping' ? node.pairs.at(-1)?.value : node.type === 'sequence' ? node.items.at(-1) : undefined;
  return last === undefined || isFlow(node) ? node : innermostLast(last);
};

/** The end of a node with everything that belongs to it: a block scalar that keeps its blank lines has them. */
export const fullEnd = (node: YamlNode): number => {
  const last = innermostLast(node);
  const keeps = last.type === 'scalar' && isBlock(last) && last.event.chomping === CHOMPING_MODE.KEEP;
  return Math.max(node.span.end, last.span.end, keeps ? last.event.valueEnd : 0);
};

export const isBlock = (node: ScalarNode): boolean =>
  node.event.style === SCALAR_STYLE.LITERAL_BLOCK || node.event.style === SCALAR_STYLE.FOLDED_BLOCK;

export const styleOf = (node: YamlNode): TextStyle => {
  if (node.type !== 'scalar') return 'plain';
  switch (node.event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
      return 'single';
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return 'double';
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK:
      return 'literal';
    default:
      return 'plain';
  }
};

type Steps = { step: number | undefined; dash: number | undefined };

const measure = (text: string, node: YamlNode, found: Steps): void => {
  if (node.type === 'sequence') for (const item of node.items) measure(text, item, found);
  if (node.type !== 'mapping') return;
  for (const { key, value } of node.pairs) {
    const inner = columnOf(text, value.span.start) - columnOf(text, key.span.start);
    const below = isFirstOnLine(text, value.span.start);
    if (value.type === 'mapping' && !value.flow && below) found.step ??= inner;
    if (value.type === 'sequence' && !value.flow && below) found.dash ??= inner;
    measure(text, value, found);
  }
};

/** How a file is laid out, so that what is written into it looks alike. */
export const layoutOf = (text: string, root: YamlNode | undefined): Layout => {
  const found: Steps = { step: undefined, dash: undefined };
  if (root !== undefined) measure(text, root, found);
  const inRange = (spaces: number | undefined, least: number): number | undefined =>
    spaces !== undefined && spaces >= least && spaces <= 8 ? spaces : undefined;
  const step = inRange(found.step, 1) ?? 2;
  return { eol: text.includes('\r\n') ? '\r\n' : '\n', step, dash: inRange(found.dash, 0) ?? step };
};

/** Whether comments stand between two places. */
export const hasComment = (text: string, span: Span): boolean => /(?:^|\s)#/.test(text.slice(span.start, span.end));
