import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatDocument, type FormatStyle } from '../../../../src/core/text/fmt/format.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';

const wordsOf = (query: string): string => query.split(/\s+/).filter(Boolean).join(' ');

/** A stand-in for the KQL formatter: one operator a line. */
const style: FormatStyle = {
  order: ['id', 'name', 'version', 'description', 'tactics', 'query', 'tags'],
  query: (query) => wordsOf(query).replaceAll(' | ', '\n| '),
  sameQuery: (left, right) => wordsOf(left) === wordsOf(right),
};

const format = (text: string) => formatDocument(readDocument('rule.yaml', text).document, style);

describe('keys', () => {
  test('come in order, each with its lines and the comments above and behind it', () => {
    const text = `# header
version: 1.0.0 # raised by hand
# why this name
name: A
tactics:
  - Execution
  # - Impact
description: |
  One

  two
id: x
`;
    expect(format(text)).toEqual({
      text: `# header
id: x
# why this name
name: A
version: 1.0.0 # raised by hand
description: |
  One

  two
tactics:
  - Execution
  # - Impact
`,
      left: [],
    });
  });

  test('that have no place of their own follow the one that they follow now', () => {
    expect(format('own: 1\nname: A\nmine: 2\nid: x\n').text).toBe('own: 1\nid: x\nname: A\nmine: 2\n');
  });

  test('keep the blank lines between them, and none comes to stand above the first', () => {
    expect(format('name: A\n\nid: x\n\nversion: 1.0.0\n').text).toBe('id: x\n\nname: A\n\nversion: 1.0.0\n');
  });

  test('what is commented out of a list stays with the list, a comment above a key with the key', () => {
    expect(format('tactics:\n- A\n# - B\n# about the name\nname: A\n').text).toBe(
      '# about the name\nname: A\ntactics:\n- A\n# - B\n',
    );
  });

  test('below a document marker, in CRLF and after a byte order mark stay there', () => {
    expect(format('\uFEFF---\r\nname: A\r\nid: x\r\n').text).toBe('\uFEFF---\r\nid: x\r\nname: A\r\n');
  });

  test('in order leave the file as it is to the last byte', () => {
    const text = 'id:   x\nname: "A"   # b\n\n\ntags: [a,   b]';
    expect(format(text)).toEqual({ text, left: [] });
  });

  test('a last key without a line end gets one when it moves', () => {
    expect(format('name: A\nid: x').text).toBe('id: x\nname: A\n');
  });

  test('a block that keeps its blank lines takes them along', () => {
    const { text } = format('description: |+\n  a\n\n\nid: x\n');
    expect(text).toBe('id: x\ndescription: |+\n  a\n\n\n');
    expect(readDocument('rule.yaml', text).document.value).toEqual({ id: 'x', description: 'a\n\n\n' });
  });
});

describe('the query', () => {
  test('is laid out in its block, with the block’s own indentation, chomping and comment', () => {
    expect(format('query: |-  # hunts\n      T | where A\n\ntags: []\n').text).toBe(
      'query: |-  # hunts\n      T\n      | where A\n\ntags: []\n',
    );
  });

  test.each([
    ['in quotes', "query: 'T | where A'  # note\ntags: []\n", 'query: | # note\n  T\n  | where A\ntags: []\n'],
    ['on its key’s line', 'query: T | where A\n', 'query: |\n  T\n  | where A\n'],
    ['folded', 'query: >\n  T\n  | where A\ntags: []\n', 'query: |\n  T\n  | where A\ntags: []\n'],
    ['below blank lines', 'query: |\n\n  T | where A\n', 'query: |\n  T\n  | where A\n'],
    ['under an indentation digit', 'query: |2\n    T | where A\n', 'query: |\n  T\n  | where A\n'],
    ['in CRLF', 'query: |\r\n  T | where A\r\n', 'query: |\r\n  T\r\n  | where A\r\n'],
  ])('%s becomes a literal block', (_, text, expected) => {
    expect(format(text)).toEqual({ text: expected, left: [] });
  });

  test('stays as it is where the formatter would change more than white space', () => {
    const broken: FormatStyle = { ...style, query: (query) => query.replace('A', 'B') };
    const text = 'query: |\n  T | where A\n';
    expect(formatDocument(readDocument('rule.yaml', text).document, broken)).toEqual({
      text,
      left: ['its query cannot be moved without changing the file'],
    });
  });
});

describe('what cannot be proven safe is left alone and said', () => {
  test.each([
    ['anchors', 'name: &a A\nid: *a\n', 'anchors'],
    ['a flow mapping', '{name: A, id: x}\n', 'one key a line'],
    ['a list', '- name: A\n', 'no mapping'],
    ['a suppression that would come to the top', 'name: A\n# picket-ignore rule/x -- y\nid: x\n', 'picket-ignore'],
  ])('%s', (_, text, reason) => {
    const formatted = format(text);
    expect(formatted.text).toBe(text);
    expect(formatted.left).toEqual([expect.stringContaining(reason)]);
  });
});

describe('any file', () => {
  const comment = fc.constantFrom('', '# note\n', '  # indented\n', '\n', '\n# apart\n\n');
  const member = fc.tuple(
    fc.constantFrom(
      'A',
      '"q"  # behind',
      '|\n  a\n\n  b',
      '>-\n  a\n  b',
      '|+\n  a\n\n',
      '\n  - x\n  # - y\n  - z',
      '\n- x',
      '[a, b]',
      '\n  a: 1\n  b: 2',
      'T | where A',
      "'T | where A'",
      '|\n    T | where A',
      '',
    ),
    comment,
  );
  const key = fc.constantFrom('id', 'name', 'version', 'description', 'tactics', 'query', 'tags', 'own', 'mine');
  const file = fc
    .tuple(
      fc.uniqueArray(key, { minLength: 1, maxLength: 7 }),
      fc.array(member, { minLength: 7, maxLength: 7 }),
      fc.constantFrom('', '# top\n', '---\n'),
      fc.constantFrom('\n', '\r\n'),
    )
    .map(([keys, members, head, eol]) =>
      (
        head + keys.map((name, index) => `${name}: ${members[index]?.[0] ?? ''}\n${members[index]?.[1] ?? ''}`).join('')
      ).replaceAll('\n', eol),
    );

  test('says the same afterwards, has the same comments, and formatting it again changes nothing', () => {
    fc.assert(
      fc.property(file, (text) => {
        const before = readDocument('rule.yaml', text);
        fc.pre(before.diagnostics.length === 0);
        const once = format(text).text;
        const after = readDocument('rule.yaml', once).document;
        const comments = (each: typeof after) => each.comments.map((one) => one.text).toSorted();
        const said = (value: unknown) =>
          typeof value === 'object' && value !== null
            ? { ...value, query: 'query' in value && typeof value.query === 'string' ? wordsOf(value.query) : 'none' }
            : value;
        expect(said(after.value)).toEqual(said(before.document.value));
        expect(comments(after)).toEqual(comments(before.document));
        expect(format(once).text).toBe(once);
      }),
      { numRuns: 300 },
    );
  });
});
