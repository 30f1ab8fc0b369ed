import stringWidth from 'string-width';
import type { Range } from '../core/text.ts';
import { inert, type Style } from './style.ts';

const tab = '  ';

/** The part of a line as it is printed: tabs widened, control characters visible. */
const printed = (text: string): string => inert(text).replaceAll('\t', tab);

/**
 * The line of a file that a range begins on, with carets below what it covers; at most one line is drawn, and a long
 * one is cut around the place. Empty where the file has no such line.
 */
export const codeFrame = (text: string, range: Range, columns: number, style: Style): string[] => {
  const line = text.split(/\r\n|\n|\r/)[range.start.line - 1];
  if (line === undefined) return [];
  const gutter = String(range.start.line);
  const room = Math.max(20, columns - gutter.length - 5);
  const start = range.start.column - 1;
  const end = range.end.line === range.start.line ? range.end.column - 1 : line.trimEnd().length;
  const from = start > room * 0.6 ? start - Math.floor(room * 0.3) : 0;
  const shown = line.slice(from, from + room);
  const before = stringWidth(printed(line.slice(from, start)));
  const width = Math.max(1, Math.min(stringWidth(printed(line.slice(start, end))), room - before));
  const margin = ' '.repeat(gutter.length);
  return [
    `  ${style.dim(`${gutter} |`)} ${printed(shown)}`,
    `  ${style.dim(`${margin} |`)} ${' '.repeat(before)}${style.red('^'.repeat(width))}`,
  ];
};
