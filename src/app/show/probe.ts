import { firstType } from '../../content/index.ts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readUntil } from '../../azure/reread.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { markerName, markerResource } from '../../core/engine/marker.ts';
import type { Clock, Workspace, WriteCondition } from '../../core/ports.ts';
import { resourcePath, type LiveResource, type Resource } from '../../core/resource.ts';
import { profileText, type ServiceProfile } from '../../core/service/service-profile.ts';
import { writeAtomically } from '../../files/disk.ts';
import { openSession, type WorkspaceRequest } from '../session.ts';
import { profilePath, serviceOf } from '../service-profile.ts';

/** Letters in both cases, so that what the service makes of them shows. */
const probeId = (): string => `ABCDEF${randomUUID().slice(6, 30)}abcdef`;

const sent: JsonObject = {
  displayName: 'Picket probe (disabled, may be deleted)',
  description: 'Made by picket doctor --probe, which removes it again.  ',
  severity: 'Informational',
  enabled: false,
  query: 'SecurityAlert\n| where false',
  queryFrequency: 'PT60M',
  queryPeriod: 'PT60M',
  triggerOperator: 'GreaterThan',
  triggerThreshold: 0,
  suppressionEnabled: false,
  suppressionDuration: 'PT5H',
  tactics: ['InitialAccess', 'Persistence', 'DefenseEvasion'],
  techniques: ['T1078'],
  subTechniques: [],
};

const ruleOf = (name: string, properties: JsonObject = {}): Resource => ({
  type: 'alertRules',
  name,
  body: { kind: 'Scheduled', properties: { ...sent, ...properties } },
});

type Asked = { readonly workspace: Workspace; readonly clock: Clock };

type Tried = { readonly live: LiveResource } | { readonly status: number | undefined };

/** A write that may be refused; other failures (no connection, no permission) end the probe. */
const tryPut = async (workspace: Workspace, resource: Resource, condition: WriteCondition): Promise<Tried> => {
  try {
    return { live: await workspace.put(resource, condition) };
  } catch (error) {
    if (!(error instanceof PicketError) || error.status === undefined) throw error;
    if (![400, 409, 412, 422].includes(error.status)) throw error;
    return { status: error.status };
  }
};

const etagMode = (tried: Tried): string => ('live' in tried ? 'ignored' : tried.status === 409 ? '409' : '412');

const listOrder = (value: JsonValue | undefined): string => {
  const names = isArray(value) ? value.filter((name) => typeof name === 'string').join(',') : '';
  if (names === 'DefenseEvasion,InitialAccess,Persistence') return 'sorted';
  return names === 'DefenseEvasion,Persistence,InitialAccess' ? 'reversed' : 'verbatim';
};

const spelling = (name: string, id: string): string =>
  name === id ? 'verbatim' : name === id.toUpperCase() ? 'upper' : 'lower';

/** How a list is answered that was sent empty, and one that was not sent. */
const emptyLists = (sentEmpty: JsonValue | undefined, unsent: JsonValue | undefined): string => {
  if (!isArray(sentEmpty)) return 'null';
  return isArray(unsent) ? 'empty' : 'as-sent';
};

/** How groups are answered that were not sent. */
const defaultsOf = ({ incidentConfiguration, eventGroupingSettings }: JsonObject): string => {
  if (!isObject(incidentConfiguration)) return 'null';
  if (isObject(eventGroupingSettings)) return 'filled';
  return eventGroupingSettings === undefined ? 'absent' : 'by-version';
};

const groupingOf = ({ incidentConfiguration }: JsonObject): JsonObject =>
  objectOf(isObject(incidentConfiguration) ? incidentConfiguration['groupingConfiguration'] : undefined);

/** How the service changed what it was sent. */
const echoOf = (live: LiveResource, id: string): JsonObject => {
  const body = live.body['properties'];
  const answered = objectOf(body);
  const { queryFrequency, description, query, techniques, subTechniques } = answered;
  const { lookbackDuration, groupByCustomDetails } = groupingOf(answered);
  return {
    durations: queryFrequency === 'PT60M' ? 'verbatim' : 'canonical',
    lists: listOrder(answered['tactics']),
    description: description === sent['description'] ? 'verbatim' : 'trimmed',
    ids: spelling(live.name, id),
    techniques: isArray(techniques) && techniques.length > 1 ? 'duplicated' : 'verbatim',
    emptyLists: emptyLists(subTechniques, groupByCustomDetails),
    newlines: typeof query === 'string' && query.includes('\r\n') ? 'crlf' : 'verbatim',
    defaults: defaultsOf(answered),
    ...(lookbackDuration === 'PT5M' || lookbackDuration === 'PT5H' ? { lookback: lookbackDuration } : {}),
  };
};

const unknownName = 'picketProbeUnknown';

/** A write of the rule that is waited for: what is asked next must not be answered from before it. */
const putShown = async ({ workspace, clock }: Asked, resource: Resource, condition: WriteCondition): Promise<Tried> => {
  const tried = await tryPut(workspace, resource, condition);
  if ('live' in tried)
    await readUntil(
      () => workspace.get(resource.type, resource.name),
      (read) => read?.etag === tried.live.etag,
      { clock },
    );
  return tried;
};

/** Writes over the rule as it is now; with its etag, which some services insist on. */
const update = async (asked: Asked, id: string, properties: JsonObject): Promise<Tried> => {
  const { workspace } = asked;
  const live = await workspace.get('alertRules', id);
  const condition: WriteCondition = live?.etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag: live.etag };
  return putShown(asked, ruleOf(id, properties), condition);
};

const unknownProperties = async (asked: Asked, id: string): Promise<string> => {
  const tried = await update(asked, id, { [unknownName]: true });
  if ('status' in tried) return 'rejected';
  const live = await asked.workspace.get('alertRules', id);
  const properties = live?.body['properties'];
  return isObject(properties) && Object.hasOwn(properties, unknownName) ? 'echoed' : 'dropped';
};

/** Lengths that a record may have. The service documents none for customVersion. */
const lengths = [64, 128, 256, 512, 1000, 2000, 4000];

const customVersionOf = (marker: LiveResource | undefined): JsonValue | undefined => {
  const properties = marker?.body['properties'];
  return isObject(properties) ? properties['customVersion'] : undefined;
};

type Marked = {
  /** The longest text that customVersion takes and gives back whole; null where the longest of all fits. */
  readonly limit: number | null;
  /** The marker as the last write that was taken left it. */
  readonly last: LiveResource | undefined;
};

const marked = async (workspace: Workspace, live: LiveResource): Promise<Marked> => {
  let longest = 0;
  let last: LiveResource | undefined;
  let condition: WriteCondition = { kind: 'any' };
  for (const length of lengths) {
    const record = 'x'.repeat(length);
    const marker = markerResource({
      name: markerName(firstType.resource, live.name),
      kind: firstType.resource.marker.kind,
      rule: { id: resourcePath(workspace.target, 'alertRules', live.name) },
      contentId: live.name,
      version: '0',
      project: { name: 'picket-probe', id: '00000000-0000-0000-0000-000000000000' },
      record,
    });
    const tried = await tryPut(workspace, marker, condition);
    if ('live' in tried) last = tried.live;
    if (!('live' in tried) || customVersionOf(tried.live) !== record) return { limit: longest, last };
    longest = length;
    if (tried.live.etag !== undefined) condition = { kind: 'unchanged', etag: tried.live.etag };
  }
  return { limit: null, last };
};

const tombstone = (tried: Tried): string => ('live' in tried ? 'none' : tried.status === 409 ? '409' : '400');

const cleanUp = async (workspace: Workspace, id: string): Promise<void> => {
  try {
    await workspace.remove('alertRules', id, { kind: 'any' });
  } finally {
    await workspace.remove('metadata', markerName(firstType.resource, id), { kind: 'any' });
  }
};

/**
 * So long reads showed an older state than the one that was just written, in milliseconds; 0 where the first read shows it.
 * It is one sample: a service that did not lag now may lag another time.
 */
const lagOf = async (read: () => Promise<boolean>, clock: Clock): Promise<number> => {
  const began = clock.now();
  let tries = 0;
  await readUntil(
    async () => {
      tries += 1;
      return read();
    },
    (isShown) => isShown,
    { clock },
  );
  return tries === 1 ? 0 : clock.now() - began;
};

const probeWith = async (asked: Asked, id: string): Promise<JsonObject> => {
  const { workspace, clock } = asked;
  const first = await workspace.put(ruleOf(id), { kind: 'absent' });
  const readLag = await lagOf(async () => (await workspace.get('alertRules', id))?.etag === first.etag, clock);
  const created = (await workspace.get('alertRules', id)) ?? first;
  const ifNoneMatch = etagMode(await putShown(asked, ruleOf(id), { kind: 'absent' }));
  await update(asked, id, { severity: 'Low' });
  const stale: WriteCondition = { kind: 'unchanged', etag: created.etag ?? '"stale"' };
  const ifMatch = etagMode(await putShown(asked, ruleOf(id, { severity: 'Medium' }), stale));
  const unknowns = await unknownProperties(asked, id);
  const started = await update(asked, id, { startTimeUtc: '2020-01-01T00:00:00Z' });
  const { limit, last } = await marked(workspace, created);
  const readMarker = (): Promise<LiveResource | undefined> =>
    workspace.get('metadata', markerName(firstType.resource, created.name));
  const isHeld = async (): Promise<boolean> => customVersionOf(await readMarker()) === customVersionOf(last);
  const metadataReadLag = last === undefined ? readLag : await lagOf(isHeld, clock);
  const held = await readMarker();
  await workspace.remove('alertRules', id, { kind: 'any' });
  // A marker that goes with its rule may be shown as long as a read lags.
  if (metadataReadLag > 0) await clock.sleep(metadataReadLag);
  const marker = await readMarker();
  const again = await tryPut(workspace, ruleOf(id), { kind: 'absent' });
  return {
    ifMatch,
    ifNoneMatch,
    unknownProperties: unknowns,
    startTimes: 'live' in started ? 'unchecked' : 'checked',
    customVersionLimit: limit,
    ...(held === undefined ? {} : { metadataEtag: held.etag === undefined ? 'absent' : 'present' }),
    readLag,
    ...(metadataReadLag === readLag ? {} : { metadataReadLag }),
    metadataOnRuleDelete: marker === undefined ? 'removed' : 'kept',
    tombstone: tombstone(again),
    echo: echoOf(created, id),
  };
};

/** Probes a workspace on one rule, which is removed whatever happens; gives settings of the emulator that behave alike. */
export const probeWorkspace = async (workspace: Workspace, clock: Clock): Promise<JsonObject> => {
  const id = probeId();
  try {
    return await probeWith({ workspace, clock }, id);
  } finally {
    await cleanUp(workspace, id);
  }
};

/** A probe's result and where it was written, relative to the project's root. */
export type Probed = { readonly profile: ServiceProfile; readonly path: string };

/**
 * Finds out what is documented nowhere about the service, on one disabled rule that is removed again, and writes the
 * service profile. Rejects with the service's PicketError where it cannot be found out; the rule is removed all the same.
 */
export const probe = async (io: Io, request: WorkspaceRequest): Promise<Probed> => {
  const { connection, project, workspace, context } = await openSession(io, request);
  const settings = await probeWorkspace(connection.workspace, io.clock);
  const profile: ServiceProfile = {
    service: serviceOf(workspace),
    apiVersion: firstType.contextOf(context).apiVersion,
    probed: new Date(io.clock.now()).toISOString(),
    settings,
  };
  await writeAtomically(join(project.root, profilePath), profileText(profile));
  return { profile, path: profilePath };
};
