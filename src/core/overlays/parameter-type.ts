import { instantOf, parseDuration, printInstant } from '../duration.ts';
import { isArray, isObject, type JsonValue } from '../json.ts';

/** The types that a parameter may have. */
export const parameterTypes = [
  'string',
  'bool',
  'int',
  'long',
  'real',
  'datetime',
  'timespan',
  'guid',
  'list',
  'dynamic',
] as const;
export type ParameterType = (typeof parameterTypes)[number];

export const isParameterType = (value: unknown): value is ParameterType =>
  parameterTypes.some((type) => type === value);

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** A text in quotes, everything that could end it or hide in it as an escape that KQL and JSON both know. */
const quoted = (text: string): string => {
  let made = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const sign = text.charAt(index);
    if (sign === '"' || sign === '\\') made += `\\${sign}`;
    else if (sign === '\n') made += String.raw`\n`;
    else if (sign === '\r') made += String.raw`\r`;
    else if (sign === '\t') made += String.raw`\t`;
    else made += unit >= 0x20 && unit <= 0x7e ? sign : escaped(unit);
  }
  return `"${made}"`;
};

const json = (value: JsonValue): string => {
  if (typeof value === 'string') return quoted(value);
  if (isArray(value)) return `[${value.map(json).join(',')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, member]) => `${quoted(key)}:${json(member)}`)
      .join(',')}}`;
  return JSON.stringify(value);
};

const whole =
  (least: number, most: number) =>
  (value: JsonValue): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;

const isInt = whole(-2_147_483_648, 2_147_483_647);
const isLong = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const isScalar = (value: JsonValue): boolean => value !== null && typeof value !== 'object';
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const pad = (count: number): string => String(count).padStart(2, '0');

const spanText = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  return `timespan(${Math.floor(seconds / 86_400)}.${pad(Math.floor(seconds / 3600) % 24)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)})`;
};

type Kind = {
  /** The value as KQL; undefined for one that is not of the type. */
  readonly kql: (value: JsonValue) => string | undefined;
  readonly takes: string;
};

const kinds: Readonly<Record<ParameterType, Kind>> = {
  string: { kql: (value) => (typeof value === 'string' ? quoted(value) : undefined), takes: 'a text' },
  bool: { kql: (value) => (typeof value === 'boolean' ? String(value) : undefined), takes: 'true or false' },
  int: { kql: (value) => (isInt(value) ? `int(${value})` : undefined), takes: 'a whole number of 32 bits' },
  long: { kql: (value) => (isLong(value) ? `long(${value})` : undefined), takes: 'a whole number' },
  real: {
    kql: (value) => (typeof value === 'number' && Number.isFinite(value) ? `real(${value})` : undefined),
    takes: 'a number',
  },
  datetime: {
    kql: (value) => {
      const instant = typeof value === 'string' ? instantOf(value) : undefined;
      return instant === undefined ? undefined : `datetime(${printInstant(instant)})`;
    },
    takes: 'a date or time such as `2027-03-01` or `2027-03-01T12:00:00Z`',
  },
  timespan: {
    kql: (value) => {
      const length = typeof value === 'string' ? parseDuration(value) : undefined;
      return length === undefined ? undefined : spanText(length);
    },
    takes: 'a length of time such as `1h` or `14d`',
  },
  guid: {
    kql: (value) => (typeof value === 'string' && guid.test(value) ? `guid(${value})` : undefined),
    takes: 'a GUID',
  },
  list: {
    kql: (value) => (isArray(value) && value.every(isScalar) ? `dynamic(${json(value)})` : undefined),
    takes: 'a list of texts or numbers',
  },
  dynamic: { kql: (value) => `dynamic(${json(value)})`, takes: 'any value' },
};

/** A value as a KQL literal of a type, whatever it holds; undefined for a value that is not of the type. */
export const kqlOf = (type: ParameterType, value: JsonValue): string | undefined => kinds[type].kql(value);

/** What a type takes, in words. */
export const takenBy = (type: ParameterType): string => kinds[type].takes;
