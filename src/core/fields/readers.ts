import { parseDuration } from '../duration.ts';
import { isArray, isNothing, isObject, type JsonObject, type JsonValue } from '../json.ts';

/** Takes a value that is there; undefined when it is not what the field allows. */
export type Reader<T> = (value: JsonValue) => T | undefined;

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
export const filled: Reader<string> = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
export const integer: Reader<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
export const duration: Reader<number> = (value) => (typeof value === 'string' ? parseDuration(value) : undefined);
export const mapping: Reader<JsonObject> = (value) => (isObject(value) ? value : undefined);

/** One of the given names, spelled exactly so. */
export const oneOf =
  <Name extends string>(names: readonly Name[]): Reader<Name> =>
  (value) =>
    names.find((name) => name === value);

/** A text that the pattern matches. */
export const matching =
  (pattern: RegExp): Reader<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

/** A list, all of whose members are valid: one that is not makes the whole list invalid. */
export const listOf =
  <T>(member: Reader<T>): Reader<readonly T[]> =>
  (value) => {
    if (!isArray(value)) return undefined;
    const members: T[] = [];
    for (const item of value) {
      const read = member(item);
      if (read === undefined) return undefined;
      members.push(read);
    }
    return members;
  };

/** Reads the members of one mapping and remembers which of them are not valid. */
export type Members = {
  /** The member; undefined where it is absent, null, an empty list, an empty mapping, or not valid. */
  readonly take: <T>(key: string, reader: Reader<T>) => T | undefined;
  readonly invalid: () => readonly string[];
};

/** The members of a mapping, to be taken one by one. */
export const membersOf = (raw: JsonObject): Members => {
  const invalid = new Set<string>();
  return {
    take: (key, reader) => {
      const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
      if (value === undefined || isNothing(value)) return undefined;
      const read = reader(value);
      if (read === undefined) invalid.add(key);
      return read;
    },
    invalid: () => [...invalid],
  };
};

/** A mapping, all of whose known members are valid. */
export const shapedAs =
  <T>(build: (members: Members) => T | undefined): Reader<T> =>
  (value) => {
    if (!isObject(value)) return undefined;
    const members = membersOf(value);
    const built = build(members);
    return members.invalid().length === 0 ? built : undefined;
  };

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const isThere = <T>(value: T): value is Exclude<T, undefined> => value !== undefined;

/** An object without the members that are undefined: absent fields are absent, not undefined. */
export const present = <T extends object>(value: T): Present<T> => {
  const result: Present<T> = {};
  for (const key in value) {
    const member = value[key];
    if (isThere(member)) result[key] = member;
  }
  return result;
};
