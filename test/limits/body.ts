import { parseDuration, printIsoDuration } from '../../src/core/duration.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';

const durations = new Set(['queryFrequency', 'queryPeriod', 'suppressionDuration', 'lookbackDuration']);
const operators: Readonly<Record<string, string>> = { gt: 'GreaterThan', lt: 'LessThan', eq: 'Equal', ne: 'NotEqual' };

const converted = (value: JsonValue, key: string): JsonValue => {
  if (isArray(value)) return value.map((member) => converted(member, ''));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, converted(member, name)]));
  if (typeof value !== 'string' || !durations.has(key)) return value;
  const length = parseDuration(value);
  return length === undefined ? value : printIsoDuration(length);
};

/**
 * The body that a careless tool would send for a rule file: names and durations as the service wants them, and nothing
 * checked or left out. Picket itself refuses to render what is beyond a limit.
 */
export const carelessBody = (rule: JsonObject): JsonObject => {
  const { id: _id, kind = 'Scheduled', name = '', version, relevantTechniques = [], triggerOperator, ...rest } = rule;
  const techniques = isArray(relevantTechniques) ? relevantTechniques.filter((entry) => typeof entry === 'string') : [];
  return {
    kind,
    properties: {
      enabled: true,
      suppressionEnabled: false,
      suppressionDuration: 'PT5H',
      ...(version === undefined ? {} : { templateVersion: version }),
      ...(typeof triggerOperator === 'string'
        ? { triggerOperator: operators[triggerOperator] ?? triggerOperator }
        : {}),
      ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, converted(value, key)])),
      displayName: name,
      techniques: techniques.map((technique) => technique.split('.')[0] ?? ''),
      subTechniques: techniques.filter((technique) => technique.includes('.')),
    },
  };
};
