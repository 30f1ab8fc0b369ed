import { without } from '../engine/live-state.ts';
import { equalJson, isNothing, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import { assuming, type PartSince, type WriteContext } from './codec.ts';
import { includes, keysOf, remembered, rowsOf, type Field, type FieldTable } from './field-table.ts';
import { canonicalBody, ignored, objectShape, type ObjectShape, type Shape } from './shape.ts';

/** The body that a table of fields makes: written, compared and shown by the same rows. */

/** Values by the segments of their places, as one mapping: single members first, then mappings. */
const nested = <Leaf, Tree>(
  entries: readonly (readonly [readonly string[], Leaf])[],
  together: (members: Readonly<Record<string, Leaf | Tree>>) => Tree,
  depth = 0,
): Tree => {
  const groups = new Map<string, (readonly [readonly string[], Leaf])[]>();
  const members: Record<string, Leaf | Tree> = {};
  for (const entry of entries) {
    const [segments, leaf] = entry;
    const name = segments[depth] ?? '';
    const group = groups.get(name);
    if (segments.length === depth + 1) members[name] = leaf;
    else if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  for (const [name, group] of groups) members[name] = nested(group, together, depth + 1);
  return together(members);
};

type PlaceShape = {
  readonly segments: readonly string[];
  readonly compare: Shape;
  /** The canonical value that the service fills in, which a file need not say. */
  readonly usual: JsonValue | undefined;
};

const usualOf = (shape: Shape): JsonValue | undefined => {
  if (shape.is === 'exact' || shape.is === 'duration') return shape.default;
  return shape.is === 'object' ? canonicalBody({}, shape, 0) : undefined;
};

/** The places of a row in the body: its own, then the others. */
const placesOf = remembered((row: Field<string, unknown>): readonly PlaceShape[] => {
  const { at, also = [], codec, compare, default: usual } = row;
  if (at === undefined) return [];
  const filledIn = usual === undefined ? undefined : codec.write(usual, { now: 0 });
  return [{ at, compare: compare ?? assuming(codec.shape, filledIn) }, ...also].map((place) => ({
    segments: segmentsOf(place.at),
    compare: place.compare,
    usual: usualOf(place.compare),
  }));
});

/** The body of a whole item: what has nothing to say is left out, the service refuses `[]` and `{}`. */
export const bodyOf = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  kind: Kind,
  item: Partial<Values>,
  context: WriteContext,
): JsonObject => {
  const entries: (readonly [readonly string[], JsonValue])[] = [];
  const said: Readonly<Record<string, unknown>> = item;
  for (const name in table) {
    const row = table[name];
    const { at, also = [], codec, kinds, needs } = row;
    const value = item[name];
    if (value === undefined || at === undefined || !includes(kinds, kind)) continue;
    if (needs !== undefined && said[needs] === undefined) continue;
    for (const [index, { segments }] of placesOf(row).entries()) {
      const written = index === 0 ? codec.write(value, context) : also[index - 1]?.write(value);
      if (written !== undefined && !isNothing(written)) entries.push([segments, written]);
    }
  }
  return nested<JsonValue, JsonObject>(entries, (members) => members);
};

/**
 * How the body of a kind compares; undefined kinds have only what the service sets.
 *
 * @param version of the normaliser: fields that came later are unknown to it, and so stay as they are.
 * @param byService places that the service sets itself in every kind.
 */
export const shapeOf = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  kind: Kind | undefined,
  version: number,
  byService: readonly JsonPointer[],
): ObjectShape => {
  const entries: (readonly [readonly string[], Shape])[] = [];
  for (const [, row] of rowsOf(table)) {
    if (kind === undefined || (row.normaliser ?? 1) > version) continue;
    const isOurs = includes(row.kinds, kind);
    if (!isOurs && !includes(row.fromService, kind)) continue;
    for (const { segments, compare } of placesOf(row)) entries.push([segments, isOurs ? compare : ignored]);
  }
  for (const at of byService) entries.push([segmentsOf(at), ignored]);
  return nested<Shape, ObjectShape>(entries, objectShape);
};

/** The newest version of a normaliser that a table asks for; `least` where no row asks for one. */
export const normaliserOf = <Kind extends string, Values>(table: FieldTable<Kind, Values>, least: number): number =>
  Math.max(least, ...rowsOf(table).map(([, { normaliser }]) => normaliser ?? 1));

const valueIn = (body: JsonObject, segments: readonly string[]): JsonValue | undefined => {
  let value: JsonValue | undefined = body;
  for (const name of segments) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
};

/**
 * What a new file says for the canonical body of an item: only what differs from what the service fills in, keys in their
 * order. Of a kind that nobody knows it says every field that is there.
 *
 * @param more values of keys that have no place in the body.
 */
export const showFields = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  kind: Kind | undefined,
  body: JsonObject,
  more: JsonObject,
): JsonObject => {
  const shown: Record<string, JsonValue> = { ...more };
  for (const name in table) {
    const row = table[name];
    if (kind !== undefined && !includes(row.kinds, kind)) continue;
    const places = placesOf(row);
    const [place] = places;
    const values = places.map(({ segments }) => valueIn(body, segments));
    const [value] = values;
    if (place === undefined) continue;
    const isSaid = value !== undefined && !equalJson(value, place.usual);
    const said = row.show?.(values) ?? (row.show === undefined && isSaid ? row.codec.show(value) : undefined);
    if (said !== undefined) shown[row.shownAs ?? row.key ?? name] = said;
  }
  return Object.fromEntries(keysOf(table).flatMap((key) => (shown[key] === undefined ? [] : [[key, shown[key]]])));
};

const nameIn = (at: readonly string[]): string =>
  at
    .filter((segment) => segment !== '*')
    .slice(-1)
    .join('');

/** What of a body not every api-version carries, from the rows and the parts of their values. */
export const sinceOf = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
): readonly (PartSince & { readonly what: string })[] =>
  rowsOf(table).flatMap(([, { at, also = [], codec, since }]) => {
    if (at === undefined) return [];
    const own = segmentsOf(at);
    const all: readonly PartSince[] = [
      ...(since === undefined ? [] : [{ ...since, at: own }]),
      ...also.flatMap((place) => (place.since === undefined ? [] : [{ ...place.since, at: segmentsOf(place.at) }])),
      ...(codec.parts ?? []).map((part) => ({ ...part, at: [...own, ...part.at] })),
    ];
    return all.map((part) => ({ ...part, what: part.what ?? nameIn(part.at) }));
  });

type Switched = { readonly at: JsonPointer; readonly lever: JsonPointer; readonly since: number };
type SwitchRows = Readonly<Record<string, Pick<Field<string, unknown>, 'label' | 'at' | 'onlyWhile' | 'normaliser'>>>;

const switchedOf = remembered((rows: SwitchRows): readonly Switched[] =>
  Object.values(rows).flatMap(({ at, onlyWhile, normaliser = 1 }) => {
    const lever = onlyWhile === undefined ? undefined : rows[onlyWhile]?.at;
    return at === undefined || lever === undefined ? [] : [{ at, lever, since: normaliser }];
  }),
);

/** A body without the places that mean nothing while their switch is off, as a version of the normaliser knows them. */
export const withoutIdle = (table: SwitchRows, body: JsonObject, version: number): JsonObject => {
  const idle = switchedOf(table).filter(
    ({ at, lever, since }) => since <= version && valueAt(body, lever) !== true && valueAt(body, at) !== undefined,
  );
  return idle.length === 0
    ? body
    : without(
        body,
        idle.map(({ at }) => at),
      );
};
