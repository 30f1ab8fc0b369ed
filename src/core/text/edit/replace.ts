import { CHOMPING_MODE } from 'js-yaml';
import { isArray, isObject, type JsonValue } from '../../json.ts';
import { pointer, segmentsOf, valueAt, type JsonPointer } from '../../pointer.ts';
import type { SourceDocument } from '../source.ts';
import { find } from '../yaml/locator.ts';
import { isFlow, skipBlank, type YamlNode } from '../yaml/tree.ts';
import { columnOf, fullEnd, hasComment, isBlock, isFirstOnLine, lineEnd, lineStart, styleOf } from './place.ts';
import { renderCollection, renderFlow, renderInline, renderMember, renderText, type TextStyle } from './render.ts';
import { insert, lawful, sceneOf, swap, targetAt, type Edits, type Scene, type Target, withValue } from './scene.ts';

/** A block scalar with its header's comment and the blank lines that follow it. */
const replaceBlockScalar = (scene: Scene, node: Extract<YamlNode, { type: 'scalar' }>, rendered: string): Edits => {
  const { text } = scene;
  const { start } = node.span;
  const header = text.slice(start, lineEnd(text, start));
  const comment = /(?<!\s)\s+#.*$/.exec(header)?.[0] ?? '';
  const [first = '', ...rest] = rendered.split(/(?=\r?\n)/);
  const end = node.event.chomping === CHOMPING_MODE.KEEP ? node.event.valueEnd : node.span.end;
  const closed = end > node.span.end && !rendered.endsWith('\n') ? scene.layout.eol : '';
  return swap({ start, end: Math.max(end, start + header.length) }, first + comment + rest.join('') + closed);
};

/** Where the value of a key may begin: behind its colon. */
const behindColon = (text: string, key: YamlNode): number => {
  const at = skipBlank(text, key.span.end);
  return text[at] === ':' ? at + 1 : key.span.end;
};

const replaceScalar = (scene: Scene, { node, column, inFlow }: Target, value: JsonValue, style: TextStyle): Edits => {
  if (isArray(value) || isObject(value)) return undefined;
  const rendered =
    typeof value === 'string' && !inFlow
      ? renderText(value, column, style, scene.layout)
      : renderInline(value, style === 'literal' ? 'plain' : style);
  if (node.type === 'scalar' && isBlock(node)) return replaceBlockScalar(scene, node, rendered);
  // An empty value has no place of its own: it follows a colon, a dash or a tag directly.
  return swap(node.span, node.span.start === node.span.end ? ` ${rendered}` : rendered);
};

/** A block collection under a key gives way to something on the key's line; comments behind the key stay. */
const inlineFor = (scene: Scene, { node, key }: Target, rendered: string): Edits => {
  const isCollection = node.type === 'mapping' || node.type === 'sequence';
  if (!isCollection || node.flow || key === undefined || !isFirstOnLine(scene.text, node.span.start)) return undefined;
  const colon = behindColon(scene.text, key);
  const start = lineStart(scene.text, node.span.start);
  const before = start - (scene.text.startsWith('\r\n', start - 2) ? 2 : 1);
  return [...insert(colon, ` ${rendered}`), { span: { start: Math.max(colon, before), end: fullEnd(node) }, text: '' }];
};

const replaceWithCollection = (scene: Scene, target: Target, value: JsonValue): Edits => {
  const { node, key, column, inFlow } = target;
  const empty = isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
  if (inFlow || empty) return undefined;
  const block = 'flow' in node && !node.flow;
  const sameKind = block && (node.type === 'sequence') === isArray(value);
  if (sameKind) return swap(node.span, renderCollection(value, columnOf(scene.text, node.span.start), scene.layout));
  if (key === undefined) return undefined;
  const start = behindColon(scene.text, key);
  const rendered = renderMember(value, column, scene.layout);
  if (node.type === 'scalar' && isBlock(node)) return swap({ start, end: node.span.end }, rendered);
  const comment = hasComment(scene.text, { start, end: node.span.start });
  return comment ? undefined : swap({ start, end: Math.max(node.span.end, start) }, rendered);
};

const candidatesFor = function* (scene: Scene, target: Target, value: JsonValue): Iterable<Edits> {
  const own = styleOf(target.node);
  const flow = isArray(value) || isObject(value) ? renderFlow(value) : undefined;
  if (flow !== undefined) {
    const wasFlow = isFlow(target.node);
    const keepsFlow = wasFlow && target.node.span.end - target.node.span.start > 2;
    if (keepsFlow) yield swap(target.node.span, flow);
    yield replaceWithCollection(scene, target, value);
    yield inlineFor(scene, target, flow);
    if (target.node.type === 'scalar' && isBlock(target.node)) yield replaceBlockScalar(scene, target.node, flow);
    yield swap(target.node.span, target.node.span.start === target.node.span.end ? ` ${flow}` : flow);
    yield swap(target.node.span, renderFlow(value, 'double'));
    return;
  }
  if (target.node.type === 'scalar' || target.node.type === 'alias') {
    yield replaceScalar(scene, target, value, own);
    yield replaceScalar(scene, target, value, 'single');
    yield replaceScalar(scene, target, value, 'double');
    return;
  }
  if (isArray(value) || isObject(value)) return;
  for (const style of ['plain', 'double'] as const) {
    const rendered = renderInline(value, style);
    yield inlineFor(scene, target, rendered);
    yield swap(target.node.span, rendered);
  }
};

/**
 * Writes another value over the one at a pointer, in the quotes and the block style that it had. Undefined where there is
 * none, or where it cannot be done without changing other values (an anchor that is used elsewhere).
 */
export const replaceValue = (document: SourceDocument, at: JsonPointer, value: JsonValue): Edits => {
  const scene = sceneOf(document);
  if (scene === undefined || valueAt(document.value, at) === undefined) return undefined;
  const expected = withValue(document.value, at, value);
  const found = find(scene.root, at);
  // What an alias repeats stands elsewhere: the alias gives way to its content with the change in it.
  if (found.node.type === 'alias') {
    const path = segmentsOf(at);
    const length =
      path.findIndex((_, index) => find(scene.root, pointer(...path.slice(0, index + 1))).node.type === 'alias') + 1;
    const holder = pointer(...path.slice(0, length));
    const whole = valueAt(expected, holder);
    const alias = targetAt(scene, holder);
    if (whole === undefined || alias === undefined) return undefined;
    return lawful(document, expected, candidatesFor(scene, alias, whole));
  }
  const target = targetAt(scene, at);
  return target === undefined ? undefined : lawful(document, expected, candidatesFor(scene, target, value));
};
