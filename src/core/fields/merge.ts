import type { MergedFile } from '../file-form.ts';
import { equalJson, isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../json.ts';
import { pointer, segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import { rewrite, type Rewrite } from '../text/rewrite.ts';
import type { SourceDocument } from '../text/source.ts';
import type { Codec } from './codec.ts';
import { showFields } from './field-body.ts';
import { fieldAt, keysOf, type Field, type FieldTable } from './field-table.ts';
import { mergeList } from './merge-list.ts';

/** One property of a body on its way into a file: canonical before and after. */
export type PropertyChange = {
  /** Its name in the body. */
  readonly property: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
};

/** A file that properties are merged into. */
export type FileMerge = {
  readonly file: Rewrite;
  /** All properties that the file should stand for, by their names. */
  readonly target: JsonObject;
  /** Puts a key at its place in the order of files. */
  readonly put: (key: string, value: JsonValue) => boolean;
  /** As most fields are merged: one property, one key of the same structure. */
  readonly usual: (change: PropertyChange) => boolean;
};

/** Puts a key behind the nearest earlier one of an order that the file has. */
export const putKey = (file: Rewrite, order: readonly string[], key: string, value: JsonValue): boolean => {
  const root = file.at('');
  const earlier = order.slice(0, Math.max(0, order.indexOf(key)));
  return file.set(
    pointer(key),
    value,
    earlier.findLast((name) => isObject(root) && Object.hasOwn(root, name)),
  );
};

/** A field whose value is replaced as it is. */
export const asWhole = ({ file, put }: FileMerge, { property, after }: PropertyChange): boolean =>
  after === undefined ? file.remove(pointer(property)) : put(property, after);

type Place = {
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  /** Undefined for what nobody knows. */
  readonly codec: Codec<unknown> | undefined;
};

type Put = (file: Rewrite, at: JsonPointer, value: JsonValue) => boolean;

/** Makes one place of the file say what it should; what is equal already is left alone. */
const mergeValue = (
  file: Rewrite,
  at: JsonPointer,
  { before, after, codec }: Place,
  fresh: JsonObject,
  put: Put,
): boolean => {
  const there = file.at(at);
  if (equalJson(before, after)) return true;
  if (after === undefined) return file.remove(at);
  // Pointers into `fresh` and into the file are the same: both are files.
  const asNew = valueAt(fresh, at) ?? after;
  if (isObject(after)) {
    if (!isObject(there) || Object.keys(there).length === 0) return put(file, at, asNew);
    const was = objectOf(before);
    return [...new Set([...Object.keys(was), ...Object.keys(after)])].every((key) =>
      mergeValue(
        file,
        at + pointer(key),
        { before: was[key], after: after[key], codec: codec?.members?.[key] },
        fresh,
        put,
      ),
    );
  }
  if (isArray(after)) return isArray(there) ? mergeList(file, at, after, codec?.shape) : put(file, at, asNew);
  return put(file, at, typeof after === 'string' ? (codec?.spell?.(after, there) ?? after) : after);
};

/** The outermost members of a body but `properties`, and the members of that, flat. */
const flat = ({ properties, ...rest }: JsonObject): JsonObject => ({
  ...rest,
  ...objectOf(properties),
});

/** What merging takes besides the table of fields. */
export type MergeRules<Kind extends string> = {
  readonly kindOf: (body: JsonObject) => Kind | undefined;
  /** The canonical body that a file stands for, with everything that it says; undefined while it is not complete. */
  readonly bodyOf: (document: SourceDocument) => JsonObject | undefined;
  /** Why a property was not written. */
  readonly refusal: (property: string) => string;
};

/**
 * Brings a file to the state of another body, as minimal edits: comments, the order of keys, quotes and every line of
 * another field stay. Undefined while the file is not complete.
 *
 * @param wanted the canonical body that the file should stand for afterwards.
 * @param properties names of the properties to take from it; all that differ unless given.
 */
export const mergeBody = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  document: SourceDocument,
  wanted: JsonObject,
  { kindOf, bodyOf, refusal }: MergeRules<Kind>,
  properties?: readonly string[],
): MergedFile | undefined => {
  const own = bodyOf(document);
  if (own === undefined) return undefined;
  const [before, goal] = [flat(own), flat(wanted)];
  const differing = [...new Set([...Object.keys(before), ...Object.keys(goal)])].filter(
    (name) => !equalJson(before[name], goal[name]) && (properties === undefined || properties.includes(name)),
  );
  const after: Record<string, JsonValue> = { ...before };
  for (const name of differing) {
    const value = goal[name];
    if (value === undefined) delete after[name];
    else after[name] = value;
  }
  const outer = Object.keys({ ...own, ...wanted }).filter((name) => name !== 'properties');
  const isOuter = ([name]: readonly [string, JsonValue]): boolean => outer.includes(name);
  const entries = Object.entries(after);
  const target: JsonObject = {
    ...Object.fromEntries(entries.filter(isOuter)),
    properties: Object.fromEntries(entries.filter((entry) => !isOuter(entry))),
  };
  const fresh = showFields(table, kindOf(target), target, {});
  const order = keysOf(table);
  const put: Put = (file, at, value) => {
    const [key = '', ...rest] = segmentsOf(at);
    return rest.length === 0 ? putKey(file, order, key, value) : file.set(at, value);
  };
  const merge = (file: Rewrite, change: PropertyChange): boolean => {
    const row = fieldAt(table, change.property);
    const usual = ({ property, ...values }: PropertyChange): boolean =>
      mergeValue(file, pointer(row?.key ?? property), { ...values, codec: row?.field.codec }, fresh, put);
    // While its switch is off it means nothing, so it may stay.
    if (row?.field.onlyWhile !== undefined && change.after === undefined) return true;
    const into: FileMerge = { file, target: after, usual, put: (key, value) => putKey(file, order, key, value) };
    const special: Field<Kind, unknown>['merge'] = row?.field.merge;
    return special === undefined ? usual(change) : special(into, change);
  };
  let current = document;
  let now = before;
  for (const property of differing) {
    const file = rewrite(current);
    if (!merge(file, { property, before: before[property], after: after[property] })) continue;
    // What the file says is the only proof that the field has arrived and that no other one moved.
    const members = flat(bodyOf(file.document()) ?? {});
    const stays = (name: string): boolean => differing.includes(name) || equalJson(members[name], before[name]);
    if (!equalJson(members[property], after[property])) continue;
    if (![...Object.keys(before), ...Object.keys(members)].every(stays)) continue;
    current = file.document();
    now = members;
  }
  const arrived = (name: string): boolean => equalJson(now[name], after[name]);
  return {
    text: current.text,
    written: differing.filter(arrived),
    refused: differing.filter((name) => !arrived(name)).map((property) => ({ property, reason: refusal(property) })),
  };
};
