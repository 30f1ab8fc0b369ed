import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { nearest, sameName } from '../../core/text/nearest.ts';
import type { Comparison } from '../../core/tests.ts';
import type { Alert, AlertEntity } from '../alerts/index.ts';
import { entityFacts } from '../analytics-rule/facts/entities.ts';
import type { Mismatch } from './expected-rows.ts';
import { paired } from './same.ts';
import { counted } from '../../core/text/phrase.ts';

/** What of an expectation is about one alert. */
export const alertMembers = ['title', 'description', 'severity', 'tactics', 'entities', 'customDetails'] as const;

const against = (column: string, expected: string, actual: string): Comparison => ({
  columns: [column],
  lines: [
    { of: 'expected', cells: [expected], wrong: [] },
    { of: 'actual', cells: [actual], wrong: [0] },
  ],
  more: 0,
});

const textsOf = (value: JsonValue): readonly string[] =>
  (isArray(value) ? value : [value]).map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));

/** True where a text of an alert is what a file means by a value: `true` is printed as `True`, and 9 may be `9.0`. */
const means = (entry: JsonValue, text: string): boolean => {
  if (typeof entry === 'boolean') return text.toLowerCase() === String(entry);
  if (typeof entry === 'number') return text.trim() !== '' && Number(text) === entry;
  return text === textsOf([entry])[0];
};

/** True where each value has a text of its own, in any order. */
const sameTexts = (expected: JsonValue, actual: readonly string[]): boolean => {
  const wanted = isArray(expected) ? expected : [expected];
  const partners = paired(wanted.length, actual.length, (left, right) => {
    const [entry, text] = [wanted[left], actual[right]];
    return entry !== undefined && text !== undefined && means(entry, text);
  });
  return wanted.length === actual.length && !partners.includes(undefined);
};

const textMember = (
  alert: Alert,
  key: 'title' | 'description' | 'severity',
  expected: JsonValue,
  at: string,
): readonly Mismatch[] => {
  const actual = alert[key].trim();
  const wanted = typeof expected === 'string' ? expected.trim() : '';
  if (actual === wanted) return [];
  return [{ at, message: `The ${key} of the alert is not as expected.`, comparison: against(key, wanted, actual) }];
};

const identifiersOf = (expected: JsonObject): readonly (readonly [string, string])[] =>
  Object.entries(expected)
    .filter(([key]) => key !== 'type')
    .map(([key, value]) => [key, textsOf(value)[0] ?? '']);

const wrongIdentifiers = (expected: JsonObject, { identifiers }: AlertEntity): readonly number[] =>
  identifiersOf(expected).flatMap(([key], index) => {
    const actual = identifiers[key];
    return actual !== undefined && means(expected[key] ?? '', actual) ? [] : [index];
  });

const isEntity = (expected: JsonObject, entity: AlertEntity): boolean => {
  const { type } = expected;
  return typeof type === 'string' && sameName(type, entity.type) && wrongIdentifiers(expected, entity).length === 0;
};

const entityMismatch = (expected: JsonObject, alert: Alert, at: string): Mismatch => {
  const type = textsOf(expected['type'] ?? '')[0] ?? '';
  const columns = identifiersOf(expected);
  const alike = alert.entities
    .filter((entity) => sameName(entity.type, type))
    .map((entity) => ({ entity, wrong: wrongIdentifiers(expected, entity) }))
    .toSorted((left, right) => left.wrong.length - right.wrong.length);
  const types = [...new Set(alert.entities.map((entity) => entity.type))];
  if (![...entityFacts.keys()].some((known) => sameName(known, type))) {
    const [near] = nearest(type, [...entityFacts.keys()]);
    return {
      at,
      message: `There is no entity type \`${type}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
    };
  }
  if (alike.length === 0)
    return {
      at,
      message: `The alert has no entity of type \`${type}\`${types.length === 0 ? ', and none at all' : `; it has ${types.join(', ')}`}.`,
    };
  return {
    at,
    message: `The alert has no such entity of type \`${type}\`.`,
    comparison: {
      columns: columns.map(([key]) => key),
      lines: [
        { of: 'expected', cells: columns.map(([, text]) => text), wrong: [] },
        ...alike.slice(0, 3).map(({ entity, wrong }) => ({
          of: 'actual' as const,
          cells: columns.map(([key]) => entity.identifiers[key] ?? ''),
          wrong,
        })),
      ],
      more: Math.max(0, alike.length - 3),
    },
  };
};

const entityMismatches = (alert: Alert, expected: JsonValue, at: string): readonly Mismatch[] => {
  const wanted = isArray(expected) ? expected.filter(isObject) : [];
  if (wanted.length === 0 && alert.entities.length > 0)
    return [
      {
        at,
        message: `The alert has ${counted(alert.entities.length, 'entity', 'entities')}, and none is expected: ${alert.entities.map(({ type }) => type).join(', ')}.`,
      },
    ];
  const partners = paired(wanted.length, alert.entities.length, (left, right) => {
    const [entity, there] = [wanted[left], alert.entities[right]];
    return entity !== undefined && there !== undefined && isEntity(entity, there);
  });
  return wanted.flatMap((entity, index) =>
    partners[index] === undefined ? [entityMismatch(entity, alert, at + pointer(index))] : [],
  );
};

const detailMismatches = (alert: Alert, expected: JsonValue, at: string): readonly Mismatch[] =>
  Object.entries(objectOf(expected)).flatMap(([name, value]): readonly Mismatch[] => {
    const actual = alert.customDetails[name];
    const wanted = textsOf(value);
    const place = at + pointer(name);
    if (actual === undefined) return [{ at: place, message: `The rule has no custom detail \`${name}\`.` }];
    if (sameTexts(value, actual)) return [];
    return [
      {
        at: place,
        message: `The custom detail \`${name}\` is not as expected.`,
        comparison: against(name, wanted.join(', '), actual.join(', ')),
      },
    ];
  });

const tacticMismatches = (alert: Alert, expected: JsonValue, at: string): readonly Mismatch[] => {
  const wanted = textsOf(expected);
  if (sameTexts(expected, alert.tactics)) return [];
  return [
    {
      at,
      message: 'The tactics of the alert are not as expected.',
      comparison: against('tactics', wanted.join(', '), alert.tactics.join(', ')),
    },
  ];
};

/** What one alert has that is not as expected; `at` is where the expectation stands in the case. */
const mismatchesOf = (alert: Alert, expected: JsonObject, at: string): readonly Mismatch[] =>
  alertMembers.flatMap((key): readonly Mismatch[] => {
    const value = expected[key];
    if (value === undefined) return [];
    const place = at + pointer(key);
    switch (key) {
      case 'title':
      case 'description':
      case 'severity':
        return textMember(alert, key, value, place);
      case 'tactics':
        return tacticMismatches(alert, value, place);
      case 'entities':
        return entityMismatches(alert, value, place);
      case 'customDetails':
        return detailMismatches(alert, value, place);
    }
  });

const nearestOf = (alerts: readonly Alert[], expected: JsonObject, at: string): readonly Mismatch[] => {
  const all = alerts
    .map((alert) => mismatchesOf(alert, expected, at))
    .toSorted((left, right) => left.length - right.length);
  return all[0] ?? [{ at, message: 'There is no alert.' }];
};

const titles = (alerts: readonly Alert[]): string =>
  alerts.length === 0
    ? ''
    : `: ${alerts
        .slice(0, 3)
        .map(({ title }) => title)
        .join('; ')}${alerts.length > 3 ? '; …' : ''}`;

/** A number of alerts that is not the expected one. */
export const countMismatch = (expected: number, alerts: readonly Alert[], at: string): readonly Mismatch[] => {
  if (alerts.length === expected) return [];
  const wanted = expected === 0 ? 'none is' : expected === 1 ? '1 is' : `${expected} are`;
  const message =
    alerts.length === 0
      ? `The rule raises no alert, and ${wanted} expected.`
      : `The rule raises ${counted(alerts.length, 'alert')}, and ${wanted} expected${titles(alerts)}.`;
  return [{ at, message }];
};

/** What of a list of expected alerts has no alert: their number first, then what the nearest ones have instead. */
export const checkAlertList = (
  expected: readonly JsonValue[],
  alerts: readonly Alert[],
  at: string,
): readonly Mismatch[] => {
  const wanted = expected.filter(isObject);
  const partners = paired(wanted.length, alerts.length, (left, right) => {
    const [entry, alert] = [wanted[left], alerts[right]];
    return entry !== undefined && alert !== undefined && mismatchesOf(alert, entry, at).length === 0;
  });
  const taken = new Set(partners);
  const rest = alerts.filter((_, index) => !taken.has(index));
  return [
    ...countMismatch(wanted.length, alerts, at),
    ...wanted.flatMap((entry, index) =>
      partners[index] === undefined && rest.length > 0 ? nearestOf(rest, entry, at + pointer(index)) : [],
    ),
  ];
};

/** What is expected of one of the alerts and that none of them has. */
export const checkOneAlert = (expected: JsonObject, alerts: readonly Alert[], at: string): readonly Mismatch[] => {
  const wanted = Object.fromEntries(
    alertMembers.flatMap((key): [string, JsonValue][] => {
      const value = expected[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return Object.keys(wanted).length === 0 ? [] : nearestOf(alerts, wanted, at);
};
