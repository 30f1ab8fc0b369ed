import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isCosmetic } from '../../../src/content/analytics-rule/cosmetic.ts';
import { kqlTokens } from '../../../src/core/text/kql-tokens.ts';

const query = (before: string, after: string): boolean => isCosmetic({ at: '/properties/query', before, after });

describe('two queries differ in spelling only', () => {
  test.each([
    ['white space', 'T | where a==1', 'T\n  |  where a == 1\t'],
    ['a comment', 'T // all\n| take 1', 'T\n| take 1 // one'],
    ['a comment with quotes', 'T\n| take 1', "T // don't\n| take 1"],
    ['line ends', 'T\r\n| take 1', 'T\n| take 1'],
    ['space around a hidden text', 'T | where a==h"x"', 'T | where a == h"x"'],
  ])('%s', (_what, before, after) => {
    expect(query(before, after)).toBe(true);
  });
});

describe('two queries differ in meaning', () => {
  test.each([
    ['space in a text', 'T | where a == "x y"', 'T | where a == "x  y"'],
    ['a comment sign in a text', 'T | where a == "http://a"', 'T | where a == "http://b"'],
    ['an escaped quote before a comment sign', String.raw`print "a\" // x"`, String.raw`print "a\" // y"`],
    ['a backslash that escapes nothing in a verbatim text', String.raw`print @"a\" // x`, String.raw`print @"a\", 1`],
    ['a doubled quote in a verbatim text', 'print @"a""//x"', 'print @"a""//y"'],
    ['a single-quoted text', "print 'a // b'", "print 'a // c'"],
    ['space in a fenced text', 'print ```a  // b```', 'print ```a // b```'],
    ['lines in a text fenced by tildes', 'print ~~~a\nb~~~', 'print ~~~a b~~~'],
    ['a hyphen that belongs to an operator', 'T | project-away a', 'T | project -away a'],
    ['a split operator', 'T | where a >= 1', 'T | where a > = 1'],
    ['a split number', 'T | take 10', 'T | take 1 0'],
    ['a split unit', 'T | where t > ago(1d)', 'T | where t > ago(1 d)'],
    ['a negated operator', 'T | where a !has "x"', 'T | where a has "x"'],
    ['a tilde', 'T | where a in~ ("x")', 'T | where a in ("x")'],
    ['letters', 'T | where A == 1', 'T | where a == 1'],
    ['what a comment takes out', 'T\n| take 1', 'T\n// | take 1'],
  ])('%s', (_what, before, after) => {
    expect(query(before, after)).toBe(false);
  });
});

test('any text has tokens that make it up, apart from white space and comments', () => {
  const unit = fc.constantFrom(
    '"',
    "'",
    '`',
    '~',
    '@',
    'h',
    '\\',
    '/',
    '\n',
    ' ',
    '-',
    '!',
    '=',
    '.',
    '1',
    'a',
    'ü',
    '😀',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      const gap = /^(?:\s|\/\/[^\r\n]*)*/;
      let rest = text.replace(gap, '');
      for (const token of kqlTokens(text)) {
        expect(rest.slice(0, token.length)).toBe(token);
        rest = rest.slice(token.length).replace(gap, '');
      }
      expect(rest).toBe('');
    }),
  );
});

test('a query without any token is nothing but white space and comments', () => {
  expect(kqlTokens(' // a\n\t// b')).toEqual([]);
});

test('other texts are alike when only the white space around them differs', () => {
  const at = '/properties/description';
  expect(isCosmetic({ at, before: ' a', after: 'a\n' })).toBe(true);
  expect(isCosmetic({ at, before: 'a b', after: 'a  b' })).toBe(false);
});

test('what is no text is never cosmetic', () => {
  expect(isCosmetic({ at: '/properties/enabled', before: true, after: false })).toBe(false);
  expect(isCosmetic({ at: '/properties/query', before: undefined, after: '' })).toBe(false);
});
