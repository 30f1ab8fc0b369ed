import { firstRecord, records, withoutLines } from '../../core/text/csv.ts';
import { equalJson, type JsonObject, type JsonValue, textOrEmpty } from '../../core/json.ts';
import { requiredProperty } from '../checks/checks.ts';
import { apiVersionOf, authorOf, type Exchange } from '../exchange.ts';
import { currentEntries, putLive, removeLive, systemData, type Live } from '../store/records.ts';
import { failure, removed, type Reply } from '../reply.ts';
import { plainCollection, type Collection } from './resources.ts';
import { guidOf, type WorkspaceRef, itemsOf } from '../route.ts';
import type { Transaction } from '../store/store.ts';
import { wordList } from '../word-list.ts';

/** What a client says of a watchlist and what the service keeps of it; rawContent is never answered. */
const kept: ReadonlySet<string> = new Set(
  wordList(
    'displayName provider source sourceType itemsSearchKey description watchlistAlias watchlistType labels ' +
      'contentType defaultDuration numberOfLinesToSkip',
  ),
);

const keptOf = (properties: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name, value]) => names.has(name) && value !== null));

const offset = (moment: string): string => moment.replace(/Z$/, '+00:00');

/** An application is named by its id, a person by an id too and by an e-mail address. */
const person = (caller: string): JsonObject => ({
  objectId: guidOf(caller),
  ...(caller.includes('@') ? { email: caller } : {}),
  name: caller.includes('@') ? guidOf(`name ${caller}`) : caller,
});

const history = ({ createdAt, createdBy, modifiedAt, modifiedBy }: Live): JsonObject => ({
  created: offset(createdAt),
  updated: offset(modifiedAt),
  createdBy: person(createdBy),
  updatedBy: person(modifiedBy),
});

const tenantId = guidOf('tenant');

/** Recorded: previews tell how the upload went in provisioningState, 2022-08-01 in uploadStatus. */
const stateOf = (live: Live, exchange: Exchange): JsonObject => {
  const { watchlistState } = exchange.settings;
  const preview = apiVersionOf(exchange).endsWith('-preview');
  return watchlistState === 'provisioningState' || (watchlistState === 'by-version' && preview)
    ? { provisioningState: 'Succeeded', sasUri: '', watchlistCategory: 'General' }
    : keptOf(live.properties, new Set(['uploadStatus']));
};

const absent = (name: string): Reply => failure(404, '404', `Resource '${name}' does not exist`);

/** Each row of a text as `{column: value}`, by the names in its first line. */
const rowsOf = (properties: JsonObject): readonly JsonObject[] => {
  const skipped = properties['numberOfLinesToSkip'];
  const text = withoutLines(textOrEmpty(properties['rawContent']).replace(/^\uFEFF/, ''), Number(skipped ?? 0));
  const delimiter = /tsv|tab/i.test(textOrEmpty(properties['contentType'])) ? '\t' : ',';
  const columns = firstRecord(text, delimiter).map((column) => column.trim());
  return [...records(text, delimiter)]
    .slice(1)
    .map((fields) => Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ''])));
};

/** An upload adds rows and drops those equal to one that is there in every column; it removes nothing. */
const upload = (exchange: Exchange, transaction: Transaction, items: string, properties: JsonObject): void => {
  const rowKey = (row: JsonValue | undefined): string => JSON.stringify(row ?? null);
  const known = new Set(
    [...currentEntries(transaction, items)].map((live) => rowKey(live.properties['itemsKeyValue'])),
  );
  for (const row of rowsOf(properties)) {
    if (known.has(rowKey(row))) continue;
    known.add(rowKey(row));
    const content = { name: guidOf(`${items} ${rowKey(row)}`), kind: null, envelope: {} };
    putLive(transaction, items, { ...content, properties: { itemsKeyValue: row } }, authorOf(exchange));
  }
};

/** Watchlists, answered as recorded at 2022-06-01-preview and 2022-08-01: 200 for a new one, no etag in the list. */
export const watchlists = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  key: string,
): Collection => {
  const type = 'Microsoft.SecurityInsights/Watchlists';
  const path = `${workspace.path}/providers/${type}`;
  const properties = (live: Live): JsonObject => ({
    watchlistId: guidOf(`${path}/${live.name}`.toLowerCase()),
    ...history(live),
    watchlistType: 'watchlist',
    watchlistAlias: live.name,
    isDeleted: false,
    labels: [],
    tenantId,
    numberOfLinesToSkip: 0,
    ...keptOf(live.properties, kept),
    ...stateOf(live, exchange),
  });
  return {
    ...plainCollection(key, path, type),
    created: 200,
    check: (body) => requiredProperty(body, ['displayName', 'provider', 'itemsSearchKey']),
    // The second write loses uploadStatus for good.
    accept: (given, before) => ({
      properties: { ...keptOf(given, kept), ...(before === undefined ? { uploadStatus: 'New' } : {}) },
    }),
    written: (live, given) => {
      if (exchange.settings.watchlistContent === 'rows' && typeof given['rawContent'] === 'string')
        upload(exchange, transaction, itemsOf(workspace, live.name), given);
    },
    answer: (live, shown) => ({
      id: `${path}/${live.name}`,
      name: live.name,
      ...(shown === 'listed' ? {} : { etag: live.etag }),
      type,
      systemData: systemData(live),
      properties: properties(live),
    }),
    absent,
    deleted: (live) => {
      const items = itemsOf(workspace, live.name);
      for (const item of currentEntries(transaction, items))
        removeLive(transaction, items, item.name, authorOf(exchange));
      const version = apiVersionOf(exchange);
      if (!version.endsWith('-preview')) return removed;
      const status = `${path}/${live.name}/watchlistStatuses/${guidOf(live.etag)}?api-version=${version}`;
      return { ...removed, headers: { 'azure-asyncoperation': `${exchange.origin}${status}` } };
    },
  };
};

/** The rows of a watchlist, recorded at 2022-08-01: 200 for a new one, and the same content again changes nothing. */
export const watchlistItems = (workspace: WorkspaceRef, watchlist: string): Collection => {
  const type = 'Microsoft.SecurityInsights/Watchlists/WatchlistItems';
  const path = `${workspace.path}/providers/Microsoft.SecurityInsights/Watchlists/${watchlist}/WatchlistItems`;
  const row = (properties: JsonObject): JsonObject => keptOf(properties, new Set(['itemsKeyValue', 'entityMapping']));
  return {
    ...plainCollection(itemsOf(workspace, watchlist), path, type),
    created: 200,
    check: (body) => requiredProperty(body, ['itemsKeyValue']),
    accept: (properties) => ({ properties: row(properties) }),
    keeps: (properties, before) => equalJson(properties, row(before.properties)),
    answer: (live) => ({
      id: `${path}/${live.name}`,
      name: live.name,
      etag: live.etag,
      type,
      systemData: systemData(live),
      properties: {
        watchlistItemType: 'watchlist-item',
        watchlistItemId: live.name,
        tenantId,
        isDeleted: false,
        ...history(live),
        entityMapping: {},
        ...live.properties,
      },
    }),
    absent,
  };
};

/** How the removal of a watchlist goes: it is done when its DELETE is answered. */
export const watchlistStatus = (path: string, name: string): JsonObject => ({
  id: `${path}/${name}`,
  name,
  status: 'Succeeded',
});
