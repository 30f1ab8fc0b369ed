import stringWidth from 'string-width';
import { inert } from './style.ts';

/** Lines of cells in columns, each as wide as its widest cell, with two blanks between them; the first line names the columns. */
export const inColumns = (lines: readonly (readonly string[])[]): readonly string[] => {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => stringWidth(line[at] ?? ''))));
  return lines.map((line) =>
    line
      .map((text, at) => `${text}${' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(text)))}`)
      .join('  ')
      .trimEnd(),
  );
};

/** The lines of a table of texts, its columns as wide as their widest cell; line ends within a cell are shown as `\n`. */
export const tableLines = (columns: readonly string[], cells: readonly (readonly string[])[]): readonly string[] => {
  const plain = (text: string): string =>
    inert(text)
      .replaceAll('\r', String.raw`\r`)
      .replaceAll('\n', String.raw`\n`);
  const lines = [columns, ...cells].map((line) => line.map(plain));
  const rule = columns.map((_, at) => '-'.repeat(Math.max(1, ...lines.map((line) => stringWidth(line[at] ?? '')))));
  const [head = [], ...rest] = lines;
  return inColumns([head, rule, ...rest]);
};

/** The same as a text, with the number of its rows below. */
export const rowsAsTable = (columns: readonly string[], cells: readonly (readonly string[])[]): string =>
  `${tableLines(columns, cells).join('\n')}\n\n${cells.length === 1 ? '1 row' : `${cells.length} rows`}\n`;
