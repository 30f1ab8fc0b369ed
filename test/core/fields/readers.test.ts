import { expect, test } from '@jest/globals';
import { integer } from '../../../src/core/fields/readers.ts';

test.each([
  [3, 3],
  [-2, -2],
  [1.5, undefined],
  [2 ** 53, undefined],
  ['3', undefined],
  [null, undefined],
  [true, undefined],
])('as a whole number %j is read as %j', (value, read) => {
  expect(integer(value)).toBe(read);
});
