import { isOver, isPast, parseOverrides, printOverrides, type OverrideLog } from './override-log.ts';
import { type JsonObject, type JsonValue, objectOf, textOrEmpty } from '../json.ts';
import type { LiveResource, Resource } from '../resource.ts';
import type { FieldChange, Verdict } from './change.ts';
import { isOff, withValue } from './live-state.ts';
import type { Canonical } from './managed-type.ts';
import { markedResource, markerName, markerProperties, type Marked, type Project } from './marker.ts';

/**
 * How the record of a switching off stands. `in-force`: the rule is to be off; `over`: its time is over or somebody ended
 * it, and the rule is not back yet; `settled`: it is past; `foreign`: a project recorded it, also this one, of a rule that
 * is not that project's; `owner`: the project that owns the rule recorded it; `unreadable`: its text was damaged or cut off.
 */
export type OverrideStanding = 'in-force' | 'over' | 'settled' | 'foreign' | 'owner' | 'unreadable';

/** What is recorded of a rule beside its marker. */
export type Override = {
  readonly standing: OverrideStanding;
  /** Where it is recorded; absent in a report that was read. */
  readonly resource?: LiveResource;
  /** The project that recorded it, as it calls itself. */
  readonly project: string;
  /** Absent for what cannot be read. */
  readonly log?: OverrideLog;
  /** True where the switch is not where it has to be: the next deployment moves it. */
  readonly pending?: true;
};

/** A record that holds a rule off, or did until now. */
export type Hold = Override & {
  readonly standing: 'in-force' | 'over';
  readonly log: OverrideLog;
  readonly resource: LiveResource;
};

const textOf = (marker: Resource): string => textOrEmpty(markerProperties(marker)['customVersion']);

/** True for a metadata resource that records the switching off of a rule, whoever wrote it; it is no marker. */
export const isOverride = (metadata: LiveResource): boolean => textOf(metadata).startsWith('picket-off/');

const sourceOf = (metadata: Resource): JsonObject => objectOf(markerProperties(metadata)['source']);

const lower = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value.toLowerCase() : undefined;

/** The name of the resource that a project records it in: each project has its own, so that none writes over another's. */
export const overrideName = (resource: Pick<Marked, 'marker'>, id: string, project: Project): string =>
  `picket-off-${markerName(resource, id)}-${project.id.slice(0, 8)}`;

/**
 * The metadata resource of a log. Its source is no repository: a version of Picket that knows nothing of it takes it for
 * nobody's, and judges the marker beside it as before.
 */
export const overrideResource = (
  log: OverrideLog,
  of: {
    readonly resource: Marked;
    readonly rule: Pick<LiveResource, 'id' | 'name'>;
    readonly project: Project;
    readonly limit: number;
  },
): Resource => ({
  type: 'metadata',
  name: overrideName(of.resource, of.rule.name, of.project),
  body: {
    properties: {
      contentId: of.rule.name,
      source: { kind: 'LocalWorkspace', name: of.project.name, sourceId: of.project.id },
      parentId: of.rule.id.startsWith('/') ? of.rule.id : `/${of.rule.id}`,
      kind: of.resource.marker.kind,
      customVersion: printOverrides(log, of.limit),
    },
  },
});

/** A resource with another log in it. */
export const withLog = (resource: LiveResource, log: OverrideLog, limit: number): Resource => ({
  type: resource.type,
  name: resource.name,
  body: { properties: { ...markerProperties(resource), customVersion: printOverrides(log, limit) } },
});

/** What a project recorded in a resource; undefined for the record of another one, and for a text that is damaged. */
export const recordedBy = (resource: Resource, project: Project): OverrideLog | undefined =>
  lower(sourceOf(resource)['sourceId']) === project.id.toLowerCase() ? parseOverrides(textOf(resource)) : undefined;

/** True where two resources record the same: nobody wrote the one since the other was read. */
export const sameRecord = (left: Resource, right: Resource): boolean => textOf(left) === textOf(right);

const standingOf = (
  metadata: LiveResource,
  log: OverrideLog | undefined,
  {
    project,
    owner,
    now,
  }: { readonly project: Project | undefined; readonly owner: string | undefined; readonly now: number },
): OverrideStanding => {
  const by = lower(sourceOf(metadata)['sourceId']);
  if (by === undefined || by !== project?.id.toLowerCase())
    return by !== undefined && by === owner ? 'owner' : 'foreign';
  const holds = log !== undefined && log[0].settled !== true && !isOver(log, now);
  // Whoever took the rule over since has the say: what this project recorded before counts no more.
  if (owner !== undefined && owner !== by) return holds ? 'foreign' : 'settled';
  if (log === undefined) return 'unreadable';
  if (log[0].settled === true) return 'settled';
  return holds ? 'in-force' : 'over';
};

const precedence: Readonly<Record<OverrideStanding, number>> = {
  'in-force': 0,
  over: 1,
  unreadable: 2,
  owner: 3,
  settled: 4,
  foreign: 5,
};

/**
 * What is recorded of the resources of a type, by their names in lower case. `ownerOf` gives the project (its id, lower
 * case) that a resource's marker names. Of several records of one resource, this project's counts; what is past in those of
 * others is nobody's business any more.
 */
export const overridesIn = (
  metadata: readonly LiveResource[],
  of: {
    readonly resource: Pick<Marked, 'collection'>;
    readonly project: Project | undefined;
    readonly now: number;
  },
): ReadonlyMap<string, Override> => {
  const owners = new Map<string, string>();
  for (const marker of metadata) {
    const rule = markedResource(marker, of.resource);
    const { kind, sourceId } = sourceOf(marker);
    const owner = lower(sourceId);
    // Of several markers this project's counts, as in a comparison.
    if (rule === undefined || owner === undefined || kind !== 'SourceRepository') continue;
    if (owners.get(rule) !== (of.project?.id.toLowerCase() ?? '')) owners.set(rule, owner);
  }
  const found = new Map<string, Override>();
  for (const resource of metadata) {
    const rule = isOverride(resource) ? markedResource(resource, of.resource) : undefined;
    if (rule === undefined) continue;
    const log = parseOverrides(textOf(resource));
    const { name, sourceId } = sourceOf(resource);
    const standing = standingOf(resource, log, { project: of.project, owner: owners.get(rule), now: of.now });
    if ((standing === 'owner' || standing === 'foreign') && log !== undefined && isPast(log)) continue;
    const override: Override = {
      standing,
      resource,
      project: typeof name === 'string' ? name : typeof sourceId === 'string' ? sourceId : 'nobody knows whom',
      ...(log === undefined ? {} : { log }),
    };
    const other = found.get(rule);
    if (other === undefined || precedence[override.standing] < precedence[other.standing]) found.set(rule, override);
  }
  return found;
};

/** True where a rule is to be off by it, or was until now and is not back yet. */
export const hasHold = (override: Override | undefined): override is Hold =>
  override?.log !== undefined &&
  override.resource !== undefined &&
  (override.standing === 'in-force' || override.standing === 'over');

/** A body as it may run today: off while an override of its rule is in force. */
export const bodyToday = (
  body: JsonObject,
  override: Override | undefined,
  { enabled }: Pick<Canonical, 'enabled'>,
): JsonObject => (enabled === undefined || override?.standing !== 'in-force' ? body : withValue(body, enabled, false));

/** The move of the switch of a rule that git's state or an override asks for; undefined where it is there. */
export const switchOf = (
  { live, desired, override }: Pick<Verdict, 'live' | 'desired' | 'override'>,
  canonical: Pick<Canonical, 'enabled'>,
): FieldChange | undefined => {
  const { enabled } = canonical;
  if (live === undefined || desired === undefined || enabled === undefined) return undefined;
  const before = !isOff(live.body, canonical);
  const after = !isOff(bodyToday(desired.resource.body, override, canonical), canonical);
  return before === after ? undefined : { at: enabled, before, after };
};
