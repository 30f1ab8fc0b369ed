import { expect, test } from '@jest/globals';
import {
  allowedTexts,
  allowedValues,
  inlined,
  keysOf,
  note,
  notes,
  placesOf,
  schemaAt,
  severityAt,
  suggestion,
  typesOf,
} from '../../../src/core/schema/annotations.ts';

const leaf = { title: 'Leaf', enum: ['a', 1, null, true], type: ['string', 'null', 5] };
const root = inlined({
  definitions: { leaf, pair: { properties: { left: { $ref: '#/definitions/leaf' } }, title: 'Pair' } },
  'x-picket-severity': 'warning',
  properties: {
    list: { items: { title: 'Item', 'x-picket-severity': 'odd', properties: { left: leaf } } },
    byName: {
      additionalProperties: { title: 'Other', 'x-picket-severity': 'note' },
      properties: { 0: { title: 'Zero' } },
    },
    numbers: { additionalProperties: { title: 'Number' } },
    pair: { $ref: '#/definitions/pair', title: 'Own' },
    lost: { $ref: '#/definitions/none', title: 'Lost' },
    several: [{ $ref: '#/definitions/leaf' }],
    strict: { 'x-picket-severity': 'error', properties: { left: {} } },
  },
});

test('what a schema says of a place is found through lists, names and definitions', () => {
  const places = [
    '',
    '/list/0',
    '/list/10',
    '/list/x',
    '/list/0/left',
    '/byName/0',
    '/byName/1',
    '/byName/x',
    '/numbers/0',
  ];
  const more = ['/pair', '/pair/left', '/lost', '/lost/x', '/toString', '/strict/left', '/several'];
  expect([...places, ...more].map((at) => [at, note(schemaAt(root, at), 'title'), severityAt(root, at)])).toEqual([
    ['', undefined, 'warning'],
    ['/list/0', 'Item', 'error'],
    ['/list/10', 'Item', 'error'],
    ['/list/x', undefined, 'warning'],
    ['/list/0/left', 'Leaf', 'error'],
    ['/byName/0', 'Zero', 'warning'],
    ['/byName/1', 'Other', 'note'],
    ['/byName/x', 'Other', 'note'],
    ['/numbers/0', 'Number', 'warning'],
    ['/pair', 'Own', 'warning'],
    ['/pair/left', 'Leaf', 'warning'],
    ['/lost', 'Lost', 'warning'],
    ['/lost/x', undefined, 'warning'],
    ['/toString', undefined, 'warning'],
    ['/strict/left', undefined, 'error'],
    ['/several', undefined, 'warning'],
  ]);
  expect(Object.hasOwn(root, 'definitions')).toBe(false);
  expect(root['properties']).toMatchObject({ several: [leaf] });
  expect(['left', 'list', 'none', 'toString'].map((key) => placesOf(root, key))).toEqual([
    ['list', 'pair', 'strict'],
    [''],
    [],
    [],
  ]);
});

test('what it allows is read as far as it has the form for that', () => {
  expect([keysOf(schemaAt(root, '/pair')), keysOf(leaf)]).toEqual([['left'], []]);
  expect([leaf, {}].map((schema) => [allowedTexts(schema), allowedValues(schema), typesOf(schema)])).toEqual([
    [['a'], ['a', '1'], ['string']],
    [[], [], []],
  ]);
  expect(typesOf({ type: 'object' })).toEqual(['object']);
  expect([...notes({ 'x-picket-aliases': { a: 'b', c: 1 } }, 'x-picket-aliases')]).toEqual([['a', 'b']]);
  const rules = [
    'x',
    { match: 1, value: 'a' },
    { match: 'a' },
    { match: '^(.)b$', value: '$1c' },
    { match: 'b', value: 'd' },
  ];
  const suggest = (wrong: string) => suggestion({ 'x-picket-suggest': rules }, wrong);
  expect([suggest('ab'), suggest('xab'), suggest('z'), suggestion({}, 'a')]).toEqual([
    'ac',
    'xad',
    undefined,
    undefined,
  ]);
});
