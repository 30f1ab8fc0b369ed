/**
 * The first record of a delimited text: quoted fields may hold delimiters, line breaks and doubled quotes (RFC 4180).
 * Only this much is read of a list that may have 100,000 lines.
 */
export const firstRecord = (text: string, delimiter: ',' | '\t'): readonly string[] => {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field.trim() === '') {
      field = '';
      quoted = true;
    } else if (character === delimiter) {
      fields.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') break;
    else field += character;
  }
  return [...fields, field];
};

/** A text without its first lines. */
export const withoutLines = (text: string, lines: number): string => {
  let rest = text;
  for (let left = lines; left > 0 && rest !== ''; left -= 1) rest = rest.replace(/^.*(?:\r\n|\n|\r|$)/, '');
  return rest;
};
