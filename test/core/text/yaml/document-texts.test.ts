import { expect, test } from '@jest/globals';
import { documentTexts } from '../../../../src/core/text/yaml/decode.ts';

const documents = [
  ['one alone', 'a: 1\n', [['a: 1', 1, 0]]],
  [
    'several',
    '---\na: 1\n--- # b\nb: 2\n',
    [
      ['a: 1', 1, 0],
      ['# b\nb: 2', 2, 2],
    ],
  ],
  [
    'what an end stands before',
    'a: 1\n...\nb: 2\n---\nc: 3\n',
    [
      ['a: 1', 1, 0],
      ['b: 2', 2, 1],
      ['c: 3', 3, 3],
    ],
  ],
  [
    'an end and a begin',
    '%YAML 1.2\n---\na: 1\n... # end\n---\nb: 2\n',
    [
      ['a: 1', 1, 1],
      ['b: 2', 2, 4],
    ],
  ],
  [
    'comments alone between',
    'a: 1\n---\n# c\n# d\n---\nb: 2\n',
    [
      ['a: 1', 1, 0],
      ['b: 2', 2, 4],
    ],
  ],
  [
    'signs that are no mark',
    'a: |\n  ---\n  ...\n---b: 1\n....: 2\n',
    [['a: |\n  ---\n  ...\n---b: 1\n....: 2', 1, 0]],
  ],
] as const;

test.each(documents.flatMap((each) => ['\n', '\r\n', '\r'].map((end) => [...each, end] as const)))(
  'the documents of a file are read with their places: %s',
  (_, text, expected, end) => {
    const found = documentTexts(text.replaceAll('\n', end));
    expect(found.map((one) => [one.text.replaceAll(end, '\n').trim(), one.number, one.above])).toEqual(expected);
  },
);

test('what stands behind a mark keeps its column', () => {
  const text = 'a: 1\n--- {b: 2}\n...\n---\t  c\n---\nd: 3\n';
  expect(documentTexts(text).map((one) => one.text)).toEqual(['a: 1\n', '    {b: 2}\n', '      c\n', '   \nd: 3\n']);
});
