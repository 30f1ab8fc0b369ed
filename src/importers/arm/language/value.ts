import { isArray, isObject, type JsonValue } from '../../../core/json.ts';

/** A place in a text that nobody can fill in from the template alone, and why. */
export type Hole = { readonly why: string };

/** A value that is worked out when somebody asks for it, and once only. */
export type Lazy = () => Value;

/**
 * What an expression comes to. Lists and objects hold their members unevaluated, so that one member that needs the
 * service does not stand in the way of the others.
 */
export type Value =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'text'; readonly parts: readonly (string | Hole)[] }
  | { readonly kind: 'list'; readonly items: readonly Lazy[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Lazy> }
  | { readonly kind: 'hole'; readonly why: string };

export const known = (value: JsonValue): Value => ({ kind: 'value', value });
export const hole = (why: string): Value => ({ kind: 'hole', why });

/** Longest text that an expression may come to, as for a whole template. */
export const longest = 4 * 1024 * 1024;
/** Most items of a list; a template of 4 MB holds fewer. */
export const mostItems = 100_000;
export const tooLarge = 'it is larger than a template may be';

export const lazy = (work: Lazy): Lazy => {
  let done: Value | undefined;
  return () => {
    done ??= work();
    return done;
  };
};

export const listValue = (items: readonly Lazy[]): Value =>
  items.length > mostItems ? hole(tooLarge) : { kind: 'list', items };

export const objectValue = (members: Iterable<readonly [string, Lazy]>): Value => ({
  kind: 'object',
  members: new Map(members),
});

/** The items of a list; undefined for anything else. */
export const itemsOf = (value: Value): readonly Lazy[] | undefined => {
  if (value.kind === 'list') return value.items;
  if (value.kind !== 'value' || !isArray(value.value)) return undefined;
  return value.value.map((item) => () => known(item));
};

/** The members of an object; undefined for anything else. */
export const membersOf = (value: Value): ReadonlyMap<string, Lazy> | undefined => {
  if (value.kind === 'object') return value.members;
  if (value.kind !== 'value' || !isObject(value.value)) return undefined;
  return new Map(Object.entries(value.value).map(([key, member]) => [key, () => known(member)] as const));
};

/** A member by its name, compared without case as the service does. */
export const memberNamed = (members: ReadonlyMap<string, Lazy>, name: string): Lazy | undefined => {
  const exact = members.get(name);
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  for (const [key, member] of members) if (key.toLowerCase() === wanted) return member;
  return undefined;
};

/** Something that cannot be known, and where in the value it stands. */
export type Gap = { readonly at: string; readonly why: string };

/** A value with all of its members worked out; what cannot be known is null there and named. */
export type Whole = { readonly value: JsonValue; readonly gaps: readonly Gap[] };

const gapsOfParts = (parts: readonly (string | Hole)[]): readonly string[] => [
  ...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.why]))),
];

/** The whole of a value, every member of it. */
export const wholeOf = (value: Value): Whole => {
  let left = mostItems;
  const gaps: Gap[] = [];
  const walk = (member: Lazy, at: string): JsonValue => {
    left -= 1;
    if (left < 0) {
      if (left === -1) gaps.push({ at, why: tooLarge });
      // What is not asked for is not worked out either.
      return null;
    }
    const item = member();
    switch (item.kind) {
      case 'value':
        return item.value;
      case 'hole':
        gaps.push({ at, why: item.why });
        return null;
      case 'text':
        for (const why of gapsOfParts(item.parts)) gaps.push({ at, why });
        return null;
      case 'list':
        return item.items.map((member, index) => walk(member, `${at}/${index}`));
      case 'object': {
        const members: [string, JsonValue][] = [];
        for (const [key, member] of item.members) members.push([key, walk(member, `${at}/${key}`)]);
        return Object.fromEntries(members);
      }
    }
  };
  return { value: walk(() => value, ''), gaps };
};

/** Why something is not a whole value; empty where it is. */
export const gapsOf = (value: Value): readonly string[] => [...new Set(wholeOf(value).gaps.map(({ why }) => why))];

/** The value where all of it is known. */
export const jsonOf = (value: Value): JsonValue | undefined => {
  const { value: json, gaps } = wholeOf(value);
  return gaps.length === 0 ? json : undefined;
};

export const textOfValue = (value: Value): string | undefined =>
  value.kind === 'value' && typeof value.value === 'string' ? value.value : undefined;

export const numberOfValue = (value: Value): number | undefined =>
  value.kind === 'value' && typeof value.value === 'number' ? value.value : undefined;

const partsOf = (item: Value): readonly (string | Hole)[] | undefined => {
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
    default:
      return undefined;
  }
};

/** Texts one behind the other, holes kept as holes. */
export const joined = (items: readonly Value[]): Value => {
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

/** What is known of a text, what is not left out; undefined for anything else. */
export const knownTextOf = (item: Value): string | undefined =>
  item.kind === 'text' ? item.parts.filter((part) => typeof part === 'string').join('') : textOfValue(item);

/** The last segment of a path such as a resource's name; undefined where it is not known for certain. */
export const lastSegment = (item: Value): string | undefined => {
  if (item.kind === 'value' ? typeof item.value !== 'string' : item.kind !== 'text') return undefined;
  const parts = partsOf(item) ?? [];
  let segment = '';
  for (const part of parts.toReversed()) {
    if (typeof part !== 'string') return undefined;
    const slash = part.lastIndexOf('/');
    segment = part.slice(slash + 1) + segment;
    if (slash >= 0) return segment;
  }
  return item.kind === 'value' ? segment : undefined;
};
