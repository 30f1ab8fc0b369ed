import { isArray, isObject, type JsonValue } from '../../json.ts';
import { parentOf, segmentsOf, valueAt, type JsonPointer } from '../../pointer.ts';
import type { SourceDocument } from '../source.ts';
import type { Span } from '../span.ts';
import { find } from '../yaml/locator.ts';
import { skipBlank, type MappingNode, type SequenceNode } from '../yaml/tree.ts';
import { fullEnd, hasComment, isFirstOnLine, lineEnd, lineStart, nextLine } from './place.ts';
import { replaceValue } from './replace.ts';
import { lawful, sceneOf, swap, type Edits, type Scene, withoutValue } from './scene.ts';

/** An entry in `[…]` or `{…}` with the comma that it needs no more. */
const removeFromFlow = (text: string, span: Span): Edits => {
  const after = skipBlank(text, span.end);
  if (text[after] === ',') {
    let end = after + 1;
    while (text[end] === ' ') end += 1;
    const isAlone = isFirstOnLine(text, span.start) && lineEnd(text, end) === end;
    return swap(isAlone ? { start: lineStart(text, span.start), end: nextLine(text, end) } : { ...span, end }, '');
  }
  let start = span.start;
  while (start > 0 && /[\s]/.test(text.charAt(start - 1))) start -= 1;
  return swap({ start: text[start - 1] === ',' ? start - 1 : span.start, end: span.end }, '');
};

/** Whole lines, from the one on which an entry begins to the one on which it ends. */
const removeLines = (text: string, start: number, end: number): Edits => {
  if (!isFirstOnLine(text, start)) return undefined;
  const last = nextLine(text, Math.max(start, text[end - 1] === '\n' ? end - 1 : end));
  return swap({ start: lineStart(text, start), end: last }, '');
};

const removePair = function* (scene: Scene, node: MappingNode, name: string): Iterable<Edits> {
  const { text } = scene;
  const index = node.pairs.findLastIndex((pair) => pair.name === name);
  const pair = node.pairs[index];
  if (pair === undefined) return;
  const end = fullEnd(pair.value);
  if (node.flow) yield removeFromFlow(text, { start: pair.key.span.start, end: Math.max(end, pair.key.span.end) });
  yield removeLines(text, pair.key.span.start, end);
  const next = node.pairs[index + 1];
  if (next === undefined) return;
  const gap = { start: pair.key.span.start, end: next.key.span.start };
  if (!hasComment(text, { start: end, end: gap.end })) yield swap(gap, '');
  // Behind a dash, with comments before the next key: the dash stays alone on its line.
  yield swap({ start: gap.start, end }, '');
};

const removeItem = function* (scene: Scene, node: SequenceNode, index: number): Iterable<Edits> {
  const { text } = scene;
  const item = node.items[index];
  if (item === undefined) return;
  if (node.flow) yield removeFromFlow(text, item.span);
  const from = index === 0 ? node.span.start : skipBlank(text, fullEnd(node.items[index - 1] ?? item));
  yield removeLines(text, from, fullEnd(item));
  const next = node.items[index + 1];
  if (next === undefined) return;
  const following = skipBlank(text, fullEnd(item));
  if (!hasComment(text, { start: fullEnd(item), end: following })) yield swap({ start: from, end: following }, '');
};

/**
 * Takes out the key of a mapping or the item of a list at a pointer, with its lines; comments above it stay. The last
 * one leaves `{}` or `[]`. Undefined where there is nothing, or where the rest would change.
 */
export const removeValue = (document: SourceDocument, at: JsonPointer): Edits => {
  const scene = sceneOf(document);
  const holder = parentOf(at);
  const parent = valueAt(document.value, holder);
  const name = segmentsOf(at).at(-1);
  if (scene === undefined || name === undefined || valueAt(document.value, at) === undefined) return undefined;
  if (isObject(parent) && Object.keys(parent).length === 1) return replaceValue(document, holder, {});
  if (isArray(parent) && parent.length === 1) return replaceValue(document, holder, []);
  const expected = withoutValue(document.value, at);
  const { node, complete } = find(scene.root, holder);
  if (!complete || node.type === 'alias')
    return expected === undefined ? undefined : replaceHolder(document, holder, expected);
  if (node.type === 'mapping') return lawful(document, expected, removePair(scene, node, name));
  return node.type === 'sequence' ? lawful(document, expected, removeItem(scene, node, Number(name))) : undefined;
};

const replaceHolder = (document: SourceDocument, holder: JsonPointer, expected: JsonValue): Edits => {
  const value = valueAt(expected, holder);
  return value === undefined ? undefined : replaceValue(document, holder, value);
};
