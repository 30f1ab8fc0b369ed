import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { read } from '../reading.ts';
import { yamlText } from '../yaml-text.ts';

const at = (content: string, pointer: string, part?: 'key' | 'value') => {
  const { document } = read(content);
  const { start, end } = document.locate(pointer, part);
  return content.slice(start, end);
};

const within = (content: string, pointer: string, word: string) => {
  const { document } = read(content);
  const value = String(
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((node, key) => Object(node)[key], document.value),
  );
  const start = value.indexOf(word);
  const span = document.locateWithin(pointer, { start, end: start + word.length });
  return { text: content.slice(span.start, span.end), position: document.range(span).start };
};

describe('positions', () => {
  const content = [
    '# picket',
    'id: a # the id',
    "\"quoted key\": 'it''s'",
    'empty:',
    'list:',
    '  - one',
    '  - {k: [x, "y z"], n: }',
    'query: |2-',
    '    T',
    '    | take 1',
    '',
    'last: &anchor !!str 5',
  ].join('\n');

  test('are those of keys and values, quotes and brackets included', () => {
    expect(at(content, '/id', 'key')).toBe('id');
    expect(at(content, '/id')).toBe('a');
    expect(at(content, '/quoted key', 'key')).toBe('"quoted key"');
    expect(at(content, '/quoted key')).toBe("'it''s'");
    expect(at(content, '/list/0')).toBe('one');
    expect(at(content, '/list/1')).toBe('{k: [x, "y z"], n: }');
    expect(at(content, '/list/1/k')).toBe('[x, "y z"]');
    expect(at(content, '/list/1/k/1')).toBe('"y z"');
    expect(at(content, '/query')).toBe('|2-\n    T\n    | take 1');
    expect(at(content, '/last')).toBe('5');
  });

  test('of an empty value are right behind the colon', () => {
    const { document } = read(content);
    expect(document.range(document.locate('/empty'))).toEqual({
      start: { line: 4, column: 7 },
      end: { line: 4, column: 7 },
    });
  });

  test('of what is not there are those of the nearest parent, and behind an alias those of the alias', () => {
    expect(at(content, '/list/7/x')).toBe(at(content, '/list'));
    expect(at('a: &x {b: 1}\nc: *x\n', '/c/b')).toBe('*x');
  });

  test('do not count the byte order mark as a column', () => {
    const { document } = read('\uFEFFid: a\n');
    expect(document.range(document.locate('/id', 'key'))).toEqual({
      start: { line: 1, column: 1 },
      end: { line: 1, column: 3 },
    });
  });

  test('within a text lead through indentation, indicators and chomping', () => {
    expect(within(content, '/query', 'take')).toEqual({ text: 'take', position: { line: 10, column: 7 } });
    expect(within('q: |+\r\n    a\r\n\r\n      bcd\r\n', '/q', 'bcd')).toEqual({
      text: 'bcd',
      position: { line: 4, column: 7 },
    });
    expect(within('q: >-\n  one\n  two\n\n  three\n    four\n', '/q', 'three')).toEqual({
      text: 'three',
      position: { line: 5, column: 3 },
    });
    expect(within('q: >-\n  one\n  two\n', '/q', 'one two').text).toBe('one\n  two');
  });

  test('within a text lead through quotes, escapes and folded lines', () => {
    expect(within('q: "a\\tb\\u00e9\\x41 \\\n   word"\n', '/q', 'word')).toEqual({
      text: 'word',
      position: { line: 2, column: 4 },
    });
    expect(within('q: "a\\tb\\u00e9\\x41 z"\n', '/q', 'éA').text).toBe('\\u00e9\\x41');
    expect(within("q: 'it''s  \n\n   here'\n", '/q', 'here')).toEqual({
      text: 'here',
      position: { line: 3, column: 4 },
    });
    expect(within("q: 'it''s'\n", '/q', "'").text).toBe("''");
    expect(within('q: one\n  two   \n  three\n', '/q', 'three')).toEqual({
      text: 'three',
      position: { line: 3, column: 3 },
    });
  });

  test('of every key and value lie in the text and read as themselves', () => {
    fc.assert(
      fc.property(yamlText(), ({ text, value }) => {
        const { document, diagnostics } = read(text);
        expect(diagnostics).toEqual([]);
        expect(document.value).toEqual(value);
        for (const [key, member] of Object.entries(value)) {
          const pointer = `/${key}`;
          const span = document.locate(pointer, 'key');
          expect(read(text.slice(span.start, span.end)).document.value).toBe(key);
          if (typeof member !== 'string' || member === '') continue;
          const middle = Math.floor(member.length / 2);
          const place = document.locateWithin(pointer, { start: middle, end: middle + 1 });
          expect(place.end).toBeGreaterThanOrEqual(place.start);
          expect(place.start).toBeGreaterThanOrEqual(document.locate(pointer).start);
          const letter = member[middle] ?? '';
          const source = text.slice(place.start, place.end);
          expect(/\w/.test(letter) ? source : letter).toBe(letter);
        }
      }),
      { numRuns: 200 },
    );
  });
});
