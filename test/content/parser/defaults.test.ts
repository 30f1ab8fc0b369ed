import { expect, test } from '@jest/globals';
import { wrongDefault } from '../../../src/content/parser/defaults.ts';

const of = (type: string, standard: string) => wrongDefault({ name: 'p', type, default: standard });

test.each([
  ['datetime', 'yesterday'],
  ['datetime', '"2026-01-01"'],
  ['datetime', '1d'],
  ['bool', 'no'],
  ['bool', '"true"'],
  ['string', '5'],
  ['string', 'any'],
  ['int', '"5"'],
  ['dynamic', 'empty'],
  ['dynamic', 'datetime(null)'],
  ['timespan', 'datetime(null)'],
  ['guid', '"x"'],
])('of the type %s, the default %s is none', (type, standard) => {
  expect(of(type, standard)?.message).toBe(`The default \`${standard}\` of the parameter \`p\` is no ${type}.`);
});

test.each([
  ['datetime', 'datetime(null)'],
  ['datetime', 'ago(1d)'],
  ['bool', 'false'],
  ['string', "'*'"],
  ['string', '@"a\\b"'],
  ['int', 'int(null)'],
  ['real', '5'],
  ['dynamic', 'dynamic(["a"])'],
  ['timespan', '1d'],
  ['long', '-1'],
])('of the type %s, the default %s is one', (type, standard) => {
  expect(of(type, standard)).toBeUndefined();
});
