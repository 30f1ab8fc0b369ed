import type { Canonical, Normalize } from './managed-type.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { parentOf, segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import type { LiveResource, Resource, Row } from '../resource.ts';
import { withRows } from './rows.ts';

/** A live rule as it is compared. */
export type LiveState = {
  /** Its body without what the service wrote when it switched the rule off, and without unknown properties. */
  readonly body: JsonObject;
  /** Why the service switched it off. */
  readonly autoDisabled: string | undefined;
  /** True where people switched it off past git, or did until now: being off or on is then no difference. */
  readonly overridden: boolean;
  readonly unknown: readonly JsonPointer[];
  /** What lies beside the body, where git says something of it or nothing at all. */
  readonly rows: readonly Row[] | undefined;
};

const replaceAt = (value: JsonValue, segments: readonly string[], leaf: JsonValue | undefined): JsonValue => {
  const [segment, ...rest] = segments;
  if (segment === undefined) return leaf ?? value;
  if (isArray(value))
    return value.flatMap((item, index) => {
      if (String(index) !== segment) return [item];
      // Of an item itself only its removal is asked for: values are put into mappings.
      return rest.length > 0 ? [replaceAt(item, rest, leaf)] : [];
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

/** What is wanted of a resource: its body, and what lies beside it. */
export type WantedState = Pick<Resource, 'body' | 'rows'>;

/** Reads a live rule for comparison with what git wants of it. */
export const liveState = (
  live: LiveResource,
  desired: WantedState | undefined,
  canonical: Canonical,
  overridden = false,
): LiveState => {
  const stripped = canonical.stripAutoDisabled(live.body, desired?.body);
  const unknown = canonical.unknownProperties(stripped.body);
  const body = without(stripped.body, unknown);
  const rows = desired !== undefined && desired.rows === undefined ? undefined : live.rows;
  return { body, unknown, autoDisabled: stripped.reason, overridden, rows };
};

/** A canonical body without what only answers have. */
export const sayable = (body: JsonObject, { answeredOnly = new Set() }: Pick<Canonical, 'answeredOnly'>): JsonObject =>
  without(body, [...answeredOnly]);

/** What is compared: both sides canonical. */
export type Pair = { readonly git: JsonObject; readonly live: JsonObject };

const withEnabledOf = (body: JsonObject, other: JsonObject, at: JsonPointer): JsonObject => {
  const enabled = valueAt(other, at);
  return enabled === undefined ? without(body, [at]) : withValue(body, at, enabled);
};

/** Whether a body says that it does not run. */
export const isOff = (body: JsonObject, { enabled }: Pick<Canonical, 'enabled'>): boolean =>
  enabled !== undefined && valueAt(body, enabled) === false;

const normalized = new WeakMap<Normalize, WeakMap<JsonObject, JsonObject>>();

/** A body in canonical form: the judgement of a rule and what is shown of it ask for the same one. */
const canonicalOf = (body: JsonObject, normalize: Normalize): JsonObject => {
  const known = normalized.get(normalize) ?? new WeakMap<JsonObject, JsonObject>();
  normalized.set(normalize, known);
  const found = known.get(body) ?? normalize(body);
  known.set(body, found);
  return found;
};

/** Git's state and a live rule, in the canonical form of today or of the given normaliser; where the service switched the rule off, or people did past git, being off is no difference. */
export const pairOf = (
  wanted: WantedState,
  live: LiveState,
  { enabled, normalize: usual }: Pick<Canonical, 'enabled' | 'normalize'>,
  normalize: Normalize = usual,
): Pair => {
  const git = canonicalOf(wanted.body, normalize);
  const answered = canonicalOf(live.body, normalize);
  const judged =
    enabled === undefined || (live.autoDisabled === undefined && !live.overridden)
      ? answered
      : withEnabledOf(answered, git, enabled);
  return { git: withRows(git, wanted.rows), live: withRows(judged, live.rows) };
};
