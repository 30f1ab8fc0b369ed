import { describe, expect, test } from '@jest/globals';
import {
  bytesOf,
  percentDecoded,
  percentEncoded,
  singleQuoted,
  unicodeEscape,
  withoutTags,
} from '../../../src/core/text/notation.ts';

describe('a text in another notation', () => {
  test('a character is escaped with four digits', () => {
    expect(unicodeEscape('\u200b')).toBe(String.raw`\u200b`);
    expect(unicodeEscape('\n')).toBe(String.raw`\u000a`);
  });

  test('a quote within single quotes is doubled', () => {
    expect(singleQuoted("it's")).toBe("'it''s'");
  });

  test('nothing is left that opens a tag or an entity', () => {
    expect(withoutTags('<a href="&amp;">')).toBe('&lt;a href="&amp;amp;"&gt;');
  });

  test('percent-encoding takes what encodeURIComponent leaves, and comes back', () => {
    expect(percentEncoded("a b!'()*")).toBe('a%20b%21%27%28%29%2A');
    expect(percentDecoded(percentEncoded("a b!'()*"))).toBe("a b!'()*");
  });

  test('what is no percent-encoded text says nothing', () => {
    expect(percentDecoded('%E0%A4%A')).toBeUndefined();
  });

  test('the length is that in bytes, not in characters', () => {
    expect(bytesOf('ä€')).toBe(5);
  });
});
