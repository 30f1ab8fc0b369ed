/**
 * The texts of the documents of a YAML file, which `---` at the begin of a line separates; those with nothing but
 * comments and white space are left out.
 */
export const documentTexts = (text: string): readonly string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/^---(?=[ \t\r\n]|$)[ \t]*/m)
    .map((part) => part.replace(/^\.\.\.[ \t]*\r?$[\s\S]*/m, ''))
    .filter((part) => part.split(/\r?\n/).some((line) => !/^\s*(?:#.*|%.*)?$/.test(line)));
