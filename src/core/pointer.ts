import { isArray, isObject, type JsonValue } from './json.ts';

/** A JSON pointer (RFC 6901): `''` is the whole document, `/entityMappings/0/entityType` a value in it. */
export type JsonPointer = string;

const escape = (segment: string | number): string =>
  // Hardly a key holds either, and pointers are made by the million.
  typeof segment === 'string' && /[~/]/.test(segment)
    ? segment.replaceAll('~', '~0').replaceAll('/', '~1')
    : String(segment);

/** The pointer made of the given keys and indexes. */
export const pointer = (...segments: readonly (string | number)[]): JsonPointer => {
  let at = '';
  for (const segment of segments) at += `/${escape(segment)}`;
  return at;
};

/** The keys and indexes of a pointer, unescaped; `[]` for the whole document. */
export const segmentsOf = (at: JsonPointer): string[] =>
  at === ''
    ? []
    : at.includes('~')
      ? at
          .slice(1)
          .split('/')
          .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
      : at.slice(1).split('/');

/** The pointer of the value that holds this one; `''` for the document itself. */
export const parentOf = (at: JsonPointer): JsonPointer => at.slice(0, Math.max(0, at.lastIndexOf('/')));

/** The last segment of a pointer; `''` for the document itself. */
export const lastOf = (at: JsonPointer): string => segmentsOf(at).slice(-1).join('');

/** The value at a pointer, or undefined where there is none. */
export const valueAt = (value: JsonValue | undefined, at: JsonPointer): JsonValue | undefined => {
  let current = value;
  for (const segment of segmentsOf(at)) {
    if (isArray(current)) current = current[Number(segment)];
    else if (isObject(current) && Object.hasOwn(current, segment)) current = current[segment];
    else return undefined;
  }
  return current;
};
