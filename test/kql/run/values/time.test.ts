import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scalarFunctions } from '../../../../src/kql/run/functions/index.ts';
import type { RunContext } from '../../../../src/kql/run/functions/index.ts';
import {
  addMonths,
  dayOfDate,
  firstTick,
  formatIso,
  lastTick,
  partsOf,
  weekdayOf,
} from '../../../../src/kql/run/values/instants.ts';
import { formatSpan, parseInstant, parseSpan } from '../../../../src/kql/run/values/time-text.ts';
import { epochTicks, isWhole, whole } from '../../../../src/kql/run/values/value.ts';
import type { Type, Value } from '../../../../src/kql/run/values/value.ts';

const refuse = (text: string): never => {
  throw new Error(text);
};
const context: RunContext = {
  now: () => 0,
  random: () => 0.5,
  geo: () => null,
  unsupported: refuse,
  fail: refuse,
};

/** Calls a function by its name with values and their types. */
const call = (name: string, ...args: readonly (readonly [Type, Value])[]): Value => {
  const found = scalarFunctions.get(name);
  if (found === undefined) throw new Error(name);
  const given = args.map(([type, constant]) => ({ type, constant }));
  return found.bind(given, context)(args.map(([, value]) => value));
};

const instants = fc.bigInt({ min: firstTick, max: lastTick }).map(whole);
/** Without the first and the last year, whose periods may reach beyond the calendar. */
const inner = fc.bigInt({ min: firstTick + 10n ** 15n, max: lastTick - 10n ** 15n }).map(whole);
const longs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(whole);
const sizes = fc.bigInt({ min: 1n, max: 10n ** 15n }).map(whole);

const floorDivide = (left: bigint, right: bigint): bigint => {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
};

describe('text of times', () => {
  test('of any datetime reads back as the same ticks', () => {
    fc.assert(
      fc.property(instants, (ticks) => {
        expect(parseInstant(formatIso(ticks))).toBe(ticks);
      }),
    );
  });

  test('of a datetime is what the calendar of the platform says, to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const ticks = whole((BigInt(date.getTime()) + 62_135_596_800_000n) * 10_000n - epochTicks);
          expect(formatIso(ticks)).toBe(`${date.toISOString().slice(0, -1)}0000Z`);
          expect(weekdayOf(dayOfDate(partsOf(ticks).year, partsOf(ticks).month, partsOf(ticks).day))).toBe(
            date.getUTCDay(),
          );
        },
      ),
    );
  });

  test('of any timespan reads back as the same ticks', () => {
    const spans = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map(whole);
    fc.assert(
      fc.property(spans, (ticks) => {
        expect(parseSpan(formatSpan(ticks))).toBe(ticks);
      }),
    );
  });
});

describe('bins', () => {
  test('of longs are the largest multiple that is not above, by 64-bit integers', () => {
    fc.assert(
      fc.property(longs, sizes, (value, size) => {
        const expected = floorDivide(BigInt(value), BigInt(size)) * BigInt(size);
        expect(call('bin', ['long', value], ['long', size])).toBe(whole(expected));
      }),
    );
  });

  test('of datetimes are counted from year 1', () => {
    fc.assert(
      fc.property(instants, sizes, (ticks, size) => {
        const fromYearOne = BigInt(ticks) + epochTicks;
        const expected = (fromYearOne / BigInt(size)) * BigInt(size) - epochTicks;
        expect(call('bin', ['datetime', ticks], ['timespan', size])).toBe(whole(expected));
      }),
    );
  });

  test('that are not positive give null', () => {
    fc.assert(
      fc.property(longs, sizes, (value, size) => {
        expect(call('bin', ['long', value], ['long', whole(-BigInt(size))])).toBeNull();
      }),
    );
  });
});

describe('sums and differences of datetimes', () => {
  const units: readonly (readonly [string, bigint])[] = [
    ['week', 6_048_000_000_000n],
    ['day', 864_000_000_000n],
    ['hour', 36_000_000_000n],
    ['minute', 600_000_000n],
    ['second', 10_000_000n],
    ['millisecond', 10_000n],
    ['microsecond', 10n],
  ];

  test.each(units)('by %s are exact, or null beyond the calendar', (unit, length) => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -1_000_000, max: 1_000_000 }), (ticks, amount) => {
        const expected = BigInt(ticks) + BigInt(amount) * length;
        const isWithin = expected >= firstTick && expected <= lastTick;
        const sum = call('datetime_add', ['string', unit], ['long', amount], ['datetime', ticks]);
        expect(sum).toBe(isWithin ? whole(expected) : null);
        const difference = call('datetime_diff', ['string', unit], ['datetime', sum], ['datetime', ticks]);
        expect(difference).toBe(isWithin ? amount : null);
      }),
    );
  });

  test('by months keep the day where the month has it, and go back where they came from', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -2000, max: 2000 }), (ticks, months) => {
        const moved = addMonths(ticks, months);
        if (moved === null) return;
        const [before, after] = [partsOf(ticks), partsOf(moved)];
        expect(after.year * 12 + after.month - (before.year * 12 + before.month)).toBe(months);
        expect(after.tick).toBe(before.tick);
        expect(before.day > 28 || addMonths(moved, -months) === ticks).toBe(true);
      }),
    );
  });

  test('start and end of a period enclose every moment of it, without a gap to the next', () => {
    fc.assert(
      fc.property(inner, fc.constantFrom('day', 'week', 'month', 'year'), (ticks, unit) => {
        const start = call(`startof${unit}`, ['datetime', ticks]);
        const end = call(`endof${unit}`, ['datetime', ticks]);
        const next = call(`startof${unit}`, ['datetime', ticks], ['long', 1]);
        expect(isWhole(start) && start <= ticks).toBe(true);
        expect(isWhole(end) && end >= ticks && next === whole(BigInt(end) + 1n)).toBe(true);
      }),
    );
  });
});
