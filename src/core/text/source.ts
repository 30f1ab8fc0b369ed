import type { Finding } from '../diagnostic.ts';
import type { JsonValue } from '../json.ts';
import type { JsonPointer } from '../pointer.ts';
import type { Range, Span } from './span.ts';

export type Comment = { readonly span: Span; readonly text: string };

/** A file of YAML as a value with the position of everything in it. Offsets count in `text`. */
export type SourceDocument = {
  readonly path: string;
  /** The file's text exactly as read, byte order mark included, so that edits can be written back. */
  readonly text: string;
  /** Undefined for an empty file. */
  readonly value: JsonValue | undefined;
  readonly comments: readonly Comment[];
  /** The span of the key or of the value at a pointer; of the nearest parent where nothing is there. */
  readonly locate: (at: JsonPointer, part?: 'key' | 'value') => Span;
  /**
   * The span in the file of a part of the string value at a pointer (offsets in the value, as for a KQL token): maps
   * through indentation, CRLF, quotes, escapes and folding. The whole value where the place is no string.
   */
  readonly locateWithin: (at: JsonPointer, within: Span) => Span;
  readonly range: (span: Span) => Range;
};

/** The range that a finding points at. */
export const rangeOf = (document: SourceDocument, finding: Pick<Finding, 'at' | 'part' | 'within'>): Range =>
  document.range(
    finding.within === undefined
      ? document.locate(finding.at, finding.part)
      : document.locateWithin(finding.at, finding.within),
  );
