import { describe, expect, test } from '@jest/globals';
import {
  applyEdits,
  insertItem,
  insertKey,
  prependKey,
  removeValue,
  renameKey,
  replaceValue,
  setValue,
} from '../../../src/core/text/edit.ts';
import { document, edited } from './editing.ts';

describe('edits of a text', () => {
  test('are made at once, by the places of the text as it was', () => {
    const edits = [
      { span: { start: 4, end: 5 }, text: 'E' },
      { span: { start: 0, end: 1 }, text: '' },
      { span: { start: 4, end: 4 }, text: '<' },
    ];
    expect(applyEdits('abcdef', edits)).toBe('bcd<Ef');
  });

  test('that overlap or lie outside are refused', () => {
    const overlapping = [
      { span: { start: 0, end: 3 }, text: '' },
      { span: { start: 2, end: 4 }, text: '' },
    ];
    expect(() => applyEdits('abcdef', overlapping)).toThrow(RangeError);
    expect(() => applyEdits('a', [{ span: { start: 0, end: 2 }, text: '' }])).toThrow(RangeError);
  });
});

const sample = [
  '# head',
  'id: 1 # c',
  "name: 'it''s'",
  'tactics: # why',
  '  - A',
  '  # about B',
  '  - "B" # b',
  'query: | # q',
  '  x',
  '  y',
  '',
  '# before',
  'flow: {a: 1, b: [x, y]}',
  'list:',
  '- a: 1',
  '  # cc',
  '  b: 2',
  '- c: 3',
  '',
].join('\n');

const swapLines = (from: string, to: string) => {
  expect(sample).toContain(from);
  return sample.replace(from, to);
};

describe('a value', () => {
  test('keeps its quotes, its block and its comments when another one replaces it', () => {
    expect(edited(sample, (it) => replaceValue(it, '/id', 2))).toBe(swapLines('id: 1 # c', 'id: 2 # c'));
    expect(edited(sample, (it) => replaceValue(it, '/name', "he's"))).toBe(swapLines("'it''s'", "'he''s'"));
    expect(edited(sample, (it) => replaceValue(it, '/tactics/1', 'C'))).toBe(swapLines('- "B" # b', '- "C" # b'));
    expect(edited(sample, (it) => replaceValue(it, '/query', 'a\n b'))).toBe(
      swapLines('| # q\n  x\n  y', '|- # q\n  a\n   b'),
    );
    expect(edited(sample, (it) => replaceValue(it, '/flow/b', ['z']))).toBe(swapLines('[x, y]', '[z]'));
    expect(edited(sample, (it) => replaceValue(it, '/flow/b/0', 'a: b'))).toBe(swapLines('[x, y]', "['a: b', y]"));
  });

  test('can become a list, and a list a value', () => {
    expect(edited('a: 1\nb: 2\n', (it) => replaceValue(it, '/a', ['x', { k: 1, z: 2 }]))).toBe(
      'a:\n  - x\n  - k: 1\n    z: 2\nb: 2\n',
    );
    expect(edited('a:\n  - x\nb: []\n', (it) => replaceValue(it, '/b', ['k']))).toBe('a:\n  - x\nb:\n  - k\n');
    expect(edited('a:\n- x\nb: []\n', (it) => replaceValue(it, '/b', ['k']))).toBe('a:\n- x\nb:\n- k\n');
    expect(edited('a: # why\n  - x\nb: 1\n', (it) => replaceValue(it, '/a', null))).toBe('a: null # why\nb: 1\n');
    expect(edited('a:\nb: 1\n', (it) => replaceValue(it, '/a', 'x'))).toBe('a: x\nb: 1\n');
  });

  test('with lines goes under `|`, with the line ends of the file', () => {
    expect(edited('a: x\r\nb: 1\r\n', (it) => replaceValue(it, '/a', 'l1\n\nl2\n'))).toBe(
      'a: |\r\n  l1\r\n\r\n  l2\r\nb: 1\r\n',
    );
    expect(edited('a: x', (it) => replaceValue(it, '/a', '  l1\nl2'))).toBe('a: |2-\n    l1\n  l2');
  });

  test('goes into an alias by writing out what it repeats', () => {
    expect(edited('a: &x {b: 1}\nc: *x\n', (it) => replaceValue(it, '/c/b', 2))).toBe('a: &x {b: 1}\nc:\n  b: 2\n');
  });

  test('that an alias repeats is left alone, because both would change', () => {
    expect(replaceValue(document('a: &x {b: 1}\nc: *x\n'), '/a/b', 2)).toBeUndefined();
    expect(removeValue(document('a: &x 1\nc: *x\n'), '/a')).toBeUndefined();
  });

  test('is not written where there is none', () => {
    expect(replaceValue(document(sample), '/nothing', 1)).toBeUndefined();
    expect(removeValue(document(sample), '/nothing')).toBeUndefined();
    expect(removeValue(document(sample), '')).toBeUndefined();
    expect(insertKey(document(sample), '', 'id', 1)).toBeUndefined();
    expect(insertItem(document(sample), '/tactics', 3, 'x')).toBeUndefined();
    expect(renameKey(document(sample), '/id', 'name')).toBeUndefined();
  });
});

describe('a key or an item', () => {
  test('goes with its lines, and the comments around it stay', () => {
    expect(edited(sample, (it) => removeValue(it, '/query'))).toBe(swapLines('query: | # q\n  x\n  y\n', ''));
    expect(edited(sample, (it) => removeValue(it, '/tactics/0'))).toBe(swapLines('  - A\n', ''));
    expect(edited(sample, (it) => removeValue(it, '/flow/a'))).toBe(swapLines('a: 1, ', ''));
    expect(edited(sample, (it) => removeValue(it, '/flow/b/1'))).toBe(swapLines('[x, y]', '[x]'));
    expect(edited(sample, (it) => removeValue(it, '/list/0/a'))).toContain('# cc');
    expect(edited('a:\n- b: 1\n  c: 2\n', (it) => removeValue(it, '/a/0/b'))).toBe('a:\n- c: 2\n');
    expect(edited('a: 1\nb: 2', (it) => removeValue(it, '/b'))).toBe('a: 1\n');
  });

  test('leaves an empty mapping or list behind when it was the last one', () => {
    expect(edited('a:\n  b: 1\nc: 2\n', (it) => removeValue(it, '/a/b'))).toBe('a: {}\nc: 2\n');
    expect(edited('a:\n  - 1\nc: 2\n', (it) => removeValue(it, '/a/0'))).toBe('a: []\nc: 2\n');
    expect(edited('a: [1]\n', (it) => removeValue(it, '/a/0'))).toBe('a: []\n');
  });

  test('comes in the layout of the file', () => {
    expect(edited(sample, (it) => insertKey(it, '', 'kind', 'NRT', 'id'))).toBe(
      swapLines('id: 1 # c\n', 'id: 1 # c\nkind: NRT\n'),
    );
    expect(edited(sample, (it) => insertKey(it, '/list/0', 'k', ['x']))).toBe(
      swapLines('  b: 2\n', '  b: 2\n  k:\n    - x\n'),
    );
    expect(edited(sample, (it) => insertKey(it, '/flow', 'k', 'x y'))).toBe(swapLines('[x, y]}', "[x, y], k: 'x y'}"));
    expect(edited('a: |+\n  x\n\n', (it) => insertKey(it, '', 'b', 1))).toBe('a: |+\n  x\n\nb: 1\n');
    const head = '# Ours\n---\n# The first\n';
    expect(edited(`${head}name: x\n`, (it) => prependKey(it, 'id', 'a1'))).toBe(`${head}id: a1\nname: x\n`);
    expect(prependKey(document('id: x\n'), 'id', 'a1')).toBeUndefined();
    expect(prependKey(document('{name: x}\n'), 'id', 'a1')).toBeUndefined();
    expect(edited('a: 1', (it) => insertKey(it, '', 'b', 1))).toBe('a: 1\nb: 1');
    expect(edited(sample, (it) => insertItem(it, '/tactics', 0, 'Z'))).toBe(swapLines('  - A\n', '  - Z\n  - A\n'));
    expect(edited(sample, (it) => insertItem(it, '/list', 2, { d: '4' }))).toBe(
      swapLines('- c: 3\n', "- c: 3\n- d: '4'\n"),
    );
    expect(edited(sample, (it) => insertItem(it, '/flow/b', 1, 'k'))).toBe(swapLines('[x, y]', '[x, k, y]'));
  });

  test('gets another name in its own quotes', () => {
    expect(edited('"a": 1 # c\n', (it) => renameKey(it, '/a', 'b'))).toBe('"b": 1 # c\n');
    expect(edited('a: 1\n', (it) => renameKey(it, '/a', 'b: c'))).toBe("'b: c': 1\n");
  });

  test('is set where it is, or added where it is not', () => {
    expect(edited('a: 1\n', (it) => setValue(it, '/a', 2))).toBe('a: 2\n');
    expect(edited('a: 1\n', (it) => setValue(it, '/b', 2))).toBe('a: 1\nb: 2\n');
    expect(setValue(document('a: 1\n'), '/x/y', 2)).toBeUndefined();
  });
});
