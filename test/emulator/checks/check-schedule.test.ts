import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { emulator, id, scheduled } from '../arm.ts';
import { holdTo, type Limit } from '../at-the-limit.ts';

const schedule = (queryFrequency: string, queryPeriod: string): JsonObject => ({ queryFrequency, queryPeriod });
const suppressed = (suppressionDuration: string, queryFrequency: string): JsonObject => ({
  suppressionEnabled: true,
  suppressionDuration,
  queryFrequency,
  queryPeriod: queryFrequency,
});

const spoiltFrequency = 'The field QueryFrequency must be between PT5M and P14D.';
const spoiltPeriod = 'The field QueryPeriod must be between PT5M and P14D.';
const spoiltSuppression = 'The field SuppressionDuration must be between PT5M and PT24H.';

const limits: readonly Limit[] = [
  ['the shortest frequency', schedule('PT5M', 'PT5M'), schedule('PT4M59S', 'PT5M'), spoiltFrequency],
  ['the longest frequency', schedule('P14D', 'P14D'), schedule('P14DT1S', 'P14D'), spoiltFrequency],
  ['the shortest period', schedule('PT5M', 'PT5M'), schedule('PT5M', 'PT4M'), spoiltPeriod],
  ['the longest period', schedule('P1D', 'P14D'), schedule('P1D', 'P15D'), spoiltPeriod],
  [
    'a period as long as the frequency',
    schedule('PT1H', 'PT60M'),
    schedule('PT1H', 'PT59M'),
    "Invalid Properties for Scheduled alert rule: 'queryPeriod' should be greater than or equal to 'queryFrequency'",
  ],
  [
    'a frequency of an hour for two days',
    schedule('PT1H', 'P2D'),
    schedule('PT59M', 'P2D'),
    "Invalid Properties for Scheduled alert rule: When 'queryPeriod' greater than or equal to 2 days, " +
      "the 'queryFrequency' should be greater than or equal to 1 hour.",
  ],
  ['any frequency below two days', schedule('PT5M', 'PT47H59M'), schedule('PT5M', 'PT48H'), '2 days'],
  ['the lowest threshold', { triggerThreshold: 0 }, { triggerThreshold: -1 }, 'TriggerThreshold must be between 0'],
  ['the highest threshold', { triggerThreshold: 10_000 }, { triggerThreshold: 10_001 }, 'and 10000.'],
  ['the shortest suppression', suppressed('PT5M', 'PT5M'), suppressed('PT4M', 'PT5M'), spoiltSuppression],
  ['the longest suppression', suppressed('PT24H', 'P1D'), suppressed('PT24H1M', 'P1D'), spoiltSuppression],
  [
    'a suppression as long as the frequency',
    suppressed('PT2H', 'PT2H'),
    suppressed('PT1H', 'PT2H'),
    "'suppressionDuration' should be greater than or equal to 'queryFrequency'",
  ],
  ['the form of a duration', { queryPeriod: 'PT1H' }, { queryPeriod: 'PT1D' }, '"PT1D"'],
  ['the form of a start', { startTimeUtc: '2026-01-06T00:00:00Z' }, { startTimeUtc: 'soon' }, "to type 'DateTime'"],
  ['the start', { startTimeUtc: '2026-01-05T00:10:00Z' }, { startTimeUtc: '2026-01-05T00:09:59Z' }, "'startTimeUtc'"],
  ['the latest start', { startTimeUtc: '2026-02-04T00:00:00Z' }, { startTimeUtc: '2026-02-04T00:00:01Z' }, '30 days'],
];

describe('the service’s limits', () => {
  holdTo(limits);

  test('a suppression shorter than the frequency is taken while suppression is off', async () => {
    const { put } = emulator();
    const body = scheduled({ ...suppressed('PT1H', 'PT2H'), suppressionEnabled: false });
    expect((await put(id(1), body)).status).toBe(201);
  });
});
