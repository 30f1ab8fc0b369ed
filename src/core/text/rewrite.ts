import {
  applyEdits,
  insertItem,
  insertKey,
  prependKey,
  removeValue,
  renameKey,
  replaceValue,
  setValue,
  type Edits,
} from './edit.ts';
import { type JsonValue, equalJson } from '../json.ts';
import { parentOf, segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import { readDocument } from './read-document.ts';
import type { SourceDocument } from './source.ts';
import { withValue } from './edit/scene.ts';

const ending = /(?<!\n)\n*$/;

const linesOf = (text: string): readonly string[] => text.replace(ending, '').split('\n');

/** Lines that both texts share at their begin and at their end. */
const shared = (
  before: readonly string[],
  after: readonly string[],
): { readonly start: number; readonly end: number } => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { start, end };
};

type Line = { readonly start: number; readonly end: number; readonly text: string };

/** The lines of a text from an offset on, each with its line end. */
const fileLines = function* (text: string, from: number): Generator<Line> {
  let start = from;
  while (start < text.length) {
    const found = /\r\n|\n|\r/g;
    found.lastIndex = start;
    const match = found.exec(text);
    const end = match === null ? text.length : match.index + match[0].length;
    yield { start, end, text: text.slice(start, match?.index ?? end) };
    start = end;
  }
};

/**
 * Another text for a literal block (`|`), as an edit of the lines that differ: the others keep their indentation and
 * their spaces. Undefined where the value is no literal block, or where its lines alone cannot say it.
 */
export const replaceLines = (document: SourceDocument, at: JsonPointer, value: string): Edits => {
  const there = valueAt(document.value, at);
  const { start } = document.locate(at);
  if (typeof there !== 'string' || document.text[start] !== '|') return undefined;
  if (ending.exec(there)?.[0] !== ending.exec(value)?.[0]) return undefined;
  const before = linesOf(there);
  const after = linesOf(value);
  const [header, ...lines] = [...fileLines(document.text, start)].slice(0, before.length + 1);
  const index = lines.findIndex((line, place) => before[place] !== '' && line.text.endsWith(String(before[place])));
  const [sample, known] = [lines[index]?.text, before[index]];
  if (header === undefined || sample === undefined || known === undefined || lines.length < before.length)
    return undefined;
  const pad = sample.slice(0, sample.length - known.length);
  const same = shared(before, after);
  const first = lines[same.start]?.start ?? lines.at(-1)?.end ?? header.end;
  const last = lines[before.length - same.end - 1]?.end ?? first;
  const eol = document.text.slice(header.start, header.end).replace(/^[^\r\n]*/, '');
  const fresh = after.slice(same.start, after.length - same.end).map((line) => (line === '' ? '' : pad + line) + eol);
  const open = first > 0 && !/[\n\r]/.test(document.text.charAt(first - 1));
  const text = (open ? eol : '') + fresh.join('');
  const closed = /[\n\r]$/.test(document.text.slice(0, Math.max(last, first)));
  const edits = [
    { span: { start: first, end: Math.max(first, last) }, text: closed ? text : text.replace(/\r?\n$/, '') },
  ];
  const { document: result, diagnostics } = readDocument(document.path, applyEdits(document.text, edits));
  return diagnostics.length === 0 && equalJson(result.value, withValue(document.value, at, value)) ? edits : undefined;
};

/**
 * A file under several edits, one after the other. Each method makes one change as a minimal edit and says whether that
 * was possible; where it was not, the file stays as it was.
 */
export type Rewrite = {
  /** The file as it stands now. */
  readonly document: () => SourceDocument;
  /** The value at a pointer as it stands now. */
  readonly at: (at: JsonPointer) => JsonValue | undefined;
  /** Replaces a value, or adds its key behind the key `after`; a value that is equal already costs nothing. */
  readonly set: (at: JsonPointer, value: JsonValue, after?: string) => boolean;
  /** Adds a key before all others of the outermost mapping. */
  readonly prepend: (key: string, value: JsonValue) => boolean;
  readonly remove: (at: JsonPointer) => boolean;
  /** Adds an item at the end of the list at a pointer. */
  readonly append: (at: JsonPointer, value: JsonValue) => boolean;
  /** Gives a key another name, where its mapping does not have that name yet. */
  readonly rename: (at: JsonPointer, name: string) => boolean;
};

/** Begins to rewrite a file; the given document stays as it is. */
export const rewrite = (original: SourceDocument): Rewrite => {
  let document = original;
  const accept = (edits: Edits): boolean => {
    if (edits === undefined) return false;
    document = readDocument(document.path, applyEdits(document.text, edits)).document;
    return true;
  };
  const value = (at: JsonPointer): JsonValue | undefined => valueAt(document.value, at);
  return {
    document: () => document,
    at: value,
    set: (at, next, after) => {
      if (value(at) === next) return true;
      const key = segmentsOf(at).at(-1);
      if (typeof next === 'string' && accept(replaceLines(document, at, next))) return true;
      if (value(at) !== undefined) return accept(replaceValue(document, at, next));
      if (key === undefined || after === undefined) return accept(setValue(document, at, next));
      return accept(insertKey(document, parentOf(at), key, next, after));
    },
    prepend: (key, next) => accept(prependKey(document, key, next)),
    rename: (at, name) => accept(renameKey(document, at, name)),
    remove: (at) => (value(at) === undefined ? true : accept(removeValue(document, at))),
    append: (at, item) => {
      const list = value(at);
      return Array.isArray(list) && accept(insertItem(document, at, list.length, item));
    },
  };
};
