/** What a plain YAML scalar means. `text` is always the scalar as written. */
export type ScalarType = 'string' | 'integer' | 'float' | 'boolean' | 'null' | 'date';

const integer = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const date =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)$/;
const typeWords: Readonly<Record<string, ScalarType>> = Object.fromEntries([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, 'null'] as const),
  ...['yes', 'no', 'true', 'false', 'on', 'off'].flatMap((word) =>
    [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)].map(
      (form) => [form, 'boolean'] as const,
    ),
  ),
]);

/** Only these can begin a number or a date; everything else is settled by the table of words. */
const numeric = /^[-+.0-9]/;

/**
 * The type of a plain scalar by YAML 1.1, which is how the tools of the Sigma project read rules (PyYAML): `010` is
 * octal, `yes` is true, `2024-01-01` a date, and `00000429`, which is neither octal nor decimal there, stays text.
 */
export const typeOfScalar = (text: string): ScalarType => {
  if (Object.hasOwn(typeWords, text)) return typeWords[text] ?? 'string';
  if (text.length > 400 || !numeric.test(text)) return 'string';
  if (integer.test(text)) return 'integer';
  if (float.test(text)) return 'float';
  return date.test(text) ? 'date' : 'string';
};

const sexagesimal = (text: string): number => {
  const negative = text.startsWith('-');
  const value = text
    .replace(/^[-+]/, '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return negative ? -value : value;
};

/** The digits of an integer scalar in base ten, exact for every length. */
export const decimalOf = (text: string): string => {
  const digits = text.replaceAll('_', '');
  if (digits.includes(':')) return String(sexagesimal(digits));
  const negative = digits.startsWith('-');
  const bare = digits.replace(/^[-+]/, '');
  const octal = /^0[0-7]/.test(bare);
  const value = BigInt(octal ? `0o${bare.slice(1)}` : bare);
  return String(negative ? -value : value);
};

/** The text of a float scalar the way it is printed: `1.0` keeps its point, and `.inf` and `.NaN` are `inf` and `nan`. */
export const floatText = (text: string): string => {
  const special = /^([-+]?)\.(inf|nan)$/i.exec(text);
  if (special !== null) return `${special[1] === '-' ? '-' : ''}${(special[2] ?? '').toLowerCase()}`;
  const value = text.includes(':') ? sexagesimal(text.replaceAll('_', '')) : Number(text.replaceAll('_', ''));
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
};

/** True for yes, true and on in any of their spellings. */
export const isTrue = (text: string): boolean => /^(?:yes|true|on)$/i.test(text);
