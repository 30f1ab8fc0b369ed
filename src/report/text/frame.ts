import stringWidth from 'string-width';
import type { Range } from '../../core/text/span.ts';
import { fitting, inert, type Style } from './style.ts';

const tab = '  ';

/** The part of a line as it is printed: tabs widened, control characters visible. */
const printed = (text: string): string => inert(text).replaceAll('\t', tab);

/** What a terminal has room for of a line: from where it is cut, and what it shows, with an ellipsis at each cut. */
const window = (line: string, start: number, room: number): { readonly from: number; readonly text: string } => {
  const whole = printed(line);
  if (stringWidth(whole) <= room) return { from: 0, text: whole };
  const from = start > room * 0.6 ? start - Math.floor(room * 0.3) : 0;
  const head = from === 0 ? '' : '…';
  const rest = printed(line.slice(from + head.length));
  const left = room - head.length;
  return { from, text: `${head}${stringWidth(rest) <= left ? rest : `${fitting(rest, left - 1)}…`}` };
};

/**
 * A line of a file, on which a range begins, with carets below what it covers; at most one line is drawn, and one that
 * is too long for the columns is cut around the place, with an ellipsis at either side.
 */
export const codeFrame = (line: string, range: Range, columns: number, style: Style): string[] => {
  const gutter = String(range.start.line);
  const room = Math.max(20, columns - gutter.length - 5);
  const start = range.start.column - 1;
  const end = range.end.line === range.start.line ? range.end.column - 1 : line.trimEnd().length;
  const shown = window(line, start, room);
  const before = stringWidth(printed(line.slice(shown.from, start)));
  const width = Math.max(1, Math.min(stringWidth(printed(line.slice(start, end))), stringWidth(shown.text) - before));
  const margin = ' '.repeat(gutter.length);
  return [
    `  ${style.dim(`${gutter} |`)} ${shown.text}`,
    `  ${style.dim(`${margin} |`)} ${' '.repeat(before)}${style.red('^'.repeat(width))}`,
  ];
};
