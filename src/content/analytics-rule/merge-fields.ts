import { parseIsoDuration, printShortDuration } from '../../core/duration.ts';
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer, valueAt, type JsonPointer } from '../../core/pointer.ts';
import type { Rewrite } from '../../core/rewrite.ts';
import { keyOrder } from './from-arm.ts';
import { mergeList } from './merge-list.ts';
import { descriptionText } from '../../core/fields/texts.ts';

/** One field of a rule on its way into its file: canonical before and after, and what a new file would say. */
export type FieldMerge = {
  /** Name of the property in the ARM body. */
  readonly property: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  /** The whole rule as a new file would have it. */
  readonly fresh: JsonObject;
};

/** Lists whose equal items count once, because they are names. */
const isNames = (list: JsonArray): boolean => list.every((item) => typeof item === 'string');

/** The key of the file behind which a new one belongs: the nearest earlier one in the usual order. */
const keyBefore = (file: Rewrite, key: string): string | undefined => {
  const root = file.at('');
  const index = keyOrder.findIndex((name) => name === key);
  return keyOrder.slice(0, Math.max(0, index)).findLast((name) => isObject(root) && Object.hasOwn(root, name));
};

export const setKey = (file: Rewrite, key: string, value: JsonValue): boolean =>
  file.set(pointer(key), value, keyBefore(file, key));

/** A duration in the spelling that the file had. */
const spelledDuration = (length: string, there: JsonValue | undefined): string => {
  const milliseconds = parseIsoDuration(length);
  const iso = typeof there === 'string' && there.toUpperCase().startsWith('P');
  return milliseconds === undefined || iso ? length : printShortDuration(milliseconds);
};

const short: Readonly<Record<string, string>> = { GreaterThan: 'gt', LessThan: 'lt', Equal: 'eq', NotEqual: 'ne' };

const spelledOperator = (name: string, there: JsonValue | undefined): string =>
  typeof there === 'string' && there.length > 2 ? name : (short[name] ?? name);

/** Line ends at the end as the file had them: they say nothing, but changing them would touch another line. */
const endedLike = (text: string, there: JsonValue | undefined): string =>
  text + (typeof there === 'string' ? (/\n*$/.exec(there)?.[0] ?? '') : text.includes('\n') ? '\n' : '');

/** A description in the quotes and white space that the file wraps it in. */
const wrappedLike = (text: string, there: JsonValue | undefined): string => {
  if (typeof there !== 'string') return endedLike(text, there);
  const trimmed = there.trim();
  const quote = trimmed.charAt(0);
  if (trimmed.length > 1 && (quote === "'" || quote === '"') && trimmed.endsWith(quote)) {
    const start = there.slice(0, there.indexOf(quote));
    const end = there.slice(there.lastIndexOf(quote) + 1);
    const inner = trimmed.slice(1, -1);
    const wrapped = `${start}${quote}${text}${/\s*$/.exec(inner)?.[0] ?? ''}${quote}${end}`;
    if (descriptionText(there) !== there.trimEnd() && descriptionText(wrapped) === text) return wrapped;
  }
  return endedLike(text, there);
};

/** A scalar as the file would spell it. */
const spelled = (name: string, value: JsonValue, there: JsonValue | undefined): JsonValue => {
  if (typeof value !== 'string') return value;
  switch (name) {
    case 'queryFrequency':
    case 'queryPeriod':
    case 'suppressionDuration':
    case 'lookbackDuration':
      return spelledDuration(value, there);
    case 'triggerOperator':
      return spelledOperator(value, there);
    case 'query':
      return endedLike(value, there ?? '\n');
    case 'description':
      return wrappedLike(value, there);
    default:
      return value;
  }
};

/** Pointers into `fresh` and into the file are the same: both are rule files. */
const freshAt = (fresh: JsonObject, at: JsonPointer, otherwise: JsonValue): JsonValue =>
  valueAt(fresh, at) ?? otherwise;

const mergeObject = (
  file: Rewrite,
  at: JsonPointer,
  before: JsonObject,
  after: JsonObject,
  fresh: JsonObject,
): boolean =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].every((key) =>
    mergeValue(file, at + pointer(key), { name: key, before: before[key], after: after[key], fresh }),
  );

type Place = {
  readonly name: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  readonly fresh: JsonObject;
};

const put = (file: Rewrite, at: JsonPointer, value: JsonValue): boolean => {
  const parts = at.split('/');
  return parts.length === 2 ? setKey(file, parts[1] ?? '', value) : file.set(at, value);
};

/** Makes one place of the file say what it should; what is equal already is left alone. */
const mergeValue = (file: Rewrite, at: JsonPointer, { name, before, after, fresh }: Place): boolean => {
  const there = file.at(at);
  if (JSON.stringify(before) === JSON.stringify(after)) return true;
  if (after === undefined) return file.remove(at);
  if (isObject(after)) {
    if (isObject(there) && Object.keys(there).length > 0)
      return mergeObject(file, at, isObject(before) ? before : {}, after, fresh);
    return put(file, at, freshAt(fresh, at, after));
  }
  if (isArray(after))
    return isArray(there)
      ? mergeList(file, at, after, isNames(after) ? 'ignored' : 'count')
      : put(file, at, freshAt(fresh, at, after));
  return put(file, at, spelled(name, after, there));
};

/** Keys of the file whose name differs from the property's. */
const keyNames: Readonly<Record<string, string>> = { displayName: 'name' };

/** The usual field: one property, one key of the same structure. */
export const mergeUsual = (file: Rewrite, { property, before, after, fresh }: FieldMerge): boolean => {
  const key = keyNames[property] ?? property;
  return mergeValue(file, pointer(key), { name: key, before, after, fresh });
};
