import type { Span } from '../../../core/text.ts';

export type Placeholder = {
  /** With its braces. */
  readonly text: string;
  readonly column: string;
  /** Within the format. */
  readonly span: Span;
};

/** The `{{column}}` of a format, as the service finds them: two braces, no brace within, two braces. */
export const placeholdersOf = (format: string): readonly Placeholder[] =>
  [...format.matchAll(/\{\{([^{}]*)\}\}/g)].map((match) => ({
    text: match[0],
    column: (match[1] ?? '').trim(),
    span: { start: match.index, end: match.index + match[0].length },
  }));

/** Braces in pairs that belong to no placeholder: one end of `{{column}}` is missing or damaged. */
export const strayBraces = (format: string): readonly Span[] => {
  const blanked = format.replaceAll(/\{\{[^{}]*\}\}/g, (whole) => ' '.repeat(whole.length));
  return [...blanked.matchAll(/\{\{[^\s{}]*\}?|\{?[^\s{}]*\}\}/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
};
