import { isArray, isObject, type JsonObject, type JsonScalar, type JsonValue } from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import type { Span } from '../text/span.ts';

/** Where a value comes from: a place in the file of the content, or in picket.yaml. */
export type Origin = {
  readonly in: 'file' | 'config';
  readonly at: JsonPointer;
  /** The group or workspace that says it; absent for the file, and for what holds everywhere. */
  readonly layer?: string;
  /** Set where a value stands for another text: of a parameter, its name. */
  readonly parameter?: string;
  /** Set where a value follows from the stage that stands there. */
  readonly stage?: true;
};

/** A part of a text that was made, and what stands there at its origin. */
export type Piece = {
  readonly made: Span;
  readonly from: Span;
  /** The place that says it. */
  readonly origin: Origin;
  /** A `value` is wrong where it stands in the text; what is wrong with a `line` is wrong where that is written. */
  readonly is: 'value' | 'line';
};

/** A value of which each part knows where it comes from. */
export type Sourced =
  | {
      readonly is: 'scalar';
      readonly origin: Origin;
      readonly value: JsonScalar;
      /** The parts of a text that stand for others, in their order; the rest is as at its origin. */
      readonly pieces?: readonly Piece[];
    }
  | { readonly is: 'list'; readonly origin: Origin; readonly items: readonly Sourced[] }
  | { readonly is: 'mapping'; readonly origin: Origin; readonly members: ReadonlyMap<string, Sourced> };

const below = (origin: Origin, key: string | number): Origin => ({ ...origin, at: origin.at + pointer(key) });

/** A value that comes from one place as a whole: its parts from the places within. */
export const sourced = (value: JsonValue, origin: Origin): Sourced => {
  if (isArray(value))
    return { is: 'list', origin, items: value.map((item, index) => sourced(item, below(origin, index))) };
  if (!isObject(value)) return { is: 'scalar', origin, value };
  const members = new Map(Object.entries(value).map(([key, member]) => [key, sourced(member, below(origin, key))]));
  return { is: 'mapping', origin, members };
};

/** The plain value. */
export const plain = (node: Sourced): JsonValue => {
  if (node.is === 'scalar') return node.value;
  if (node.is === 'list') return node.items.map(plain);
  return plainMembers(node.members);
};

/** The plain value of the members of a mapping. */
export const plainMembers = (members: ReadonlyMap<string, Sourced>): JsonObject =>
  Object.fromEntries([...members].map(([key, member]) => [key, plain(member)]));

const isRemoval = (node: Sourced): boolean => node.is === 'scalar' && node.value === null;

/** Takes out what a value only says is not there. */
const kept = (node: Sourced): Sourced =>
  node.is !== 'mapping'
    ? node
    : {
        ...node,
        members: new Map(
          [...node.members].flatMap(([key, member]) => (isRemoval(member) ? [] : [[key, kept(member)] as const])),
        ),
      };

/** A value with another one merged into it: mappings key by key, where null takes a key out; all else as a whole. */
export const merged = (base: Sourced | undefined, patch: Sourced): Sourced => {
  if (patch.is !== 'mapping') return patch;
  if (base?.is !== 'mapping') return kept(patch);
  const members = new Map(base.members);
  for (const [key, member] of patch.members)
    if (isRemoval(member)) members.delete(key);
    else members.set(key, merged(members.get(key), member));
  return { ...base, members };
};

/** The part of a value at a way of keys. */
export const partAt = (node: Sourced | undefined, way: readonly string[]): Sourced | undefined => {
  let current = node;
  for (const key of way) {
    if (current?.is === 'mapping') current = current.members.get(key);
    else if (current?.is === 'list') current = current.items[Number(key)];
    else return undefined;
  }
  return current;
};

/** A value with another part at a way of keys, and of places in lists; mappings that are missing on the way are made. */
export const withPart = (node: Sourced | undefined, way: readonly string[], part: Sourced): Sourced => {
  const [key, ...rest] = way;
  if (key === undefined) return part;
  if (node?.is === 'list' && /^\d+$/.test(key) && Number(key) < node.items.length)
    return {
      ...node,
      items: node.items.map((item, index) => (index === Number(key) ? withPart(item, rest, part) : item)),
    };
  const members = new Map(node?.is === 'mapping' ? node.members : []);
  members.set(key, withPart(members.get(key), rest, part));
  return { is: 'mapping', origin: node?.is === 'mapping' ? node.origin : part.origin, members };
};

/** Where each part of a value comes from, by its place. */
export const originsOf = (node: Sourced): ReadonlyMap<JsonPointer, Origin> => {
  const found = new Map<JsonPointer, Origin>();
  const visit = (part: Sourced, at: JsonPointer): void => {
    found.set(at, part.origin);
    if (part.is === 'list') for (const [index, item] of part.items.entries()) visit(item, at + pointer(index));
    if (part.is === 'mapping') for (const [key, member] of part.members) visit(member, at + pointer(key));
  };
  visit(node, '');
  return found;
};

/** The pieces of each text that has some, by its place. */
export const piecesOf = (node: Sourced): ReadonlyMap<JsonPointer, readonly Piece[]> => {
  const found = new Map<JsonPointer, readonly Piece[]>();
  const visit = (part: Sourced, at: JsonPointer): void => {
    if (part.is === 'list') for (const [index, item] of part.items.entries()) visit(item, at + pointer(index));
    else if (part.is === 'mapping') for (const [key, member] of part.members) visit(member, at + pointer(key));
    else if (part.pieces !== undefined) found.set(at, part.pieces);
  };
  visit(node, '');
  return found;
};

/** Where a part of a made text stands at its origin: what touches a piece stands for all of it. */
export const beforeMade = (pieces: readonly Piece[], { start, end }: Span): Span => {
  const place = (offset: number, side: 'start' | 'end'): number => {
    let shift = 0;
    for (const { made, from } of pieces) {
      if (side === 'start' ? offset < made.start : offset <= made.start) break;
      if (side === 'start' ? offset < made.end : offset <= made.end) return from[side];
      shift = from.end - made.end;
    }
    return offset + shift;
  };
  const from = place(start, 'start');
  return { start: from, end: Math.max(from, end === start ? from : place(end, 'end')) };
};
