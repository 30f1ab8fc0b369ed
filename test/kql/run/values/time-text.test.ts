import { describe, expect, test } from '@jest/globals';
import { formatIso } from '../../../../src/kql/run/values/instants.ts';
import { parseInstant } from '../../../../src/kql/run/values/time-text.ts';

const read = (text: string): string => {
  const found = parseInstant(text);
  return found === null ? 'none' : formatIso(found).replace(/\.0000000Z$/, 'Z');
};

describe('a time as it is written', () => {
  test.each([
    ['12:00 AM', '00:00:00'],
    ['12:30 am', '00:30:00'],
    ['1:05 AM', '01:05:00'],
    ['11:59:59 AM', '11:59:59'],
    ['12:00 PM', '12:00:00'],
    ['12:30 pm', '12:30:00'],
    ['1:05 PM', '13:05:00'],
    ['11:59:59 PM', '23:59:59'],
    ['23:59:59', '23:59:59'],
    ['0:00', '00:00:00'],
  ])('has its hours by the halves of the day, which begin with twelve: %s is %s', (clock, hours) => {
    expect(read(`3/1/2026 ${clock}`)).toBe(`2026-03-01T${hours}Z`);
  });

  test.each([
    '0:30 AM',
    '13:00 PM',
    '13:30 AM',
    '24:01',
    '24:00:01',
    '25:00',
    '12:60',
    '12:00:60',
    '12:00 XYZ',
    '12:00 +15',
  ])('is none at %s', (clock) => {
    expect(read(`3/1/2026 ${clock}`)).toBe('none');
  });

  test('of twenty-four hours is the midnight after it', () => {
    expect(read('3/1/2026 24:00')).toBe('2026-03-02T00:00:00Z');
  });

  test.each([
    ['Z', '12:00:00'],
    ['UTC', '12:00:00'],
    ['ut', '12:00:00'],
    ['GMT', '12:00:00'],
    ['EDT', '16:00:00'],
    ['EST', '17:00:00'],
    ['CDT', '17:00:00'],
    ['CST', '18:00:00'],
    ['MDT', '18:00:00'],
    ['MST', '19:00:00'],
    ['PDT', '19:00:00'],
    ['PST', '20:00:00'],
    ['+02', '10:00:00'],
    ['+02:30', '09:30:00'],
    ['-0330', '15:30:00'],
    ['+14:00', '22:00:00'],
  ])('is of the zone behind it: at twelve %s it is %s in UTC', (zone, hours) => {
    const day = zone === '+14:00' ? '2026-02-28' : '2026-03-01';
    expect(read(`2026-03-01 12:00 ${zone}`)).toBe(`${day}T${hours}Z`);
  });

  test.each([
    ['8 Nov 49', '2049-11-08'],
    ['8 Nov 50', '1950-11-08'],
    ['8 Nov 2014', '2014-11-08'],
    ['Saturday, 8 November 2014', '2014-11-08'],
    ['Nov 8, 2014', '2014-11-08'],
    ['20141108', '2014-11-08'],
    ['2014', '2014-01-01'],
    ['2014.11.8', '2014-11-08'],
  ])('has years of two digits from 1950 to 2049, and names of months: %s is %s', (text, day) => {
    expect(read(text)).toBe(`${day}T00:00:00Z`);
  });

  test.each(['8 Foo 2014', '2026-02-30', '2026-13-01', 'Nov 31, 2014', '13/1/2014', ''])('is none in `%s`', (text) => {
    expect(read(text)).toBe('none');
  });

  test('has fractions of a second to seven digits', () => {
    expect(read('2026-03-01 12:00:00.5')).toBe('2026-03-01T12:00:00.5000000Z');
    expect(read('2026-03-01 12:00:00.123456789')).toBe('2026-03-01T12:00:00.1234567Z');
  });
});
