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
