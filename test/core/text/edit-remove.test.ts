import { describe, expect, test } from '@jest/globals';
import { removeValue } from '../../../src/core/text/edit.ts';
import { document, edited } from './editing.ts';

describe('taking out', () => {
  test.each([
    ['the first of a mapping in braces, with its comma and blanks', 'a: {x: 1,   y: 2}\n', '/a/x', 'a: {y: 2}\n'],
    ['the last of a mapping in braces, with the comma before it', 'a: {x: 1,   y: 2}\n', '/a/y', 'a: {x: 1}\n'],
    ['a key in braces without a value', 'a: {x: 1, y}\n', '/a/y', 'a: {x: 1}\n'],
    ['the last of a list in brackets over several lines', 'a: [1,\n  2\n  ]\n', '/a/1', 'a: [1\n  ]\n'],
    ['one before a comma that nothing follows', 'a: [1, 2,]\n', '/a/1', 'a: [1, ]\n'],
    ['a list within a list', 'a: [[1], [2]]\n', '/a/0', 'a: [[2]]\n'],
    ['a key of an item in braces', 'a: [{x: 1, y: 2}, 3]\n', '/a/0/y', 'a: [{x: 1}, 3]\n'],
    ['the first item behind the dash of another', '- - 1\n  - 2\n', '/0/0', '- - 2\n'],
    [
      'the first key behind a dash, with a comment below it',
      'a:\n- b: 1\n  # c\n  c: 2\n',
      '/a/0/b',
      'a:\n- \n  # c\n  c: 2\n',
    ],
    ['a block that ends the file without a line end', 'a: 1\nb: |\n  x', '/b', 'a: 1\n'],
    ['a key without a value', 'a:\nb: 1\n', '/a', 'b: 1\n'],
    ['a line that ends as on Windows', 'a: 1\r\nb: 2\r\n', '/a', 'b: 2\r\n'],
    [
      'an item, and not the comment of the next one',
      'a:\n  - 1\n  - 2\n\n  # of 3\n  - 3\n',
      '/a/1',
      'a:\n  - 1\n\n  # of 3\n  - 3\n',
    ],
    [
      'a member of what an alias stands for, which stays as it is elsewhere',
      'x: &x {a: 1, b: 2}\ny: *x\n',
      '/y/a',
      'x: &x {a: 1, b: 2}\ny:\n  b: 2\n',
    ],
  ])('%s', (_, text, at, after) => {
    expect(edited(text, (it) => removeValue(it, at))).toBe(after);
  });

  test.each([
    ['the member of a list that others name', 'a: &x [1, 2]\nb: *x\n', '/a/0'],
    ['what comes from a merge key beside others', 'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  c: 3\n', '/y/a'],
    ['an item behind a dash, whose comment would be lost', '- - 1 # one\n  - 2\n', '/0/0'],
    ['a key that is written with a question mark', '? a\n: 1\nb: 2\n', '/a'],
    ['an item that is not there', 'b: [1, 2, 3]\n', '/b/9'],
  ])('%s is refused', (_, text, at) => {
    expect(removeValue(document(text), at)).toBeUndefined();
  });
});
