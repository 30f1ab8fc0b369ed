import { parseJson, type JsonValue } from '../../core/json.ts';
import { writeJson } from '../../kql/run/values/json.ts';
import { isWhole, type Type, type Value } from '../../kql/run/values/value.ts';
import { cellText } from '../analytics-rule/alerts/index.ts';

/** A value as a test file writes it: what `cellOf` reads again as the same. */
export const writtenValue = (value: Value, type: Type): JsonValue => {
  if (value === null) return null;
  switch (type) {
    case 'string':
    case 'datetime':
    case 'timespan':
    case 'guid':
    case 'decimal':
      return cellText(value, type);
    case 'bool':
      return value === true;
    case 'int':
    case 'long':
    case 'real':
      return typeof value === 'number' ? value : isWhole(value) ? String(value) : cellText(value, type);
    case 'dynamic':
      return parseJson(writeJson(value)) ?? cellText(value, type);
  }
};
