import { describe, expect, test } from '@jest/globals';
import { checkWantedSchedule } from '../../../../src/app/author/import/wanted-schedule.ts';

describe('a schedule wanted for imported rules', () => {
  test.each([
    [{}],
    [{ queryFrequency: '5m' }],
    [{ queryPeriod: '1d' }],
    [{ queryFrequency: 'PT30M', queryPeriod: 'PT1H' }],
    [{ queryFrequency: '1h', queryPeriod: '14d' }],
  ])('may be %j', (wanted) => {
    expect(() => checkWantedSchedule(wanted)).not.toThrow();
  });

  test.each([
    [{ queryFrequency: '3x' }, '--frequency takes a length of time, not `3x`.'],
    [{ queryPeriod: '60' }, '--period takes a length of time, not `60`.'],
    [{ queryFrequency: '4m' }, '--frequency is `4m`'],
    [{ queryPeriod: '15d' }, '--period is `15d`'],
    [{ queryFrequency: '2h' }, '--frequency (2h) is longer than --period (1h)'],
    [{ queryPeriod: '30m' }, '--frequency (1h) is longer than --period (30m)'],
    [{ queryFrequency: '30m', queryPeriod: '2d' }, '--frequency (30m) is shorter than an hour'],
  ])('cannot be %j', (wanted, message) => {
    expect(() => checkWantedSchedule(wanted)).toThrow(message);
  });
});
