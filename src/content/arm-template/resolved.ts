import type { JsonValue } from '../../core/json.ts';

/** A place in a text that nobody can fill in from the template alone, and why. */
export type Hole = { readonly why: string };

/** What an expression comes to: a value, a text with holes in it, or nothing that can be known. */
export type Resolved =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'text'; readonly parts: readonly (string | Hole)[] }
  | { readonly kind: 'hole'; readonly why: string };

export const known = (value: JsonValue): Resolved => ({ kind: 'value', value });
export const hole = (why: string): Resolved => ({ kind: 'hole', why });

/** Longest text that an expression may come to, as for a whole template. */
const longest = 4 * 1024 * 1024;

const partsOf = (item: Resolved): readonly (string | Hole)[] | undefined => {
  switch (item.kind) {
    case 'text':
      return item.parts;
    case 'hole':
      return [{ why: item.why }];
    case 'value': {
      const { value } = item;
      if (typeof value === 'string') return [value];
      if (typeof value === 'boolean') return [value ? 'True' : 'False'];
      return typeof value === 'number' ? [String(value)] : undefined;
    }
  }
};

/** Texts one behind the other, holes kept as holes. */
export const joined = (items: readonly Resolved[]): Resolved => {
  const parts: (string | Hole)[] = [];
  for (const item of items) {
    const own = partsOf(item);
    if (own === undefined) return hole('a list or an object stands where a text is needed');
    parts.push(...own);
  }
  const length = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  if (length > longest || parts.length > 1000) return hole('the text is longer than a template may be');
  if (parts.every((part) => typeof part === 'string')) return known(parts.join(''));
  return { kind: 'text', parts };
};

/** Why something is not a whole value; empty where it is. */
export const gapsOf = (item: Resolved): readonly string[] => {
  switch (item.kind) {
    case 'value':
      return [];
    case 'hole':
      return [item.why];
    case 'text':
      return [...new Set(item.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.why])))];
  }
};

/** The last segment of a path such as a resource's name; undefined where it is not known for certain. */
export const lastSegment = (item: Resolved): string | undefined => {
  if (item.kind === 'hole') return undefined;
  const parts = item.kind === 'text' ? item.parts : [item.value];
  let segment = '';
  for (const part of parts.toReversed()) {
    if (typeof part !== 'string') return undefined;
    const slash = part.lastIndexOf('/');
    segment = part.slice(slash + 1) + segment;
    if (slash >= 0) return segment;
  }
  return item.kind === 'value' ? segment : undefined;
};
