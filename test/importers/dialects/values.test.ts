import { expect, test } from '@jest/globals';
import { operator } from '../../../src/importers/dialects/values.ts';

test.each([
  ['gt', 'GreaterThan'],
  ['lt', 'LessThan'],
  ['eq', 'Equal'],
  ['ne', 'NotEqual'],
  ['equals', 'Equal'],
  ['NotEquals', 'NotEqual'],
  ['greaterthan', 'GreaterThan'],
  ['LESSTHAN', 'LessThan'],
])('the trigger operator %s is %s', (written, meant) => {
  expect(operator(written)).toBe(meant);
});
