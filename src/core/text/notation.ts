/** How other notations write a text, and how it is read from them. */

/** A character as JSON and double-quoted YAML escape it: `\u200b`. */
export const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text in single quotes, in which a quote is doubled: YAML, and the language of ARM templates. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A text between tags, as HTML and XML have it. */
export const withoutTags = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Percent-encoded, with what `encodeURIComponent` leaves alone and .NET and Go encode: `!'()*`. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** What a percent-encoded text says; undefined where it is none. */
export const percentDecoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const encoder = new TextEncoder();

/** The length of a text in bytes of UTF-8. */
export const bytesOf = (text: string): number => encoder.encode(text).byteLength;
