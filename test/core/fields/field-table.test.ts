import { expect, test } from '@jest/globals';
import * as codec from '../../../src/core/fields/codec.ts';
import {
  bodyOf,
  normaliserOf,
  shapeOf,
  showFields,
  sinceOf,
  withoutIdle,
} from '../../../src/core/fields/field-body.ts';
import { keysOf, readFields, rowsFor, withDefaults, type ValuesOf } from '../../../src/core/fields/field-table.ts';
import { canonicalBody, unknownIn } from '../../../src/core/fields/shape.ts';

type Kind = 'Query' | 'Link';
const field = rowsFor<Kind>();
const both = ['Query', 'Link'] as const;

const table = {
  id: field(codec.filled(), { label: 'Id', about: 'Who it is.', kinds: both, required: both }),
  name: field(codec.filled(), {
    label: 'Name',
    about: 'What people call it.',
    at: '/properties/displayName',
    kinds: both,
    required: ['Query'],
  }),
  labels: field(codec.listOf(codec.text()), {
    key: 'tags',
    otherKey: 'labels',
    label: 'Tags',
    about: 'Free words.',
    at: '/properties/tags',
    kinds: both,
    default: [],
    since: { preview: '2024-01-01-preview' },
  }),
  enabled: field(codec.flag(), {
    label: 'Enabled',
    about: 'Whether it runs.',
    at: '/properties/enabled',
    kinds: both,
    default: true,
  }),
  pausing: field(codec.flag(), {
    label: 'Pausing',
    about: 'Whether it pauses.',
    at: '/properties/pausing',
    kinds: ['Query'],
    default: false,
  }),
  pause: field(codec.duration(), {
    label: 'Pause',
    about: 'How long it pauses.',
    at: '/properties/pause',
    kinds: ['Query'],
    onlyWhile: 'pausing',
  }),
  query: field(codec.query(), {
    label: 'Query',
    about: 'What it asks.',
    at: '/properties/query',
    kinds: ['Query'],
    fromService: ['Link'],
    required: ['Query'],
  }),
  note: field(codec.text(), { label: 'Note', about: 'Says nothing to the service.', kinds: ['Query'], idle: ['Link'] }),
  late: field(codec.text(), {
    label: 'Late',
    about: 'Came later.',
    at: '/properties/late',
    kinds: both,
    default: '-',
    normaliser: 3,
  }),
} as const;
type Values = ValuesOf<typeof table>;

const now = { now: 0 };
const complete = (kind: Kind, raw: Parameters<typeof readFields>[1]) => {
  const { values, invalid } = readFields<Kind, Values>(table, raw);
  return withDefaults<Kind, Values>(table, kind, values, invalid);
};

test('a file is read field by field; what is not valid is named and left out', () => {
  const { values, invalid } = readFields<Kind, Values>(table, { id: 'a', pause: '1h', enabled: 'yes', tags: [] });
  expect(values).toEqual({ id: 'a', pause: 3_600_000 });
  expect(invalid).toEqual(['enabled']);
});

test('two keys of one field are brought together', () => {
  expect(readFields<Kind, Values>(table, { tags: ['a', 'b'], labels: ['b', 'c'] }).values).toEqual({
    labels: ['a', 'b', 'c'],
  });
});

test('an item has the defaults of its kind and nothing of another one', () => {
  expect(complete('Query', { id: 'a', name: 'A', query: 'T' })).toEqual({
    id: 'a',
    name: 'A',
    labels: [],
    enabled: true,
    pausing: false,
    query: 'T',
    late: '-',
  });
  expect(complete('Link', { id: 'a', query: 'T', note: 'n' })).toEqual({
    id: 'a',
    labels: [],
    enabled: true,
    query: 'T',
    note: 'n',
    late: '-',
  });
});

test.each([
  ['without what its kind needs', 'Query', { id: 'a', query: 'T' }],
  ['with what its kind cannot have', 'Link', { id: 'a', pause: '1h' }],
  ['with a value that is not valid', 'Link', { id: 'a', enabled: 'yes' }],
] as const)('an item is not complete %s', (_, kind, raw) => {
  expect(complete(kind, raw)).toBeUndefined();
});

test('a body has what its kind is sent, in the order of the table, and nothing empty', () => {
  const item = complete('Link', { id: 'a', name: 'A', query: 'T', note: 'n' }) ?? {};
  expect(JSON.stringify(bodyOf<Kind, Values>(table, 'Link', item, now))).toBe(
    '{"properties":{"displayName":"A","enabled":true,"late":"-"}}',
  );
});

test('what the service fills in equals absent, and what comes from the service is not compared', () => {
  const shape = shapeOf<Kind, Values>(table, 'Link', 3, ['/etag']);
  expect(canonicalBody({ etag: 'x', properties: { query: 'T', tags: ['b', 'a', 'a'] } }, shape, 0)).toEqual({
    properties: { tags: ['a', 'b'], enabled: true, late: '-' },
  });
});

test('an earlier normaliser does not know a later field, and keeps what is there', () => {
  const shape = shapeOf<Kind, Values>(table, 'Link', 2, []);
  expect(canonicalBody({ properties: {} }, shape, 0)).toEqual({ properties: { enabled: true } });
  expect(canonicalBody({ properties: { late: 'x' } }, shape, 0)).toEqual({ properties: { enabled: true, late: 'x' } });
  expect([...unknownIn({ properties: { late: 'x' } }, shape)]).toEqual(['/properties/late']);
  expect(normaliserOf<Kind, Values>(table, 2)).toBe(3);
});

test('a place means nothing while its switch is off', () => {
  const idle = (pausing: boolean) => withoutIdle(table, { properties: { pausing, pause: 'PT1H' } }, 1)['properties'];
  expect(idle(false)).toEqual({ pausing: false });
  expect(idle(true)).toEqual({ pausing: true, pause: 'PT1H' });
});

test('a new file says what differs from what the service fills in, in the order of the table', () => {
  const body = { properties: { enabled: true, query: 'T', pause: 'PT1H', displayName: 'A', tags: ['x'], late: '-' } };
  expect(JSON.stringify(showFields<Kind, Values>(table, 'Query', body, { id: 'a' }))).toBe(
    '{"id":"a","name":"A","tags":["x"],"pause":"1h","query":"T"}',
  );
});

test('keys come in the order of the table, and what came with a later api-version is named', () => {
  expect(keysOf(table).slice(0, 4)).toEqual(['id', 'name', 'tags', 'labels']);
  expect(sinceOf<Kind, Values>(table)).toEqual([
    { at: ['properties', 'tags'], what: 'tags', preview: '2024-01-01-preview' },
  ]);
});
