import type { ContentDefinition, LintContext, MergedFile } from '../../core/content-type.ts';
import type { Described } from '../../core/described.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import {
  bodyOf,
  documentKeysOf,
  fieldAt,
  readFields,
  showFields,
  withDefaults,
} from '../../core/fields/field-table.ts';
import { mergeBody } from '../../core/fields/merge.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Resource } from '../../core/resource.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { canonical, normalize, wire } from './body.ts';
import { fields, keyOrder, kind, type Kind, type Watchlist, type WatchlistValues } from './fields.ts';
import { lint, type WatchlistDraft } from './lint/index.ts';
import { watchlistSymbols } from './read.ts';
import { contents, readLines } from './rows.ts';
import { rowsFor } from '../../core/engine/rows.ts';
import { files } from './files.ts';

const parse = (raw: JsonObject): WatchlistDraft => readFields<Kind, WatchlistValues>(fields, raw);

const isWhole = (values: Partial<WatchlistValues> | undefined): values is Watchlist => values !== undefined;

const complete = ({ values, invalid }: WatchlistDraft): Watchlist | undefined => {
  const whole = withDefaults<Kind, WatchlistValues>(fields, kind, values, invalid);
  return isWhole(whole) ? whole : undefined;
};

const collection = 'watchlists';

const render = (list: Watchlist): Resource => ({
  type: collection,
  name: list.watchlistAlias,
  body: wire(bodyOf<Kind, WatchlistValues>(fields, kind, list, { now: 0 })),
  ...(list.rows === 'managed' ? { rows: rowsFor(list.watchlistAlias, readLines(list.data ?? '').rows) } : {}),
});

const describe = (list: Watchlist): Described => ({
  id: list.watchlistAlias,
  kind: 'Watchlist',
  name: list.displayName,
  description: list.description ?? '',
  severity: undefined,
  enabled: true,
  tactics: [],
  techniques: [],
  connectors: [],
  tags: list.tags ?? [],
  status: undefined,
  version: undefined,
  author: undefined,
  origin: undefined,
  sigma: undefined,
  schedule: undefined,
  entities: [],
  entityColumns: [],
  customDetails: [],
  alert: {
    title: undefined,
    description: undefined,
    severityColumn: undefined,
    tacticsColumn: undefined,
    properties: [],
  },
  handling: [`Rows are looked up by ${list.itemsSearchKey}.`],
});

/** The canonical body that a file stands for; its rows are no part of the file that describes the list. */
const saidBy = ({ value }: SourceDocument): JsonObject | undefined => {
  const list = isObject(value) ? complete(parse(value)) : undefined;
  return list === undefined ? undefined : normalize(render(list).body);
};

const merge = (
  document: SourceDocument,
  target: JsonObject,
  _context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined => {
  const { rows, ...described } = normalize(target);
  const merged = mergeBody<Kind, WatchlistValues>(
    fields,
    document,
    described,
    {
      kindOf: () => kind,
      bodyOf: saidBy,
      refusal: () => 'the file cannot say it without changing something else',
    },
    properties,
  );
  if (merged === undefined || rows === undefined || properties?.includes('rows') === false) return merged;
  const reason = 'its rows lie in the file beside it: bring that file up to date by hand';
  return { ...merged, refused: [...merged.refused, { property: 'rows', reason }] };
};

/** Watchlists: tables that analysts and queries look things up in, and their rows. */
export const watchlist: ContentDefinition<WatchlistDraft, Watchlist> = {
  name: 'watchlist',
  words: { one: 'watchlist', many: 'watchlists' },
  directory: 'watchlists',
  folders: [],
  schema: schemaOf<Kind, WatchlistValues>(fields, {
    id: 'urn:picket:schema:watchlist',
    title: 'Watchlist',
    description: 'A Microsoft Sentinel watchlist as a file, one list a file; its lines lie in a CSV file beside it.',
    aliases: { alias: 'watchlistAlias', name: 'displayName', searchKey: 'itemsSearchKey' },
  }),
  resource: {
    words: 'watchlists',
    collection,
    provider: 'Microsoft.SecurityInsights',
    apiVersion: '2025-09-01',
    etag: 'header',
    created: 200,
    marker: { kind: 'Watchlist', prefix: 'watchlist' },
  },
  after: [],
  contents,
  symbols: watchlistSymbols,
  queries: [],
  recognise: (raw) => typeof raw['watchlistAlias'] === 'string' && typeof raw['itemsSearchKey'] === 'string',
  idKeys: ['watchlistAlias'],
  files,
  summary: ({ values: { watchlistAlias, displayName, tags = [] } }) => ({
    id: watchlistAlias,
    name: displayName,
    version: undefined,
    tags,
  }),
  parse,
  complete,
  render,
  normalize,
  canonical: () => canonical,
  describe,
  file: {
    order: keyOrder,
    documentary: documentKeysOf<Kind, WatchlistValues>(fields).filter((key) => key !== 'watchlistAlias'),
    print: ({ data: _data, ...value }) => printYaml(value, []),
    valueOf: (body, name) => showFields<Kind, WatchlistValues>(fields, kind, normalize(body), { watchlistAlias: name }),
    keyOf: (property) => fieldAt<Kind, WatchlistValues>(fields, property)?.key ?? property,
    merge,
    raise: () => undefined,
  },
  lint,
};
