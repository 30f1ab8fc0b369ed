import { visible } from '../../core/text/visible.ts';
import { withoutCommands } from './style.ts';

/** Keeps a mention, a reference or a link from forming: GitHub looks for them in the text that Markdown has become. */
const joiner = '\u2060';

/** The beginning of a text, in so many UTF-16 units; a cut is shown. */
export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

const oneLine = (text: string): string =>
  visible(text)
    .replaceAll(/[\t\n]/g, ' ')
    .trim();

const unlinked = (text: string): string =>
  text
    .replaceAll(/[@#](?=\w)/g, `$&${joiner}`)
    .replaceAll('://', `:${joiner}//`)
    .replaceAll(/\bwww\./gi, `$&${joiner}`)
    .replaceAll(/\bGH-(?=\d)/gi, `$&${joiner}`);

const withoutTags = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Text from rules is never HTML, and mentions or links nobody: for places where Markdown is not read, as in a summary. */
export const htmlText = (text: string): string =>
  withoutTags(unlinked(withoutCommands(oneLine(text)))).replaceAll(
    /["\\`*_[\]|~$]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );

/** Text from rules is never Markdown: what could start markup, a mention, a link or HTML is escaped, on one line. */
export const escaped = (text: string): string =>
  withoutTags(unlinked(oneLine(text)))
    .replaceAll(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replaceAll(/^(\s*\d+)\./g, '$1\\.')
    .replaceAll('::', `:${joiner}:`);

/** The same, with the white space at its ends, for a part of a text. */
const spaced = (text: string): string =>
  `${/^\s/.test(text) ? ' ' : ''}${escaped(text)}${/\s$/.test(text) && text.trim() !== '' ? ' ' : ''}`;

/** A code span that nothing inside can end, on one line. */
export const codeSpan = (text: string): string => {
  const line = withoutCommands(oneLine(text));
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const padded = line.startsWith('`') || line.endsWith('`') || line === '' ? ` ${line} ` : line;
  return `${fence}${padded}${fence}`;
};

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
export const codeBlock = (text: string, language: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const clean = withoutCommands(visible(text));
  return `${fence}${language}\n${clean}\n${fence}`;
};
