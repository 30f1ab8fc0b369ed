import { describe, expect, test } from '@jest/globals';
import { checkWantedSchedule } from '../../../../src/app/author/import/wanted-schedule.ts';

describe('a schedule wanted for imported rules', () => {
  test.each([
    [{}],
    [{ frequency: '5m' }],
    [{ period: '1d' }],
    [{ frequency: 'PT30M', period: 'PT1H' }],
    [{ frequency: '1h', period: '14d' }],
  ])('may be %j', (wanted) => {
    expect(() => checkWantedSchedule(wanted)).not.toThrow();
  });

  test.each([
    [{ frequency: '3x' }, '--frequency takes a length of time, not `3x`.'],
    [{ period: '60' }, '--period takes a length of time, not `60`.'],
    [{ frequency: '4m' }, '--frequency is `4m`'],
    [{ period: '15d' }, '--period is `15d`'],
    [{ frequency: '2h' }, '--frequency (2h) is longer than --period (1h)'],
    [{ period: '30m' }, '--frequency (1h) is longer than --period (30m)'],
    [{ frequency: '30m', period: '2d' }, '--frequency (30m) is shorter than an hour'],
  ])('cannot be %j', (wanted, message) => {
    expect(() => checkWantedSchedule(wanted)).toThrow(message);
  });
});
