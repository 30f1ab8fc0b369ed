import { describe, expect, test } from '@jest/globals';
import { firstRecord, placedRecords, records, withoutLines } from '../../../src/core/text/csv.ts';

const read = (text: string, delimiter: ',' | '\t' = ','): readonly (readonly string[])[] => [
  ...records(text, delimiter),
];

describe('the records of a delimited text', () => {
  test.each([
    [
      'fields between delimiters',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['the last line without its end', 'a,b\nc', [['a', 'b'], ['c']]],
    ['every kind of line end', 'a\r\nb\rc\nd', [['a'], ['b'], ['c'], ['d']]],
    ['empty lines, which are none', '\n\na\n\r\n\nb\n', [['a'], ['b']]],
    [
      'empty fields, which are some',
      ',\na,,b\n',
      [
        ['', ''],
        ['a', '', 'b'],
      ],
    ],
    ['quoted delimiters and line ends', '"a,b\r\nc",d\n', [['a,b\r\nc', 'd']]],
    ['doubled quotes', '"say ""yes""",x', [['say "yes"', 'x']]],
    ['blanks before a quote, which are no part', '  "a b" ,c', [['a b ', 'c']]],
    ['a quote within a field, which is a character', 'a"b,c', [['a"b', 'c']]],
    ['a quote that nobody closes, to the end', 'a,"b\nc', [['a', 'b\nc']]],
    ['an empty quoted field beside another', '"",a', [['', 'a']]],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['a,"b\nc,d\n', ['unclosed']],
    ['a,"b"c\nd,"e" \nf,"" "g"\n', ['behind', undefined, 'behind']],
    ['a,"b"\nc,"d",x\n', [undefined, undefined]],
    ['a,"b"c', ['behind']],
  ])('say which of them have wrong quotes: %j', (text, expected) => {
    expect([...placedRecords(text, ',')].map(({ misquoted }) => misquoted)).toEqual(expected);
  });

  test('of tabs take commas as they are', () => {
    expect(read('a,b\tc', '\t')).toEqual([['a,b', 'c']]);
  });

  test('are read one by one: the first needs no more of the text', () => {
    expect(firstRecord('a,b\n"never closed', ',')).toEqual(['a', 'b']);
    expect(firstRecord('', ',')).toEqual(['']);
  });
});

describe('a text without its first lines', () => {
  test.each([
    ['none', 0, 'a\nb', 'a\nb'],
    ['one', 1, 'a\r\nb\nc', 'b\nc'],
    ['two, of an old Mac', 2, 'a\rb\rc', 'c'],
    ['more than there are', 9, 'a\nb', ''],
  ])('%s', (_, lines, text, rest) => {
    expect(withoutLines(text, lines)).toBe(rest);
  });
});
