import { decompressSync, gzipSync, unzlibSync, zlibSync } from 'fflate';
import { decodePunycode, encodePunycode } from '../punycode.ts';
import { Guid, isWhole } from '../values/value.ts';
import type { DynamicArray, Value } from '../values/value.ts';
import { array, text, unary } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Text of UTF-8; undefined where it is none. */
const textOfBytes = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Nothing else can fail here than the decoding.
    return undefined;
  }
};

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Bytes of Base64 in whole groups of four; undefined for anything else. */
const fromBase64 = (value: string): Uint8Array | undefined => {
  if (value.length % 4 !== 0 || !/^[\w+/]*={0,2}$/.test(value) || value.includes('_')) return undefined;
  return Uint8Array.from(atob(value), (each) => each.charCodeAt(0));
};

const bytesOfArray = (values: DynamicArray): Uint8Array | undefined =>
  values.every((value) => isWhole(value) && value >= 0 && value <= 255)
    ? Uint8Array.from(values.map(Number))
    : undefined;

/** A guid's first three groups stand in reverse order in its bytes. */
const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

const guidOfBytes = (bytes: Uint8Array | undefined): Guid | null => {
  if (bytes?.length !== 16) return null;
  const digits = guidOrder.map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0')).join('');
  return new Guid(digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
};

const bytesOfGuid = ({ text: written }: Guid): Uint8Array => {
  const digits = written.replaceAll('-', '');
  return Uint8Array.from(guidOrder, (at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
};

const percent = (bytes: Uint8Array, plain: RegExp, space: string): string =>
  Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === ' ') return space;
    return plain.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');

/** Characters that a URL keeps; others become `%` and two small digits, as in the examples of the page. */
const keptInUrl = /[A-Za-z\d\-_.!*()]/;

const urlDecode = (value: string): string => {
  const bytes: number[] = [];
  const source = bytesOf(value.replaceAll('+', ' '));
  for (let at = 0; at < source.length; at += 1) {
    const digits = String.fromCharCode(source[at + 1] ?? 0, source[at + 2] ?? 0);
    if (source[at] === 37 && /^[\da-fA-F]{2}$/.test(digits)) {
      bytes.push(Number.parseInt(digits, 16));
      at += 2;
    } else bytes.push(source[at] ?? 0);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
};

/** The engine stores what it compresses in whole blocks; gzip's header names no system. */
const gzip = (value: string): string => {
  const packed = gzipSync(bytesOf(value), { level: 0, mtime: 0 });
  packed[8] = 0;
  packed[9] = 255;
  return base64(packed);
};

const unpacked = (unpack: (bytes: Uint8Array) => Uint8Array): ScalarFunction =>
  unary(
    text,
    (value) => {
      const bytes = fromBase64(value);
      if (bytes === undefined || bytes.length === 0) return '';
      try {
        return textOfBytes(unpack(bytes)) ?? '';
      } catch {
        // What is not compressed gives an empty text.
        return '';
      }
    },
    '',
  );

const decodeText = unary(text, (value) => textOfBytes(fromBase64(value) ?? new Uint8Array()) ?? '', '');
const encodeText = unary(text, (value) => base64(bytesOf(value)), '');

const labels = (domain: string, separators: RegExp, change: (label: string) => string | undefined): string => {
  const changed = domain.split(separators).map(change);
  return changed.every((label) => label !== undefined) ? changed.join('.') : '';
};

const encodeGuid: ScalarFunction = {
  bind: () => {
    return ([value]): Value => (value instanceof Guid ? base64(bytesOfGuid(value)) : '');
  },
};

/** Functions that encode texts, and read them back. */
export const encodingFunctions: Functions = {
  base64_encode_tostring: encodeText,
  base64_encodestring: encodeText,
  base64_decode_tostring: decodeText,
  base64_decodestring: decodeText,
  base64_decode_toarray: unary(text, (value) => {
    const bytes = fromBase64(value);
    return bytes === undefined ? null : Array.from(bytes);
  }),
  base64_encode_fromarray: unary(
    array,
    (values) => {
      const bytes = bytesOfArray(values);
      return bytes === undefined ? '' : base64(bytes);
    },
    '',
  ),
  base64_decode_toguid: unary(text, (value) => guidOfBytes(fromBase64(value))),
  base64_encode_fromguid: encodeGuid,
  url_encode: unary(text, (value) => percent(bytesOf(value), keptInUrl, '+'), ''),
  url_encode_component: unary(text, (value) => percent(bytesOf(value), keptInUrl, '%20'), ''),
  url_decode: unary(text, urlDecode, ''),
  gzip_compress_to_base64_string: unary(text, gzip, ''),
  gzip_decompress_from_base64_string: unpacked(decompressSync),
  zlib_compress_to_base64_string: unary(text, (value) => base64(zlibSync(bytesOf(value), { level: 0 })), ''),
  zlib_decompress_from_base64_string: unpacked(unzlibSync),
  punycode_from_string: unary(text, encodePunycode, ''),
  punycode_to_string: unary(text, (value) => decodePunycode(value) ?? '', ''),
  punycode_domain_from_string: unary(
    text,
    (domain) => labels(domain, /\./, (label) => (/^xn--/i.test(label) ? decodePunycode(label.slice(4)) : label)),
    '',
  ),
  punycode_domain_to_string: unary(
    text,
    (domain) =>
      labels(domain, /[.\u3002\uff0e\uff61]/, (label) =>
        /[^\p{ASCII}]/u.test(label) ? `xn--${encodePunycode(label)}` : label,
      ),
    '',
  ),
};
