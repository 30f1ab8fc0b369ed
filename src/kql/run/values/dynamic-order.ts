import { Decimal } from './decimal.ts';
import { writeJson } from './json.ts';
import { Datetime, Guid, Real, Sketch, Timespan, compareWhole, isArray, isBag, isWhole } from './value.ts';
import type { Dynamic } from './value.ts';

/** Kinds of dynamic values in the order in which the engine sorts them among each other. */
const rankOf = (value: Dynamic): number => {
  if (isWhole(value) || value instanceof Real || value instanceof Decimal) return 0;
  if (value instanceof Timespan) return 1;
  if (value instanceof Datetime) return 2;
  if (typeof value === 'string') return 3;
  if (typeof value === 'boolean') return 4;
  if (value instanceof Guid) return 5;
  return isArray(value) ? 6 : 7;
};

const numberOf = (value: Dynamic): number => {
  if (isWhole(value)) return Number(value);
  if (value instanceof Real) return value.value;
  return value instanceof Decimal ? value.toNumber() : Number.NaN;
};

/** Texts in the order of their code units. */
export const compareTexts = (left: string, right: string): number => {
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

/** Order of two dynamic values that are not null: numbers by their size, texts by their characters. */
export const compareDynamic = (left: Dynamic, right: Dynamic): number => {
  if (isWhole(left) && isWhole(right)) return compareWhole(left, right);
  const rank = rankOf(left) - rankOf(right);
  if (rank !== 0) return rank;
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Datetime && right instanceof Datetime) return compareWhole(left.ticks, right.ticks);
  if (left instanceof Timespan && right instanceof Timespan) return compareWhole(left.ticks, right.ticks);
  if (rankOf(left) === 0) return numberOf(left) - numberOf(right);
  return compareTexts(writeJson(left), writeJson(right));
};

/** A text that is the same for equal dynamic values: 1 and 1.0 are equal, "1" is neither. */
export const keyOf = (value: Dynamic): string => {
  if (typeof value === 'string') return `s${value}`;
  if (isWhole(value)) return `n${value}`;
  if (value instanceof Real) return `n${Object.is(value.value, -0) ? 0 : value.value}`;
  if (value instanceof Datetime) return `d${value.ticks}`;
  if (value instanceof Timespan) return `t${value.ticks}`;
  if (isArray(value)) return `[${value.map(keyOf).join('\n')}]`;
  if (isBag(value)) {
    const entries = [...value].map(([key, each]) => `${key}\n${keyOf(each)}`);
    return `{${entries.sort().join('\n')}}`;
  }
  if (value instanceof Sketch) return value.unreadable();
  return value instanceof Decimal ? `n${value.toString()}` : `o${value instanceof Guid ? value.text : String(value)}`;
};

export const sameDynamic = (left: Dynamic, right: Dynamic): boolean => left === right || keyOf(left) === keyOf(right);
