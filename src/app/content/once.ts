import type { ContentType } from '../../core/content-type.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { sha256 } from '../../core/digest.ts';
import type { JsonValue } from '../../core/json.ts';
import type { Cache } from '../../core/ports.ts';
import type { ReadResult } from '../../core/text/read-document.ts';
import type { SourceDocument } from '../../core/text/source.ts';

/** What several readings of the content of one run have in common: what is equal is checked and compiled once. */
export type Once = {
  /** A file that stands for itself, read: one with the same bytes at the same path is the same value. */
  readonly document: (path: string, bytes: Uint8Array, read: () => ReadResult) => ReadResult;
  /** What `check` finds in the form of a document; one whose equal had no finding is not checked again. */
  readonly form: (
    type: Pick<ContentType, 'name'>,
    document: SourceDocument,
    check: () => readonly Diagnostic[],
  ) => readonly Diagnostic[];
  /** What the KQL engine found out, where nothing is kept between runs. */
  readonly facts: Cache;
};

/** For a reading of its own: nothing comes again, and remembering costs. */
export const unshared: Pick<Once, 'document' | 'form'> = {
  document: (_path, _bytes, read) => read(),
  form: (_type, _document, check) => check(),
};

/** For one run. Findings are never remembered, since their places depend on what else a document is made of. */
export const createOnce = (): Once => {
  const sound = new Set<string>();
  const facts = new Map<string, JsonValue>();
  const documents = new Map<string, { readonly bytes: Uint8Array; readonly result: ReadResult }>();
  return {
    document: (path, bytes, read) => {
      const known = documents.get(path);
      if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known.result;
      const result = read();
      documents.set(path, { bytes, result });
      return result;
    },
    form: (type, document, check) => {
      const key = sha256(JSON.stringify([type.name, document.path, document.value ?? null]));
      if (sound.has(key)) return [];
      const found = check();
      if (found.length === 0) sound.add(key);
      return found;
    },
    facts: {
      read: async (key) => facts.get(key),
      write: async (key, value) => void facts.set(key, value),
    },
  };
};
