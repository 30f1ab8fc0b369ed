import { createHash } from 'node:crypto';
import { isArray, isObject, isTooDeep, type JsonValue, textOrJson } from '../../../../core/json.ts';
import { percentDecoded, percentEncoded } from '../../../../core/text/notation.ts';
import { gapsOf, hole, joined, known, longest, textOfValue, wholeOf, type Value } from '../value.ts';
import { number, refused, text, wholes, type Pure, type TemplateFunction } from './signature.ts';
import { ofBase64 } from '../../../read-json.ts';

/** The name space of guid(). Source: Microsoft Learn, "String functions for Bicep", guid. */
const guidNameSpace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex');

const onText =
  (change: (value: string) => JsonValue | undefined): Pure =>
  (value) =>
    typeof value === 'string' ? change(value) : undefined;

const onTexts =
  (change: (left: string, right: string) => JsonValue): Pure =>
  (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? change(left, right) : undefined;

const lower = (value: string): string => value.toLowerCase();

/** Texts with another between them; undefined where that is longer than a template may be, which is counted before it is made. */
const joinedBy = (texts: readonly string[], by: string): string | undefined => {
  const length = texts.reduce((sum, { length: own }) => sum + own, 0) + by.length * (texts.length - 1);
  return length > longest ? undefined : texts.join(by);
};

const guid: Pure = (...values) => {
  if (values.length === 0) return undefined;
  const name = values.map((value) => textOrJson(value ?? null)).join('-');
  const bytes = createHash('sha1').update(guidNameSpace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

/** Texts between single quotes, which the service's parser takes (the example of base64ToJson() has them). */
const doubleQuoted = (value: string): string =>
  value.replaceAll(/"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'/g, (found, inner: string | undefined) =>
    inner === undefined ? found : `"${inner.replaceAll("\\'", "'").replaceAll('"', String.raw`\"`)}"`,
  );

const parsed = (value: string): JsonValue | undefined => {
  if (isTooDeep(value)) return undefined;
  try {
    const held: unknown = JSON.parse(`{"value":${doubleQuoted(value)}}`);
    return isObject(held) ? held['value'] : undefined;
  } catch {
    return undefined;
  }
};

const split: Pure = (value, by) => {
  const whole = text(value);
  const marks = isArray(by) ? by.map(text) : [text(by)];
  if (whole === undefined || marks.some((mark) => mark === undefined)) return undefined;
  let parts = [whole];
  for (const mark of marks) if (mark !== undefined && mark !== '') parts = parts.flatMap((part) => part.split(mark));
  return parts;
};

const substring: Pure = (value, start, count) => {
  const [whole, from, length] = [text(value), number(start), number(count)];
  if (whole === undefined || from === undefined || from < 0 || from > whole.length) return undefined;
  if (count === undefined) return whole.slice(from);
  // The service refuses a length that reaches beyond the end.
  return length === undefined || length < 0 || from + length > whole.length
    ? undefined
    : whole.slice(from, from + length);
};

const padLeft: Pure = (value, width, sign) => {
  const total = number(width);
  if (total === undefined || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const fill = sign === undefined ? ' ' : text(sign);
  return fill?.length === 1 && total <= 10_000 ? String(value).padStart(total, fill) : undefined;
};

const grouped = (digits: string): string => {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return groups.join(',');
};

/** The standard formats of .NET for numbers that templates use: N, D, X, F. */
const formattedNumber = (value: number, format: string): string | undefined => {
  const [, kind = '', width] = /^([A-Za-z])(\d{0,2})$/.exec(format) ?? [];
  const size = width === undefined || width === '' ? undefined : Number(width);
  const sign = value < 0 ? '-' : '';
  const absolute = Math.abs(value);
  switch (kind.toUpperCase()) {
    case 'N': {
      const [digits = '', rest] = absolute.toFixed(size ?? 2).split('.');
      return sign + grouped(digits) + (rest === undefined ? '' : `.${rest}`);
    }
    case 'F':
      return sign + absolute.toFixed(size ?? 2);
    case 'D':
      return Number.isInteger(value) ? sign + String(absolute).padStart(size ?? 1, '0') : undefined;
    case 'X': {
      const hex = Number.isInteger(value) && value >= 0 ? value.toString(16).padStart(size ?? 1, '0') : undefined;
      return kind === 'X' ? hex?.toUpperCase() : hex;
    }
    default:
      return undefined;
  }
};

const placed = (value: JsonValue, width: string | undefined, format: string | undefined): string | undefined => {
  if (isArray(value) || isObject(value) || value === null) return undefined;
  const own = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  const shown = format === undefined || typeof value !== 'number' ? own : formattedNumber(value, format);
  if (width === undefined || shown === undefined) return shown;
  const room = Math.min(Math.abs(Number(width)), 10_000);
  return Number(width) < 0 ? shown.padEnd(room) : shown.padStart(room);
};

const place = /\{\{|\}\}|\{(\d+)(?:,\s*(-?\d+))?(?::([^{}]*))?\}/g;

/** format(): a place whose value is not known leaves a hole, as names of resources are made with it. */
const format: TemplateFunction = ([head, ...values]) => {
  const whole = head?.() ?? refused('format');
  const pattern = textOfValue(whole);
  if (pattern === undefined) return hole(gapsOf(whole)[0] ?? 'format() is given no text');
  const parts: Value[] = [];
  let end = 0;
  for (const match of pattern.matchAll(place)) {
    const [found, index, width, how] = match;
    parts.push(known(pattern.slice(end, match.index)));
    end = match.index + found.length;
    const value = index === undefined ? known(found.charAt(0)) : values[Number(index)]?.();
    if (value === undefined) return refused('format');
    const { value: json, gaps } = wholeOf(value);
    const shown = gaps.length > 0 || index === undefined ? undefined : placed(json, width, how);
    if (shown === undefined && gaps.length === 0 && index !== undefined) return refused('format');
    parts.push(shown === undefined ? value : known(shown));
  }
  return joined([...parts, known(pattern.slice(end))]);
};

const dataUri = (value: string): string =>
  `data:text/plain;charset=utf8;base64,${Buffer.from(value).toString('base64')}`;

const fromDataUri = (value: string): string | undefined => {
  const [, encoded, body = ''] = /^data:[^,]*?(;base64)?,([\s\S]*)$/i.exec(value) ?? [];
  if (!/^data:/i.test(value)) return undefined;
  return encoded === undefined ? percentDecoded(body) : ofBase64(body);
};

const uri = (base: string, relative: string): string | undefined => {
  if (base.endsWith('/')) return base + relative.replace(/^\//, '');
  if (!/^[a-z][\w+.-]*:\/\/[^/]/i.test(base)) return undefined;
  const root = base.lastIndexOf('/');
  const parent = root > base.indexOf('://') + 2 ? base.slice(0, root + 1) : `${base}/`;
  return parent + relative.replace(/^\//, '');
};

const asInt: Pure = (value) => {
  if (typeof value === 'string') return /^-?\d+$/.test(value.trim()) ? Number(value) : undefined;
  return typeof value === 'number' ? Math.trunc(value) : undefined;
};

const asBool: Pure = (value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = text(value)?.toLowerCase();
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : undefined;
};

const asFloat: Pure = (value) => {
  const result = typeof value === 'string' && value.trim() !== '' ? Number(value) : number(value);
  return result === undefined || !Number.isFinite(result) ? undefined : result;
};

/** Source: Microsoft Learn, "String functions for ARM templates". */
export const textFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ['format', format],
  ...wholes({
    base64: onText((value) => Buffer.from(value).toString('base64')),
    base64ToString: onText(ofBase64),
    base64ToJson: onText((value) => {
      const plain = ofBase64(value);
      return plain === undefined ? undefined : parsed(plain);
    }),
    bool: asBool,
    dataUri: onText(dataUri),
    dataUriToString: onText(fromDataUri),
    endsWith: onTexts((value, end) => lower(value).endsWith(lower(end))),
    float: asFloat,
    guid,
    int: asInt,
    join: (list, by) => (isArray(list) && typeof by === 'string' ? joinedBy(list.map(textOrJson), by) : undefined),
    json: onText(parsed),
    padLeft,
    replace: (value, old, next) => {
      const [whole, from, to] = [text(value), text(old), text(next)];
      if (whole === undefined || from === undefined || to === undefined || from === '') return undefined;
      return joinedBy(whole.split(from), to);
    },
    split,
    startsWith: onTexts((value, begin) => lower(value).startsWith(lower(begin))),
    string: (value) => (value === undefined ? undefined : textOrJson(value)),
    substring,
    toLower: onText(lower),
    toUpper: onText((value) => value.toUpperCase()),
    trim: onText((value) => value.trim()),
    uri: (base, relative) =>
      typeof base === 'string' && typeof relative === 'string' ? uri(base, relative) : undefined,
    uriComponent: onText(percentEncoded),
    uriComponentToString: onText(percentDecoded),
  }),
]);
