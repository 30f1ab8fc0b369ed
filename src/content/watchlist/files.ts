import type { ItemFiles } from '../../core/file-form.ts';
import { isObject } from '../../core/json.ts';
import { decode } from '../../core/text/yaml/decode.ts';
import { readPlain } from '../../core/text/plain-document.ts';
import { readDocument, type ReadResult } from '../../core/text/read-document.ts';
import { readSingle, singleOf } from './header.ts';

const stemOf = (path: string): string =>
  (path.split('/').at(-1) ?? path).replace(/(?:\.watchlist\.metadata)?\.[^.]*$/i, '');

/** Where the lines of a list may lie: beside `watchlist.json` as `data.csv`, beside `<alias>.yaml` as `<alias>.csv`. */
export const linesOf = (path: string): readonly string[] => {
  const stem = stemOf(path);
  return /^watchlist$/i.test(stem) ? ['data.csv'] : [`${stem}.csv`];
};

/** The alias that a file of lines stands for: its name, or that of its folder where it is `data.csv`. */
export const aliasOf = (path: string): string => {
  const [folder = '', name = path] = ['', ...path.split('/')].slice(-2);
  const stem = name.replace(/\.[^.]*$/, '');
  return stem.toLowerCase() === 'data' && folder !== '' ? folder : stem;
};

/** A file of lines. */
export const isLines = (path: string): boolean => /\.csv$/i.test(path);

/** A list in one file: its name is the alias unless it says one itself. */
const readLinesFile = (path: string, bytes: Uint8Array): ReadResult => {
  const decoded = decode(bytes);
  const single = decoded.ok ? singleOf(decoded.text) : undefined;
  if (!decoded.ok || single === undefined) return readPlain(path, bytes, () => ({ value: {}, places: new Map() }));
  const { document, diagnostics } = readSingle(path, decoded.text, single);
  const own = document.value;
  return isObject(own)
    ? { document: { ...document, value: { watchlistAlias: aliasOf(path), ...own, data: single.data } }, diagnostics }
    : { document, diagnostics };
};

/**
 * A list is a file that describes it, YAML or JSON, and a file of its lines beside that; or a file of lines that describes
 * itself at its head.
 */
export const files: ItemFiles = {
  isItem: (path) => /\.(?:ya?ml|json|csv)$/i.test(path),
  holdsItem: (path, bytes) => !isLines(path) || singleOf(new TextDecoder().decode(bytes)) !== undefined,
  beside: (path) => (isLines(path) ? [] : linesOf(path)),
  read: (path, bytes, beside) => {
    if (isLines(path)) return readLinesFile(path, bytes);
    const { document, diagnostics } = readDocument(path, bytes);
    const data = linesOf(path)
      .map((name) => beside.get(name))
      .find((text) => text !== undefined);
    const { value } = document;
    return data === undefined || !isObject(value)
      ? { document, diagnostics }
      : { document: { ...document, value: { ...value, data } }, diagnostics };
  },
  place: (_stem, id) => `${id}/watchlist.yaml`,
  write: (value) => {
    const { data } = value;
    return new Map(typeof data === 'string' ? [['data.csv', data]] : []);
  },
};
