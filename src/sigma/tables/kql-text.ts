const control: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** A KQL string literal for any text; white space other than the blank, and control signs, are escaped. */
export const kqlString = (text: string): string =>
  `"${text
    .replaceAll(/[\\"]/g, String.raw`\$&`)
    .replaceAll(
      /\p{Cc}/gu,
      (sign) => control[sign] ?? String.raw`\u` + sign.charCodeAt(0).toString(16).padStart(4, '0'),
    )}"`;

/** A KQL string literal for a pattern: verbatim where that is possible, because patterns are full of backslashes. */
export const kqlPattern = (pattern: string): string =>
  /\p{Cc}/u.test(pattern) || !pattern.includes('\\') ? kqlString(pattern) : `@"${pattern.replaceAll('"', '""')}"`;

const identifier = /^[A-Za-z_]\w*$/;

/** A column's name where an expression wants one. */
export const kqlName = (name: string): string =>
  identifier.test(name) ? name : `['${name.replaceAll(/[\\']/g, String.raw`\$&`)}']`;

/** A member of a dynamic value: `.name`, or `["a name"]`. */
export const kqlMember = (name: string): string => (identifier.test(name) ? `.${name}` : `[${kqlString(name)}]`);

/** A name that can stand on the left of `extend`. */
export const extendName = (field: string): string => {
  const name = field.replaceAll(/\W+/g, '_').replaceAll(/^_+|(?<!_)_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `Field_${name}`;
};
