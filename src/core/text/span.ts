/**
 * The text with the edits made. Spans count in the text as given; edits at the same place are made in the given order.
 *
 * @throws RangeError when edits overlap or lie outside of the text.
 */
export const applyEdits = (text: string, edits: readonly TextEdit[]): string => {
  const ordered = edits.toSorted((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of ordered) {
    if (span.start < at || span.end < span.start || span.end > text.length)
      throw new RangeError(`The edit of ${span.start}..${span.end} overlaps another one or the end of the text.`);
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
};

/** Half-open span of a text, in UTF-16 code units from 0. */
export type Span = { readonly start: number; readonly end: number };

/** A place in a file as people count: line and column from 1, columns in UTF-16 code units. */
export type Position = { readonly line: number; readonly column: number };

/** From the first character to the one behind the last. */
export type Range = { readonly start: Position; readonly end: Position };

/** Replaces the characters of a span; an empty span inserts, an empty text removes. */
export type TextEdit = { readonly span: Span; readonly text: string };

/** Turns offsets of one text into positions. CRLF, LF and a lone CR each end a line. */
export type LineTable = {
  readonly position: (offset: number) => Position;
  readonly range: (span: Span) => Range;
};

/**
 * The lines of the files that a report names, by number from 1, without their ends. A file is cut into lines once,
 * however many findings it has.
 */
export const lineReader = (
  source: (path: string) => string | undefined,
): ((path: string, line: number) => string | undefined) => {
  const known = new Map<string, readonly string[]>();
  return (path, line) => {
    const lines = known.get(path) ?? source(path)?.split(/\r\n|\n|\r/) ?? [];
    known.set(path, lines);
    return lines[line - 1];
  };
};

/** The line table of a text: built once in linear time, a look-up takes a binary search. */
export const lineTable = (text: string): LineTable => {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  const position = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return { position, range: (span) => ({ start: position(span.start), end: position(span.end) }) };
};
