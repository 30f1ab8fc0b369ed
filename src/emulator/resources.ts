import { isObject, type JsonObject } from '../core/json.ts';
import { authorOf, bodyOf, checkConditions, type Exchange } from './exchange.ts';
import { page } from './paging.ts';
import { putLive, removeLive, slotOf, systemData, visible, visibleEntries, type Live } from './records.ts';
import { methodNotAllowed, notFound, ok, type Reply } from './reply.ts';
import type { Transaction } from './store.ts';

/** A plain collection of resources: everything apart from what its checks say is taken as it comes. */
export type Collection = {
  /** Where the store keeps it. */
  readonly key: string;
  /** ARM id without the name. */
  readonly path: string;
  /** `Microsoft.SecurityInsights/watchlists` */
  readonly type: string;
  readonly methods: ReadonlySet<string>;
  /** The refusal of a body, or nothing. */
  readonly check: (body: JsonObject, name: string) => Reply | undefined;
  /** The properties that are kept of those sent, or a refusal. */
  readonly accept: (properties: JsonObject) => { readonly properties: JsonObject } | { readonly reply: Reply };
  /** Items of a list that a query asks for; all where it does not. */
  readonly filter: (
    items: readonly Listed[],
    url: URL,
  ) => { readonly items: readonly Listed[] } | { readonly reply: Reply };
};

export type Listed = { readonly sequence: number; readonly item: JsonObject };

/** A resource as the service answers it. */
const resourceAnswer = (live: Live, { path, type }: Pick<Collection, 'path' | 'type'>): JsonObject => ({
  id: `${path}/${live.name}`,
  name: live.name,
  type,
  etag: live.etag,
  ...(live.kind === null ? {} : { kind: live.kind }),
  systemData: systemData(live),
  ...live.envelope,
  properties: live.properties,
});

const list = (exchange: Exchange, transaction: Transaction, collection: Collection): Reply => {
  const items = [...visibleEntries(transaction, collection.key, exchange.now)].map(({ sequence, live }) => ({
    sequence,
    item: resourceAnswer(live, collection),
  }));
  const filtered = collection.filter(items, exchange.url);
  return 'reply' in filtered ? filtered.reply : page(exchange, filtered.items);
};

const write = (exchange: Exchange, transaction: Transaction, collection: Collection, name: string): Reply => {
  const parsed = bodyOf(exchange.request);
  if ('reply' in parsed) return parsed.reply;
  const live = slotOf(transaction, collection.key, name)?.current ?? undefined;
  const etag = typeof parsed.body['etag'] === 'string' ? parsed.body['etag'] : undefined;
  const refused = checkConditions(exchange, live, etag);
  if (refused !== undefined) return refused;
  const patching = exchange.request.method === 'PATCH';
  if (patching && live === undefined) return notFound(`${collection.path}/${name}`);
  const given = isObject(parsed.body['properties']) ? parsed.body['properties'] : {};
  const properties = patching ? { ...live?.properties, ...given } : given;
  const invalid = collection.check({ ...parsed.body, properties }, name);
  if (invalid !== undefined) return invalid;
  const accepted = collection.accept(properties);
  if ('reply' in accepted) return accepted.reply;
  const kind = parsed.body['kind'];
  const written = putLive(
    transaction,
    collection.key,
    {
      name: live?.name ?? name,
      kind: typeof kind === 'string' ? kind : (live?.kind ?? null),
      properties: accepted.properties,
      envelope: {},
    },
    authorOf(exchange),
  );
  return { status: live === undefined ? 201 : 200, body: resourceAnswer(written, collection) };
};

const remove = (exchange: Exchange, transaction: Transaction, collection: Collection, name: string): Reply => {
  const live = slotOf(transaction, collection.key, name)?.current ?? undefined;
  if (live === undefined) return { status: 204 };
  const refused = checkConditions(exchange, live, undefined);
  if (refused !== undefined) return refused;
  removeLive(transaction, collection.key, name, authorOf(exchange));
  return { status: 200 };
};

/** Serves a plain collection: list, get, put, patch and delete, as far as it has the method. */
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
      return live === undefined ? notFound(`${collection.path}/${name}`) : ok(resourceAnswer(live, collection));
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

/** The parts of a collection that most have: every method but POST, no checks, no filter. */
export const plainCollection = (key: string, path: string, type: string): Collection => ({
  key,
  path,
  type,
  methods: new Set(['GET', 'PUT', 'DELETE']),
  check: () => undefined,
  accept: (properties) => ({ properties }),
  filter: (items) => ({ items }),
});
