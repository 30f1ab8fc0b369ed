import { describe, expect, test } from '@jest/globals';
import { mergeConflicts } from '../../../../src/core/text/yaml/merge-conflict.ts';

const at = (text: string): readonly (readonly [string, string])[] =>
  mergeConflicts(text).map(({ span, message }) => [text.slice(span.start, span.end), message]);

const gone = (mark: string): string =>
  `A merge left a line \`${mark}\` here, and the other marks of its conflict are gone.`;

const nobody = (lines: number): string =>
  `A merge left a conflict here that nobody settled; it ends ${lines} lines below, at \`>>>>>>>\`.`;

describe('conflicts that a merge left', () => {
  test('are found at their first mark, with where they end', () => {
    expect(at('a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\nd\n')).toEqual([['<<<<<<< ours', nobody(4)]]);
  });

  test('are found each, whatever ends the lines', () => {
    const one = '<<<<<<< x\r\n=======\r\n>>>>>>> y\r\n';
    expect(at(one + one)).toEqual([
      ['<<<<<<< x', nobody(2)],
      ['<<<<<<< x', nobody(2)],
    ]);
  });

  test.each([
    ['an end alone', 'a\n>>>>>>> y\n', [['>>>>>>> y', gone('>>>>>>>')]]],
    ['a beginning alone', '<<<<<<< x\na\n', [['<<<<<<< x', gone('<<<<<<<')]]],
    [
      'a beginning and an end without a middle',
      '<<<<<<< x\n>>>>>>> y\n',
      [
        ['>>>>>>> y', gone('>>>>>>>')],
        ['<<<<<<< x', gone('<<<<<<<')],
      ],
    ],
    [
      'a beginning before another conflict',
      '<<<<<<< x\n<<<<<<< y\n=======\n>>>>>>> z\n',
      [
        ['<<<<<<< x', gone('<<<<<<<')],
        ['<<<<<<< y', nobody(2)],
      ],
    ],
  ])('and were settled by half are each mark that is left: %s', (_, text, expected) => {
    expect(at(text)).toEqual(expected);
  });

  test.each([
    ['a title that is underlined', 'Title\n=======\n'],
    ['marks of another length', '<<<<<<\n<<<<<<<<\n>>>>>>>>\n'],
    ['marks within a line', ' <<<<<<< x\na >>>>>>> y\n'],
    ['marks that a word follows at once', '<<<<<<<x\n>>>>>>>y\n'],
  ])('are none in %s', (_, text) => {
    expect(at(text)).toEqual([]);
  });
});
