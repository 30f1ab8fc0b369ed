/** A place in a text in UTF-16 units, or the one before it where it is within a surrogate pair. */
export const betweenCharacters = (text: string, at: number): number =>
  at < text.length && /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;

/** The beginning of a text, in at most so many UTF-16 units; a cut is shown, and is never within a character. */
export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, betweenCharacters(text, length - 1))}…` : text;
