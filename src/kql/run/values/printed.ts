import { textOf } from './convert.ts';
import { formatIso } from './instants.ts';
import { formatReal, writeJson } from './json.ts';
import { formatSpan } from './time-text.ts';
import { isWhole, type Type, type Value } from './value.ts';

/**
 * A value of a result as JSON text: a long exactly, however large; a datetime as ISO 8601 with seven digits; a timespan
 * as the language writes it; a dynamic as what it holds; NaN and infinities as texts, since JSON has none.
 */
export const jsonOf = (value: Value, type: Type): string => {
  if (value === null) return 'null';
  switch (type) {
    case 'datetime':
      return isWhole(value) ? `"${formatIso(value)}"` : 'null';
    case 'timespan':
      return isWhole(value) ? `"${formatSpan(value)}"` : 'null';
    case 'real':
      if (typeof value !== 'number') return 'null';
      if (Number.isNaN(value)) return '"NaN"';
      return Number.isFinite(value) ? String(value) : value > 0 ? '"Infinity"' : '"-Infinity"';
    case 'dynamic':
      return writeJson(value);
    case 'string':
    case 'guid':
    case 'decimal':
      return JSON.stringify(textOf(value));
    case 'bool':
    case 'int':
    case 'long':
      return textOf(value);
  }
};

/** A value of a result as people read it in a table; null as nothing. */
export const textOfValue = (value: Value, type: Type): string => {
  if (value === null) return '';
  switch (type) {
    case 'datetime':
      return isWhole(value) ? formatIso(value) : '';
    case 'timespan':
      return isWhole(value) ? formatSpan(value) : '';
    case 'real':
      return typeof value === 'number' ? formatReal(value) : '';
    case 'dynamic':
    case 'string':
    case 'guid':
    case 'decimal':
    case 'bool':
    case 'int':
    case 'long':
      return textOf(value);
  }
};
