import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseIsoDuration } from '../../../src/core/duration.ts';
import { equalJson, isArray, isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { bodies, canonical } from './canonical-bodies.ts';

const backwards = (value: JsonValue): JsonValue => {
  if (isArray(value)) return value.map(backwards).toReversed();
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, backwards(member)]),
  );
};

const inMinutes = (value: JsonValue, key = ''): JsonValue => {
  if (isArray(value)) return value.map((item) => inMinutes(item));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inMinutes(item, name)]));
  if (typeof value !== 'string' || !/^(?:query(?:Frequency|Period)|\w+Duration)$/.test(key)) return value;
  const length = parseIsoDuration(value);
  return length === undefined ? value : `PT${length / 60_000}M`;
};

const onProperties = (body: JsonObject, change: (properties: JsonObject) => JsonObject): JsonObject => ({
  ...body,
  properties: change(isObject(body['properties']) ? body['properties'] : {}),
});

const onText = (key: string, change: (text: string) => string) => (body: JsonObject) =>
  onProperties(body, (properties) => {
    const text = properties[key];
    return typeof text === 'string' ? { ...properties, [key]: change(text) } : properties;
  });

const answered = (body: JsonObject): JsonObject => ({
  id: '/subscriptions/x/providers/Microsoft.SecurityInsights/alertRules/y',
  name: 'y',
  etag: '"0300bf09-0000-0000-0000-5c37296e0000"',
  type: 'Microsoft.SecurityInsights/alertRules',
  systemData: { createdBy: 'someone' },
  ...onProperties(body, (properties) => ({ lastModifiedUtc: '2025-12-01T10:00:00.1234567Z', ...properties })),
});

const absentAs = (nothing: JsonValue) => (body: JsonObject) =>
  onProperties(body, (properties) =>
    Object.fromEntries([
      ...['entityMappings', 'customDetails', 'alertDetailsOverride', 'techniques', 'somethingNew'].map((key) => [
        key,
        nothing,
      ]),
      ...Object.entries(properties),
    ]),
  );

const withoutDefaults = (body: JsonObject): JsonObject =>
  onProperties(body, (properties) =>
    Object.fromEntries(
      Object.entries(properties).filter(
        ([key, value]) =>
          !(key === 'enabled' && value === true) &&
          !(key === 'suppressionEnabled' && value === false) &&
          !equalJson(value, { aggregationKind: 'SingleAlert' }) &&
          !equalJson(value, { createIncident: true }),
      ),
    ),
  );

const spellings: readonly (readonly [string, (body: JsonObject) => JsonObject])[] = [
  [
    'durations in minutes',
    (body) => onProperties(body, (properties) => ({ ...properties, ...Object(inMinutes(properties)) })),
  ],
  ['keys and set-like lists backwards', (body) => ({ ...body, ...Object(backwards(body)) })],
  ['null for what is absent', absentAs(null)],
  ['empty lists for what is absent', absentAs([])],
  ['empty mappings for what is absent', absentAs({})],
  ['CRLF in the query and newlines behind it', onText('query', (text) => `${text.replaceAll('\n', '\r\n')}\r\n\r\n`)],
  // Of two quotes within, the first may close what the last opens: `'a' and 'b'` is wrapped in nothing.
  ['a description in quotes', onText('description', (text) => (/'[^]*'/.test(text) ? text : `'${text}'\n`))],
  ['white space behind the description', onText('description', (text) => `${text} \r\n`)],
  ['the template in upper case', onText('alertRuleTemplateName', (text) => text.toUpperCase())],
  ['what the service adds to an answer', answered],
  ['defaults left out', withoutDefaults],
];

test.each(spellings)('%s make no difference', (_spelling, respell) => {
  fc.assert(
    fc.property(bodies, (body) => {
      expect(canonical(respell(body))).toEqual(canonical(body));
    }),
    { numRuns: 50 },
  );
});
