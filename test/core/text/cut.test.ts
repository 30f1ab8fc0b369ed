import { describe, expect, test } from '@jest/globals';
import { assert, property, nat, string } from 'fast-check';
import { cut } from '../../../src/core/text/cut.ts';

describe('a text that is cut', () => {
  test('shows that it is, and one with room enough stays as it is', () => {
    expect([cut('abcd', 4), cut('abcde', 4), cut('', 4)]).toEqual(['abcd', 'abc…', '']);
  });

  test('keeps each of its characters whole or leaves it out', () => {
    expect([cut('ab\u{1f600}d', 4), cut('a\u{1f600}cd', 4)]).toEqual(['ab…', 'a\u{1f600}…']);
    assert(
      property(string({ unit: 'binary' }), nat(20), (text, more) => {
        const short = cut(text, more + 1);
        expect(short.length).toBeLessThanOrEqual(more + 1);
        expect(short.isWellFormed()).toBe(true);
        expect(text.startsWith(short.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});
