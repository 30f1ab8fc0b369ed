import { isArray, isObject, type JsonValue } from '../../json.ts';
import { parentOf, pointer, segmentsOf, valueAt, type JsonPointer } from '../../pointer.ts';
import type { SourceDocument } from '../source.ts';
import { find } from '../yaml/locator.ts';
import type { MappingNode, SequenceNode, YamlNode } from '../yaml/tree.ts';
import { columnOf, fullEnd, isFirstOnLine, lineEnd, lineStart, styleOf } from './place.ts';
import { renderFlow, renderInline, renderItem, renderMember } from './render.ts';
import { replaceValue } from './replace.ts';
import { insert, lawful, sceneOf, swap, type Edits, type Scene, withItem, withName, withValue } from './scene.ts';

/** A line of its own behind a node. */
const lineBehind = (scene: Scene, node: YamlNode, line: string): Edits => {
  const { text, layout } = scene;
  const end = fullEnd(node);
  if (end > 0 && /[\n\r]/.test(text.charAt(end - 1))) return insert(end, line + layout.eol);
  return insert(lineEnd(text, end), layout.eol + line);
};

/** What stands between a comma and a further entry of `[…]` or `{…}`: a line break where the one before has its own line. */
const gapBefore = ({ text, layout }: Scene, { span: { start } }: YamlNode): string =>
  isFirstOnLine(text, start) ? layout.eol + text.slice(lineStart(text, start), start) : ' ';

const insertPair = function* (
  scene: Scene,
  node: MappingNode,
  key: string,
  value: JsonValue,
  after: string | undefined,
): Iterable<Edits> {
  const named = node.pairs.findLast((pair) => pair.name === after);
  const last = named ?? node.pairs.at(-1);
  const first = node.pairs[0];
  if (last === undefined || first === undefined) return;
  if (node.flow) {
    const end = Math.max(last.value.span.end, last.key.span.end);
    const gap = gapBefore(scene, last.key);
    yield insert(end, `,${gap}${renderInline(key, 'plain')}: ${renderFlow(value)}`);
    yield insert(end, `,${gap}${renderInline(key, 'double')}: ${renderFlow(value)}`);
    yield insert(end, `,${gap}${renderInline(key, 'double')}: ${renderFlow(value, 'double')}`);
    return;
  }
  const column = columnOf(scene.text, first.key.span.start);
  const pad = ' '.repeat(column);
  for (const style of ['plain', 'double'] as const) {
    const name = renderInline(key, style);
    yield lineBehind(scene, last.value, `${pad}${name}:${renderMember(value, column, scene.layout)}`);
    yield lineBehind(scene, last.value, `${pad}${name}: ${renderFlow(value)}`);
  }
};

/**
 * Adds a key to the mapping at a pointer, behind the key `after` or behind the last one, in the file's own layout.
 * Undefined where there is no mapping, or where it has the key already.
 */
export const insertKey = (
  document: SourceDocument,
  at: JsonPointer,
  key: string,
  value: JsonValue,
  after?: string,
): Edits => {
  const scene = sceneOf(document);
  const holder = valueAt(document.value, at);
  if (scene === undefined || !isObject(holder) || Object.hasOwn(holder, key)) return undefined;
  const { node, complete } = find(scene.root, at);
  const expected = withValue(document.value, at + pointer(key), value);
  if (!complete || node.type !== 'mapping' || node.pairs.length === 0)
    return replaceValue(document, at, { ...holder, [key]: value });
  return lawful(document, expected, insertPair(scene, node, key, value, after));
};

/** Adds a key before all others of the outermost mapping. Undefined where it is none, has the key, or is in flow style. */
export const prependKey = (document: SourceDocument, key: string, value: JsonValue): Edits => {
  const scene = sceneOf(document);
  if (scene === undefined || !isObject(document.value) || Object.hasOwn(document.value, key)) return undefined;
  const { node, complete } = find(scene.root, '');
  const first = node.type === 'mapping' && !node.flow ? node.pairs[0] : undefined;
  if (!complete || first === undefined) return undefined;
  const { start } = first.key.span;
  const column = columnOf(scene.text, start);
  const pair = `${renderInline(key, 'plain')}:${renderMember(value, column, scene.layout)}`;
  const line = pair + scene.layout.eol + ' '.repeat(column);
  return lawful(document, withValue(document.value, pointer(key), value), [insert(start, line)]);
};

const insertIntoList = function* (scene: Scene, node: SequenceNode, index: number, value: JsonValue): Iterable<Edits> {
  const { text, layout } = scene;
  const before = node.items[index - 1];
  const following = node.items[index];
  if (node.flow) {
    for (const rendered of [renderFlow(value), renderFlow(value, 'double')])
      if (before !== undefined) yield insert(before.span.end, `,${gapBefore(scene, before)}${rendered}`);
      else if (following !== undefined)
        yield insert(following.span.start, `${rendered},${gapBefore(scene, following)}`);
    return;
  }
  const column = columnOf(text, node.span.start);
  for (const rendered of [renderItem(value, column, layout), renderFlow(value)]) {
    if (before !== undefined) yield lineBehind(scene, before, `${' '.repeat(column)}- ${rendered}`);
    else yield insert(node.span.start, `- ${rendered}${layout.eol}${' '.repeat(column)}`);
  }
};

/** Adds an item to the list at a pointer, before the one at an index or (index = length) at the end. */
export const insertItem = (document: SourceDocument, at: JsonPointer, index: number, value: JsonValue): Edits => {
  const scene = sceneOf(document);
  const list = valueAt(document.value, at);
  if (scene === undefined || !isArray(list) || index < 0 || index > list.length) return undefined;
  const { node, complete } = find(scene.root, at);
  if (!complete || node.type !== 'sequence' || node.items.length === 0)
    return replaceValue(document, at, list.toSpliced(index, 0, value));
  return lawful(document, withItem(document.value, at, index, value), insertIntoList(scene, node, index, value));
};

/** Gives the key at a pointer another name, in the quotes that it had. Undefined where the name is taken. */
export const renameKey = (document: SourceDocument, at: JsonPointer, name: string): Edits => {
  const scene = sceneOf(document);
  const holder = valueAt(document.value, parentOf(at));
  if (scene === undefined || !isObject(holder) || Object.hasOwn(holder, name)) return undefined;
  const { pair, complete } = find(scene.root, at);
  if (!complete || pair === undefined || pair.key.type !== 'scalar') return undefined;
  const { span } = pair.key;
  const candidates = [styleOf(pair.key), 'double' as const].map((style) => swap(span, renderInline(name, style)));
  return lawful(document, withName(document.value, at, name), candidates);
};

/** Sets the value at a pointer: replaces it, or adds the key where its mapping has none. */
export const setValue = (document: SourceDocument, at: JsonPointer, value: JsonValue): Edits => {
  if (valueAt(document.value, at) !== undefined) return replaceValue(document, at, value);
  const key = segmentsOf(at).at(-1);
  return key === undefined ? undefined : insertKey(document, parentOf(at), key, value);
};
