import type { Diagnostic, Finding } from '../diagnostic.ts';
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
  /** Of a file that another one changes: where a value comes from, if not from this file. */
  readonly elsewhere?: (at: JsonPointer, within?: Span) => Elsewhere | undefined;
};

/** A place in another document. */
export type Elsewhere = { readonly document: SourceDocument; readonly at: JsonPointer; readonly within?: Span };

type Placed = Pick<Finding, 'at' | 'part' | 'within'>;

/** Where a finding is placed: in the file, and where the value comes from in another one, if it does. */
export const placeOf = (document: SourceDocument, finding: Placed): Pick<Diagnostic, 'range' | 'elsewhere'> => {
  const other = document.elsewhere?.(finding.at, finding.within);
  const range = rangeOf(document, finding);
  if (other === undefined) return { range };
  const { part } = finding;
  const place = {
    at: other.at,
    ...(part === undefined ? {} : { part }),
    ...(other.within === undefined ? {} : { within: other.within }),
  };
  return { range, elsewhere: { path: other.document.path, range: rangeOf(other.document, place) } };
};

/**
 * A finding about a value that comes from another document, at that place, with the file that it is about beside it; every
 * other one as it is. Repairs are of the file, so they fall away.
 */
export const atItsSource = (diagnostic: Diagnostic): Diagnostic => {
  const { elsewhere, fix: _fix, ...rest } = diagnostic;
  if (elsewhere === undefined) return diagnostic;
  const file = { message: `It is about what becomes of \`${rest.path}\`.`, path: rest.path };
  return { ...rest, ...elsewhere, related: [file, ...(rest.related ?? [])] };
};

/** The range that a finding points at. */
export const rangeOf = (document: SourceDocument, finding: Placed): Range =>
  document.range(
    finding.within === undefined
      ? document.locate(finding.at, finding.part)
      : document.locateWithin(finding.at, finding.within),
  );
