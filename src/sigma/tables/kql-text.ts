const control: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** What nobody sees in a query, turns the direction of its text, or looks like a blank and is none. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const escaped = (sign: string): string =>
  control[sign] ??
  Array.from({ length: sign.length }, (_, index) => sign.charCodeAt(index))
    .map((unit) => String.raw`\u` + unit.toString(16).padStart(4, '0'))
    .join('');

/**
 * A KQL string literal for any text. What cannot be seen is escaped, and so is what other tools would take for a variable of
 * theirs (`%%NAME%%`).
 */
export const kqlString = (text: string): string =>
  `"${text
    .replaceAll(/[\\"]/g, String.raw`\$&`)
    .replaceAll(unseen, escaped)
    .replaceAll(/%%(?=\w{1,256}%%)/g, String.raw`%\u0025`)}"`;

/** A KQL string literal for a pattern: verbatim where that is possible, because patterns are full of backslashes. */
export const kqlPattern = (pattern: string): string =>
  pattern.search(unseen) >= 0 || /%%\w/.test(pattern) || !pattern.includes('\\')
    ? kqlString(pattern)
    : `@"${pattern.replaceAll('"', '""')}"`;

const identifier = /^[A-Za-z_]\w*$/;

/** A column's name where an expression wants one. */
export const kqlName = (name: string): string =>
  identifier.test(name) ? name : `['${name.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(unseen, escaped)}']`;

/** A member of a dynamic value: `.name`, or `["a name"]`. */
export const kqlMember = (name: string): string => (identifier.test(name) ? `.${name}` : `[${kqlString(name)}]`);

/** A name that can stand on the left of `extend`. */
export const extendName = (field: string): string => {
  const name = field.replaceAll(/\W+/g, '_').replaceAll(/^_+|(?<!_)_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `Field_${name}`;
};
