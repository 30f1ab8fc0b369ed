import {
  applyEdits,
  insertItem,
  insertKey,
  removeValue,
  renameKey,
  replaceValue,
  setValue,
  type Edits,
} from './edit.ts';
import { replaceLines } from './edit-lines.ts';
import type { JsonValue } from '../json.ts';
import { parentOf, segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import { readDocument } from './read-document.ts';
import type { SourceDocument } from './source.ts';

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
    rename: (at, name) => accept(renameKey(document, at, name)),
    remove: (at) => (value(at) === undefined ? true : accept(removeValue(document, at))),
    append: (at, item) => {
      const list = value(at);
      return Array.isArray(list) && accept(insertItem(document, at, list.length, item));
    },
  };
};
