import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  hasTerm,
  hasTermPrefix,
  hasTermSuffix,
  patternFault,
  patternOf,
  quotePattern,
} from '../../../src/kql/run/text.ts';

describe('terms of a text', () => {
  test.each([
    ['North America', 'North', true],
    ['NorthAmerica', 'North', false],
    ['a-North-b', 'North', true],
    ['North', 'North', true],
    ['xNorth North', 'North', true],
    ['ad67d136-c1db-4f9f-88ef-d94f3b6b0b5a', '4f9f', true],
    ['ad67d136-c1db-4f9f', 'c1db-4f9f', true],
    ['C:\\Windows\\cmd.exe', 'cmd.exe', true],
    ['C:\\Windows\\cmd.exe', 'md.exe', false],
    ['a_b', 'b', true],
    ['größe', 'gr', false],
    ['x', '', true],
    ['', 'x', false],
    ['--flag', '--flag', true],
    ['x--flag', '--flag', true],
  ])('%j has %j: %p', (text, term, expected) => {
    expect(hasTerm(text, term)).toBe(expected);
  });

  test('begin and end with what a prefix and a suffix say', () => {
    expect(hasTermPrefix('North America', 'Ame')).toBe(true);
    expect(hasTermPrefix('North America', 'merica')).toBe(false);
    expect(hasTermSuffix('North America', 'rth')).toBe(true);
    expect(hasTermSuffix('North America', 'Nor')).toBe(false);
  });

  test('stand in a text that is joined of them', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.constantFrom(' ', '-', '.', '/', '::'),
        fc.nat(),
        (words, by, at) => {
          const wanted = words[at % words.length] ?? '';
          expect(hasTerm(words.join(by), wanted)).toBe(true);
          expect(hasTerm(words.join(by), `${wanted}x`)).toBe(words.includes(`${wanted}x`));
        },
      ),
    );
  });
});

describe('expressions', () => {
  test('are those of RE2: what cannot be matched in linear time is no expression', () => {
    for (const expression of ['(a)\\1', '(?=a)', '(?<!a)b', '(?>a)']) {
      expect(patternOf(expression)).toBeUndefined();
      expect(patternFault(expression)).toMatch(/is no regular expression of RE2: .*RE2/);
    }
    expect(patternFault('(?P<n>a+)')).toBeUndefined();
  });

  test('that explode by backtracking end on texts of any length', () => {
    // Backtracking would take 2^500000 steps here: that this test ends at all is the assertion.
    const pattern = patternOf('(a+)+$');
    for (const length of [5000, 50_000, 500_000]) expect(pattern?.test(`${'a'.repeat(length)}b`)).toBe(false);
    expect(pattern?.test('a'.repeat(5000))).toBe(true);
  });

  test('find groups by number and name, and empty matches without an end', () => {
    const pattern = patternOf('(?P<user>\\w+)@(\\w+)?');
    expect(pattern?.groupNames.get('user')).toBe(1);
    expect(pattern?.all('a@b c@').map(({ groups }) => groups)).toEqual([
      ['a@b', 'a', 'b'],
      ['c@', 'c', undefined],
    ]);
    expect(patternOf('x*')?.all('ab').length).toBe(3);
  });

  test('of a quoted text match it and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const pattern = patternOf(`^(?:${quotePattern(text)})$`);
        expect(pattern?.test(text)).toBe(true);
        expect(pattern?.test(`${text}x`)).toBe(false);
      }),
    );
  });

  test('are told apart by whether case counts', () => {
    expect(patternOf('abc')?.test('ABC')).toBe(false);
    expect(patternOf('(?i)abc')?.test('ABC')).toBe(true);
  });
});
