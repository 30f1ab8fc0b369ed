import { createHash } from 'node:crypto';
import { dynamicOf, textOf } from '../values/convert.ts';
import {
  Datetime,
  Real,
  Timespan,
  addWhole,
  epochTicks,
  isWhole,
  whole,
  type Dynamic,
  type Value,
} from '../values/value.ts';
import { dynamic, long, type Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

/** Primes of the algorithm (xxHash specification, XXH64). */
const prime1 = 11_400_714_785_074_694_791n;
const prime2 = 14_029_467_366_897_019_727n;
const prime3 = 1_609_587_929_392_839_161n;
const prime4 = 9_650_029_242_287_828_579n;
const prime5 = 2_870_177_450_012_600_261n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => wrap((value << by) | (value >> (64n - by)));
const round = (lane: bigint, input: bigint): bigint => wrap(rotate(wrap(lane + input * prime2), 31n) * prime1);

/** The 64-bit xxHash of bytes with seed 0, as an unsigned integer. */
const xxHash64 = (bytes: Uint8Array): bigint => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = prime5;
  if (bytes.length >= 32) {
    const lanes = [wrap(prime1 + prime2), prime2, 0n, wrap(-prime1)];
    for (; at + 32 <= bytes.length; at += 32)
      for (const [index, lane] of lanes.entries()) lanes[index] = round(lane, view.getBigUint64(at + index * 8, true));
    const turns = [1n, 7n, 12n, 18n];
    hash = wrap(lanes.reduce((sum, lane, index) => sum + rotate(lane, turns[index] ?? 0n), 0n));
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * prime1 + prime4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4);
  for (; at + 4 <= bytes.length; at += 4)
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * prime1), 23n) * prime2 + prime3);
  for (; at < bytes.length; at += 1) hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint8(at)) * prime5), 11n) * prime1);
  hash = wrap((hash ^ (hash >> 33n)) * prime2);
  hash = wrap((hash ^ (hash >> 29n)) * prime3);
  return hash ^ (hash >> 32n);
};

/** Digests of what a value is as text: of a datetime that is ISO 8601 with seven digits. */
const digest = (algorithm: string): ScalarFunction => ({
  bind: ([argument]) => {
    const lift = dynamicOf(argument?.type ?? 'string');
    return ([value]) =>
      createHash(algorithm)
        .update(textOf(lift(value ?? null)), 'utf8')
        .digest('hex');
  },
});

const eightBytes = (write: (view: DataView) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8));
  write(view);
  return new Uint8Array(view.buffer);
};

const ofInteger = (value: number | bigint): Uint8Array =>
  eightBytes((view) => view.setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true));

/** The bytes that the engine hashes: text in UTF-8, numbers and times as their eight bytes; undefined for others. */
const bytesOf = (value: Dynamic): Uint8Array | undefined => {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (isWhole(value)) return ofInteger(value);
  if (value instanceof Datetime) return ofInteger(addWhole(value.ticks, epochTicks));
  if (value instanceof Timespan) return ofInteger(value.ticks);
  if (value instanceof Real) return eightBytes((view) => view.setFloat64(0, value.value, true));
  return undefined;
};

const hash: ScalarFunction = {
  bind: (args, context) => {
    const type = args[0]?.type ?? 'string';
    if (type === 'decimal' || type === 'guid' || type === 'bool' || type === 'dynamic')
      return context.unsupported(`hash() of a ${type}`);
    const read = dynamic(args[0], 0);
    const readModulo = long(args[1], 1);
    return (values): Value => {
      const bytes = bytesOf(read(values));
      if (bytes === undefined) return null;
      const hashed = xxHash64(bytes);
      const modulo = readModulo(values);
      return modulo === null || modulo === 0 ? whole(hashed) : whole(hashed % BigInt(modulo));
    };
  },
};

/** Functions that hash values. */
export const hashFunctions: Functions = {
  hash,
  hash_xxhash64: hash,
  hash_md5: digest('md5'),
  hash_sha1: digest('sha1'),
  hash_sha256: digest('sha256'),
};
