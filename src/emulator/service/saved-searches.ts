import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { apiVersionOf, type Exchange } from '../exchange.ts';
import type { Live } from '../store/records.ts';
import { failure, ok, type Reply } from '../reply.ts';
import { plainCollection, serveCollection, type Collection, type Shown } from './resources.ts';
import { type WorkspaceRef, savedSearchesOf } from '../route.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import type { Transaction } from '../store/store.ts';

const type = 'Microsoft.OperationalInsights/savedSearches';

/** The weak etag of a saved search is the time of its write, to a tenth of a microsecond. */
const weakEtag = ({ etag, modifiedAt }: Live): string => {
  // The emulator's clock has milliseconds; the digits behind them keep two writes of one millisecond apart.
  const count = Number.parseInt(etag.slice(1, 9), 16) % 10_000;
  const time = `${modifiedAt.slice(0, -5)}${String(count).padStart(4, '0')}Z`;
  return `W/"datetime'${encodeURIComponent(time)}'"`;
};

const pascal = (value: JsonValue): JsonValue => {
  if (isArray(value)) return value.map(pascal);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, pascal(member)]),
  );
};

type Search = { readonly name: string; readonly etag?: string; readonly properties: JsonObject };

/** One api-version came in three shapes over the years; lists always had name and type. */
const shaped = (
  search: Search,
  shown: Shown,
  path: string,
  shape: EmulatorSettings['savedSearchShape'],
): JsonObject => {
  const named = shape === '2025' || shown === 'listed' ? { name: search.name, type } : {};
  const id = `${path}/${search.name}`;
  const properties = { version: 2, ...search.properties };
  return {
    id: shape === '2021' ? id.slice(1) : id,
    ...(search.etag === undefined ? {} : { etag: search.etag }),
    properties: shape === '2021' ? pascal(properties) : properties,
    ...named,
  };
};

/** Names may be sent in any letters, as the old answers have them. */
const camel = (properties: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]),
  );

const needsEtag = (exchange: Exchange): boolean =>
  exchange.settings.savedSearchEtag === 'required' || apiVersionOf(exchange) < '2016';

/** A blind second PUT is refused (field reports of 2016 to 2023; the code of the answer is not on record). */
const conflict = failure(409, 'Conflict', 'Newer data exists in the Customer Configuration Store.');

/** Saved searches, functions among them (those with a `functionAlias`), and the built-in ones that lists begin with. */
export const savedSearches = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  name: string | undefined,
): Reply => {
  const { settings, request } = exchange;
  const path = `${workspace.path}/savedSearches`;
  const shape = settings.savedSearchShape;
  const builtIn = settings.builtInSearches.find((search) => search.name === name);
  if (builtIn !== undefined && request.method === 'GET') return ok(shaped(builtIn, 'alone', path, shape));
  const collection: Collection = {
    ...plainCollection(savedSearchesOf(workspace), path, type),
    created: 200,
    accept: (properties, before) => {
      const blind = before !== undefined && !hasEtag(exchange) && needsEtag(exchange);
      return blind ? { reply: conflict } : { properties: camel(properties) };
    },
    etag: weakEtag,
    answer: (live, shown) => shaped({ ...live, etag: weakEtag(live) }, shown, path, shape),
    absent: (absent) => failure(404, 'SavedSearchNotFound', `Saved search '${absent}' could not be found.`),
    deleted: () => ({ status: 200 }),
    filter: (items) => ({
      items: [
        ...items,
        ...settings.builtInSearches.map((search, index) => ({
          sequence: Number.MAX_SAFE_INTEGER - settings.builtInSearches.length + index,
          item: shaped(search, 'listed', path, shape),
        })),
      ],
    }),
  };
  const reply = serveCollection(exchange, transaction, collection, name);
  const lists = shape === '2021' && name === undefined && isObject(reply.body) && reply.status === 200;
  return lists && isObject(reply.body) ? { ...reply, body: { __metadata: {}, ...reply.body } } : reply;
};

const hasEtag = ({ request }: Exchange): boolean => {
  if (request.headers['if-match'] !== undefined) return true;
  const body: unknown = JSON.parse(request.body ?? '{}');
  return isObject(body) && typeof body['etag'] === 'string' && body['etag'] !== '';
};
