import { Decimal } from './decimal.ts';
import { Datetime, Guid, isArray, isBag, Real, Timespan, type Value } from './value.ts';

/** A text that is the same for equal values and differs for others, of whatever type. */
export const keyText = (value: Value): string => {
  if (value === null) return '_';
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
    case 'bigint':
      return `n${value === 0 ? 0 : value};`;
    case 'boolean':
      return value ? 't' : 'f';
    default:
  }
  if (value instanceof Real) return `r${value.value === 0 ? 0 : value.value};`;
  if (value instanceof Datetime) return `d${value.ticks};`;
  if (value instanceof Timespan) return `i${value.ticks};`;
  if (value instanceof Guid) return `g${value.text}`;
  if (value instanceof Decimal) return `m${value.toString()};`;
  if (isArray(value)) return `[${value.map(keyText).join('')}]`;
  if (isBag(value)) return `{${[...value].map(([name, member]) => keyText(name) + keyText(member)).join('')}}`;
  return value.unreadable();
};

/** What a value is looked up by in a Map or Set, among values of one type. */
export const keyOf = (value: Value): string | number | bigint | boolean | null =>
  value !== null && typeof value === 'object' ? keyText(value) : value;

/** One key of several values. */
export const keyOfAll = (values: readonly Value[]): string | number | bigint | boolean | null => {
  const [first] = values;
  if (values.length === 1 && first !== undefined) return keyOf(first);
  let key = '';
  for (const value of values) key += keyText(value);
  return key;
};
