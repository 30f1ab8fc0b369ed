import { hash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './json.ts';

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
