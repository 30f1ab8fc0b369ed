import { isObject, type JsonObject } from '../../core/json.ts';
import { authorOf, bodyOf, checkConditions, type Exchange } from '../exchange.ts';
import { page } from './filter.ts';
import { putLive, removeLive, slotOf, systemData, visible, visibleEntries, type Live } from '../store/records.ts';
import { methodNotAllowed, notFound, ok, removed, type Reply } from '../reply.ts';
import type { Transaction } from '../store/store.ts';

/** Where an answer shows a resource: alone, in a list, or to the write that made it. */
export type Shown = 'alone' | 'listed' | 'written';

/** A collection of resources: everything apart from what its parts say is taken as it comes. */
export type Collection = {
  /** Where the store keeps it. */
  readonly key: string;
  /** ARM id without the name. */
  readonly path: string;
  /** `Microsoft.SecurityInsights/watchlists` */
  readonly type: string;
  readonly methods: ReadonlySet<string>;
  /** What a PUT that makes a resource is answered with. */
  readonly created: 200 | 201;
  /** The refusal of a body, or nothing. */
  readonly check: (body: JsonObject, name: string) => Reply | undefined;
  /** The properties that are kept of those sent, or a refusal. */
  readonly accept: (
    properties: JsonObject,
    before: Live | undefined,
  ) => { readonly properties: JsonObject } | { readonly reply: Reply };
  /** What is kept of the members beside the properties. */
  readonly envelope: (body: JsonObject) => JsonObject;
  /** Whether a write of what is there already changes nothing, its etag included. */
  readonly keeps: (properties: JsonObject, before: Live) => boolean;
  /** What else a write does, given the properties as sent. */
  readonly written: (live: Live, properties: JsonObject) => void;
  /** Empty where answers show none. */
  readonly etag: (live: Live) => string;
  readonly answer: (live: Live, shown: Shown) => JsonObject;
  readonly absent: (name: string) => Reply;
  /** What else a DELETE does, and its answer. */
  readonly deleted: (live: Live) => Reply;
  /** Items of a list that a query asks for; all where it does not. */
  readonly filter: (
    items: readonly Listed[],
    url: URL,
  ) => { readonly items: readonly Listed[] } | { readonly reply: Reply };
};

export type Listed = { readonly sequence: number; readonly item: JsonObject };

const list = (exchange: Exchange, transaction: Transaction, collection: Collection): Reply => {
  const items = [...visibleEntries(transaction, collection.key, exchange.now)].map(({ sequence, live }) => ({
    sequence,
    // Only those of the page are made: a list of ten thousand is asked for in a hundred pages.
    get item() {
      return collection.answer(live, 'listed');
    },
  }));
  const filtered = collection.filter(items, exchange.url);
  return 'reply' in filtered ? filtered.reply : page(exchange, filtered.items);
};

/** A resource under the etag that its answers show, to which a request's etag is compared. */
const withEtag = (live: Live | undefined, collection: Collection): Live | undefined =>
  live === undefined ? undefined : { ...live, etag: collection.etag(live) };

const write = (exchange: Exchange, transaction: Transaction, collection: Collection, name: string): Reply => {
  const parsed = bodyOf(exchange.request);
  if ('reply' in parsed) return parsed.reply;
  const live = slotOf(transaction, collection.key, name)?.current ?? undefined;
  const etag = typeof parsed.body['etag'] === 'string' ? parsed.body['etag'] : undefined;
  const refused = checkConditions(exchange, withEtag(live, collection), etag);
  if (refused !== undefined) return refused;
  const patching = exchange.request.method === 'PATCH';
  if (patching && live === undefined) return collection.absent(name);
  const given = isObject(parsed.body['properties']) ? parsed.body['properties'] : {};
  const properties = patching ? { ...live?.properties, ...given } : given;
  const invalid = collection.check({ ...parsed.body, properties }, name);
  if (invalid !== undefined) return invalid;
  const accepted = collection.accept(properties, live);
  if ('reply' in accepted) return accepted.reply;
  if (live !== undefined && collection.keeps(accepted.properties, live)) return ok(collection.answer(live, 'written'));
  const kind = parsed.body['kind'];
  const written = putLive(
    transaction,
    collection.key,
    {
      name: live?.name ?? name,
      kind: typeof kind === 'string' ? kind : (live?.kind ?? null),
      properties: accepted.properties,
      envelope: collection.envelope(parsed.body),
    },
    authorOf(exchange),
  );
  collection.written(written, properties);
  return { status: live === undefined ? collection.created : 200, body: collection.answer(written, 'written') };
};

const remove = (exchange: Exchange, transaction: Transaction, collection: Collection, name: string): Reply => {
  const live = slotOf(transaction, collection.key, name)?.current ?? undefined;
  if (live === undefined) return { status: 204 };
  const refused = checkConditions(exchange, withEtag(live, collection), undefined);
  if (refused !== undefined) return refused;
  removeLive(transaction, collection.key, name, authorOf(exchange));
  return collection.deleted(live);
};

/** Serves a collection: list, get, put, patch and delete, as far as it has the method. */
export const serveCollection = (
  exchange: Exchange,
  transaction: Transaction,
  collection: Collection,
  name: string | undefined,
): Reply => {
  const { method } = exchange.request;
  if (!collection.methods.has(method)) return methodNotAllowed(method, collection.type);
  if (name === undefined)
    return method === 'GET' ? list(exchange, transaction, collection) : methodNotAllowed(method, collection.type);
  switch (method) {
    case 'GET': {
      const live = visible(slotOf(transaction, collection.key, name), exchange.now);
      return live === undefined ? collection.absent(name) : ok(collection.answer(live, 'alone'));
    }
    case 'PUT':
    case 'PATCH':
      return write(exchange, transaction, collection, name);
    case 'DELETE':
      return remove(exchange, transaction, collection, name);
    case 'POST':
      return methodNotAllowed(method, collection.type);
  }
};

/** The parts of a collection that most have: every method but PATCH and POST, 201 for a new one, no checks, no filter. */
export const plainCollection = (key: string, path: string, type: string): Collection => ({
  key,
  path,
  type,
  methods: new Set(['GET', 'PUT', 'DELETE']),
  created: 201,
  check: () => undefined,
  accept: (properties) => ({ properties }),
  envelope: () => ({}),
  keeps: () => false,
  written: () => undefined,
  etag: (live) => live.etag,
  answer: (live) => ({
    id: `${path}/${live.name}`,
    name: live.name,
    type,
    etag: live.etag,
    ...(live.kind === null ? {} : { kind: live.kind }),
    systemData: systemData(live),
    ...live.envelope,
    properties: live.properties,
  }),
  absent: (name) => notFound(`${path}/${name}`),
  deleted: () => removed,
  filter: (items) => ({ items }),
});
