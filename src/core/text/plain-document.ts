import type { JsonObject } from '../json.ts';
import { parentOf, type JsonPointer } from '../pointer.ts';
import { decode } from './yaml/decode.ts';
import type { ReadResult } from './read-document.ts';
import { lineTable, type Span } from './span.ts';

/** What a file says that is no YAML: its value, and where in its text the values at some pointers stand, as they are. */
export type PlainValue = { readonly value: JsonObject; readonly places: ReadonlyMap<JsonPointer, Span> };

/**
 * A file that is not YAML as a document like the others: a value whose texts stand in it word for word.
 *
 * @param path how diagnostics name the file.
 * @param read takes the text, byte order mark included.
 */
export const readPlain = (path: string, bytes: Uint8Array, read: (text: string) => PlainValue): ReadResult => {
  const decoded = decode(bytes);
  const text = decoded.ok ? decoded.text : decoded.readable;
  const { value, places }: PlainValue = decoded.ok ? read(text) : { value: {}, places: new Map() };
  const table = lineTable(text);
  const locate = (at: JsonPointer): Span => {
    for (let place = at; place !== ''; place = parentOf(place)) {
      const span = places.get(place);
      if (span !== undefined) return span;
    }
    return { start: 0, end: 0 };
  };
  return {
    document: {
      path,
      text,
      value: decoded.ok ? value : undefined,
      comments: [],
      locate,
      locateWithin: (at, within) => {
        const { start, end } = locate(at);
        return { start: Math.min(end, start + within.start), end: Math.min(end, start + within.end) };
      },
      range: (span) => table.range(span),
    },
    diagnostics: decoded.ok
      ? []
      : [
          {
            code: 'yaml/encoding',
            severity: 'error',
            message: decoded.message,
            hint: decoded.hint,
            path,
            range: table.range({ start: text.length, end: text.length }),
          },
        ],
  };
};
