/**
 * What some line of a text of YAML fits if one of its mappings has a key, a plain word of ASCII that is not written with
 * escapes: to search many texts before any is read, since reading them costs more. Texts that only mention the word do not
 * fit. It may be tried on bytes as well, each as one character.
 */
export const keyPattern = (key: string): RegExp =>
  // Behind an explicit key a line end or a comment may come before the colon; and an alias may be a key.
  new RegExp(`${key}["']?[ \\t\\r\\f\\v]*(?:[:#]|$)|\\*[^ \\t\\r\\n\\f\\v*]+[ \\t\\r\\f\\v]+(?:[:#]|$)`, 'm');
