/** JSON values as plain data, the only currency between the folders of Picket. */

export type JsonScalar = null | boolean | number | string;
export type JsonArray = readonly JsonValue[];
export type JsonObject = { readonly [key: string]: JsonValue };
export type JsonValue = JsonScalar | JsonArray | JsonObject;

/** True for a mapping; false for null, lists and scalars. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a list; unlike `Array.isArray` it narrows a JSON value without losing its element type. */
export const isArray = (value: JsonValue | undefined): value is JsonArray => Array.isArray(value);

/** The mapping that a value is, or one without members. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The member that a mapping has itself; undefined where it has none, or is no mapping. */
export const memberOf = (value: unknown, key: string): JsonValue | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** A member that a record has itself: who writes a file chooses the keys, and `constructor` is one that every object inherits. */
export const ownMember = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** A mapping of one member; without it where there is no value. */
export const some = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [name in Key]?: Value } => {
  const found: { [name in Key]?: Value } = {};
  if (value !== undefined) found[key] = value;
  return found;
};

/** The items of the list that a value is; none of anything else. */
export const listOf = (value: JsonValue | undefined): JsonArray => (isArray(value) ? value : []);

/** The mappings among the items of a list; none of anything else. */
export const objectsOf = (value: JsonValue | undefined): readonly JsonObject[] => listOf(value).filter(isObject);

/** The members of a mapping that are mappings, by their names; none of anything else. */
export const mappingsIn = (value: JsonValue | undefined): readonly (readonly [string, JsonObject])[] =>
  Object.entries(objectOf(value)).flatMap(([name, member]) => (isObject(member) ? [[name, member] as const] : []));

/** The text that a value is; undefined for anything else. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The text of a text, a number or a truth value; undefined for anything else. */
export const scalarText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** The text that a value is, or its JSON. */
export const textOrJson = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The same as `textOf`, and empty for anything else. */
export const textOrEmpty = (value: unknown): string => textOf(value) ?? '';

/** The text that a value is, where one that is empty or of white space says nothing. */
export const filledText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** The number that a value is; 0 for anything else. */
export const numberOrZero = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Texts by their code units: the same order everywhere, whatever the locale. */
export const byText = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

/** True for what is neither a mapping nor a list. */
export const isScalar = (value: JsonValue): value is JsonScalar => !isArray(value) && !isObject(value);

/** The texts among the items of a list; none of anything else. */
export const textsOf = (value: JsonValue | undefined): readonly string[] =>
  listOf(value).filter((item) => typeof item === 'string');

/** A mapping of the members that there are. */
export const present = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** True for what counts as absent wherever fields are read: null, an empty list, an empty mapping. */
export const isNothing = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** The JSON text of a value with the keys of every mapping sorted: equal values give equal texts. */
export const canonicalJson = (value: JsonValue): string => {
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
};

/** Strict equality of two values; the order of keys does not count, the order of lists does. */
export const equalJson = (left: JsonValue | undefined, right: JsonValue | undefined): boolean => {
  if (left === right) return true;
  if (isArray(left) && isArray(right))
    return left.length === right.length && left.every((item, index) => equalJson(item, right[index]));
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalJson(left[key], right[key]))
  );
};

/** Mappings and lists within one another; deeper ones would exhaust the stack of whoever walks over them. */
export const deepestJson = 200;

/** Where the string of a JSON text ends that begins at a quotation mark: at the next one that no backslash escapes. */
const stringEnd = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  for (; end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
};

/**
 * True for a JSON text with more than `deepestJson` mappings and lists within one another. Linear in its length; strings,
 * which most of such texts are, are passed over as a whole.
 */
export const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (sign === '"') index = stringEnd(text, index);
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (depth > deepestJson) return true;
  }
  return false;
};

/** The value of a JSON text, with or without a byte order mark; undefined for a text that is none or is nested too deep. */
export const parseJson = (text: string): JsonValue | undefined => {
  try {
    if (isTooDeep(text)) return undefined;
    const value: JsonValue = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return value;
  } catch {
    return undefined;
  }
};
