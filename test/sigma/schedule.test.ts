import { describe, expect, test } from '@jest/globals';
import { isPeriod, scheduleOf } from '../../src/sigma/schedule.ts';

describe('a correlation', () => {
  test.each([
    ['299s', false],
    ['300s', true],
    ['4m', false],
    ['5m', true],
    ['20160m', true],
    ['20161m', false],
    ['1h', true],
    ['336h', true],
    ['337h', false],
    ['14d', true],
    ['15d', false],
    ['2w', true],
    ['3w', false],
    ['1M', false],
    ['1y', false],
  ])('over %s has a span that a rule can look back: %p', (timespan, expected) => {
    expect(isPeriod(timespan)).toBe(expected);
  });

  // Half of the span between runs, but five minutes at least; a sliding query looks back over both.
  test.each([
    ['5m', '5m', '5m', '10m'],
    ['9m', '5m', '9m', '14m'],
    ['301s', '5m', '6m', '11m'],
    ['11m', '5m', '11m', '16m'],
    ['30m', '15m', '30m', '45m'],
    ['1h', '30m', '1h', '90m'],
    ['2h', '1h', '2h', '3h'],
    ['1d', '12h', '1d', '36h'],
    ['2d', '1d', '2d', '3d'],
    ['1w', '84h', '7d', '252h'],
    ['13d', '156h', '13d', '14d'],
    ['2w', '7d', '14d', '14d'],
    ['1M', '7d', '14d', '14d'],
    ['1s', '5m', '5m', '10m'],
  ])('over %s runs every %s over %s, and over %s where its query slides', (timespan, frequency, period, wide) => {
    expect(scheduleOf(timespan, {})).toEqual({ queryFrequency: frequency, queryPeriod: period });
    expect(scheduleOf(timespan, {}, 'slide')).toEqual({ queryFrequency: frequency, queryPeriod: wide });
  });

  test('runs as often as it is wanted, and never less often than it looks back', () => {
    expect(scheduleOf('1h', { frequency: '1h' })).toEqual({ queryFrequency: '1h', queryPeriod: '1h' });
    expect(scheduleOf('1h', { frequency: '61m' })).toEqual({ queryFrequency: '1h', queryPeriod: '1h' });
    expect(scheduleOf('1h', { frequency: '61m' }, 'slide')).toEqual({ queryFrequency: '61m', queryPeriod: '90m' });
    expect(scheduleOf('1h', { period: '20m' })).toEqual({ queryFrequency: '20m', queryPeriod: '20m' });
    expect(scheduleOf('1h', { frequency: '2h', period: '1d' }, 'slide')).toEqual({
      queryFrequency: '2h',
      queryPeriod: '1d',
    });
  });
});

test('a rule over single events runs every hour over an hour, or as it is wanted', () => {
  expect(scheduleOf(undefined, {})).toEqual({ queryFrequency: '1h', queryPeriod: '1h' });
  expect(scheduleOf(undefined, { frequency: '2h' })).toEqual({ queryFrequency: '2h', queryPeriod: '1h' });
  expect(scheduleOf(undefined, { period: '1d' }, 'slide')).toEqual({ queryFrequency: '1h', queryPeriod: '1d' });
});
