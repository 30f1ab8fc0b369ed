import { describe, expect, test } from '@jest/globals';
import { foundBy } from './found-by.ts';

const shorter = 'rule/suppression-shorter-than-frequency';

describe('suppression that is switched on', () => {
  test.each([
    ['5h', []],
    ['4h', []],
    [
      '5h1m',
      [
        `${shorter} at true. suppressionDuration \`5h\` is shorter than queryFrequency \`PT5H1M\` while suppression is switched on.`,
      ],
    ],
  ])('without a duration means five hours, beside a run every %s', (frequency, expected) => {
    const queryFrequency = frequency === '5h1m' ? 'PT5H1M' : frequency;
    expect(foundBy(shorter, { queryFrequency, queryPeriod: '1d', suppressionEnabled: true })).toEqual(expected);
  });

  test.each([
    ['1h', true, 1],
    ['2h', true, 0],
    ['1h', false, 0],
    ['no duration', true, 0],
  ])('for %s beside a run every two hours, switched on: %s', (suppressionDuration, suppressionEnabled, count) => {
    const given = { queryFrequency: '2h', queryPeriod: '1d', suppressionDuration, suppressionEnabled };
    expect(foundBy(shorter, given)).toHaveLength(count);
  });
});
