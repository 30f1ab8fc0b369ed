import { expect, test } from '@jest/globals';
import { isHigher } from '../../../src/core/text/version-order.ts';

test.each([
  ['1.0.1', '1.0.0', true],
  ['1.0.0', '1.0.1', false],
  ['1.10.0', '1.9.9', true],
  ['2', '1.9.9', true],
  ['1.0.0.1', '1.0.0', true],
  // The same number in another length is no later one.
  ['1.0', '1.0.0', false],
  ['1.0.0', '1.0', false],
  ['01.0.0', '1.0.0', false],
  // What is no row of numbers has no order.
  ['1.0.0-beta', '1.0.0', true],
  ['1.0.0', 'v1.0.0', true],
  ['v1', 'v1', false],
])('whether %s comes after %s', (version, than, isSo) => {
  expect(isHigher(version, than)).toBe(isSo);
});
