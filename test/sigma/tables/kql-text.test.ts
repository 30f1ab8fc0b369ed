import { describe, expect, test } from '@jest/globals';
import { kqlPattern, kqlString } from '../../../src/sigma/tables/kql-text.ts';

describe('literals of KQL', () => {
  test('escape what nobody sees, or turns the direction of a text', () => {
    expect(kqlString('a\u202Eb\u00A0c\u{E0041}d')).toBe(String.raw`"a\u202eb\u00a0c\udb40\udc41d"`);
    expect(kqlPattern('\\d\u200B')).toBe(String.raw`"\\d\u200b"`);
    expect(kqlString('a b, größer')).toBe('"a b, größer"');
  });

  test('are no variable of another tool', () => {
    expect(kqlString('%%USERPROFILE%%\\a')).toBe(String.raw`"%\u0025USERPROFILE%%\\a"`);
    expect(kqlString('100 %% sure')).toBe('"100 %% sure"');
  });
});
