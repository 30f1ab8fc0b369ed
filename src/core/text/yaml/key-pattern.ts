/**
 * An extended regular expression (POSIX) that some line of a text of YAML fits if one of its mappings has a key, a plain
 * word that is not written with escapes: to search many texts before any is read, since reading them costs more. Texts
 * that only mention the word do not fit.
 */
export const keyPattern = (key: string): string =>
  // Behind an explicit key a line end or a comment may come before the colon; and an alias may be a key.
  `${key}["']?[[:space:]]*([:#]|$)|\\*[^[:space:]*]+[[:space:]]+([:#]|$)`;
