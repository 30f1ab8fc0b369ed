import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  boolean,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  record,
  type Arbitrary,
} from 'fast-check';
import type { Overlay } from '../../../src/core/config/layers.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { overlaid, overlaysFor, type PlacedOverlay } from '../../../src/core/overlays/overlay.ts';
import { isSelected, type Selectable } from '../../../src/core/overlays/select.ts';
import { originsOf, plain, sourced, type Sourced } from '../../../src/core/overlays/sourced.ts';
import { valueAt } from '../../../src/core/pointer.ts';

const overlay = (given: Partial<Overlay>): Overlay => ({ select: {}, set: {}, exclude: [], lists: {}, ...given });

const file: JsonObject = {
  name: 'Password spray',
  severity: 'High',
  tags: ['noisy', 'identity'],
  alertDetailsOverride: { alertDisplayNameFormat: 'Spray', alertTacticsColumnName: 'T' },
  entityMappings: [
    { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'User' }] },
    { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IP' }] },
  ],
};

const laid = (value: JsonObject, ...overlays: readonly Overlay[]): Sourced =>
  overlays.reduce<Sourced>(
    (node, each, index) =>
      overlaid(node, { overlay: each, at: `/groups/g/overlays/${index}`, layer: 'g' }, { switch: '/enabled' }),
    sourced(value, { in: 'file', at: '' }),
  );

describe('an overlay', () => {
  test('sets values key by key, and takes keys out', () => {
    const node = laid(
      file,
      overlay({
        set: {
          severity: 'Low',
          alertDetailsOverride: { alertDisplayNameFormat: 'Quiet', alertTacticsColumnName: null },
        },
      }),
    );
    expect(plain(node)).toEqual({
      ...file,
      severity: 'Low',
      alertDetailsOverride: { alertDisplayNameFormat: 'Quiet' },
    });
    const origins = originsOf(node);
    expect(origins.get('/severity')).toEqual({ in: 'config', at: '/groups/g/overlays/0/set/severity', layer: 'g' });
    expect(origins.get('/alertDetailsOverride')).toEqual({ in: 'file', at: '/alertDetailsOverride' });
  });

  test('patches a list within an item of a list, by its place', () => {
    const node = laid(
      file,
      overlay({
        lists: {
          'entityMappings/1/fieldMappings': {
            key: 'identifier',
            remove: [],
            put: [{ identifier: 'Address', columnName: 'Source' }],
          },
        },
      }),
    );
    expect(plain(node)).toEqual({
      ...file,
      entityMappings: [
        { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'User' }] },
        { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Source' }] },
      ],
    });
    const origins = originsOf(node);
    expect(origins.get('/entityMappings/1/entityType')?.in).toBe('file');
    expect(origins.get('/entityMappings/1/fieldMappings/0/columnName')?.in).toBe('config');
  });

  test.each(['entityMappings/2/fieldMappings', 'entityMappings/IP/fieldMappings'])(
    'leaves a list %s that is not there to the schema, which refuses it',
    (way) => {
      const node = plain(laid(file, overlay({ lists: { [way]: { remove: [], put: ['x'] } } })));
      expect(node).toHaveProperty(way.split('/'), ['x']);
    },
  );

  test('patches lists by what tells their items apart, and the rest keeps its place in the file', () => {
    const node = laid(
      file,
      overlay({
        lists: {
          tags: { remove: ['NOISY'], put: ['identity', 'emea'] },
          entityMappings: {
            key: 'entityType',
            remove: ['account'],
            put: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'ClientIP' }] }],
          },
          'alertDetailsOverride/alertDynamicProperties': {
            remove: [],
            put: [{ alertProperty: 'Techniques', value: 'T' }],
          },
        },
      }),
    );
    expect(plain(node)).toMatchObject({
      tags: ['identity', 'emea'],
      entityMappings: [{ entityType: 'IP', fieldMappings: [{ columnName: 'ClientIP' }] }],
      alertDetailsOverride: { alertDisplayNameFormat: 'Spray', alertDynamicProperties: [{ value: 'T' }] },
    });
    const origins = originsOf(node);
    expect(origins.get('/tags/0')).toEqual({ in: 'file', at: '/tags/1' });
    expect(origins.get('/tags/1')?.at).toBe('/groups/g/overlays/0/lists/tags/put/1');
    expect(origins.get('/entityMappings/0')).toEqual({ in: 'file', at: '/entityMappings/1' });
  });

  test('switches what can be switched', () => {
    expect(plain(laid(file, overlay({ enabled: false })))).toMatchObject({ enabled: false });
    const node = overlaid(
      sourced(file, { in: 'file', at: '' }),
      { overlay: overlay({ enabled: false }), at: '', layer: 'g' },
      {},
    );
    expect(plain(node)).toEqual(file);
  });
});

describe('a selection', () => {
  const item: Selectable = {
    type: 'analytics-rule',
    path: 'analytics-rules/identity/spray.yaml',
    id: 'A1',
    name: 'Password spray [legacy]',
    tags: ['Noisy'],
    raw: { severity: 'High', tactics: ['CredentialAccess'] },
    queries: ['SigninLogs // AuditLogs\n| where Q == "DnsEvents"'],
  };
  test.each<[Overlay['select'], boolean]>([
    [{}, true],
    [{ ids: ['a1'] }, true],
    [{ ids: ['analytics-rule/a1'] }, true],
    [{ ids: ['hunting-query/a1'] }, false],
    [{ paths: ['analytics-rules/**'] }, true],
    [{ names: ['*SPRAY*'] }, true],
    [{ names: ['password spray [legacy]'] }, true],
    [{ names: ['spray'] }, false],
    [{ tags: ['noisy'], severities: ['low'] }, false],
    [{ tags: ['other', 'noisy'], severities: ['high'], tactics: ['credentialaccess'] }, true],
    [{ tables: ['signinlogs'] }, true],
    [{ tables: ['AuditLogs'] }, false],
    [{ tables: ['DnsEvents'] }, false],
    [{ types: ['hunting-query'] }, false],
  ])('%j fits: %s', (select, fits) => {
    expect(isSelected(select, item)).toBe(fits);
  });
});

const scalar = oneof(constantFrom('a', 'b', 'c'), integer({ min: 0, max: 3 }), boolean());
const keys = constantFrom('p', 'q', 'r');
const value: Arbitrary<JsonValue> = oneof(
  scalar,
  array(scalar, { maxLength: 3 }),
  array(record({ id: constantFrom('x', 'y'), n: scalar }), { maxLength: 2 }),
  dictionary(keys, scalar, { maxKeys: 3 }),
);
const mapping = dictionary(keys, value, { maxKeys: 3 });
const anyOverlay: Arbitrary<Overlay> = record({
  select: constantFrom({}),
  exclude: constantFrom([]),
  set: dictionary(keys, oneof(value, constantFrom(null)), { maxKeys: 2 }),
  lists: dictionary(
    keys,
    record({
      key: constantFrom('id'),
      remove: array(constantFrom('x', 'a'), { maxLength: 1 }),
      put: array(oneof(scalar, record({ id: constantFrom('x', 'z'), m: scalar })), { maxLength: 2 }),
    }),
    { maxKeys: 1 },
  ),
});

const everyPlace = (node: JsonValue, at: string): readonly string[] => [
  at,
  ...(typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, member]) => everyPlace(member, `${at}/${key}`))
    : []),
];

describe('overlays in an order', () => {
  test('give the same, however their layers are put together', () => {
    const item: Selectable = { type: 't', path: 'p', id: 'i', name: 'n', tags: [], raw: {}, queries: [] };
    assert(
      property(mapping, array(array(anyOverlay, { maxLength: 2 }), { maxLength: 4 }), (given, layers) => {
        const placed = layers.map((overlays, index) => ({
          overlays,
          parameters: {},
          lifecycle: {},
          optOut: [],
          name: `l${index}`,
          at: `/groups/l${index}`,
        }));
        const split: readonly PlacedOverlay[] = placed.flatMap((layer) => overlaysFor([layer], item));
        const at = (list: readonly PlacedOverlay[]): Sourced =>
          list.reduce<Sourced>((node, each) => overlaid(node, each, {}), sourced(given, { in: 'file', at: '' }));
        expect(at(overlaysFor(placed, item))).toEqual(at(split));
      }),
    );
  });

  test('leave every value with a place that says it', () => {
    assert(
      property(mapping, array(anyOverlay, { maxLength: 4 }), (given, overlays) => {
        const node = laid(given, ...overlays);
        const origins = originsOf(node);
        const config = { groups: { g: { overlays } } };
        const whole = plain(node);
        for (const place of everyPlace(whole, '')) {
          const origin = origins.get(place);
          const here = valueAt(whole, place);
          if (origin === undefined) throw new Error(`${place} comes from nowhere`);
          const source: unknown = origin.in === 'file' ? given : config;
          const said = valueAt(JSON.parse(JSON.stringify(source)), origin.at);
          expect(said).toBeDefined();
          // What holds nothing else is there word for word.
          expect(typeof here === 'object' ? typeof said : said).toEqual(typeof here === 'object' ? 'object' : here);
        }
      }),
    );
  });
});
