import type { NormalizeContext } from '../../core/content-type.ts';
import { parseIsoDuration, printIsoDuration } from '../../core/duration.ts';
import { canonicalJson, isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import { kinds } from './model.ts';
import { shapeOf, shapeOfGrouping, unknownKindShape, type ObjectShape, type Shape } from './shape.ts';
import { instantOf, printInstant } from './start-time.ts';
import { bareDescription, queryText } from './text.ts';

/** Raised with every change of what `normalize` gives for some body; older versions stay frozen for older markers. */
export const NORMALISER_VERSION = 2;

const shapes: ReadonlyMap<JsonValue | undefined, ObjectShape> = new Map(kinds.map((kind) => [kind, shapeOf(kind)]));

const shapeFor = (body: JsonObject): ObjectShape => shapes.get(body['kind']) ?? unknownKindShape;

/** Without null, empty lists and empty mappings at any depth; members of lists stay, since their place may matter. */
const pruned = (value: JsonValue | undefined): JsonValue | undefined => {
  if (value === undefined || value === null) return undefined;
  if (isArray(value)) return value.length === 0 ? undefined : value.map((item) => pruned(item) ?? null);
  if (!isObject(value)) return value;
  const members: [string, JsonValue][] = [];
  for (const [key, member] of Object.entries(value)) {
    const kept = pruned(member);
    if (kept !== undefined) members.push([key, kept]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
};

const onText = (value: JsonValue | undefined, change: (text: string) => string): JsonValue | undefined =>
  typeof value === 'string' ? change(value) : pruned(value);

const byLength = (text: string): string => {
  const milliseconds = parseIsoDuration(text);
  return milliseconds === undefined ? text : printIsoDuration(milliseconds);
};

/** A start that has passed equals none; what is no date is kept, so that it shows. */
const ahead = (value: JsonValue | undefined, now: number): JsonValue | undefined => {
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  if (instant === undefined) return pruned(value);
  return instant > now ? printInstant(instant) : undefined;
};

const inOrder = (items: JsonArray, shape: Shape, repeats: 'count' | 'ignored', now: number): JsonValue | undefined => {
  const keyed = items.map((item) => {
    const value = canonical(item, shape, now) ?? null;
    return { key: canonicalJson(value), value };
  });
  keyed.sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)));
  const kept = repeats === 'count' ? keyed : keyed.filter(({ key }, index) => key !== keyed[index - 1]?.key);
  return kept.length === 0 ? undefined : kept.map(({ value }) => value);
};

/** Known members in the order of the shape, defaults filled in, then unknown ones by name. */
const objectMembers = (value: JsonObject, { members }: ObjectShape, now: number): JsonValue | undefined => {
  const result: [string, JsonValue][] = [];
  const add = (key: string, member: JsonValue | undefined): void => {
    if (member !== undefined) result.push([key, member]);
  };
  for (const [key, shape] of Object.entries(members))
    add(key, canonical(Object.hasOwn(value, key) ? value[key] : undefined, shape, now));
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(members, key));
  for (const key of unknown.toSorted()) add(key, pruned(value[key]));
  return result.length === 0 ? undefined : Object.fromEntries(result);
};

const canonical = (value: JsonValue | undefined, shape: Shape, now: number): JsonValue | undefined => {
  switch (shape.is) {
    case 'exact':
      return pruned(value) ?? shape.default;
    case 'duration':
      return onText(value, byLength) ?? shape.default;
    case 'query':
      return onText(value, queryText);
    case 'description':
      return onText(value, bareDescription) || undefined;
    case 'id':
      return onText(value, (id) => id.toLowerCase());
    case 'instant':
      return ahead(value, now);
    case 'ignored':
      return undefined;
    case 'map':
      return pruned(value);
    case 'set':
      return isArray(value) ? inOrder(value, shape.of, shape.repeats, now) : pruned(value);
    default:
      return value === undefined || value === null || isObject(value)
        ? objectMembers(value ?? {}, shape, now)
        : pruned(value);
  }
};

/** While suppression is off its duration means nothing; real rules carry any value there. */
const withoutIdleSuppression = (body: JsonObject): JsonObject => {
  const properties = body['properties'];
  if (!isObject(properties) || properties['suppressionEnabled'] === true) return body;
  const { suppressionDuration: _idle, ...rest } = properties;
  return { ...body, properties: rest };
};

/**
 * While alerts are not grouped the terms of grouping mean nothing, and writers fill in different ones: the service a
 * look-back of 5 minutes, the portal one of 5 hours (recorded answers of 2020 to 2026).
 */
const withoutIdleGrouping = (body: JsonObject): JsonObject => {
  const properties = body['properties'];
  const incident = isObject(properties) ? properties['incidentConfiguration'] : undefined;
  const grouping = isObject(incident) ? incident['groupingConfiguration'] : undefined;
  if (!isObject(properties) || !isObject(incident) || !isObject(grouping) || grouping['enabled'] !== false) return body;
  const known = shapeOfGrouping.members;
  const kept = Object.entries(grouping).filter(([key]) => key === 'enabled' || !Object.hasOwn(known, key));
  return {
    ...body,
    properties: {
      ...properties,
      incidentConfiguration: { ...incident, groupingConfiguration: Object.fromEntries(kept) },
    },
  };
};

/**
 * The canonical form as markers of version 1 hold it, and with it everything that a body says: unlike `normalize` it
 * keeps the terms of a grouping that is switched off.
 */
export const normalizeVersion1 = (body: JsonObject, context: NormalizeContext): JsonObject => {
  // What is no mapping says nothing of a rule.
  const said = isObject(body['properties']) ? body : { ...body, properties: {} };
  const form = canonical(said, shapeFor(said), context.now);
  return isObject(form) ? withoutIdleSuppression(form) : {};
};

/**
 * The canonical form of an alert rule's ARM body, the same function for what is sent and for what the service answered:
 * equal forms are equal rules, and a strict comparison finds exactly the fields that differ. The service's defaults are
 * filled in; null, `[]` and `{}` are left out; durations are printed by length; set-like lists are sorted; ids of
 * templates are lower-cased; a description loses its wrapping quotes and white space at the end (an empty one counts as
 * none); queries have LF and no newline at the end; the terms of a grouping that is off are left out; what the service
 * sets itself (etag, lastModifiedUtc, ...) is dropped. Unknown properties stay. `context.now` (milliseconds since 1970)
 * decides whether a start time has passed. Applying it again changes nothing.
 */
export const normalize = (body: JsonObject, context: NormalizeContext): JsonObject =>
  withoutIdleGrouping(normalizeVersion1(body, context));

function* unknownIn(
  value: JsonValue | undefined,
  shape: Shape,
  at: readonly (string | number)[],
): Generator<JsonPointer> {
  if (shape.is === 'set' && isArray(value))
    for (const [index, item] of value.entries()) yield* unknownIn(item, shape.of, [...at, index]);
  if (shape.is !== 'object' || !isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined;
    if (known === undefined) yield pointer(...at, key);
    else yield* unknownIn(member, known, [...at, key]);
  }
}

/**
 * Pointers of the properties of a body that Picket does not know, at any depth (`/properties/newSetting`). They are
 * kept on every write and are never drift.
 */
export const unknownProperties = (body: JsonObject): readonly JsonPointer[] => [...unknownIn(body, shapeFor(body), [])];
