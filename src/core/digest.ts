import { hash, createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './json.ts';

/** Picket's own name space for ids that it makes up (RFC 9562, version 4, chosen once). */
const nameSpace = Buffer.from('6f2c1f0e4b7d4a54b0a6d0c5a1f3e792', 'hex');

/** A GUID made of a text (RFC 9562, version 5): the same text always gives the same one. */
export const namedGuid = (text: string): string => {
  const hash = createHash('sha1').update(nameSpace).update(text.normalize('NFC')).digest();
  const bytes = hash.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** A text's SHA-256 in hexadecimal. */
export const sha256 = (text: string): string => hash('sha256', text);

/** A value's SHA-256 in hexadecimal; the order of keys does not count. */
export const digestOf = (value: JsonValue): string => sha256(canonicalJson(value));

/**
 * Eight characters (48 bits) of a value's SHA-256, for records that must stay short; undefined for an absent value.
 * Enough to see that one field changed: a chance of one in 10^14 to miss it.
 */
export const shortDigest = (value: JsonValue | undefined): string | undefined =>
  value === undefined ? undefined : hash('sha256', canonicalJson(value), 'base64url').slice(0, 8);
