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

/** A row as a list, its first cell above the others; what has no value has no line. */
const listed = (head: readonly string[], [name = '', ...cells]: readonly string[]): readonly string[] => [
  name,
  ...cells.flatMap((cell, at) => (cell === '' ? [] : [`  ${head[at + 1] ?? ''}: ${cell}`])),
];

/**
 * The lines of a table of texts, its columns as wide as their widest cell; line ends within a cell are shown as `\n`. Where
 * a line would be wider than `width`, in cells of a terminal, each row is a list instead, so that no value is cut or lost.
 */
export const tableLines = (
  columns: readonly string[],
  cells: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): readonly string[] => {
  const plain = (text: string): string =>
    inert(text)
      .replaceAll('\r', String.raw`\r`)
      .replaceAll('\n', String.raw`\n`);
  const lines = [columns, ...cells].map((line) => line.map(plain));
  const rule = columns.map((_, at) => '-'.repeat(Math.max(1, ...lines.map((line) => stringWidth(line[at] ?? '')))));
  const [head = [], ...rest] = lines;
  if (rule.join('  ').length > width) return rest.flatMap((line) => listed(head, line));
  return inColumns([head, rule, ...rest]);
};

/** The same as a text, with the number of its rows below. */
export const rowsAsTable = (columns: readonly string[], cells: readonly (readonly string[])[]): string =>
  `${tableLines(columns, cells).join('\n')}\n\n${cells.length === 1 ? '1 row' : `${cells.length} rows`}\n`;
