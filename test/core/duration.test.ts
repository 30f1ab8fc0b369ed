import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDuration, parseIsoDuration, printIsoDuration, printShortDuration } from '../../src/core/duration.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  ['1h', hour],
  ['14d', 14 * day],
  ['1h10m', hour + 10 * minute],
  ['25h', 25 * hour],
  ['2H', 2 * hour],
  ['30s', 30_000],
  ['PT1H', hour],
  ['P1D', day],
  ['P1DT2H', day + 2 * hour],
  ['PT12H10M', 12 * hour + 10 * minute],
  ['PT0S', 0],
])('%s is %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  'PT1D',
  'P1H',
  'P1W',
  'P1M',
  'P1Y',
  '5',
  '1 h',
  '1.5h',
  'PT1.5H',
  '-1h',
  'pt1h',
  'h',
  '1m1h',
  '1h\n',
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('the short form is not ISO 8601', () => {
  expect(parseIsoDuration('1h')).toBeUndefined();
});

test.each([
  ['PT24H', 'P1D', '1d'],
  ['PT60M', 'PT1H', '1h'],
  ['PT25H', 'P1DT1H', '1d1h'],
  ['PT730M', 'PT12H10M', '12h10m'],
  ['P0D', 'PT0S', '0s'],
])('%s is printed as %s and %s', (text, iso, short) => {
  const milliseconds = parseIsoDuration(text);
  expect(milliseconds).toBeDefined();
  expect(printIsoDuration(milliseconds ?? -1)).toBe(iso);
  expect(printShortDuration(milliseconds ?? -1)).toBe(short);
});

test('what is printed reads as the same length, in both forms', () => {
  fc.assert(
    fc.property(fc.nat(), (seconds) => {
      const length = seconds * 1000;
      expect(parseIsoDuration(printIsoDuration(length))).toBe(length);
      expect(parseDuration(printShortDuration(length))).toBe(length);
      expect(parseDuration(printShortDuration(length).toUpperCase())).toBe(length);
    }),
  );
});

test('equal lengths print alike, however they were spelled', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), (minutes) => {
      const spelled = parseIsoDuration(`PT${minutes}M`);
      expect(printIsoDuration(spelled ?? -1)).toBe(printIsoDuration(parseDuration(`${minutes * 60}s`) ?? -2));
    }),
  );
});

test('any text is a length or undefined, and a length beyond the exact numbers stays a number', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^P?T?\d*[dhmsDHMS]?\d*[dhmsDHMS]?$/), (text) => {
      const length = parseDuration(text);
      expect(length === undefined || Number.isSafeInteger(length)).toBe(true);
    }),
  );
  expect(parseDuration(`P${'9'.repeat(400)}D`)).toBe(Number.MAX_SAFE_INTEGER);
});
