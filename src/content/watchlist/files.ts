import type { ItemFiles } from '../../core/content-type.ts';
import { isObject } from '../../core/json.ts';
import { readDocument } from '../../core/text/read-document.ts';

const stemOf = (path: string): string =>
  (path.split('/').at(-1) ?? path).replace(/(?:\.watchlist\.metadata)?\.[^.]*$/i, '');

/** Where the lines of a list may lie: beside `watchlist.json` as `data.csv`, beside `<alias>.yaml` as `<alias>.csv`. */
export const linesOf = (path: string): readonly string[] => {
  const stem = stemOf(path);
  return /^watchlist$/i.test(stem) ? ['data.csv'] : [`${stem}.csv`];
};

/** A list is a file that describes it, YAML or JSON, and a file of its lines beside that. */
export const files: ItemFiles = {
  isItem: (path) => /\.(?:ya?ml|json)$/i.test(path),
  beside: linesOf,
  read: (path, bytes, beside) => {
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
