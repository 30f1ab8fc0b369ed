/**
 * Characters that a person cannot see and that change how a text is shown: control characters (terminal escapes among
 * them), line separators that only some readers know, marks that turn the direction of text, and invisible ones.
 * A tab and a line feed are not among them, nor the joiners that emoji and some scripts need.
 */
export const hidden = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A hidden character as an escape that can be read. */
export const visible = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/**
 * GitHub's runner takes a line that begins with `::`, after white space, and `##[` anywhere in a line for a command to
 * itself. A space in between keeps both readable and makes them text.
 */
export const withoutCommands = (text: string): string =>
  text.replaceAll(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');

/** The same text without halves of surrogate pairs, which UTF-8, XML and URIs cannot hold. */
export const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
