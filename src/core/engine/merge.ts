import type { Canonical } from './managed-type.ts';
import { equalJson, isArray, type JsonObject, type JsonValue, isNothing } from '../json.ts';
import { liveState, without, withValue, type WantedState } from './live-state.ts';
import { pointer, segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import type { LiveResource } from '../resource.ts';

/** Where the item of a live list stands in the list of another body; undefined where no equal item is there. */
const indexIn = (list: JsonValue | undefined, item: JsonValue | undefined, index: number): number | undefined => {
  if (!isArray(list) || item === undefined) return undefined;
  if (equalJson(list[index], item)) return index;
  const found = list.findIndex((other) => equalJson(other, item));
  return found < 0 ? undefined : found;
};

/** The place in `body` that corresponds to a place in `known` (the live body without unknown properties). */
const placeIn = (body: JsonObject, known: JsonObject, at: JsonPointer): JsonPointer | undefined => {
  let from = '';
  let to = '';
  for (const segment of segmentsOf(at)) {
    const list = valueAt(known, from);
    from += pointer(segment);
    if (isArray(list)) {
      const index = indexIn(valueAt(body, to), valueAt(known, from), Number(segment));
      if (index === undefined) return undefined;
      to += pointer(index);
    } else to += pointer(segment);
  }
  return to;
};

export type Merged = {
  readonly body: JsonObject;
  /** Unknown properties whose place is gone (an item of a list that git changed or dropped). */
  readonly lost: readonly JsonPointer[];
};

/**
 * The body of an update: git's, with the live values of the fields in `kept` and with every live property that Picket
 * does not know, because a PUT replaces the whole rule.
 */
export const mergedBody = (
  { body: desired, rows }: WantedState,
  live: LiveResource,
  kept: readonly JsonPointer[],
  canonical: Canonical,
): Merged => {
  const state = liveState(live, { body: desired, ...(rows === undefined ? {} : { rows }) }, canonical);
  const wire = canonical.wire ?? ((whole: JsonObject) => whole);
  const held = kept.length === 0 || canonical.wire === undefined ? undefined : canonical.normalize(state.body);
  let body = held === undefined ? desired : canonical.normalize(desired);
  for (const at of kept) {
    const value = valueAt(held ?? state.body, at);
    body = isNothing(value) || value === undefined ? without(body, [at]) : withValue(body, at, value);
  }
  const lost: JsonPointer[] = [];
  body = wire(body);
  const base = body;
  for (const at of state.unknown) {
    const value = valueAt(live.body, at);
    const place = placeIn(base, state.body, at);
    if (value === undefined || value === null || (place !== undefined && valueAt(body, place) !== undefined)) continue;
    const next = place === undefined ? body : withValue(body, place, value);
    if (next === body) lost.push(at);
    else body = next;
  }
  return { body, lost };
};
