import type { Canonical, Normalize } from './canonical.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from './json.ts';
import { parentOf, segmentsOf, valueAt, type JsonPointer } from './pointer.ts';
import type { LiveResource } from './resource.ts';

export const enabledField: JsonPointer = '/properties/enabled';

/** A live rule as it is compared. */
export type LiveState = {
  /** Its body without what the service wrote when it switched the rule off, and without unknown properties. */
  readonly body: JsonObject;
  /** Why the service switched it off. */
  readonly autoDisabled: string | undefined;
  readonly unknown: readonly JsonPointer[];
};

const replaceAt = (value: JsonValue, segments: readonly string[], leaf: JsonValue | undefined): JsonValue => {
  const [segment, ...rest] = segments;
  if (segment === undefined) return leaf ?? value;
  if (isArray(value))
    return value.flatMap((item, index) => {
      if (String(index) !== segment) return [item];
      if (rest.length > 0) return [replaceAt(item, rest, leaf)];
      return leaf === undefined ? [] : [leaf];
    });
  if (!isObject(value)) return value;
  if (rest.length > 0) {
    const child = Object.hasOwn(value, segment) ? value[segment] : undefined;
    return child === undefined ? value : { ...value, [segment]: replaceAt(child, rest, leaf) };
  }
  if (leaf !== undefined) return { ...value, [segment]: leaf };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== segment));
};

const objectOr = (value: JsonValue, fallback: JsonObject): JsonObject => (isObject(value) ? value : fallback);

/** A body without the values at the given pointers. */
export const without = (body: JsonObject, pointers: readonly JsonPointer[]): JsonObject =>
  pointers
    // The last index of a list first, so that removing one does not move the others.
    .toReversed()
    .reduce<JsonObject>((rest, at) => objectOr(replaceAt(rest, segmentsOf(at), undefined), rest), body);

/** A body with a value put at a pointer; unchanged where the place that should hold it does not exist. */
export const withValue = (body: JsonObject, at: JsonPointer, value: JsonValue): JsonObject => {
  const parent = valueAt(body, parentOf(at));
  return isObject(parent) ? objectOr(replaceAt(body, segmentsOf(at), value), body) : body;
};

/**
 * Rules that make incidents of Microsoft's own alerts are switched off by the service when the workspace is onboarded to
 * the Defender portal (Microsoft Learn, Microsoft Sentinel in the Defender portal): no drift either.
 */
const switchedOffByDefender = (live: JsonObject, desired: JsonObject | undefined): string | undefined =>
  live['kind'] === 'MicrosoftSecurityIncidentCreation' &&
  valueAt(live, enabledField) === false &&
  desired !== undefined &&
  valueAt(desired, enabledField) !== false
    ? 'switched off, as the Defender portal does with rules that create incidents'
    : undefined;

/** Reads a live rule for comparison with what git wants of it. */
export const liveState = (live: LiveResource, desired: JsonObject | undefined, canonical: Canonical): LiveState => {
  const stripped = canonical.stripAutoDisabled(live.body, desired);
  const unknown = canonical.unknownProperties(stripped.body);
  const body = without(stripped.body, unknown);
  return { body, unknown, autoDisabled: stripped.reason ?? switchedOffByDefender(body, desired) };
};

/** What is compared: both sides canonical. */
export type Pair = { readonly git: JsonObject; readonly live: JsonObject };

const withEnabledOf = (body: JsonObject, other: JsonObject): JsonObject => {
  const enabled = valueAt(other, enabledField);
  return enabled === undefined ? without(body, [enabledField]) : withValue(body, enabledField, enabled);
};

/** Git's body and a live rule, canonical; where the service switched the rule off, being off is no difference. */
export const pairOf = (body: JsonObject, live: LiveState, normalize: Normalize): Pair => {
  const git = normalize(body);
  const answered = normalize(live.body);
  return { git, live: live.autoDisabled === undefined ? answered : withEnabledOf(answered, git) };
};
