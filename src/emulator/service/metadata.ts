import { isObject, type JsonObject, objectOf, textOrEmpty } from '../../core/json.ts';
import type { Exchange } from '../exchange.ts';
import { filtered } from './filter.ts';
import { currentEntries, removeLive, systemData, type Author } from '../store/records.ts';
import { badRequest, failure, invalidModel, problem, type Reply } from '../reply.ts';
import { plainCollection, serveCollection, type Collection } from './resources.ts';
import { customerIdOf, type WorkspaceRef } from '../route.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import { metadataShape, pruneObject } from './shape.ts';
import type { Transaction } from '../store/store.ts';

export const metadataOf = (workspace: WorkspaceRef): string => `${workspace.key}/metadata`;

const sources = ['LocalWorkspace', 'Community', 'Solution', 'SourceRepository'];

/** Required members of the published ARM schema, and the limit that the settings put on `customVersion`. */
const check =
  (settings: EmulatorSettings) =>
  (body: JsonObject, name: string): Reply | undefined => {
    const properties = objectOf(body['properties']);
    if (!/^\S+$/.test(name)) return badRequest(`The metadata name '${name}' is invalid.`);
    for (const member of ['parentId', 'kind'])
      if (typeof properties[member] !== 'string')
        return invalidModel(`Required property '${member}' not found in JSON.`);
    const source = properties['source'];
    const kind = isObject(source) ? source['kind'] : 'LocalWorkspace';
    if (typeof kind !== 'string' || !sources.includes(kind))
      return invalidModel(
        `Error converting value ${JSON.stringify(kind ?? null)} to type 'SourceKind'.`,
        'source.kind',
      );
    const version = properties['customVersion'];
    const limit = settings.customVersionLimit;
    return typeof version === 'string' && limit !== null && version.length > limit
      ? invalidModel(`The field CustomVersion must be a string with a maximum length of ${limit}.`)
      : undefined;
  };

const accept =
  (settings: EmulatorSettings): Collection['accept'] =>
  (properties) => {
    const { value, unknown } = pruneObject(properties, metadataShape);
    const [first] = unknown;
    if (settings.unknownProperties === 'echoed') return { properties };
    if (settings.unknownProperties === 'dropped' || first === undefined) return { properties: value };
    return { reply: invalidModel(`Could not find member '${first}' on object of type 'Metadata'.`, first) };
  };

/** Metadata resources, the place of ownership markers: list with `$filter`, get, put, patch, delete. */
export const metadata = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  name: string | undefined,
): Reply => {
  const { settings, request } = exchange;
  if (request.method !== 'GET' && settings.metadataWrites === 'refused')
    return failure(403, 'Forbidden', 'Metadata cannot be written in this workspace.');
  const type = 'Microsoft.SecurityInsights/metadata';
  const path = `${workspace.path}/providers/${type}`;
  const shownPath = path.replace('/resourceGroups/', `/${settings.metadataIds}/`);
  const collection: Collection = {
    ...plainCollection(metadataOf(workspace), path, type),
    methods: new Set(['GET', 'PUT', 'PATCH', 'DELETE']),
    check: check(settings),
    accept: accept(settings),
    answer: (live) => ({
      id: `${shownPath}/${live.name}`,
      name: live.name,
      type,
      ...(settings.metadataEtag === 'present' ? { etag: live.etag } : {}),
      systemData: systemData(live),
      properties: { source: localWorkspace(workspace), ...live.properties },
    }),
    absent: () => problem(404, 'Not Found'),
    filter: filtered,
  };
  // No client can send back an etag that no answer has.
  const etagOnUpdate = settings.metadataEtag === 'present' ? settings.etagOnUpdate : 'optional';
  const readLag = settings.metadataReadLag ?? settings.readLag;
  const asked: Exchange = { ...exchange, settings: { ...settings, etagOnUpdate, readLag } };
  return inForm(serveCollection(asked, transaction, collection, name), settings);
};

/** Where content comes from that does not say so. */
const localWorkspace = (workspace: WorkspaceRef): JsonObject => ({
  kind: 'LocalWorkspace',
  name: workspace.name,
  sourceId: customerIdOf(workspace),
});

/** A refusal of a body in the form that the settings name. */
const inForm = (reply: Reply, { metadataErrors }: EmulatorSettings): Reply => {
  if (reply.status !== 400 || metadataErrors === 'arm' || !isObject(reply.body)) return reply;
  return problem(400, 'Bad Request', textOrEmpty(objectOf(reply.body['error'])['message']));
};

/** Removes the metadata whose parent is a resource. */
export const removeMetadataOf = (
  transaction: Transaction,
  workspace: WorkspaceRef,
  parentId: string,
  by: Author,
): void => {
  const orphans = [...currentEntries(transaction, metadataOf(workspace))].filter(
    ({ properties }) => textOrEmpty(properties['parentId']).toLowerCase() === parentId.toLowerCase(),
  );
  for (const { name } of orphans) removeLive(transaction, metadataOf(workspace), name, by);
};
