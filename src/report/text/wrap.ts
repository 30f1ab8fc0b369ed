import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { withoutCommands } from './style.ts';

/** No line is wrapped to less than this: a narrower terminal breaks lines itself, and no worse. */
const narrowest = 40;

const escape = String.fromCodePoint(0x1b);
const lineStart = new RegExp(String.raw`^((?:${escape}\[[\d;]*m)*)( *)`, 'u');

const wrappedLine = (line: string, columns: number): string => {
  // A character takes two cells at most, so that short lines need no measuring.
  if (line.length * 2 <= columns || stringWidth(line) <= columns) return line;
  // A line may begin with its colour.
  const [start = '', colour = '', indent = ''] = lineStart.exec(line) ?? [];
  const hang = ' '.repeat(Math.min(indent.length + 2, columns / 2));
  const rows = wrapAnsi(`${colour}${line.slice(start.length)}`, columns - hang.length, { hard: true }).split('\n');
  // What stood within a line may begin one now.
  return withoutCommands(rows.map((row, index) => `${index === 0 ? indent : hang}${row}`).join('\n'));
};

/**
 * A text whose lines fit into so many columns: longer ones go on below, indented by two more than they begin. Colours
 * hold over the break. With infinite columns, as for a pipe, every line stays whole.
 */
export const wrapped = (text: string, columns: number): string =>
  Number.isFinite(columns)
    ? text
        .split('\n')
        .map((line) => wrappedLine(line, Math.max(narrowest, columns)))
        .join('\n')
    : text;
