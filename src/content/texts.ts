import { isArray, isObject, type JsonValue } from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';

/** Every text in a value, with its place. */
export function* textsIn(
  value: JsonValue | undefined,
  at: JsonPointer = '',
): Generator<{ readonly at: JsonPointer; readonly text: string }> {
  if (typeof value === 'string') yield { at, text: value };
  else if (isArray(value)) for (const [index, item] of value.entries()) yield* textsIn(item, at + pointer(index));
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) yield* textsIn(member, at + pointer(name));
}

/** A value with each of its texts changed. */
export const withTexts = (value: JsonValue, change: (text: string) => string): JsonValue => {
  if (typeof value === 'string') return change(value);
  if (isArray(value)) return value.map((item) => withTexts(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTexts(member, change)]));
};

/** The beginning of an ARM id with a subscription that is written out. */
export const armId = /\/subscriptions\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
