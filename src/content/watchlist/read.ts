import type { Diagnostic } from '../../core/diagnostic.ts';
import { objectOf, type JsonObject } from '../../core/json.ts';
import type { DeclaredSymbols, SymbolSource, WatchlistContent } from '../../core/symbols.ts';
import { nestedObjects, readStructured, resourceName, textOf } from '../structured-file.ts';
import { aliasOf, files } from './files.ts';
import { firstRecord, withoutLines } from '../../core/text/csv.ts';

/** The watchlists that a file declares, and what is wrong with it. */
export type WatchlistSymbols = DeclaredSymbols & Required<Pick<DeclaredSymbols, 'watchlists' | 'contents'>>;

const delimited = /\.(csv|tsv)$/i;

/** Whether a file's name is one of those that may hold a watchlist: `.csv`, `.tsv`, `.json`, `.yaml`, `.yml`. */
export const isWatchlistFile = (path: string): boolean => /\.(?:csv|tsv|json|ya?ml)$/i.test(path);

/** What describes a list in a folder of its own. */
const besideLines = /(?:^|\/)watchlist\.(?:json|ya?ml)$/i;

const complain = (path: string, message: string, hint: string): Diagnostic => ({
  code: 'schema/watchlist',
  severity: 'warning',
  message,
  hint,
  path,
});

const unchecked = 'Columns of queries that read it go unchecked.';

/** Every value of a watchlist is a text (Microsoft Learn, build queries with watchlists). */
const declare = (path: string, content: WatchlistContent): WatchlistSymbols => {
  const { alias, text, delimiter } = content;
  const names = firstRecord(text.replace(/^\uFEFF/, ''), delimiter).map((name) => name.trim());
  const columns = [...new Set(names.filter((name) => name !== ''))].map((name) => ({ name, type: 'string' }));
  if (columns.length > 0) return { watchlists: [{ alias, columns }], contents: [content], diagnostics: [] };
  const message = `The watchlist \`${alias}\` has no header line that names its columns.`;
  return { watchlists: [], contents: [], diagnostics: [complain(path, message, unchecked)] };
};

/** What a list declares whose file was read together with its lines. */
const declaredBy = (path: string, raw: JsonObject): WatchlistSymbols | undefined => {
  const { data, watchlistAlias: alias, itemsSearchKey: searchKey } = raw;
  return typeof data === 'string' && typeof alias === 'string'
    ? declare(path, { alias, text: data, delimiter: ',', ...(typeof searchKey === 'string' ? { searchKey } : {}) })
    : undefined;
};

const isWatchlist = (object: JsonObject): boolean =>
  object['rawContent'] !== undefined ||
  object['watchlistAlias'] !== undefined ||
  object['itemsSearchKey'] !== undefined;

const fromObject = (path: string, object: JsonObject, holders: readonly JsonObject[]): WatchlistSymbols => {
  const given = textOf(object['watchlistAlias'], holders);
  // The last part of a watchlist's resource name is its alias (Microsoft Learn, REST API of watchlists).
  const alias = given ?? resourceName(object['name'] ?? holders[0]?.['name']);
  if (alias === undefined || alias === '')
    return {
      watchlists: [],
      contents: [],
      diagnostics: [complain(path, 'A watchlist has no alias that can be read.', 'Give it a `watchlistAlias`.')],
    };
  // The description of a list whose lines lie in a file beside it.
  if (object['rawContent'] === undefined && besideLines.test(path))
    return { watchlists: [], contents: [], diagnostics: [] };
  const content = textOf(object['rawContent'], holders);
  if (content === undefined) {
    const message = `The watchlist \`${alias}\` has no \`rawContent\` that can be read, so its columns are not known.`;
    const hint = `Keep its lines in \`${alias}.csv\` beside it, or as a text under \`rawContent\`. ${unchecked}`;
    return { watchlists: [], contents: [], diagnostics: [complain(path, message, hint)] };
  }
  const skip = Number(object['numberOfLinesToSkip'] ?? 0);
  const type = object['contentType'];
  const isTabbed = typeof type === 'string' && /tsv|tab/i.test(type);
  const searchKey = object['itemsSearchKey'];
  return declare(path, {
    alias,
    text: withoutLines(content, Number.isInteger(skip) ? skip : 0),
    delimiter: isTabbed ? '\t' : ',',
    ...(typeof searchKey === 'string' ? { searchKey } : {}),
  });
};

/**
 * The watchlists that a file of a repository declares, by alias with the columns of their header line: a `.csv` or
 * `.tsv` file whose name is the alias, or JSON or YAML with `watchlistAlias` and `rawContent` (a plain mapping, a list
 * of them, or resources of an ARM template).
 *
 * @param path how diagnostics name the file, with forward slashes; its ending decides how the file is read.
 */
export const readWatchlistSymbols = (path: string, text: string): WatchlistSymbols => {
  const ending = delimited.exec(path)?.[1]?.toLowerCase();
  if (ending !== undefined) {
    const own = ending === 'csv' ? files.read(path, Buffer.from(text), new Map()).document.value : undefined;
    const plain: WatchlistContent = { alias: aliasOf(path), text, delimiter: ending === 'tsv' ? '\t' : ',' };
    return declaredBy(path, objectOf(own)) ?? declare(path, plain);
  }
  const { value, diagnostics } = readStructured(path, text);
  if (value === undefined) return { watchlists: [], contents: [], diagnostics };
  const found = [...nestedObjects(value)]
    .filter(({ object }) => isWatchlist(object))
    .map(({ object, holders }) => fromObject(path, object, holders));
  if (found.length > 0)
    return {
      watchlists: found.flatMap((each) => each.watchlists),
      contents: found.flatMap((each) => each.contents),
      diagnostics: [...diagnostics, ...found.flatMap((each) => each.diagnostics)],
    };
  const message = 'The file declares no watchlist.';
  const hint = 'A watchlist has `watchlistAlias` and `rawContent`, or is a CSV file named by its alias.';
  return { watchlists: [], contents: [], diagnostics: [...diagnostics, complain(path, message, hint)] };
};

/** Files of watchlists, as queries may read them. */
export const watchlistSymbols: SymbolSource = {
  setting: 'watchlists',
  calls: false,
  isFile: isWatchlistFile,
  read: (path, text, raw) => declaredBy(path, raw ?? {}) ?? readWatchlistSymbols(path, text),
};
