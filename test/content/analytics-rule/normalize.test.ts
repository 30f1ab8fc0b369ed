import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { unknownProperties } from '../../../src/content/analytics-rule/normalize.ts';
import { parseIsoDuration } from '../../../src/core/duration.ts';
import { equalJson, isArray, isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { pointer, valueAt } from '../../../src/core/pointer.ts';
import { bodies, canonical } from './canonical-bodies.ts';

const ofProperties = (properties: JsonObject, kind = 'Scheduled'): JsonObject => canonical({ kind, properties });

type Path = readonly (string | number)[];

function* leaves(value: JsonValue, at: Path = []): Generator<Path> {
  if (isArray(value)) for (const [index, item] of value.entries()) yield* leaves(item, [...at, index]);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* leaves(item, [...at, key]);
  else yield at;
}

const set = (value: JsonValue, at: Path, leaf: JsonValue): JsonValue => {
  const [first, ...rest] = at;
  if (first === undefined) return leaf;
  if (isArray(value)) return value.map((item, index) => (index === first ? set(item, rest, leaf) : item));
  if (!isObject(value)) return value;
  return { ...value, [first]: set(value[first] ?? null, rest, leaf) };
};

/** Another value of the same type that the service would take as another one. */
const mutated = (leaf: JsonValue): JsonValue => {
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf !== 'string') return 'something';
  if (/^\d{4}-\d\d-\d\dT/.test(leaf)) return leaf.replace(/T\d\d/, 'T23');
  return parseIsoDuration(leaf) === undefined ? `${leaf}x` : 'PT11H11M';
};

/** Places at which two values differ; a list differs as a whole. */
const differences = (left: JsonValue | undefined, right: JsonValue | undefined, at: Path = []): string[] => {
  if (equalJson(left, right)) return [];
  if (!isObject(left) || !isObject(right)) return [pointer(...at)];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => differences(left[key], right[key], [...at, key]));
};

const grouping = '/properties/incidentConfiguration/groupingConfiguration';
const isTerm = (place: string): boolean => place.startsWith(grouping) && place !== `${grouping}/enabled`;
const isIdleTerm = (body: JsonObject, place: string): boolean =>
  isTerm(place) && valueAt(body, `${grouping}/enabled`) !== true;

/** A change within a list is a change of the list. */
const placeOf = (at: Path): string => {
  const index = at.findIndex((segment) => typeof segment === 'number');
  return pointer(...(index < 0 ? at : at.slice(0, index)));
};

describe('the canonical form', () => {
  test('does not change when it is made again', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(canonical(canonical(body))).toEqual(canonical(body));
      }),
    );
  });

  test('does not change when it is made again from any JSON under the keys of a rule', () => {
    const key = fc.constantFrom('description', 'query', 'queryPeriod', 'tactics', 'entityMappings', 'other', 'enabled');
    const quotes = fc.string({ unit: fc.constantFrom("'", '"', ' ', '\r', '\n', 'a'), maxLength: 8 });
    const value = fc.oneof(quotes, fc.jsonValue());
    fc.assert(
      fc.property(
        fc.constantFrom('Scheduled', 'NRT', 'Fusion', 'Other'),
        fc.dictionary(key, value),
        (kind, properties) => {
          // JSON text and back: what comes over the wire has no prototype tricks.
          const body: unknown = JSON.parse(JSON.stringify({ kind, properties }));
          const once = canonical(isObject(body) ? body : {});
          expect(canonical(once)).toEqual(once);
        },
      ),
    );
  });

  test('changes at exactly the place of a leaf that changes', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const before = canonical(body);
        const idle = valueAt(body, '/properties/suppressionEnabled') !== true;
        for (const at of leaves(body)) {
          const place = placeOf(at);
          if (place === '/kind' || (idle && place === '/properties/suppressionDuration') || isIdleTerm(body, place))
            continue;
          const leaf = valueAt(body, pointer(...at)) ?? null;
          const changed = set(body, at, mutated(leaf));
          // While suppression is off its duration does not count: switching it on brings the duration in.
          const along = place === '/properties/suppressionEnabled' ? ['/properties/suppressionDuration'] : [];
          const all = differences(before, canonical(isObject(changed) ? changed : {}));
          // So do the terms of grouping, once it is switched on or off.
          const found = place === `${grouping}/enabled` ? all.filter((other) => !isTerm(other)) : all;
          expect(found.toSorted()).toEqual([...along, place].toSorted());
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('the defaults that a GET fills in are the same as leaving them out', () => {
  const sent = {
    displayName: 'A',
    query: 'T',
    severity: 'Low',
    suppressionEnabled: false,
    suppressionDuration: 'PT5H',
  };
  const grouping = {
    enabled: false,
    reopenClosedIncident: false,
    lookbackDuration: 'PT5H',
    matchingMethod: 'AllEntities',
    groupByEntities: [],
    groupByAlertDetails: null,
    groupByCustomDetails: null,
  };
  const got = {
    ...sent,
    enabled: true,
    suppressionDuration: 'PT1H',
    alertDetailsOverride: null,
    customDetails: {},
    entityMappings: null,
    startTimeUtc: null,
    tactics: [],
    eventGroupingSettings: { aggregationKind: 'SingleAlert' },
    incidentConfiguration: { createIncident: true, groupingConfiguration: grouping },
  };
  expect(ofProperties(got)).toEqual(ofProperties(sent));
});

test('the terms of grouping count only while alerts are grouped', () => {
  const grouped = (enabled: boolean, terms: JsonObject): JsonObject =>
    ofProperties({ incidentConfiguration: { createIncident: true, groupingConfiguration: { enabled, ...terms } } });
  const service = { lookbackDuration: 'PT5M', groupByEntities: [], matchingMethod: 'AllEntities' };
  const portal = { lookbackDuration: 'PT5H', groupByEntities: ['IP'], matchingMethod: 'Selected' };
  expect(grouped(false, service)).toEqual(grouped(false, portal));
  expect(grouped(false, service)).toEqual(ofProperties({}));
  expect(grouped(true, service)).not.toEqual(grouped(true, portal));
  expect(grouped(true, service)).not.toEqual(grouped(false, service));
});

test('false, zero, an empty text and absent stay different', () => {
  const forms = [{}, { triggerThreshold: 0 }, { triggerThreshold: false }, { triggerThreshold: '' }].map((properties) =>
    JSON.stringify(ofProperties(properties)),
  );
  expect(new Set(forms).size).toBe(4);
});

test('two equal entity mappings are not one', () => {
  const mapping = { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Ip' }] };
  expect(ofProperties({ entityMappings: [mapping, mapping] })).not.toEqual(ofProperties({ entityMappings: [mapping] }));
});

test('a start time counts while it is ahead, by its moment, and not once it has passed', () => {
  const startingAt = (startTimeUtc: string): JsonObject => ofProperties({ startTimeUtc });
  expect(startingAt('2026-01-02T00:00:00.0000000Z')).toEqual(startingAt('2026-01-02T01:00:00+01:00'));
  expect(startingAt('2026-01-02T00:00:00Z')).not.toEqual(startingAt('2026-01-03T00:00:00Z'));
  expect(startingAt('2025-12-31T00:00:00Z')).toEqual(ofProperties({}));
});

test('the duration of a suppression counts only while the suppression is on', () => {
  const suppressed = (suppressionEnabled: boolean, suppressionDuration: string): JsonObject =>
    ofProperties({ suppressionEnabled, suppressionDuration });
  expect(suppressed(false, 'PT1H')).toEqual(suppressed(false, 'PT5H'));
  expect(suppressed(true, 'PT1H')).not.toEqual(suppressed(true, 'PT5H'));
});

test('a description that begins and ends with quoted words keeps its quotes', () => {
  expect(valueAt(ofProperties({ description: "'net' and 'net1'" }), '/properties/description')).toBe(
    "'net' and 'net1'",
  );
  expect(valueAt(ofProperties({ description: "'The users' mailbox'" }), '/properties/description')).toBe(
    "The users' mailbox",
  );
});

test('properties that Picket does not know stay and are listed with their places', () => {
  const body = {
    kind: 'Scheduled',
    etag: '"1"',
    zone: 1,
    properties: {
      query: 'T',
      newSetting: { deep: [2, 1] },
      incidentConfiguration: { createIncident: true, newMember: false },
      entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Ip', weight: 1 }] }],
      customDetails: { anyKey: 'Column' },
    },
  };
  expect(unknownProperties(body)).toEqual([
    '/zone',
    '/properties/newSetting',
    '/properties/incidentConfiguration/newMember',
    '/properties/entityMappings/0/fieldMappings/0/weight',
  ]);
  expect(valueAt(canonical(body), '/properties/newSetting')).toEqual({ deep: [2, 1] });
});

test('what a built-in rule takes over from its template is no difference', () => {
  const properties = { alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8', enabled: true };
  const got = {
    ...properties,
    displayName: 'Advanced Multistage Attack Detection',
    severity: 'High',
    tactics: ['Impact'],
  };
  expect(ofProperties(got, 'Fusion')).toEqual(ofProperties(properties, 'Fusion'));
});
