import stringWidth from 'string-width';
import { inert } from './style.ts';

/** The lines of a table of texts, its columns as wide as their widest cell; line ends within a cell are shown as `\n`. */
export const tableLines = (columns: readonly string[], cells: readonly (readonly string[])[]): readonly string[] => {
  const plain = (text: string): string =>
    inert(text)
      .replaceAll('\r', String.raw`\r`)
      .replaceAll('\n', String.raw`\n`);
  const lines = [columns, ...cells].map((line) => line.map(plain));
  const widths = columns.map((_, at) => Math.max(1, ...lines.map((line) => stringWidth(line[at] ?? ''))));
  const laid = (line: readonly string[]): string =>
    line
      .map((text, at) => `${text}${' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(text)))}`)
      .join('  ')
      .trimEnd();
  const [head = [], ...rest] = lines;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rest].map(laid);
};

/** The same as a text, with the number of its rows below. */
export const rowsAsTable = (columns: readonly string[], cells: readonly (readonly string[])[]): string =>
  `${tableLines(columns, cells).join('\n')}\n\n${cells.length === 1 ? '1 row' : `${cells.length} rows`}\n`;
