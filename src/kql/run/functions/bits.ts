import { whole } from '../values/value.ts';
import { binary, long, typed, unary } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

const combine = (evaluate: (left: bigint, right: bigint) => bigint): ScalarFunction =>
  typed(
    'long',
    binary(long, long, (left, right) => whole(evaluate(BigInt(left), BigInt(right)))),
  );

/** Shifts by the count modulo 64; null for a negative count (Microsoft Learn, "binary_shift_left()"). */
const shift = (evaluate: (value: bigint, by: bigint) => bigint): ScalarFunction =>
  typed(
    'long',
    binary(long, long, (value, by) => (by < 0 ? null : whole(evaluate(BigInt(value), BigInt(by) % 64n)))),
  );

const countOnes = (bits: bigint): number => {
  let ones = 0;
  for (let rest = BigInt.asUintN(64, bits); rest !== 0n; rest &= rest - 1n) ones += 1;
  return ones;
};

/** Functions of the bits of 64-bit integers. */
export const bitFunctions: Functions = {
  binary_and: combine((left, right) => left & right),
  binary_or: combine((left, right) => left | right),
  binary_xor: combine((left, right) => left ^ right),
  binary_not: typed(
    'long',
    unary(long, (value) => whole(~BigInt(value))),
  ),
  binary_shift_left: shift((value, by) => value << by),
  binary_shift_right: shift((value, by) => value >> by),
  bitset_count_ones: typed(
    'long',
    unary(long, (value) => countOnes(BigInt(value))),
  ),
};
