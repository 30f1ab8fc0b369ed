import { isArray, isObject, type JsonObject, type JsonValue, listOf, parseJson } from '../../core/json.ts';
import { cellText, type Alert } from '../alerts/index.ts';
import type { CaseOutcome } from './run-case.ts';
import { writeJson } from '../../kql/run/values/json.ts';
import { isWhole, type Type, type Value } from '../../kql/run/values/value.ts';

/** A value as a test file writes it: what `cellOf` reads again as the same. */
const writtenValue = (value: Value, type: Type): JsonValue => {
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

const entitiesOf = ({ entities }: Alert): JsonValue =>
  entities.map(({ type, identifiers }) => ({ type, ...identifiers }));

const detailsOf = ({ customDetails }: Alert): JsonObject =>
  Object.fromEntries(
    Object.entries(customDetails).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );

const memberOf = (alert: Alert, key: string): JsonValue | undefined => {
  switch (key) {
    case 'title':
    case 'description':
    case 'severity':
      return alert[key];
    case 'tactics':
      return alert.tactics;
    case 'entities':
      return entitiesOf(alert);
    case 'customDetails':
      return detailsOf(alert);
    default:
      return undefined;
  }
};

/** The result rows, with the columns that the expectation names; with all of them where it names none. */
const rowsOf = (before: JsonValue, { result }: CaseOutcome): JsonValue => {
  const named = new Set(
    listOf(before)
      .filter(isObject)
      .flatMap((row) => Object.keys(row)),
  );
  return result.rows.map((row) =>
    Object.fromEntries(
      result.columns.flatMap(({ name, type }, index): [string, JsonValue][] =>
        named.size === 0 || named.has(name) ? [[name, writtenValue(row[index] ?? null, type)]] : [],
      ),
    ),
  );
};

const alertOf = (before: JsonObject, alert: Alert): JsonObject =>
  Object.fromEntries(
    Object.keys(before).flatMap((key): [string, JsonValue][] => {
      const value = memberOf(alert, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );

/**
 * What a case would have to expect for what came out: the members that it has already, with what they are now; for a case
 * without an expectation, or one that nobody could have meant, the alerts, their title and severity.
 */
export const expectationOf = (before: JsonValue | undefined, outcome: CaseOutcome): JsonValue => {
  const { alerts, incidents } = outcome;
  const [first] = alerts;
  if (!isObject(before)) {
    if (first === undefined) return 'silent';
    return { alerts: alerts.length, title: first.title, severity: first.severity };
  }
  if (first === undefined && before['rows'] === undefined) return 'silent';
  return Object.fromEntries(
    Object.entries(before).flatMap(([key, value]): [string, JsonValue][] => {
      if (key === 'alerts')
        return [[key, isArray(value) ? alerts.map((alert, at) => alertOf(shapeAt(value, at), alert)) : alerts.length]];
      if (key === 'incidents') return [[key, incidents]];
      if (key === 'rows') return [[key, rowsOf(value, outcome)]];
      const member = first === undefined ? undefined : memberOf(first, key);
      return member === undefined ? [] : [[key, member]];
    }),
  );
};

/** What is asked of the alert at a place of a list; of one beyond it, what is asked of the last. */
const shapeAt = (list: readonly JsonValue[], at: number): JsonObject => {
  const entry = list[Math.min(at, list.length - 1)];
  return isObject(entry) ? entry : { title: '' };
};
