import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '../../../src/core/text/edit.ts';
import { replaceLines } from '../../../src/core/text/rewrite.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const after = (text: string, value: string): string | undefined => {
  const { document } = readDocument('x.yaml', text);
  const edits = replaceLines(document, '/query', value);
  return edits === undefined ? undefined : applyEdits(text, edits);
};

describe('another text for a literal block', () => {
  test('touches only the lines that differ and keeps the indentation of the block', () => {
    expect(after('query: |\n     a  \n\n     b\nname: x\n', 'a  \n\nc\nd\n')).toBe(
      'query: |\n     a  \n\n     c\n     d\nname: x\n',
    );
  });

  test('takes lines out at the begin, in the middle and at the end', () => {
    const text = 'query: |\n  a\n  b\n  c\nname: x\n';
    expect(after(text, 'b\nc\n')).toBe('query: |\n  b\n  c\nname: x\n');
    expect(after(text, 'a\nc\n')).toBe('query: |\n  a\n  c\nname: x\n');
    expect(after(text, 'a\nb\n')).toBe('query: |\n  a\n  b\nname: x\n');
  });

  test('keeps the line ends of the file', () => {
    expect(after('query: |\r\n  a\r\n  b\r\n', 'a\nc\n')).toBe('query: |\r\n  a\r\n  c\r\n');
  });

  test('adds a line behind a last line that has no end', () => {
    const { document } = readDocument('x.yaml', 'query: |-\n  a');
    const edits = replaceLines(document, '/query', 'a\nb');
    expect(edits).toBeDefined();
    expect(readDocument('x.yaml', applyEdits(document.text, edits ?? [])).document.value).toEqual({ query: 'a\nb' });
  });

  test('gives nothing where the text is no literal block, or where its end would change', () => {
    expect(after('query: a\n', 'b')).toBeUndefined();
    expect(after('query: >\n  a\n', 'b\n')).toBeUndefined();
    expect(after('query: |\n  a\n', 'b')).toBeUndefined();
  });

  test('gives nothing where the first line would be taken for deeper indentation', () => {
    expect(after('query: |\n  a\n  b\n', '  a\nb\n')).toBeUndefined();
  });
});

describe('a literal block of which nothing can be told', () => {
  test('one without a line of its own, or that says less than it has lines', () => {
    expect(after('query: |+\n\n', 'x\n\n')).toBeUndefined();
    expect(after('query: |\n', '')).toBeUndefined();
    expect(after('query: 7\n', 'x')).toBeUndefined();
    expect(after('name: x\n', 'x')).toBeUndefined();
  });
});
