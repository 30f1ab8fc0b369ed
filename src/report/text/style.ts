import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { visible } from '../../core/text/visible.ts';

/**
 * GitHub's runner takes a line that begins with `::`, after white space, and `##[` anywhere in a line for a command to
 * itself. One character as its number keeps both readable and makes them text.
 */
export const withoutCommands = (text: string): string =>
  text.replaceAll(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, '$1<U+003A>').replaceAll('##[', '##<U+005B>');

/**
 * A text from a rule as it may stand in a terminal or a log: what nobody could see, what could rewrite the screen or turn
 * the direction of text is made visible, and what GitHub's runner would take for a command is not one any more. Tabs and
 * line ends stay.
 */
export const inert = (text: string): string => withoutCommands(visible(text));

/** How a reporter may draw: with or without colour, and how wide; infinite for a pipe or a file, where nothing is cut. */
export type Look = { readonly colour: boolean; readonly columns: number };

export type Style = ReturnType<typeof picocolors.createColors>;

/** Colour functions, or ones that leave the text alone. */
export const styleOf = (look: Look): Style => picocolors.createColors(look.colour);

/** A line end with the white space around it; looked for from the beginning of the white space only, in linear time. */
const lineEnds = /(?<!\s)\s*\n\s*/g;

/** A text that people wrote over several lines, such as a reason, on one. */
export const inline = (text: string): string => inert(text).replaceAll(lineEnds, ' ').trim();

/** A name as it may stand in a line: one that held a line end could write a line of its own into the report. */
export const oneLine = (text: string): string => inert(text).replaceAll(lineEnds, '⏎ ');

/** The beginning of a line, as much of it as fits into so many terminal cells. */
export const fitting = (line: string, width: number): string => {
  let cut = '';
  let used = 0;
  for (const character of line) {
    used += stringWidth(character);
    if (used > width) break;
    cut += character;
  }
  return cut;
};

/** A text on one line, cut to a width in terminal cells. */
export const clipped = (text: string, width: number): string => {
  const line = oneLine(text);
  return stringWidth(line) <= width ? line : `${fitting(line, width - 1)}…`;
};
