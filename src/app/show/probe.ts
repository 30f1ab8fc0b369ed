import { contentTypes, firstType } from '../../content/index.ts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readUntil } from '../../azure/reread.ts';
import type { ContentType, Probe } from '../../core/content-type.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { markerName, markerResource } from '../../core/engine/marker.ts';
import type { Clock, Workspace, WriteCondition } from '../../core/ports.ts';
import { resourcePath, type LiveResource, type Resource } from '../../core/resource.ts';
import { profileText, type ServiceProfile } from '../../core/service/service-profile.ts';
import { writeAtomically } from '../../files/disk.ts';
import { openSession, type WorkspaceRequest } from '../session.ts';
import { profilePath, serviceOf } from '../service-profile.ts';

/** Letters in both cases, so that what the service makes of them shows. */
const probeId = (): string => `ABCDEF${randomUUID().slice(6, 30)}abcdef`;

/** The workspace, and what it is asked with. */
type Asked = Probe & {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly kind: ContentType['resource'];
};

const ruleOf = ({ body, kind }: Asked, name: string, properties: JsonObject = {}): Resource => ({
  type: kind.collection,
  name,
  body: { ...body, properties: { ...objectOf(body['properties']), ...properties } },
});

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
  const { workspace, kind } = asked;
  const live = await workspace.get(kind.collection, id);
  const condition: WriteCondition = live?.etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag: live.etag };
  return putShown(asked, ruleOf(asked, id, properties), condition);
};

const unknownProperties = async (asked: Asked, id: string): Promise<string> => {
  const tried = await update(asked, id, { [unknownName]: true });
  if ('status' in tried) return 'rejected';
  const live = await asked.workspace.get(asked.kind.collection, id);
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

const marked = async ({ workspace, kind }: Asked, live: LiveResource): Promise<Marked> => {
  let longest = 0;
  let last: LiveResource | undefined;
  let condition: WriteCondition = { kind: 'any' };
  for (const length of lengths) {
    const record = 'x'.repeat(length);
    const marker = markerResource({
      name: markerName(kind, live.name),
      kind: kind.marker.kind,
      rule: { id: resourcePath(workspace.target, kind.collection, live.name) },
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

const cleanUp = async ({ workspace, kind }: Asked, id: string): Promise<void> => {
  try {
    await workspace.remove(kind.collection, id, { kind: 'any' });
  } finally {
    await workspace.remove('metadata', markerName(kind, id), { kind: 'any' });
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
  const { workspace, clock, kind, changes, past } = asked;
  const first = await workspace.put(ruleOf(asked, id), { kind: 'absent' });
  const readLag = await lagOf(async () => (await workspace.get(kind.collection, id))?.etag === first.etag, clock);
  const created = (await workspace.get(kind.collection, id)) ?? first;
  const ifNoneMatch = etagMode(await putShown(asked, ruleOf(asked, id), { kind: 'absent' }));
  await update(asked, id, changes[0]);
  const stale: WriteCondition = { kind: 'unchanged', etag: created.etag ?? '"stale"' };
  const ifMatch = etagMode(await putShown(asked, ruleOf(asked, id, changes[1]), stale));
  const unknowns = await unknownProperties(asked, id);
  const started = await update(asked, id, past);
  const { limit, last } = await marked(asked, created);
  const readMarker = (): Promise<LiveResource | undefined> => workspace.get('metadata', markerName(kind, created.name));
  const isHeld = async (): Promise<boolean> => customVersionOf(await readMarker()) === customVersionOf(last);
  const metadataReadLag = last === undefined ? readLag : await lagOf(isHeld, clock);
  const held = await readMarker();
  await workspace.remove(kind.collection, id, { kind: 'any' });
  // A marker that goes with its rule may be shown as long as a read lags.
  if (metadataReadLag > 0) await clock.sleep(metadataReadLag);
  const marker = await readMarker();
  const again = await tryPut(workspace, ruleOf(asked, id), { kind: 'absent' });
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
    echo: asked.echo(created, id),
  };
};

/** Probes a workspace on one rule, which is removed whatever happens; gives settings of the emulator that behave alike. */
export const probeWorkspace = async (workspace: Workspace, clock: Clock): Promise<JsonObject> => {
  const id = probeId();
  const [asked] = contentTypes.flatMap(({ probe, resource }) =>
    probe === undefined ? [] : [{ ...probe, workspace, clock, kind: resource }],
  );
  if (asked === undefined) throw new TypeError('no type has a probe');
  try {
    return await probeWith(asked, id);
  } finally {
    await cleanUp(asked, id);
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
