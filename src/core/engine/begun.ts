import type { Canonical, TypeOf } from './managed-type.ts';
import type { FieldDigests, Mark, Verdict, VerdictState } from './change.ts';
import { equalJson, isObject, objectOf, objectsOf, present, textOf, type JsonObject, type JsonValue } from '../json.ts';
import { versionOf, writtenAt } from './lagging.ts';
import { sayable, without } from './live-state.ts';
import { markerProperties, markResources, type Project } from './marker.ts';
import { refKey, type Ref } from '../ref.ts';
import type { JsonPointer } from '../pointer.ts';
import type { LiveResource } from '../resource.ts';

/** A write that was begun: what was to be written, and the marker that was to follow it. */
export type Begun = Ref & {
  /** When its run began, in milliseconds since 1970. */
  readonly began: number;
  /** The body as it was to be sent. */
  readonly body: JsonObject;
  readonly mark: Mark;
  /** The record of the marker before it; absent where there was no marker. */
  readonly recorded?: string;
};

/** No deployment writes one rule later than so many milliseconds after its beginning. */
const longestRun = 6 * 3_600_000;

/** The clock of the service may be behind by so many milliseconds. */
const clockSkew = 600_000;

/** States in which what runs looks like somebody else's work. */
const doubted: ReadonlySet<VerdictState> = new Set(['unowned', 'unmanaged', 'theirs', 'both', 'conflict', 'gone']);

/** The record of a marker as its text; undefined where there is no marker, empty where it has none. */
export const recordedIn = (marker: LiveResource | undefined): string | undefined =>
  marker === undefined ? undefined : (textOf(markerProperties(marker)['customVersion']) ?? '');

const isOfRun = ({ began }: Begun, { etag }: LiveResource): boolean => {
  const version = versionOf(etag);
  if (version === undefined) return true;
  const at = writtenAt(version);
  return at >= began - clockSkew && at <= began + longestRun;
};

/** True where what runs is what was to be written, to the letter; what nobody knows and only answers have aside. */
const isAsSent = (live: LiveResource, { body }: Begun, canonical: Canonical): boolean => {
  const known = (of: JsonObject): JsonObject =>
    sayable(canonical.normalize(without(of, canonical.unknownProperties(of))), canonical);
  return equalJson(known(live.body), known(body));
};

/**
 * The markers of rules that a run wrote and did not come to mark, as it would have written them. A rule counts as such
 * only where it runs to the letter as the run was to send it, was written in the time of that run, and its marker is what
 * it was before: whatever else runs is somebody else's. `verdicts` are those of the markers that there are.
 */
export const markersOwed = (
  verdicts: readonly Verdict[],
  begun: readonly Begun[],
  { typeOf, project }: { readonly typeOf: TypeOf; readonly project: Project },
): readonly LiveResource[] => {
  const notes = new Map<string, Begun[]>();
  for (const each of begun) notes.set(keyOf(each), [...(notes.get(keyOf(each)) ?? []), each]);
  return verdicts.flatMap((verdict) => {
    const { live, marker } = verdict;
    if (live === undefined || !doubted.has(verdict.state)) return [];
    const type = typeOf(verdict.type);
    const note = notes
      .get(keyOf(verdict))
      ?.find(
        (each) => each.recorded === recordedIn(marker) && isOfRun(each, live) && isAsSent(live, each, type.canonical),
      );
    if (note === undefined) return [];
    const { rows: _rows, ...plain } = live;
    const { byField } = markResources(note.mark, plain, { project, type, limit: Number.POSITIVE_INFINITY });
    return [{ ...byField, id: marker?.id ?? '', etag: marker?.etag }];
  });
};

const keyOf = ({ type, id }: Ref): string => refKey({ type, id: id.toLowerCase() });

const formVersion = 1;

const digestsJson = ({ sent, live }: FieldDigests): JsonObject => present({ sent, live });

const markJson = ({ held, ...mark }: Mark): JsonObject =>
  present({
    ...mark,
    held: Object.fromEntries(Object.entries(held).map(([at, digests]) => [at, digestsJson(digests)])),
  });

/** The begun writes as they are kept; `where` names the workspace that they go to. */
export const begunJson = (where: JsonObject, writes: readonly Begun[]): JsonObject => ({
  version: formVersion,
  where,
  writes: writes.map(({ mark, ...each }) => present({ ...each, mark: markJson(mark) })),
});

const readMark = (value: JsonObject): Mark | undefined => {
  const { name, contentId, version, sent, rows, keep, etag } = value;
  if (typeof name !== 'string' || typeof contentId !== 'string' || !isObject(sent)) return undefined;
  const held: Record<JsonPointer, FieldDigests> = {};
  for (const [at, digests] of Object.entries(objectOf(value['held'])))
    held[at] = { sent: textOf(objectOf(digests)['sent']), live: textOf(objectOf(digests)['live']) };
  return {
    name,
    contentId,
    sent,
    held,
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof rows === 'string' ? { rows } : {}),
    ...(value['rowsLive'] === true ? { rowsLive: true } : {}),
    ...(value['overridden'] === true ? { overridden: true } : {}),
    ...(isObject(keep) ? { keep } : {}),
    ...(typeof etag === 'string' ? { etag } : {}),
  };
};

/** Reads what `begunJson` made; none for another workspace, and of what is damaged. */
export const readBegun = (value: JsonValue | undefined, where: JsonObject): readonly Begun[] => {
  const { version, where: of, writes } = objectOf(value);
  if (version !== formVersion || !equalJson(of, where)) return [];
  return objectsOf(writes).flatMap(({ type, id, began, body, mark, recorded }) => {
    const read = readMark(objectOf(mark));
    if (read === undefined || typeof type !== 'string' || typeof id !== 'string') return [];
    if (typeof began !== 'number' || !isObject(body)) return [];
    return [{ type, id, began, body, mark: read, ...(typeof recorded === 'string' ? { recorded } : {}) }];
  });
};
