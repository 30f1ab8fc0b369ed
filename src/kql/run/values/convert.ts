import { Decimal } from './decimal.ts';
import { instant } from './instants.ts';
import { readJson, scalarText, writeJson } from './json.ts';
import { parseInstant, parseSpan } from './time-text.ts';
import {
  Datetime,
  Guid,
  Real,
  Sketch,
  Timespan,
  addWhole,
  epochTicks,
  isArray,
  isBag,
  isWhole,
  subtractWhole,
  whole,
} from './value.ts';
import type { Dynamic, Type, Value, Whole } from './value.ts';

const smallestLong = -(2n ** 63n);
const largestLong = 2n ** 63n - 1n;

/** Makes a value of a type a dynamic one: a real, datetime or timespan says there what it is. */
export const dynamicOf = (type: Type): ((value: Value) => Dynamic) => {
  switch (type) {
    case 'real':
      return (value) => (typeof value === 'number' ? new Real(value) : value);
    case 'datetime':
      return (value) => (isWhole(value) ? new Datetime(value) : value);
    case 'timespan':
      return (value) => (isWhole(value) ? new Timespan(value) : value);
    default:
      return (value) => value;
  }
};

/** A dynamic value as text: a string as it is, null as nothing, arrays and bags as JSON. */
export const textOf = (value: Dynamic): string => {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return isArray(value) || isBag(value) ? writeJson(value) : scalarText(value);
};

const boundedLong = (value: bigint): Whole | null =>
  value < smallestLong || value > largestLong ? null : whole(value);

const longOfNumber = (value: number): Whole | null =>
  Number.isFinite(value) ? boundedLong(BigInt(Math.trunc(value))) : null;

const longOfText = (text: string): Whole | null => {
  const match = /^\s*([+-])?(\d+|0[xX][\da-fA-F]{1,16})\s*$/.exec(text);
  if (match === null) return null;
  const [, sign, digits = ''] = match;
  // Sixteen hexadecimal digits are the 64 bits themselves.
  if (/^0x/i.test(digits)) return whole(sign === '-' ? -BigInt(digits) : BigInt(digits));
  return boundedLong(sign === '-' ? -BigInt(digits) : BigInt(digits));
};

/** A dynamic value as a long: the whole part of a number, ticks of a time, the digits of a text; null for others. */
export const longOf = (value: Dynamic): Whole | null => {
  if (isWhole(value)) return value;
  if (typeof value === 'string') return longOfText(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Real) return longOfNumber(value.value);
  if (value instanceof Decimal) return boundedLong(value.toBigInt());
  if (value instanceof Datetime) return addWhole(value.ticks, epochTicks);
  return value instanceof Timespan ? value.ticks : null;
};

const intOf = (value: Dynamic): number | null => {
  const long = longOf(value);
  return typeof long === 'number' && long >= -2_147_483_648 && long <= 2_147_483_647 ? long : null;
};

const realOfText = (text: string): number | null => {
  const trimmed = text.trim();
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  const match = /^([+-])?(nan|inf|infinity)$/i.exec(trimmed);
  if (match !== null) {
    if (match[2]?.toLowerCase() === 'nan') return Number.NaN;
    return match[1] === '-' ? -Infinity : Infinity;
  }
  const long = longOfText(trimmed);
  return long === null ? null : Number(long);
};

/** A dynamic value as a real; null for what is no number and no text of one. */
export const realOf = (value: Dynamic): number | null => {
  if (isWhole(value)) return Number(value);
  if (value instanceof Real) return value.value;
  if (typeof value === 'string') return realOfText(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Decimal) return value.toNumber();
  const long = longOf(value);
  return long === null ? null : Number(long);
};

const boolOf = (value: Dynamic): boolean | null => {
  if (typeof value === 'boolean') return value;
  if (isWhole(value)) return value !== 0;
  if (value instanceof Real) return value.value !== 0;
  if (value instanceof Decimal) return value.digits !== 0n;
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  const long = longOfText(text);
  return long === null ? null : long !== 0;
};

const datetimeOf = (value: Dynamic): Whole | null => {
  if (value instanceof Datetime) return value.ticks;
  if (typeof value === 'string') return parseInstant(value);
  return isWhole(value) ? instant(subtractWhole(value, epochTicks)) : null;
};

const timespanOf = (value: Dynamic): Whole | null => {
  if (value instanceof Timespan) return value.ticks;
  if (typeof value === 'string') return parseSpan(value);
  return isWhole(value) ? value : null;
};

/** Reads a guid with or without braces and hyphens; null for anything else. */
export const parseGuid = (text: string): Guid | null => {
  const bare = text.trim().replace(/^\{(.*)\}$|^\((.*)\)$/, '$1$2');
  if (!/^[\da-f]{8}(-?)(?:[\da-f]{4}\1){3}[\da-f]{12}$/i.test(bare)) return null;
  const digits = bare.replaceAll('-', '').toLowerCase();
  const cuts = [0, 8, 12, 16, 20, 32];
  return new Guid(
    cuts
      .slice(1)
      .map((end, index) => digits.slice(cuts[index], end))
      .join('-'),
  );
};

const guidOf = (value: Dynamic): Guid | null => {
  if (value instanceof Guid) return value;
  return typeof value === 'string' ? parseGuid(value) : null;
};

const decimalOf = (value: Dynamic): Decimal | null => {
  if (value instanceof Decimal) return value;
  if (isWhole(value)) return Decimal.of(BigInt(value), 0);
  if (value instanceof Real) return Decimal.fromNumber(value.value) ?? null;
  if (typeof value === 'string') return Decimal.parse(value) ?? null;
  if (typeof value === 'boolean') return Decimal.of(value ? 1n : 0n, 0);
  return null;
};

/** A dynamic value turned into a value of a type; what cannot be turned is null (an empty string). */
export const castTo = (type: Type): ((value: Dynamic) => Value) => {
  switch (type) {
    case 'string':
      return textOf;
    case 'long':
      return longOf;
    case 'int':
      return intOf;
    case 'real':
      return realOf;
    case 'bool':
      return boolOf;
    case 'datetime':
      return datetimeOf;
    case 'timespan':
      return timespanOf;
    case 'guid':
      return guidOf;
    case 'decimal':
      return decimalOf;
    case 'dynamic':
      return (value) => value;
  }
};

/** Turns values of one type into those of another, as `tostring` and its siblings do. */
export const converter = (from: Type, to: Type): ((value: Value) => Value) => {
  if (from === to) return (value) => value;
  const lift = dynamicOf(from);
  if (to === 'dynamic') return lift;
  const cast = castTo(to);
  return (value) => cast(lift(value));
};

/**
 * What `parse_json` makes of a text: its value, the text itself where it is not JSON, null for none (Microsoft Learn,
 * "parse_json()").
 */
export const dynamicFromText = (text: string): Dynamic => {
  if (text === '') return null;
  const value = readJson(text);
  return value === undefined ? text : value;
};

/** The name of the type that a dynamic value has inside, as `gettype` says it. */
export const typeName = (value: Dynamic): string => {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (isWhole(value)) return 'long';
  if (value instanceof Real) return 'real';
  if (isArray(value)) return 'array';
  if (isBag(value)) return 'dictionary';
  if (value instanceof Datetime) return 'datetime';
  if (value instanceof Timespan) return 'timespan';
  if (value instanceof Sketch) return value.unreadable();
  return value instanceof Guid ? 'guid' : 'decimal';
};
