import type { Span } from '../../../core/text/span.ts';

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

/** How much text beside a stray brace is shown with it. */
const nearby = 40;

const isPart = (character: string): boolean => /[^\s{}]/.test(character);

/** Braces in pairs that belong to no placeholder, with the word beside them: one end of `{{column}}` is missing or damaged. */
export const strayBraces = (format: string): readonly Span[] => {
  const blanked = format.replaceAll(/\{\{[^{}]*\}\}/g, (whole) => ' '.repeat(whole.length));
  const spans: Span[] = [];
  for (const { index, 0: braces } of blanked.matchAll(/\{\{|\}\}/g)) {
    let [start, end] = [index, index + braces.length];
    if (braces === '{{') {
      while (end - index < nearby && isPart(blanked.charAt(end))) end += 1;
      if (blanked.charAt(end) === '}') end += 1;
    } else {
      while (index - start < nearby && isPart(blanked.charAt(start - 1))) start -= 1;
      if (blanked.charAt(start - 1) === '{') start -= 1;
    }
    const before = spans.at(-1);
    if (before === undefined || start >= before.end) spans.push({ start, end });
  }
  return spans;
};
