import type { ContentDefinition } from '../../core/content-type.ts';
import type { LintContext } from '../../core/lint-rule.ts';
import type { MergedFile } from '../../core/file-form.ts';
import { isArray, isObject, type JsonObject, numberOrZero, objectOf, textOf, textOrEmpty } from '../../core/json.ts';
import type { Resource } from '../../core/resource.ts';
import { withoutLines } from '../../core/text/csv.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { itemTable, itemType } from '../item-type.ts';
import { canonical, normalize, wire } from './body.ts';
import { fields, kind, type Kind, type Watchlist, type WatchlistValues } from './fields.ts';
import { risk } from './risk.ts';
import { lint, type WatchlistDraft } from './lint/index.ts';
import { watchlistSymbols } from './read.ts';
import { contents, mergeLines, printLines, readLines } from './rows.ts';
import { rowsFor } from '../../core/engine/rows.ts';
import { aliasOf, files, isLines, linesOf } from './files.ts';
import { headOf, printSingle, singleOf } from './header.ts';

const table = itemTable<Kind, WatchlistValues, Watchlist>(fields, kind, 'watchlistAlias');

/** The rows that git gives the list; an emptied file gives none, so that it never deletes any. */
const rowsIn = ({ watchlistAlias, rows, data = '' }: Watchlist): Pick<Resource, 'rows' | 'rowsAre'> => {
  const values = rows === 'ignore' ? [] : readLines(data).rows;
  if (values.length === 0) return {};
  return { rows: rowsFor(watchlistAlias, values), ...(rows === 'seed' ? { rowsAre: 'seed' } : {}) };
};

/** The rows that come with a body: those of the workspace, or the lines of a template. */
const rowsGiven = (body: JsonObject): readonly JsonObject[] | undefined => {
  const { rows, properties } = body;
  if (isArray(rows)) return rows.filter(isObject);
  const { rawContent, contentType, numberOfLinesToSkip: skip } = objectOf(properties);
  if (typeof rawContent !== 'string') return undefined;
  const text = withoutLines(rawContent, numberOrZero(skip));
  return readLines(text, typeof contentType === 'string' && /tsv|tab/i.test(contentType) ? '\t' : ',').rows;
};

const mergeApart = (
  document: SourceDocument,
  target: JsonObject,
  properties?: readonly string[],
): MergedFile | undefined => {
  const { rows: _rows, ...described } = normalize(target);
  const rows = rowsGiven(target);
  const { data, itemsSearchKey, ...value } = objectOf(document.value);
  // The lines lie in another file: what is written here cannot change them.
  const merged = table.merge(
    { ...document, value: { ...value, ...(itemsSearchKey === undefined ? {} : { itemsSearchKey }) } },
    described,
    (list) => normalize(wire(table.bodyOf(list))),
    properties,
  );
  if (merged === undefined || rows === undefined || properties?.includes('rows') === false) return merged;
  const [name = ''] = linesOf(document.path);
  const before = textOrEmpty(data);
  const after = mergeLines(before, rows, textOrEmpty(itemsSearchKey));
  if (after === before) return merged;
  if (readLines(after).rows.length === 0) {
    const reason =
      'the workspace has no row, and an empty file of lines is no content: remove the list, or say `rows: ignore`';
    return { ...merged, refused: [...merged.refused, { property: 'rows', reason }] };
  }
  return { ...merged, written: [...merged.written, 'rows'], beside: new Map([[name, after]]) };
};

/** Where the list is one file, what describes it and its lines go back into that. */
const merge = (
  document: SourceDocument,
  target: JsonObject,
  _context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined => {
  const single = isLines(document.path) ? singleOf(document.text) : undefined;
  if (single === undefined) return mergeApart(document, target, properties);
  const head = headOf(document.path, single, aliasOf(document.path));
  const merged = mergeApart({ ...head.document, value: document.value }, target, properties);
  if (merged === undefined) return undefined;
  const { beside, ...rest } = merged;
  const [data = single.data] = beside?.values() ?? [];
  return { ...rest, text: printSingle(single.mark, head.back(merged.text), data) };
};

/** The value of a new file: its rows become the lines beside it; of a list without any the workspace has them. */
const valueOf = (body: JsonObject, watchlistAlias: string): JsonObject => {
  const rows = rowsGiven(body) ?? [];
  const value = table.show(normalize(body), { watchlistAlias });
  return rows.length === 0 ? { ...value, rows: 'ignore' } : { ...value, data: printLines(rows) };
};

/** Watchlists: tables that analysts and queries look things up in, and their rows. */
export const watchlist: ContentDefinition<WatchlistDraft, Watchlist> = {
  ...itemType(table, {
    name: 'watchlist',
    words: { one: 'watchlist', many: 'watchlists' },
    directory: 'watchlists',
    folders: [],
    schema: {
      title: 'Watchlist',
      description:
        'A Microsoft Sentinel watchlist as a file, one list a file; its lines lie in a CSV file beside it. Or both are one ' +
        'file `<alias>.csv`, which begins with these keys as comment lines (`# itemsSearchKey: User`).',
      aliases: { alias: 'watchlistAlias', name: 'displayName', searchKey: 'itemsSearchKey' },
    },
    resource: {
      words: 'watchlists',
      collection: 'watchlists',
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
    risk,
    recognise: (raw) => typeof raw['watchlistAlias'] === 'string' && typeof raw['itemsSearchKey'] === 'string',
    idKeys: ['watchlistAlias'],
    files,
    starter: ({ name, word }) => ({
      watchlistAlias: word,
      displayName: name,
      description: 'What is on it, and who keeps it.',
      itemsSearchKey: 'Name',
      data: 'Name,Note\nexample,A line to begin with\n',
    }),
    summary: ({ values: { watchlistAlias, displayName, tags = [] } }) => ({
      id: watchlistAlias,
      name: displayName,
      version: undefined,
      tags,
    }),
    besideOf: rowsIn,
    canonical: () => canonical,
    describe: ({ displayName, description = '', itemsSearchKey }) => ({
      name: displayName,
      description,
      handling: [`Rows are looked up by ${itemsSearchKey}.`],
    }),
    fileOf: valueOf,
    file: {
      print: ({ data: _data, ...value }) => printYaml(value, []),
      merge,
    },
    imports: {
      idOf: (body) => {
        const { watchlistAlias } = objectOf(body['properties']);
        return textOf(watchlistAlias);
      },
    },
  }),
  lint,
};

export { readWatchlistSymbols } from './read.ts';
