import { blockOfCode, markdownText, spanOfCode } from '../../core/text/markdown.ts';
import { visible } from '../../core/text/visible.ts';
import type { Places } from '../address.ts';
import type { CatalogueRule } from '../model.ts';
import { safeLink } from '../site/markup.ts';

/** A text of a rule on one line, as headings, lists and table cells need it. */
export const line = (text: string): string => markdownText(text).replaceAll(/\s+/g, ' ').trim();

/** A paragraph whose lines are meant. */
export const lines = (paragraph: string): string => paragraph.split('\n').map(line).join('<br>');

/** A code span that nothing inside can end, on one line. Not for a table, where a bar would end the cell. */
export const code = (text: string): string => spanOfCode(visible(text).replaceAll(/\s+/g, ' '));

/** The same for a cell of a table. */
export const cellCode = (text: string): string => code(text).replaceAll('|', '\\|');

/** A fenced block whose fence is longer than any run of back-ticks in the text. */
export const block = (text: string, language: string): string => blockOfCode(visible(text).trimEnd(), language);

/** A link where the address is http or https, the text alone otherwise. */
export const webLink = (text: string): string => {
  const address = safeLink(text);
  return address === undefined ? line(text) : `[${line(text)}](<${address.replaceAll(/[<>\\]/g, encodeURIComponent)}>)`;
};

/** A table; cells are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The name of a rule, with a link where pages are written. */
export const ruleLink = (rule: CatalogueRule, places: Places | undefined): string =>
  places === undefined ? line(rule.name) : `[${line(rule.name)}](${places.rule(rule)}/README.md)`;
