import { field, limit, nrt, type Limit } from './row.ts';

export const schedule: readonly Limit[] = [
  field('queryFrequency of 5 minutes', 'rule/schedule-out-of-range', 'queryFrequency', '5m', '4m'),
  field('queryFrequency of 14 days', 'rule/schedule-out-of-range', 'queryFrequency', '14d', '14d1m', {
    queryPeriod: '14d',
  }),
  field('queryPeriod of 5 minutes', 'rule/schedule-out-of-range', 'queryPeriod', '5m', '4m', { queryFrequency: '5m' }),
  field('queryPeriod of 14 days', 'rule/schedule-out-of-range', 'queryPeriod', 'P14D', 'P14DT1M'),
  field('queryPeriod as long as the frequency', 'rule/period-shorter-than-frequency', 'queryPeriod', 'PT60M', '59m'),
  field('hourly with a period of 2 days', 'rule/frequency-below-hour-with-long-period', 'queryFrequency', '1h', '59m', {
    queryPeriod: '2d',
  }),
  limit(
    'every 5 minutes with a period below 2 days',
    'rule/frequency-below-hour-with-long-period',
    '/queryFrequency',
    { queryFrequency: '5m', queryPeriod: '47h59m' },
    { queryFrequency: '5m', queryPeriod: '48h' },
  ),
  field('triggerThreshold of 0', 'schema/out-of-range', 'triggerThreshold', 0, -1),
  field('triggerThreshold of 10,000', 'schema/out-of-range', 'triggerThreshold', 10_000, 10_001),
  field('triggerOperator', 'schema/not-allowed-value', 'triggerOperator', 'NotEqual', 'Equals'),
  field('suppressionDuration of 5 minutes', 'rule/suppression-out-of-range', 'suppressionDuration', '5m', '4m'),
  field('suppressionDuration of 24 hours', 'rule/suppression-out-of-range', 'suppressionDuration', '24h', '24h1m'),
  field(
    'suppression as long as the frequency',
    'rule/suppression-shorter-than-frequency',
    'suppressionDuration',
    '6h',
    '5h59m',
    {
      queryFrequency: '6h',
      queryPeriod: '6h',
      suppressionEnabled: true,
    },
  ),
  limit(
    'suppression shorter than the frequency while it is off',
    'rule/suppression-shorter-than-frequency',
    '/suppressionDuration',
    { queryFrequency: '6h', queryPeriod: '6h', suppressionEnabled: false, suppressionDuration: '1h' },
    { queryFrequency: '6h', queryPeriod: '6h', suppressionEnabled: true, suppressionDuration: '1h' },
  ),
  field(
    'startTimeUtc 10 minutes ahead',
    'rule/start-time-out-of-range',
    'startTimeUtc',
    '2026-01-15T12:10:00Z',
    '2026-01-15T12:09:59Z',
  ),
  field(
    'startTimeUtc 30 days ahead',
    'rule/start-time-out-of-range',
    'startTimeUtc',
    '2026-02-14T12:00:00Z',
    '2026-02-14T12:00:01Z',
  ),
  ...(
    [
      ['queryFrequency', '1h'],
      ['queryPeriod', '1h'],
      ['triggerOperator', 'gt'],
      ['triggerThreshold', 0],
    ] as const
  ).map(([key, value]) => ({
    name: `${key} in an NRT rule`,
    ruleAtLimit: nrt,
    ruleBeyond: { ...nrt, [key]: value },
    code: 'schema/forbidden-key',
    pointer: `/${key}`,
    refusedBy: 'format' as const,
  })),
];
