import { describe, expect, test } from '@jest/globals';
import type { Figures } from '../../../src/core/metrics/figures.ts';
import { hoursInWords, percent, summaryOf } from '../../../src/core/metrics/summary.ts';

const nothingKnown: Figures = {
  rules: 0,
  enabled: 0,
  stages: new Map(),
  tested: 0,
  passing: 0,
  mutants: undefined,
  exceptions: new Map(),
  lead: undefined,
  running: undefined,
  silent: undefined,
  alerts: undefined,
  incidents: undefined,
  drift: undefined,
};

const everything: Figures = {
  rules: 12,
  enabled: 11,
  stages: new Map([
    ['production', 9],
    ['test', 3],
  ]),
  tested: 7,
  passing: 6,
  mutants: { caught: 99, all: 200 },
  exceptions: new Map([
    ['opted-out', 2],
    ['excluded-rows', 1],
  ]),
  lead: { changes: 5, median: 0.5, ninth: 72 },
  running: 10,
  silent: 0,
  alerts: 41,
  incidents: { judged: 8, falsePositives: 2 },
  drift: { rules: 3, oldest: 14 },
};

describe('figures as people read them', () => {
  test('a share is a whole number of per cent', () => {
    expect([0, 0.004, 0.005, 0.5, 0.994, 0.995, 1].map(percent)).toEqual([
      '0 %',
      '0 %',
      '1 %',
      '50 %',
      '99 %',
      '100 %',
      '100 %',
    ]);
  });

  test('a time is in minutes below an hour, in hours below two days, then in days', () => {
    expect([0, 0.25, 0.99, 1, 1.26, 47.9, 48, 60, 720].map(hoursInWords)).toEqual([
      '0 min',
      '15 min',
      '59 min',
      '1 h',
      '1.3 h',
      '47.9 h',
      '2 d',
      '2.5 d',
      '30 d',
    ]);
  });

  test('each is a column, with what a share is of', () => {
    expect(summaryOf({ groups: [{ by: 'all', group: '', figures: everything }] })).toEqual([
      {
        by: 'all',
        title: 'All rules',
        head: [
          'All rules',
          'Rules',
          'Enabled',
          'Stages',
          'Tested',
          'Mutants noticed',
          'Exceptions',
          'Merge to live',
          'Running',
          'Silent',
          'Alerts',
          'False positives',
          'Drift',
        ],
        rows: [
          [
            'all',
            '12',
            '11',
            'production 9, test 3',
            '7 of 12',
            '50 % of 200',
            '3',
            '30 min (90 %: 3 d)',
            '10',
            '0',
            '41',
            '25 % of 8',
            '3, the oldest 14 d',
          ],
        ],
      },
    ]);
  });

  test('what is known of one group alone is a dash of the others, and what of none is no column', () => {
    const [table, other, ...more] = summaryOf({
      groups: [
        {
          by: 'owner',
          group: 'soc',
          figures: { ...nothingKnown, rules: 1, alerts: 0, drift: { rules: 2, oldest: undefined } },
        },
        { by: 'owner', group: '(none)', figures: nothingKnown },
        { by: 'workspace', group: 'prod', figures: nothingKnown },
      ],
    });
    expect(more).toEqual([]);
    expect(table).toEqual({
      by: 'owner',
      title: 'Owner',
      head: ['Owner', 'Rules', 'Enabled', 'Stages', 'Tested', 'Exceptions', 'Alerts', 'Drift'],
      rows: [
        ['soc', '1', '0', '', '0 of 1', '0', '0', '2'],
        ['(none)', '0', '0', '', '0 of 0', '0', '–', '–'],
      ],
    });
    expect(other?.rows).toEqual([['prod', '0', '0', '', '0 of 0', '0', '–', '–']]);
  });
});
