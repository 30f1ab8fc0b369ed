import { blockOfCode, markdownText, spanOfCode, unlinked } from '../../core/text/markdown.ts';
import { withoutTags } from '../../core/text/notation.ts';
import { visible } from '../../core/text/visible.ts';
import { withoutCommands } from './style.ts';

const oneLine = (text: string): string =>
  visible(text)
    .replaceAll(/[\t\n]/g, ' ')
    .trim();

/** Text from rules is never HTML, and mentions or links nobody: for places where Markdown is not read, as in a summary. */
export const htmlText = (text: string): string =>
  withoutTags(unlinked(withoutCommands(oneLine(text)))).replaceAll(
    /["\\`*_[\]|~$]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );

/** Text from rules is never Markdown: what could start markup, a mention, a link or HTML is escaped, on one line. */
export const escaped = (text: string): string => markdownText(oneLine(text)).replaceAll(/^(\s*\d+)\./g, '$1\\.');

/** The same, with the white space at its ends, for a part of a text. */
const spaced = (text: string): string =>
  `${/^\s/.test(text) ? ' ' : ''}${escaped(text)}${/\s$/.test(text) && text.trim() !== '' ? ' ' : ''}`;

/** A code span that nothing inside can end, on one line. */
export const codeSpan = (text: string): string => spanOfCode(withoutCommands(oneLine(text)));

/** A code span in a table, where a bar would end the cell even inside of it. */
export const codeCell = (text: string): string => codeSpan(text).replaceAll('|', '\\|');

/**
 * A message of Picket's, in which names and values stand between back-ticks: those become code, as `code` writes it, and
 * the rest is escaped.
 */
export const prose = (text: string, code: (text: string) => string = codeSpan): string => {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return escaped(text);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return code(part === '' ? '(empty)' : part);
      // Two spans of code that touch would be read as one.
      return part === '' && index > 0 && index < parts.length - 1 ? ' ' : spaced(part);
    })
    .join('');
};

/** A fenced block whose fence is longer than any run of back-ticks in the text. */
export const codeBlock = (text: string, language: string): string =>
  blockOfCode(withoutCommands(visible(text)), language);
