import { describe, expect, test } from '@jest/globals';
import { pointer } from '../../../../src/core/pointer.ts';
import { read } from '../reading.ts';

/** What of the file stands for a part of a value. */
const within = (text: string, at: string, start: number, end: number): string => {
  const { document } = read(text);
  const span = document.locateWithin(at, { start, end });
  return text.slice(span.start, span.end);
};

const valueOf = (text: string) => read(text).document.value;

describe('a part of a value stands in the file', () => {
  test.each<readonly [string, string, string, string]>([
    ['behind an escape of eight digits', 'a: "x\\U0001F4A5y"\n', 'x💥y', 'y'],
    ['behind an escape of four digits', 'a: "x\\u00e9y"\n', 'xéy', 'y'],
    ['behind an escape of a letter', 'a: "x\\ty"\n', 'x\ty', 'y'],
    ['behind a line that a backslash continues', 'a: "x\\\n  y"\n', 'xy', 'y'],
    ['behind a folded line of Windows', 'a: x\r\n  y\r\n', 'x y', 'y'],
    ['behind an empty line within quotes', "a: 'x\n\n  y'\n", 'x\ny', 'y'],
    ['at the end of a text in double quotes that ends with blanks', 'a: "x  "\n', 'x  ', '  '],
    ['at the end of a text in single quotes that ends with a tab', "a: 'x\t'\n", 'x\t', '\t'],
    ['at the end of a text in double quotes over lines', 'a: "x\r\n  y "\r\n', 'x y ', 'y '],
    ['behind a doubled quote', "a: 'x''y'\n", "x'y", 'y'],
    ['below a line that is indented more, in a folded block', 'a: >\n  x\n    z\n  y\n', 'x\n  z\ny\n', 'y'],
    ['below an empty line in a folded block', 'a: >\n  x\n\n  y\n', 'x\ny\n', 'y'],
    ['in a literal block that keeps its end', 'a: |+\n  x\n  y\n\n', 'x\ny\n\n', 'y'],
    ['in a literal block that drops its end', 'a: |-\r\n  x\r\n  y\r\n', 'x\ny', 'y'],
  ])('%s', (_, text, value, part) => {
    expect(valueOf(text)).toEqual({ a: value });
    const at = value.indexOf(part);
    expect(within(text, '/a', at, at + part.length)).toBe(part);
  });

  test('or with all that is there where the part cannot be told', () => {
    expect(within('a: [1, 2]\n', '/a', 0, 1)).toBe('[1, 2]');
    expect(within('a:\nb: 1\n', '/a', 0, 1)).toBe('');
    expect(within('a: x\n', '/b', 0, 1)).toBe('a: x');
    expect(within('', '/a', 0, 1)).toBe('');
    expect(within('a: ""\n', '/a', 3, 9)).toBe('""');
    expect(within('a: |+\n\n\n', '/a', 0, 1)).toMatch(/^\s*$/);
    // A block of nothing but blanks has no indentation that could be cut.
    expect(within('a: |+\n   \n\n', '/a', 0, 1)).toBe('   \n\n');
  });
});

describe('a key that runs over the line', () => {
  test('is found by its name, like the value behind it', () => {
    const { document } = read('? |-\n  a\n: 1\n? b\n: - x\n  - y\n');
    expect(document.value).toEqual({ a: 1, b: ['x', 'y'] });
    const { start, end } = document.locate(pointer('b', 1));
    expect(document.text.slice(start, end)).toBe('y');
  });
});

describe('a text that goes on where it has ended', () => {
  test.each([
    ["a: 'x' y\n", 'The text goes on behind its closing quote.', "Write `''` for a quote within single quotes."],
    ['a: "x" y\n', 'The text goes on behind its closing quote.', 'Write `\\"` for a quote within double quotes.'],
    ['a: [1] y\n', 'Something follows the closing bracket.', 'Put the whole text in quotes.'],
    ['a: {b: 1} y\n', 'Something follows the closing bracket.', 'Put the whole text in quotes.'],
  ])('%j', (text, message, hint) => {
    const [found] = read(text).diagnostics;
    expect([found?.code, found?.message, found?.hint]).toEqual(['yaml/syntax', message, hint]);
  });
});

describe('bytes that are no UTF-8', () => {
  test.each<readonly [string, readonly number[], number]>([
    ['beyond the last character', [0x61, 0xf4, 0x90, 0x80, 0x80], 1],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80], 0],
    ['an overlong form of three bytes', [0x61, 0x62, 0xe0, 0x80, 0x80], 2],
    ['an overlong form of four bytes', [0xf0, 0x80, 0x80, 0x80], 0],
    ['a continuation that is none', [0xe2, 0x82, 0x41], 0],
    ['a character that the file cuts off', [0x61, 0xf0, 0x9f, 0x92], 1],
    ['behind characters of every length', [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x92, 0xa5, 0xff], 10],
    ['behind the last character there is', [0xf4, 0x8f, 0xbf, 0xbf, 0x80], 4],
  ])('%s', (_, bytes, at) => {
    const { diagnostics } = read(new Uint8Array(bytes));
    expect(diagnostics.map(({ message }) => message).join()).toContain(`at offset ${at} begins no character`);
  });
});
