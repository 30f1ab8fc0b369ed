import { describe, expect, test } from '@jest/globals';
import { instantOf, printInstant } from '../../src/core/duration.ts';

describe('an instant', () => {
  test.each([
    ['a date alone, in UTC', '2026-01-31', Date.UTC(2026, 0, 31)],
    ['a time without a zone, in UTC', '2026-01-31T08:15:30', Date.UTC(2026, 0, 31, 8, 15, 30)],
    ['a blank for the T', '2026-01-31 08:15', Date.UTC(2026, 0, 31, 8, 15)],
    ['a zone', '2026-01-31T08:15:30+02:00', Date.UTC(2026, 0, 31, 6, 15, 30)],
    ['parts of a second', '2026-01-31T08:15:30.1234567Z', Date.UTC(2026, 0, 31, 8, 15, 30, 123)],
  ])('is read from %s', (_, text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });

  test.each(['soon', '2026-1-31', '2026-13-01', '2026-01-31T25:00', '2026-01-31T08:15:30+99:99', ' 2026-01-31'])(
    'is none in %s',
    (text) => {
      expect(instantOf(text)).toBeUndefined();
    },
  );

  test('is printed as it is read again', () => {
    expect(printInstant(Date.UTC(2026, 0, 31, 8))).toBe('2026-01-31T08:00:00Z');
    expect(instantOf(printInstant(Date.UTC(2026, 0, 31, 8, 0, 0, 5)))).toBe(Date.UTC(2026, 0, 31, 8, 0, 0, 5));
  });
});
