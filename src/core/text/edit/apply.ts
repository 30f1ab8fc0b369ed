import type { TextEdit } from '../span.ts';

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
