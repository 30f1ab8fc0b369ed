import picocolors from 'picocolors';
import stringWidth from 'string-width';

/** How a reporter may draw: with or without colour, and how wide. */
export type Look = { readonly colour: boolean; readonly columns: number };

export type Style = ReturnType<typeof picocolors.createColors>;

/** Colour functions, or ones that leave the text alone. */
export const styleOf = (look: Look): Style => picocolors.createColors(look.colour);

/** Control characters of texts from rules, which could otherwise rewrite the terminal, made visible; tabs and line ends stay. */
export const inert = (text: string): string =>
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === '\r' ? '' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A text on one line, cut to a width in terminal cells. */
export const clipped = (text: string, width: number): string => {
  const line = inert(text).replaceAll(/\s*\n\s*/g, '⏎ ');
  if (stringWidth(line) <= width) return line;
  let cut = '';
  let used = 0;
  for (const character of line) {
    used += stringWidth(character);
    if (used > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
};

/** `1 file`, `2 files`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
