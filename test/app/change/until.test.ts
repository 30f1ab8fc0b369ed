import { expect, test } from '@jest/globals';
import { momentOf, untilOf } from '../../../src/app/change/until.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { noon } from '../../cli/io.ts';

/** What is typed, what is written for it, and the same as a moment; or what is wrong with it. */
const typed: readonly (readonly [text: string, until: string, moment?: string])[] = [
  ['4h', '2026-11-22T16:00:00Z'],
  ['90m', '2026-11-22T13:30:00Z'],
  ['1s', '2026-11-22T12:00:01Z'],
  ['P1D', '2026-11-23T12:00:00Z'],
  ['2026-11-22', '2026-11-22', '2026-11-22T23:59:59Z'],
  ['2028-02-29', '2028-02-29', '2028-02-29T23:59:59Z'],
  ['2026-11-22T12:00:01Z', '2026-11-22T12:00:01Z'],
  ['2026-12-01T08:30:00Z', '2026-12-01T08:30:00Z'],
  ['9999-12-31', '9999-12-31', '9999-12-31T23:59:59Z'],
  ['2026-11-21', '--until: 2026-11-21 has passed.'],
  ['2026-11-22T11:59:59Z', '--until: 2026-11-22T11:59:59Z has passed.'],
  ['0h', '--until: `0h` is no date.'],
  ['-1h', '--until: `-1h` is no date.'],
  ['2027-02-29', '--until: `2027-02-29` is no date.'],
  ['2027-13-01', '--until: `2027-13-01` is no date.'],
  ['2027-02-30T12:00:00Z', '--until: `2027-02-30T12:00:00Z` is no date.'],
  ['3000000d', '--until: `3000000d` is no date.'],
  ['10000-01-01', '--until: `10000-01-01` is no date.'],
  ['tomorrow', '--until: `tomorrow` is no date.'],
  ['', '--until: `` is no date.'],
];

const said = (work: () => string): string => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    expect([
      error.kind,
      error.code,
      error.hint?.startsWith(error.message.includes('passed') ? 'Name' : 'Write'),
    ]).toEqual(['usage', 'bad-date', true]);
    return error.message;
  }
};

test.each(typed)('the end that `%s` names is %s', (text, until, moment = until) => {
  // Parts of a second are left out.
  for (const now of [noon, noon + 999]) {
    expect(said(() => untilOf(text, now))).toBe(until);
    expect(said(() => momentOf(text, now))).toBe(moment);
  }
});

test('a length of time ends with the last moment that a date can name', () => {
  const last = Date.UTC(9999, 11, 31, 23, 59, 59);
  expect(untilOf('1h', last - 3_600_000)).toBe('9999-12-31T23:59:59Z');
  expect(said(() => untilOf('1h', last - 3_599_000))).toBe('--until: `1h` is no date.');
});
