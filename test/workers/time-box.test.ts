import { describe, expect, test } from '@jest/globals';
import { withinTime } from '../../src/workers/time-box.ts';

describe('work within its time', () => {
  test('gives what it computes', () => {
    expect(withinTime(10_000, () => 6 * 7)).toEqual({ value: 42 });
    expect(withinTime(10_000, () => undefined)).toEqual({ value: undefined });
  });

  test('is cut off wherever it is', () => {
    const numbers = Array.from({ length: 5_000_000 }, (_, index) => index);
    expect(
      withinTime(20, () => {
        for (;;) numbers.sort((left, right) => Math.sin(left) - Math.sin(right));
      }),
    ).toBeUndefined();
  });

  test('throws what the work throws', () => {
    expect(() =>
      withinTime(10_000, () => {
        throw new RangeError('too long');
      }),
    ).toThrow(RangeError);
  });

  test('leaves time for the next one', () => {
    withinTime(1, () => {
      for (;;);
    });
    expect(withinTime(10_000, () => 'next')).toEqual({ value: 'next' });
  });
});
