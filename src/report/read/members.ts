import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';

/** A member of a report that is a text; empty where it is none. */
export const textIn = (value: JsonObject, key: string): string => {
  const member = value[key];
  return typeof member === 'string' ? member : '';
};

/** A member that is a number; 0 where it is none. */
export const numberIn = (value: JsonObject, key: string): number => {
  const member = value[key];
  return typeof member === 'number' ? member : 0;
};

/** The members that are texts: optional ones stay absent. */
export const textsIn = <Key extends string>(value: JsonObject, keys: readonly Key[]): { [K in Key]?: string } => {
  const found: { [K in Key]?: string } = {};
  for (const key of keys) {
    const member = value[key];
    if (typeof member === 'string') found[key] = member;
  }
  return found;
};

/** The objects of a list. */
export const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  isArray(value) ? value.filter(isObject) : [];

/** The texts of a list. */
export const wordsIn = (value: JsonValue | undefined): readonly string[] =>
  isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** An object; an empty one where it is none. */
export const objectIn = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

/** One of the names that a format allows. */
export const oneOf = <T extends string>(names: readonly T[], value: JsonValue | undefined, otherwise: T): T =>
  names.find((name) => name === value) ?? otherwise;
