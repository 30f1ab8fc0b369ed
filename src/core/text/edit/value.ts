import { isArray, isObject, type JsonObject, type JsonValue } from '../../json.ts';
import { segmentsOf, type JsonPointer } from '../../pointer.ts';

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
