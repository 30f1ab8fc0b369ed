import { createHash } from 'node:crypto';
import { dynamicOf, textOf } from '../values/convert.ts';
import { Datetime, Real, Timespan, addWhole, epochTicks, isWhole, whole } from '../values/value.ts';
import type { Dynamic, Value } from '../values/value.ts';
import { xxHash64 } from '../xxhash.ts';
import { dynamic, long } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

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
