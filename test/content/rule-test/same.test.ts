import { expect, test } from '@jest/globals';
import { paired, sameValue } from '../../../src/content/rule-test/same.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { Datetime, Guid, Real, Timespan, type Type, type Value } from '../../../src/kql/run/values/value.ts';

const decimal = (text: string): Value => Decimal.parse(text) ?? null;

test.each<readonly [expected: Value, actual: Value, type: Type, isSame: boolean]>([
  ['a', 'a', 'string', true],
  ['a', 'A', 'string', false],
  [1, 1, 'long', true],
  [1, 2n ** 60n, 'long', false],
  [2n ** 60n, 2n ** 60n, 'long', true],
  [null, null, 'long', true],
  [null, 0, 'long', false],
  [0.1 + 0.2, 0.3, 'real', true],
  [0.3, 0.300_001, 'real', false],
  [1e12, 1e12 + 1, 'real', true],
  [Number.NaN, Number.NaN, 'real', true],
  [0, null, 'real', false],
  [[1, 2], [1, 2], 'dynamic', true],
  [[1], [1, 2], 'dynamic', false],
  [[1, 2], [2, 1], 'dynamic', false],
  [[1], 1, 'dynamic', false],
  [
    new Map([['a', 1]]),
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
    'dynamic',
    true,
  ],
  [
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
    new Map([['a', 1]]),
    'dynamic',
    false,
  ],
  [new Map([['a', null]]), new Map<string, number>(), 'dynamic', false],
  [new Map([['a', 1]]), 1, 'dynamic', false],
  [new Real(0.1 + 0.2), new Real(0.3), 'dynamic', true],
  [1, new Real(1), 'dynamic', true],
  [1, 'x', 'dynamic', false],
  [new Guid('g'), new Guid('g'), 'guid', true],
  [new Guid('g'), new Guid('h'), 'guid', false],
  ['g', new Guid('g'), 'dynamic', true],
  ['h', new Guid('g'), 'dynamic', false],
  [new Datetime(1), new Datetime(1), 'dynamic', true],
  [new Datetime(1), new Datetime(2), 'dynamic', false],
  [new Timespan(1), new Datetime(1), 'dynamic', false],
  [new Timespan(1), new Timespan(1), 'dynamic', true],
  [new Timespan(1), new Timespan(2), 'dynamic', false],
  [new Datetime(1), new Timespan(1), 'dynamic', false],
  [decimal('1.50'), decimal('1.5'), 'decimal', true],
  [decimal('1.5'), decimal('15'), 'decimal', false],
  [decimal('2.5'), decimal('1.5'), 'decimal', false],
  ['1.5', decimal('1.5'), 'decimal', false],
  [true, false, 'bool', false],
])('%p and %p of type %s are the same: %s', (expected, actual, type, isSame) => {
  expect(sameValue(expected, actual, type)).toBe(isSame);
});

test.each<readonly [fits: readonly (readonly number[])[], actual: number, partners: readonly (number | undefined)[]]>([
  [[[0], [1]], 2, [0, 1]],
  // The first one gives way, so that both have a partner.
  [[[0, 1], [0]], 2, [1, 0]],
  [[[0, 1], [0, 2], [0]], 3, [1, 2, 0]],
  [[[0], [0]], 1, [0, undefined]],
  [[[]], 1, [undefined]],
  [[[0]], 0, [undefined]],
  [[], 2, []],
])('expected ones that fit %j of %i are paired as %j', (fits, actual, partners) => {
  expect(paired(fits.length, actual, (expected, index) => fits[expected]?.includes(index) === true)).toEqual(partners);
});
