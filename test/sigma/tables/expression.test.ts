import { expect, test } from '@jest/globals';
import { stripped } from '../../../src/sigma/tables/expression.ts';

test.each([
  ['(A == 1)', 'A == 1'],
  ['(A == 1) or (B == 2)', '(A == 1) or (B == 2)'],
  ['A == 1', 'A == 1'],
  [String.raw`(A =~ "C:\\")`, String.raw`A =~ "C:\\"`],
  [String.raw`(A =~ "\")(")`, String.raw`A =~ "\")("`],
  [String.raw`(A =~ @"C:\") or (B =~ @"(")`, String.raw`(A =~ @"C:\") or (B =~ @"(")`],
  [String.raw`(A =~ @"C:\" and B =~ @")")`, String.raw`A =~ @"C:\" and B =~ @")"`],
])('without the parentheses around all of it, quoted ones not counted, %s is %s', (part, expected) => {
  expect(stripped(part)).toBe(expected);
});
