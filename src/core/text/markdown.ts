import { withoutTags } from './notation.ts';
import { visible } from './visible.ts';

/** Keeps a mention, a reference or a link from forming: GitHub looks for them in the text that Markdown has become. */
const joiner = '\u2060';

/** A text in which no mention, reference or link forms by itself, in Markdown and in HTML. */
export const unlinked = (text: string): string =>
  text
    .replaceAll(/[@#](?=\w)/g, `$&${joiner}`)
    .replaceAll('://', `:${joiner}//`)
    .replaceAll(/\bwww\./gi, `$&${joiner}`)
    .replaceAll(/\bGH-(?=\d)/gi, `$&${joiner}`);

/**
 * A text as Markdown that shows exactly it: no markup, link, mention, HTML or picture of its own survives, and what a
 * person could not see is made visible. Line ends stay.
 */
export const markdownText = (text: string): string =>
  withoutTags(unlinked(visible(text)))
    .replaceAll(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replaceAll('::', `:${joiner}:`);

const longestRun = (text: string, atLeast: number): number =>
  Math.max(atLeast, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));

/** A code span that nothing inside can end, of a text on one line. Not for a table, where a bar would end the cell. */
export const spanOfCode = (line: string): string => {
  const fence = '`'.repeat(longestRun(line, 0) + 1);
  const pad = /^`|`$|^ *$/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
};

/** A fenced block whose fence is longer than any run of back-ticks in the text, which stays as it is. */
export const blockOfCode = (text: string, language: string): string => {
  const fence = '`'.repeat(longestRun(text, 2) + 1);
  return `${fence}${language}\n${text}\n${fence}`;
};
