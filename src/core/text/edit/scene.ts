import { equalJson, type JsonValue, isArray, isObject, parseJson, type JsonObject } from '../../json.ts';
import { pointer, segmentsOf, type JsonPointer } from '../../pointer.ts';
import { readDocument } from '../read-document.ts';
import type { SourceDocument } from '../source.ts';
import { type Span, type TextEdit, applyEdits } from '../span.ts';
import { find } from '../yaml/locator.ts';
import { isFlow, type YamlNode } from '../yaml/tree.ts';
import { columnOf, layoutOf, treeOf } from './place.ts';
import type { Layout } from './render.ts';

const withMember = (
  value: JsonObject,
  key: string,
  change: (member: JsonValue | undefined) => JsonValue | undefined,
): JsonObject => {
  const entries: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const changed = name === key ? change(member) : member;
    if (changed !== undefined) entries.push([name, changed]);
  }
  if (!Object.hasOwn(value, key)) {
    const added = change(undefined);
    if (added !== undefined) entries.push([key, added]);
  }
  return Object.fromEntries(entries);
};

const update = (
  value: JsonValue | undefined,
  path: readonly string[],
  change: (member: JsonValue | undefined) => JsonValue | undefined,
): JsonValue | undefined => {
  const [segment, ...rest] = path;
  if (segment === undefined) return change(value);
  if (isObject(value)) return withMember(value, segment, (member) => update(member, rest, change));
  if (!isArray(value)) return value;
  return value.flatMap((item, index) => {
    const changed = index === Number(segment) ? update(item, rest, change) : item;
    return changed === undefined ? [] : [changed];
  });
};

/** A value with another value at a pointer; the mappings and lists on the way must exist. */
export const withValue = (root: JsonValue | undefined, at: JsonPointer, value: JsonValue): JsonValue | undefined =>
  update(root, segmentsOf(at), () => value);

/** A value without what is at a pointer. */
export const withoutValue = (root: JsonValue | undefined, at: JsonPointer): JsonValue | undefined =>
  update(root, segmentsOf(at), () => undefined);

/** A value with one more item in the list at a pointer. */
export const withItem = (
  root: JsonValue | undefined,
  at: JsonPointer,
  index: number,
  item: JsonValue,
): JsonValue | undefined =>
  update(root, segmentsOf(at), (list) => (isArray(list) ? list.toSpliced(index, 0, item) : list));

/** A value with another name for the key at a pointer. */
export const withName = (root: JsonValue | undefined, at: JsonPointer, name: string): JsonValue | undefined => {
  const path = segmentsOf(at);
  const key = path.at(-1);
  return update(root, path.slice(0, -1), (holder) =>
    isObject(holder)
      ? Object.fromEntries(Object.entries(holder).map(([member, value]) => [member === key ? name : member, value]))
      : holder,
  );
};

/** The edits of one change of a file; undefined where none leaves the rest of the file as it is. */
export type Edits = readonly TextEdit[] | undefined;

export type Scene = {
  readonly text: string;
  readonly root: YamlNode;
  readonly layout: Layout;
};

export const sceneOf = (document: SourceDocument): Scene | undefined => {
  if (document.value === undefined) return undefined;
  const root = treeOf(document.text);
  return root === undefined ? undefined : { text: document.text, root, layout: layoutOf(document.text, root) };
};

const isJson = (text: string): boolean => parseJson(text.replace(/^\uFEFF/, '')) !== undefined;

/**
 * The first candidate after which the file reads as expected, and is JSON still where it was: the law of every edit,
 * checked on every edit.
 */
export const lawful = (
  document: SourceDocument,
  expected: JsonValue | undefined,
  candidates: Iterable<Edits>,
): Edits => {
  const stays = isJson(document.text) ? isJson : () => true;
  for (const edits of candidates) {
    if (edits === undefined) continue;
    const text = applyEdits(document.text, edits);
    if (!stays(text)) continue;
    const { document: after, diagnostics } = readDocument(document.path, text);
    if (diagnostics.length === 0 && equalJson(after.value, expected)) return edits;
  }
  return undefined;
};

export const swap = (span: Span, text: string): readonly TextEdit[] => [{ span, text }];
export const insert = (at: number, text: string): readonly TextEdit[] => [{ span: { start: at, end: at }, text }];

export type Target = {
  readonly node: YamlNode;
  readonly key: YamlNode | undefined;
  readonly column: number;
  readonly inFlow: boolean;
};

/** The node at a pointer with the column of the collection that holds it. */
export const targetAt = ({ root, text }: Scene, at: JsonPointer): Target | undefined => {
  const { node, pair, complete } = find(root, at);
  if (!complete) return undefined;
  const path = segmentsOf(at);
  const holders = path.map((_, length) => find(root, pointer(...path.slice(0, length))).node);
  const inFlow = holders.some(isFlow);
  const holder = holders.at(-1);
  return { node, key: pair?.key, column: holder === undefined ? 0 : columnOf(text, holder.span.start), inFlow };
};
