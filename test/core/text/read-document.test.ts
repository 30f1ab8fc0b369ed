import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { maximumFileSize } from '../../../src/core/text/read-document.ts';
import { read } from './reading.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

/** What the only diagnostic says, with its place. */
const refusal = (content: string | Uint8Array) => {
  const { document, diagnostics } = read(content);
  expect(diagnostics).toHaveLength(1);
  const [only] = diagnostics;
  return { value: document.value, code: only?.code, message: only?.message, start: only?.range?.start };
};

/** Texts of what YAML gives a meaning to. */
const yamlNoise = fc
  .array(
    fc.constantFrom(
      ...'abc01 \t\n\r:-?[]{},&*!|>\'"%@`#~\\\uFEFF\0'.split(''),
      'a: ',
      '\n  ',
      '- ',
      '---\n',
      '&a ',
      '*a',
      '|2-\n',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('reading a file', () => {
  test('gives its value, with or without a byte order mark, `---`, CRLF or a final newline', () => {
    const value = { id: 'a', list: [1, true, null], text: 'x\ny\n' };
    const lines = ['id: a', 'list: [1, true, ~]', 'text: |', '  x', '  y'];
    for (const content of [
      lines.join('\n'),
      `${lines.join('\n')}\n`,
      lines.join('\r\n'),
      `\uFEFF${lines.join('\n')}`,
      `---\n${lines.join('\n')}\n`,
      `# first\n---\n${lines.join('\n')}\n...\n`,
      `${lines.join('\n')}\n---\n`,
    ]) {
      const { document, diagnostics } = read(new TextEncoder().encode(content));
      expect(diagnostics).toEqual([]);
      expect(document.value).toEqual(value);
      expect(document.text).toBe(content);
    }
  });

  test('reads words as YAML 1.2 does: yes and dates are texts, 010 is ten', () => {
    expect(read('a: yes\nb: 2024-01-01\nc: 010\n1: x\nnull: y').document.value).toEqual({
      a: 'yes',
      b: '2024-01-01',
      c: 10,
      '1': 'x',
      null: 'y',
    });
  });

  test('refuses several documents at the second one', () => {
    expect(refusal('id: a\n---\n# second\nid: b\n---\nid: c\n')).toMatchObject({
      code: 'yaml/several-documents',
      message: expect.stringContaining('3 YAML documents'),
      start: { line: 4, column: 1 },
      value: undefined,
    });
  });

  test('refuses an empty file, be it of nothing, comments or a marker', () => {
    for (const content of ['', ' \n', '# only a comment\n', '---\n', '\uFEFF'])
      expect(refusal(content)).toMatchObject({ code: 'yaml/empty', value: undefined });
  });

  test('tells every duplicate key at the second one, names the first, and goes on with the last', () => {
    const { document, diagnostics } = read('a: 1\nb: {c: 1, c: 2}\n"a": 3\n');
    expect(document.value).toEqual({ a: 3, b: { c: 2 } });
    expect(diagnostics.map(({ code, range, related }) => [code, range?.start, related?.[0]?.range?.start])).toEqual([
      ['yaml/duplicate-key', { line: 2, column: 11 }, { line: 2, column: 5 }],
      ['yaml/duplicate-key', { line: 3, column: 1 }, { line: 1, column: 1 }],
    ]);
    expect(document.range(document.locate('/a', 'key')).start.line).toBe(3);
  });

  test('sees that keys of different spelling are the same name', () => {
    expect(refusal('16: a\n0x10: b\n')).toMatchObject({ code: 'yaml/duplicate-key', start: { line: 2, column: 1 } });
  });

  test('takes aliases, and refuses those that expand without measure or within themselves', () => {
    expect(read('a: &x [1, 2]\nb: *x\n').document.value).toEqual({ a: [1, 2], b: [1, 2] });
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [index, name] of 'bcdefghijk'.split('').entries())
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${'abcdefghij'[index]}`).join(',')}]`);
    expect(refusal(bomb.join('\n'))).toMatchObject({ code: 'yaml/too-many-aliases', value: undefined });
    const long = `a: &a ${'x'.repeat(400_000)}\nb: [*a, *a, *a]\n`;
    expect(refusal(long)).toMatchObject({ code: 'yaml/too-many-aliases', start: { line: 2, column: 13 } });
    expect(refusal('a: &x\n  - *x\n')).toMatchObject({ code: 'yaml/recursive-alias', start: { line: 2, column: 5 } });
    expect(refusal('a: *nobody\n')).toMatchObject({ code: 'yaml/unknown-alias' });
  });

  test('refuses what is too large or nested too deeply, whatever it is', () => {
    expect(refusal(`a: ${'x'.repeat(maximumFileSize)}`)).toMatchObject({ code: 'yaml/too-large', value: undefined });
    expect(read(`a: ${'x'.repeat(maximumFileSize - 3)}`).diagnostics).toEqual([]);
    expect(refusal('['.repeat(1000))).toMatchObject({ code: 'yaml/too-deep' });
    expect(refusal('- '.repeat(1000))).toMatchObject({ code: 'yaml/too-deep' });
  });

  test('names UTF-16, and points at the first byte that is not UTF-8', () => {
    expect(refusal(bytes(0xff, 0xfe, 0x61, 0)).message).toContain('UTF-16 (little endian)');
    expect(refusal(bytes(0xfe, 0xff, 0, 0x61)).message).toContain('UTF-16 (big endian)');
    expect(refusal(bytes(0x61, 0, 0x3a, 0)).message).toContain('without a byte order mark');
    const euro = new TextEncoder().encode('a: €\nb: ');
    expect(refusal(bytes(...euro, 0xe9, 0x0a))).toMatchObject({
      code: 'yaml/encoding',
      message: expect.stringContaining('0xE9'),
      start: { line: 2, column: 4 },
    });
    for (const wrong of [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x80]])
      expect(refusal(bytes(0x61, 0x3a, 0x20, ...wrong))).toMatchObject({ code: 'yaml/encoding', start: { column: 4 } });
  });

  test('refuses numbers that would come back as others, and keeps the rest', () => {
    for (const number of [
      '12345678901234567890',
      '-9007199254740993',
      '1e999',
      '.nan',
      '-.inf',
      '0.1234567890123456789',
    ])
      expect(refusal(`a: ${number}\n`)).toMatchObject({
        code: 'yaml/number',
        start: { line: 1, column: 4 },
        value: undefined,
      });
    expect(read('a: 9007199254740991\nb: 1.50\nc: "12345678901234567890"\nd: 0.1').diagnostics).toEqual([]);
  });

  test('explains what js-yaml refuses, at its place', () => {
    expect(refusal('a:\n\t- b\n')).toMatchObject({ code: 'yaml/syntax', message: expect.stringContaining('tab') });
    expect(refusal('id: {{GUID}}\n')).toMatchObject({ code: 'yaml/complex-key', start: { line: 1, column: 6 } });
    expect(refusal('a: "open')).toMatchObject({ code: 'yaml/syntax', message: expect.stringContaining('quote') });
    expect(refusal('a: b: c\n')).toMatchObject({ code: 'yaml/syntax', start: { line: 1 } });
    expect(refusal('a: !thing b\n')).toMatchObject({ code: 'yaml/tag' });
    expect(refusal('a: b\0c\n')).toMatchObject({ code: 'yaml/syntax', message: expect.stringContaining('null byte') });
  });

  test.each([
    ['a: %d\n', 1, 4, '`%`'],
    ['a: `d`\n', 1, 4, 'a back quote'],
    ['- @x\n', 1, 3, '`@`'],
    ['a: b: c\n', 1, 5, 'another key'],
    ["a: 'it's'\n", 1, 8, 'behind its closing quote'],
    ['a: [b] c\n', 1, 8, 'closing bracket'],
    ['a: > b\n', 1, 6, '`|` or `>`'],
    ['query: |\nEvents\n| where x == 1\nb: c\n', 2, 1, 'fell out of the text under `query`'],
    ['a:\n  b: c\n d: e\n', 3, 2, 'fits neither'],
  ])('%j is explained where it goes wrong', (text, line, column, words) => {
    expect(refusal(text)).toMatchObject({ start: { line, column }, message: expect.stringContaining(words) });
  });

  test('ends with a value or a diagnostic inside the text, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), yamlNoise), (content) => {
        const { document, diagnostics } = read(content);
        expect(document.value !== undefined || diagnostics.length > 0).toBe(true);
        for (const { range } of diagnostics) {
          expect(range?.start.line).toBeGreaterThanOrEqual(1);
          expect(range?.end.line).toBeLessThanOrEqual(document.text.split(/\r\n|\n|\r/).length);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('comments', () => {
  test('are found between values, and only there', () => {
    const { document } = read(
      '# head\nid: a#b # one\nq: | # two\n  # in the query\n  x\nt: "# no"\nl: [a, # three\n  b]\n# end',
    );
    expect(document.comments.map(({ text }) => text)).toEqual(['# head', '# one', '# two', '# three', '# end']);
    for (const { span, text } of document.comments) expect(document.text.slice(span.start, span.end)).toBe(text);
  });
});
