import { describe, expect, test } from '@jest/globals';
import { readJson } from '../../src/importers/read-json.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, order: 'le' | 'be', mark: string): Uint8Array => {
  const bytes = Buffer.from(mark + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('reading JSON that other tools wrote', () => {
  test.each<[string, Uint8Array]>([
    ['UTF-8', utf8('{"a": "ü"}')],
    ['UTF-8 with a byte order mark', utf8('\uFEFF{"a": "ü"}')],
    ['UTF-16, little endian', utf16('{"a": "ü"}', 'le', '\uFEFF')],
    ['UTF-16, big endian', utf16('{"a": "ü"}', 'be', '\uFEFF')],
    ['UTF-16 without a mark', utf16('{"a": "ü"}', 'le', '')],
    ['comments and a comma at the end', utf8('// export\n{"a": /* here */ "ü",}\n')],
  ])('takes %s', (_name, bytes) => {
    expect(readJson(bytes)).toEqual({ ok: true, value: { a: 'ü' } });
  });

  test('keeps every key, also those that objects of JavaScript know', () => {
    const text = '{"__proto__": {"a": 1}, "constructor": 2, "list": [{"__proto__": null}]}';
    const read = readJson(utf8(text));
    expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(text)));
  });

  test('says where JSON ends', () => {
    expect(readJson(utf8('{"a": 1,\n "b" 2}'))).toMatchObject({ ok: false, range: { start: { line: 2, column: 6 } } });
  });

  test.each<[string, Uint8Array, string]>([
    ['nothing', utf8(' \n'), 'The file is empty.'],
    ['bytes of no encoding', Uint8Array.from([0x7b, 0xe4, 0xf6, 0x7d]), 'The file is neither UTF-8 nor UTF-16.'],
    ['nesting without end', utf8('['.repeat(5000)), 'The JSON is nested more than 200 levels deep.'],
  ])('refuses %s', (_name, bytes, message) => {
    expect(readJson(bytes)).toMatchObject({ ok: false, message });
  });
});
