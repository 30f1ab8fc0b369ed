import { isArray, type JsonValue, textOrJson } from '../../../core/json.ts';
import { numberOf } from '../operations.ts';
import { signsOf, type Pure } from './signature.ts';

/** A verb of a format: its flags, which value it shows, its width and its digits. */
const verb = /%(?:%|([-+ 0#]{0,8})(?:\[(\d{1,9})\])?((?:[1-9]\d{0,8})?)(?:\.(\d{0,9}))?([a-zA-Z]))/g;

const mostWidth = 10_000;

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

/** A number by a verb; undefined for a verb that shows none. */
const shownNumber = (number: number, name: string, digits: number | undefined): string | undefined => {
  switch (name) {
    case 'd':
      return Number.isInteger(number) ? BigInt(number).toString() : undefined;
    case 'b':
      return Number.isInteger(number) ? number.toString(2) : undefined;
    case 'o':
      return Number.isInteger(number) ? number.toString(8) : undefined;
    case 'x':
      return Number.isInteger(number) ? number.toString(16) : undefined;
    case 'X':
      return Number.isInteger(number) ? number.toString(16).toUpperCase() : undefined;
    case 'f':
      return number.toFixed(digits ?? 6);
    case 'e':
      return exponent(number.toExponential(digits ?? 6));
    case 'E':
      return exponent(number.toExponential(digits ?? 6)).toUpperCase();
    case 'g':
      return digits === undefined ? String(number) : String(Number(number.toPrecision(Math.max(1, digits))));
    default:
      return undefined;
  }
};

const shown = (value: JsonValue, name: string, digits: number | undefined): string | undefined => {
  const cutTo = (text: string): string => (digits === undefined ? text : signsOf(text).slice(0, digits).join(''));
  switch (name) {
    case 'v':
      return value === null ? 'null' : cutTo(textOrJson(value));
    case 's':
      return value === null || typeof value === 'object' ? undefined : cutTo(textOrJson(value));
    case 'q':
      return value === null || typeof value === 'object' ? undefined : JSON.stringify(cutTo(textOrJson(value)));
    case 't':
      return typeof value === 'boolean' ? String(value) : undefined;
    default: {
      const number = numberOf(value);
      return number === undefined || (digits ?? 0) > 100 ? undefined : shownNumber(number, name, digits);
    }
  }
};

const padded = (text: string, flags: string, width: number): string => {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
};

const withSign = (text: string, flags: string, name: string): string => {
  const isSigned = /[dfeEg]/.test(name) && !text.startsWith('-');
  if (isSigned && flags.includes('+')) return `+${text}`;
  return isSigned && flags.includes(' ') ? ` ${text}` : text;
};

/** Source: Terraform's documentation, "format function": the verbs, flags and sizes of its table. */
export const format: Pure = (pattern, ...values) => {
  if (typeof pattern !== 'string') return undefined;
  let next = 0;
  let used = 0;
  let isRefused = pattern.replaceAll(verb, '').includes('%');
  const result = pattern.replaceAll(
    verb,
    (
      found,
      flags: string | undefined,
      place: string | undefined,
      width: string | undefined,
      digits: string | undefined,
      name: string | undefined,
    ) => {
      if (name === undefined || flags === undefined) return '%';
      if (place !== undefined) next = Number(place) - 1;
      const value = values[next];
      next += 1;
      used = Math.max(used, next);
      const isJson = flags.includes('#') && name === 'v' && value !== undefined;
      const text = isJson
        ? JSON.stringify(value)
        : value === undefined
          ? undefined
          : shown(value, name, digits === undefined ? undefined : Number(digits));
      if (text === undefined) isRefused = true;
      return text === undefined
        ? found
        : padded(withSign(text, flags, name), flags, Math.min(Number(width), mostWidth));
    },
  );
  return isRefused || used < values.length ? undefined : result;
};

/** format() once for each item of its lists; what is no list stands in each. */
export const formatList: Pure = (pattern, ...values) => {
  const lists = values.flatMap((value) => (isArray(value) ? [value.length] : []));
  const [size] = lists;
  if (size === undefined || lists.some((length) => length !== size)) return undefined;
  const rows = Array.from({ length: size }, (_, row) =>
    format(pattern ?? null, ...values.map((value) => (isArray(value) ? (value[row] ?? null) : value))),
  );
  return rows.every((row) => row !== undefined) ? rows : undefined;
};
