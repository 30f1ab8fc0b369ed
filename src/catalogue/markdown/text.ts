import { visible } from '../../core/text/visible.ts';
import { safeLink } from '../site/markup.ts';

/** GitHub looks for mentions and links in the text that Markdown has become, where entities no longer hide them. */
const joiner = '\u2060';

/** A text of a rule as Markdown that shows exactly it: no markup, link, mention or HTML of its own survives. */
export const plain = (text: string): string =>
  visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replaceAll(/[@#](?=\w)/g, `$&${joiner}`)
    .replaceAll('://', `:${joiner}//`)
    .replaceAll(/\bwww\./gi, `$&${joiner}`);

/** The same on one line, as headings, lists and table cells need it. */
export const line = (text: string): string => plain(text).replaceAll(/\s+/g, ' ').trim();

/** A paragraph whose lines are meant. */
export const lines = (paragraph: string): string => paragraph.split('\n').map(line).join('<br>');

const longestRun = (text: string, atLeast: number): number =>
  Math.max(atLeast, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));

/** A code span that nothing inside can end, on one line. Not for a table, where a bar would end the cell. */
export const code = (text: string): string => {
  const content = visible(text).replaceAll(/\s+/g, ' ');
  const fence = '`'.repeat(longestRun(content, 0) + 1);
  const pad = /^`|`$|^ *$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
};

/** The same for a cell of a table. */
export const cellCode = (text: string): string => code(text).replaceAll('|', '\\|');

/** A fenced block whose fence is longer than any run of back-ticks in the text. */
export const block = (text: string, language: string): string => {
  const fence = '`'.repeat(longestRun(text, 2) + 1);
  return `${fence}${language}\n${visible(text).trimEnd()}\n${fence}`;
};

/** A link where the address is http or https, the text alone otherwise. */
export const webLink = (text: string): string => {
  const address = safeLink(text);
  return address === undefined ? line(text) : `[${line(text)}](<${address.replaceAll(/[<>\\]/g, encodeURIComponent)}>)`;
};

/** A table; cells are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
