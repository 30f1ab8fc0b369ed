import { describe, expect, test } from '@jest/globals';
import { inspectRegex } from '../../../src/sigma/read/regex.ts';

describe('a regular expression of a Sigma rule', () => {
  test.each([
    [String.raw`(a+)+$|((a*)*)*b{1000}{1000}(?<=x)\1`, '`{1000}` behind another repetition at position 23'],
    ['a**', '`*` behind another repetition at position 3'],
    ['a+{2}', '`{2}` behind another repetition at position 3'],
    ['*a', '`*` with nothing to repeat at position 1'],
    ['a{3,2}', 'the repetition {3,2}, whose least is more than its most, at position 2'],
    ['(a', 'a `(` that is never closed at position 1'],
    ['a)', 'a `)` that closes nothing at position 2'],
    [`${'('.repeat(100)}a${')'.repeat(100)}`, 'more than 100 nested groups at position 101'],
  ])('%s is none, with the reason and its place', (pattern, problem) => {
    expect(inspectRegex(pattern)).toEqual({ valid: false, problem });
  });

  const plain = { valid: true, lookaround: false, backreference: false, possessive: false };

  test.each([
    ['(a+)+$', {}],
    ['a*?', {}],
    ['a++', { possessive: true }],
    ['a{,3}', {}],
    ['{,}', {}],
    ['(?<=x)a', { lookaround: true }],
    [String.raw`(a)\1`, { backreference: true }],
    [`${'('.repeat(99)}a${')'.repeat(99)}`, {}],
  ])('%s is one, and what decides who can run it is told', (pattern, facts) => {
    expect(inspectRegex(pattern)).toEqual({ ...plain, ...facts });
  });
});
