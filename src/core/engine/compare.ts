import { byRecord, fieldVerdicts, forgotten, settledBy, stateOf, twoWay, withAnswered } from './field-sides.ts';
import type { Canonical, ManagedType } from './managed-type.ts';
import type { Desired, FieldVerdict, Sides, Verdict, VerdictState } from './change.ts';
import { fieldsOf } from './diff.ts';
import { shortDigest } from '../digest.ts';
import { PicketError } from '../errors.ts';
import {
  markedResource,
  markerKind,
  markerName,
  normalizerOf,
  ownerOf,
  recordIn,
  type MarkerOwner,
  type Project,
} from './marker.ts';
import { hasHold, isOverride, switchOf, type Override } from './override.ts';
import { liveState, pairOf, withValue, without, type LiveState, type WantedState } from './live-state.ts';
import { rowsField, rowsRecorded, withRows } from './rows.ts';
import { shownName, type LiveResource } from '../resource.ts';

/** Files of git that have errors: their paths by the id of their rule in lower case, and those whose id cannot be read. */
export type Invalid = { readonly ids: ReadonlyMap<string, string>; readonly unread: readonly string[] };

export type CompareInput = {
  /** The type of everything that is compared. */
  readonly type: ManagedType;
  readonly desired: readonly Desired[];
  /** All resources of the type that the workspace has. */
  readonly live: readonly LiveResource[];
  /** All metadata resources of the workspace. */
  readonly metadata: readonly LiveResource[];
  /** Without a project nothing can be owned: everything is judged two-way. */
  readonly project: Project | undefined;
  readonly ownership: 'markers' | 'none';
  /** Absent where all files are valid. */
  readonly invalid?: Invalid;
  /** What is recorded of rules being switched off past git, see overridesIn. */
  readonly overrides?: ReadonlyMap<string, Override>;
};

type Marker = { readonly resource: LiveResource; readonly owner: MarkerOwner };

/** A rule's sources, brought together by its id without case. */
type Case = {
  readonly desired: Desired | undefined;
  readonly live: LiveResource | undefined;
  readonly marker: Marker | undefined;
  readonly override: Override | undefined;
};

const precedence = { ours: 0, foreign: 1, provenance: 2, nobody: 3 } as const;

const markersByRule = (input: CompareInput): ReadonlyMap<string, Marker> => {
  const found = new Map<string, Marker>();
  for (const resource of input.metadata) {
    const rule = markedResource(resource, input.type.resource);
    if (rule === undefined || isOverride(resource)) continue;
    const marker = { resource, owner: ownerOf(resource, input.project) };
    const other = found.get(rule);
    if (other === undefined || precedence[marker.owner.kind] < precedence[other.owner.kind]) found.set(rule, marker);
  }
  return found;
};

const desiredById = (desired: readonly Desired[]): ReadonlyMap<string, Desired> => {
  const found = new Map<string, Desired>();
  for (const item of desired) {
    const id = item.resource.name.toLowerCase();
    const other = found.get(id);
    if (other !== undefined)
      throw new PicketError('refusal', `Two files have the id ${item.resource.name}: ${other.path} and ${item.path}.`, {
        code: 'duplicate-id',
        hint: 'Give each an id of its own; ids are compared without case.',
      });
    found.set(id, item);
  }
  return found;
};

type Judged = Pick<Verdict, 'state' | 'fields' | 'basis' | 'note'>;

const judgeOurs = (desired: Desired, live: LiveState, marker: Marker, canonical: Canonical): Judged => {
  const record = recordIn(marker.resource);
  const normalize = record === undefined ? undefined : normalizerOf(record, canonical);
  if (record === undefined || normalize === undefined) {
    const fields = fieldVerdicts(pairOf(desired.resource, live, canonical), twoWay('conflict', canonical), canonical);
    const note =
      record === undefined
        ? 'the record in its marker cannot be read, so nobody can tell who changed what'
        : `its marker was made by version ${record.normalizer} of the normaliser, which this Picket does not have`;
    return { state: fields.length === 0 ? 'converged' : stateOf(fields), fields, basis: 'two-way', note };
  }
  const bodies = pairOf(desired.resource, live, canonical, normalize);
  const judged = byRecord(record, bodies);
  const side =
    normalize === canonical.normalize ? judged : settledBy(pairOf(desired.resource, live, canonical), judged);
  const fields = withAnswered(fieldVerdicts(bodies, side, canonical), canonical);
  const state = stateOf(fields);
  return {
    state: state === 'in-sync' && forgotten(record, bodies) ? 'converged' : state,
    fields,
    basis: record.kind === 'fields' ? 'record' : 'whole-body',
  };
};

const judgeTwoWay = (desired: Desired, live: LiveState, canonical: Canonical): Judged => {
  const fields = fieldVerdicts(pairOf(desired.resource, live, canonical), twoWay('ours', canonical), canonical);
  return { state: stateOf(fields), fields, basis: 'two-way' };
};

/** Whether a live rule says what git says, differences of spelling apart. */
export const runsAs = (wanted: WantedState, live: LiveResource, canonical: Canonical): boolean => {
  const pair = pairOf(wanted, liveState(live, wanted, canonical), canonical);
  return fieldVerdicts(pair, twoWay('ours', canonical), canonical).every(({ cosmetic }) => cosmetic);
};

/** True when a rule that git no longer has was changed in the workspace after its last deployment (or may have been). */
const driftedSince = (live: LiveState, marker: Marker, canonical: Canonical): boolean => {
  const record = recordIn(marker.resource);
  const normalize = record === undefined ? undefined : normalizerOf(record, canonical);
  if (record === undefined || normalize === undefined) return true;
  const switchedOff = live.autoDisabled !== undefined;
  const { enabled } = canonical;
  const running = live.overridden && enabled !== undefined ? withValue(live.body, enabled, true) : live.body;
  const plain = normalize(running);
  if (record.kind === 'whole')
    return !switchedOff && ![plain, withRows(plain, live.rows)].some((body) => shortDigest(body) === record.body.live);
  const body = rowsRecorded(record) === 'closed' ? withRows(plain, live.rows) : plain;
  const fields = fieldsOf(body);
  return [...new Set([...Object.keys(fields), ...Object.keys(record.fields)])].some(
    (at) =>
      !(switchedOff && canonical.writtenByService?.has(at) === true) &&
      shortDigest(fields[at]) !== record.fields[at]?.live,
  );
};

/** True where git has a file of the rule that nobody can read, or may have: whose id cannot be read may be of any. */
const isHeld = (id: string, owner: MarkerOwner | undefined, { invalid }: CompareInput): boolean =>
  invalid !== undefined && (invalid.ids.has(id) || (owner?.kind === 'ours' && invalid.unread.length > 0));

const stateWithout = (id: string, owner: MarkerOwner | undefined, input: CompareInput): VerdictState => {
  if (isHeld(id, owner, input)) return 'invalid';
  if (owner?.kind === 'ours') return isTracked(input) ? 'gone' : 'unmanaged';
  return owner === undefined || owner.kind === 'nobody' ? 'unmanaged' : owner.kind;
};

const isTracked = (input: CompareInput): boolean => input.ownership === 'markers' && input.project !== undefined;

/** A resource as git describes it and without a single row: it was made, and its rows were not written any more. */
const isUnfilled = (live: LiveState, fields: readonly FieldVerdict[]): boolean =>
  live.rows?.length === 0 && fields.length > 0 && fields.every(({ at }) => at === rowsField);

const judgeLive = (id: string, item: Case, live: LiveState, input: CompareInput): Judged & Pick<Verdict, 'drifted'> => {
  const { desired, marker } = item;
  const { canonical } = input.type;
  const owner = marker?.owner;
  if (desired === undefined) {
    const state = stateWithout(id, owner, input);
    if (state !== 'gone' || marker === undefined) return { state, fields: [] };
    return { state, fields: [], drifted: driftedSince(live, marker, input.type.canonical) };
  }
  if (owner?.kind === 'foreign' || owner?.kind === 'provenance')
    return { ...judgeTwoWay(desired, live, canonical), state: owner.kind };
  if (!isTracked(input)) return judgeTwoWay(desired, live, canonical);
  if (marker?.owner.kind === 'ours') return judgeOurs(desired, live, marker, canonical);
  const judged = judgeTwoWay(desired, live, canonical);
  if (isUnfilled(live, judged.fields)) return judged;
  return { ...judged, state: judged.state === 'in-sync' || judged.state === 'cosmetic' ? 'identical' : 'unowned' };
};

const displayNameOf = (id: string, item: Case, live: LiveState | undefined): string =>
  item.desired?.displayName ?? (live === undefined ? undefined : shownName(live.body)) ?? item.live?.name ?? id;

const absentState = (item: Case, input: CompareInput): VerdictState => {
  const ours = isTracked(input) && item.marker?.owner.kind === 'ours';
  if (item.desired === undefined) return 'orphan';
  return ours ? 'missing' : 'new';
};

/** Content Hub names the metadata of a template like that of a rule: rules that kept their template's id need another. */
const freeName = (id: string, item: Case, input: CompareInput, taken: ReadonlySet<string>): string | undefined =>
  item.marker === undefined &&
  input.project !== undefined &&
  taken.has(markerName(input.type.resource, id).toLowerCase())
    ? `${markerName(input.type.resource, item.live?.name ?? item.desired?.resource.name ?? id)}-${input.project.id.slice(0, 8)}`
    : undefined;

/** Both sides as they are compared today, for whoever acts on the verdict. */
const sidesOf = (wanted: WantedState | undefined, live: LiveState, { canonical }: ManagedType): Sides => {
  if (wanted === undefined) return { live: withRows(canonical.normalize(live.body), live.rows), running: live.body };
  return { ...pairOf(wanted, live, canonical), running: live.body };
};

/** What is recorded of it being off past git, and whether the switch is yet to be moved. */
const overrideFacts = (
  { desired, live, override }: Case,
  state: LiveState | undefined,
  { type: { canonical } }: CompareInput,
): Pick<Verdict, 'override'> => {
  if (override === undefined) return {};
  if (live === undefined || state?.overridden !== true || state.autoDisabled !== undefined) return { override };
  const of = { live, override, ...(desired === undefined ? {} : { desired }) };
  const isPending = switchOf(of, canonical) !== undefined;
  return { override: isPending ? { ...override, pending: true } : override };
};

const wasSwitchedOff = (fields: readonly FieldVerdict[], { enabled }: Canonical): boolean =>
  fields.some(({ at, side, before }) => at === enabled && side === 'theirs' && before === false);

const verdictOf = (id: string, item: Case, input: CompareInput, taken: ReadonlySet<string>): Verdict => {
  const { desired, marker, override } = item;
  const live =
    item.live === undefined
      ? undefined
      : liveState(
          item.live,
          desired?.resource,
          input.type.canonical,
          hasHold(override) && marker?.owner.kind === 'ours',
        );
  const judged: Judged & Pick<Verdict, 'drifted'> =
    live === undefined ? { state: absentState(item, input), fields: [] } : judgeLive(id, item, live, input);
  const sides = live === undefined ? undefined : sidesOf(desired?.resource, live, input.type);
  const name = freeName(id, item, input, taken);
  const invalidFile = judged.state === 'invalid' ? input.invalid?.ids.get(id) : undefined;
  const record = marker?.owner.kind === 'ours' ? recordIn(marker.resource) : undefined;
  return {
    ...judged,
    type: input.type.name,
    id: item.live?.name ?? desired?.resource.name ?? id,
    displayName: displayNameOf(id, item, live),
    unknownProperties: live?.unknown ?? [],
    ...(sides === undefined ? {} : { sides }),
    ...(desired === undefined ? {} : { path: desired.path, desired }),
    ...(invalidFile === undefined ? {} : { path: invalidFile }),
    ...(item.live === undefined ? {} : { live: item.live }),
    ...(marker === undefined ? {} : { marker: marker.resource }),
    ...overrideFacts(item, live, input),
    ...(wasSwitchedOff(judged.fields, input.type.canonical) ? { switchedOff: true } : {}),
    ...(live?.autoDisabled === undefined ? {} : { autoDisabled: live.autoDisabled }),
    ...(marker !== undefined && 'owner' in marker.owner ? { owner: marker.owner.owner } : {}),
    ...(record === undefined ? {} : { record }),
    ...(name === undefined ? {} : { markerName: name }),
    ...(isTracked(input) ? {} : { ownership: 'none' }),
  };
};

/** Rows that are given once are no longer git's, unless writing them was begun and not finished. */
const withoutSeed = (desired: Desired, { live, marker }: Case): Desired => {
  const { rows, rowsAre, ...resource } = desired.resource;
  if (rows === undefined || rowsAre !== 'seed' || live === undefined) return desired;
  const isOurs = marker?.owner.kind === 'ours';
  const isOwed = isOurs ? rowsRecorded(recordIn(marker.resource)) === 'open' : live.rows?.length === 0;
  return isOwed ? desired : { ...desired, resource };
};

/** What git wants of a rule, with what its body leaves out and the service keeps. */
const completed = (given: Case, { type: { canonical } }: CompareInput): Case => {
  const item = given.desired === undefined ? given : { ...given, desired: withoutSeed(given.desired, given) };
  const { desired, live } = item;
  if (desired === undefined || live === undefined || canonical.withLiveSettings === undefined) return item;
  // What Picket does not know is no part of the comparison, and every write keeps it anyway.
  const known = without(live.body, canonical.unknownProperties(live.body));
  const body = canonical.withLiveSettings(desired.resource.body, known);
  return { ...item, desired: { ...desired, resource: { ...desired.resource, body } } };
};

/**
 * What is, per rule of one type: every rule of git in its order, then every other live rule, then markers of ours whose rule is
 * nowhere. Ids are compared without case. Throws a PicketError `duplicate-id` when two desired rules have the same id.
 */
export const compare = (input: CompareInput): readonly Verdict[] => {
  const markers = markersByRule(input);
  const desired = desiredById(input.desired);
  const live = new Map(input.live.map((resource) => [resource.name.toLowerCase(), resource]));
  const taken = new Set(input.metadata.map(({ name }) => name.toLowerCase()));
  // Types may share a collection: without its resource only the kind of a marker tells of which type it is.
  const orphans = [...markers].filter(
    ([, marker]) =>
      isTracked(input) &&
      marker.owner.kind === 'ours' &&
      markerKind(marker.resource) === input.type.resource.marker.kind,
  );
  const records = [...(input.overrides ?? [])].filter(
    ([, { resource, standing }]) =>
      resource !== undefined &&
      isTracked(input) &&
      standing !== 'foreign' &&
      standing !== 'owner' &&
      markerKind(resource) === input.type.resource.marker.kind,
  );
  const nowhere = [...orphans, ...records].map(([id]) => id);
  return [...new Set([...desired.keys(), ...live.keys(), ...nowhere])].map((id) =>
    verdictOf(
      id,
      completed(
        { desired: desired.get(id), live: live.get(id), marker: markers.get(id), override: input.overrides?.get(id) },
        input,
      ),
      input,
      taken,
    ),
  );
};
