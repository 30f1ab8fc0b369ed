import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';

type Problem = { readonly message: string; readonly hint: string };

export type Placed =
  | { readonly value: JsonObject; readonly segments: readonly string[] }
  | { readonly problem: Problem };

/** The key of a mapping that a path begins with, the longest where several do, and the rest behind its dot. */
const firstKey = (value: JsonObject, path: string): readonly [key: string, rest: string | undefined] => {
  const keys = Object.keys(value)
    .filter((key) => path === key || path.startsWith(`${key}.`))
    .toSorted((left, right) => right.length - left.length);
  const [key = path.split('.', 1)[0] ?? path] = keys;
  return [key, path.length > key.length ? path.slice(key.length + 1) : undefined];
};

/** What an entry has that is more than a row. */
export const structureKeys: readonly string[] = ['row', 'repeat', 'with'];

/** A row with instructions around it: the columns are below `row`. */
export const isStructured = (value: JsonObject): boolean =>
  value['row'] !== undefined && Object.keys(value).every((key) => structureKeys.includes(key));

type Set = { readonly value: JsonValue; readonly segments: readonly string[] } | { readonly problem: Problem };

const below = (inner: Set, key: string, make: (value: JsonValue) => JsonValue): Set =>
  'problem' in inner ? inner : { value: make(inner.value), segments: [key, ...inner.segments] };

const setIn = (value: JsonValue | undefined, path: string | undefined, next: JsonValue, whole: string): Set => {
  if (path === undefined) return { value: next, segments: [] };
  if (isArray(value)) {
    const [word = '', ...rest] = path.split('.');
    const index = /^\d+$/.test(word) ? Number(word) : -1;
    if (index < 0 || index >= value.length)
      return {
        problem: {
          message: `\`${whole}\` leads nowhere: \`${word}\` is no entry of a list of ${value.length}.`,
          hint: value.length === 0 ? 'The list is empty.' : `Entries count from 0 to ${value.length - 1}.`,
        },
      };
    const entry = value[index];
    const left = rest.length === 0 ? undefined : rest.join('.');
    // The name of a shared row stays, with what differs beside it.
    if (typeof entry === 'string' && left !== undefined) {
      const made: JsonObject = { row: entry, with: { [left]: next } };
      return { value: value.with(index, made), segments: [word, 'with', left] };
    }
    return below(setIn(entry, left, next, whole), word, (inner) => value.with(index, inner));
  }
  const mapping = objectOf(value);
  if (isStructured(mapping) && !/^(?:row|repeat|with)(?:\.|$)/.test(path)) {
    const { row } = mapping;
    if (typeof row === 'string') {
      const changed = objectOf(mapping['with']);
      return { value: { ...mapping, with: { ...changed, [path]: next } }, segments: ['with', path] };
    }
    return below(setIn(row, path, next, whole), 'row', (inner) => ({ ...mapping, row: inner }));
  }
  const [key, rest] = firstKey(mapping, path);
  return below(setIn(mapping[key], rest, next, whole), key, (inner) => ({ ...mapping, [key]: inner }));
};

/**
 * A value with what stands at a path of dots replaced (`AuditLogs.0.InitiatedBy.user.id`), and the keys and indexes that
 * the path meant. A key may hold dots itself: of those that fit, the longest is meant. Keys that are not there are made;
 * the first one and the entries of lists have to be there.
 */
export const placePath = (value: JsonObject, path: string, next: JsonValue): Placed => {
  const [key] = firstKey(value, path);
  if (value[key] === undefined) {
    const names = Object.keys(value);
    const [near] = nearest(key, names);
    return {
      problem: {
        message: `\`${path}\` leads nowhere: no rows of \`${key}\` are given${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        hint: `A path begins with a table that the case or its base gives${names.length === 0 ? '' : `: ${names.join(', ')}`}.`,
      },
    };
  }
  const made = setIn(value, path, next, path);
  return 'problem' in made || !isObject(made.value)
    ? { problem: 'problem' in made ? made.problem : nothing }
    : { value: made.value, segments: made.segments };
};

const nothing: Problem = { message: 'The path leads nowhere.', hint: 'Begin it with a table.' };

/** A mapping with what stands at a path below it replaced. */
export const setPath = (value: JsonObject, path: string, next: JsonValue): JsonObject => {
  const made = setIn(value, path, next, path);
  return 'problem' in made || !isObject(made.value) ? value : made.value;
};
