import { isObject, type JsonObject, objectOf, textOrEmpty } from '../../core/json.ts';
import { bodyOf, type Exchange } from '../exchange.ts';
import { badRequest, failure, type Reply } from '../reply.ts';
import { guidOf, workbooksOf, type GroupRef } from '../route.ts';
import type { Live } from '../store/records.ts';
import type { Transaction } from '../store/store.ts';
import { plainCollection, serveCollection, type Collection, type Shown } from './resources.ts';

const type = 'microsoft.insights/workbooks';

/** What a body must have, from the published schema. */
const check = (body: JsonObject, name: string): Reply | undefined => {
  const properties = objectOf(body['properties']);
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) return badRequest(`The name '${name}' is no GUID.`);
  for (const member of ['displayName', 'serializedData'])
    if (typeof properties[member] !== 'string') return badRequest(`The workbook has no ${member}.`);
  return undefined;
};

/** Recorded: `workbook` is filled in for an absent category, the source comes back in lower case. */
const stored = (properties: JsonObject): JsonObject => {
  const { sourceId } = properties;
  return {
    ...properties,
    category: properties['category'] ?? 'workbook',
    sourceId: typeof sourceId === 'string' ? sourceId.toLowerCase() : null,
  };
};

/** The answer as recorded: the content only to a write and to whoever asks for it, and null for what was not sent. */
const answer =
  (path: string, { settings, url }: Exchange) =>
  (live: Live, shown: Shown): JsonObject => {
    const {
      displayName = '',
      serializedData = null,
      category = 'workbook',
      sourceId = null,
      ...rest
    } = live.properties;
    const asked = url.searchParams.get('canFetchContent') === 'true';
    const isHeldBack = shown === 'listed' ? settings.workbookLists === 'bare' || !asked : !asked;
    const { tags, ...envelope } = live.envelope;
    return {
      ...envelope,
      id: `${path}/${live.name}`,
      name: live.name,
      type: null,
      tags: { ...objectOf(tags), 'hidden-title': displayName },
      ...(live.kind === null ? {} : { kind: live.kind }),
      etag: live.etag,
      properties: {
        version: null,
        tags: null,
        storageUri: null,
        ...rest,
        displayName,
        serializedData: shown !== 'written' && isHeldBack ? null : serializedData,
        category,
        userId: guidOf(live.modifiedBy),
        sourceId,
        timeModified: live.modifiedAt,
        revision: guidOf(live.etag).replaceAll('-', ''),
      },
    };
  };

/** The workbooks of a resource group: a list needs a category, and is of one source where one is named. */
export const workbooks = (
  exchange: Exchange,
  transaction: Transaction,
  group: GroupRef,
  name: string | undefined,
): Reply => {
  const { url, request } = exchange;
  // Recorded with both in lower case, however the request spells them.
  const path = `/subscriptions/${group.subscription}/resourcegroups/${group.resourceGroup}/providers/microsoft.insights/workbooks`;
  const category = url.searchParams.get('category');
  if (name === undefined && category === null) return badRequest('The query parameter category is required.');
  const parsed = request.method === 'PUT' ? bodyOf(request) : undefined;
  const sent = parsed !== undefined && 'body' in parsed ? parsed.body : {};
  const before = sent['location'];
  if (request.method === 'PUT' && typeof before !== 'string')
    return failure(400, 'LocationRequired', 'The location property is required for this definition.');
  const source = url.searchParams.get('sourceId')?.toLowerCase();
  const collection: Collection = {
    ...plainCollection(workbooksOf(group), path, type),
    created: 200,
    check,
    accept: (properties) => ({ properties: stored(properties) }),
    envelope: ({ location, tags, identity }) => ({
      ...(isObject(identity) ? { identity } : {}),
      ...(location === undefined ? {} : { location }),
      ...(isObject(tags) ? { tags } : {}),
    }),
    answer: answer(path, exchange),
    absent: (absent) => failure(404, 'WorkbookNotFound', `The workbook '${absent}' was not found.`),
    deleted: () => ({ status: 200 }),
    filter: (items) => ({
      items: items.filter(({ item }) => {
        const { category: own, sourceId } = objectOf(item['properties']);
        return textOrEmpty(own) === category && (source === undefined || textOrEmpty(sourceId) === source);
      }),
    }),
  };
  const reply = serveCollection(exchange, transaction, collection, name);
  // Recorded: the last page says that it is the last.
  return name === undefined && reply.status === 200 && isObject(reply.body)
    ? { ...reply, body: { ...reply.body, nextLink: reply.body['nextLink'] ?? null } }
    : reply;
};
