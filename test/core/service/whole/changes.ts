import {
  activityReach,
  auditQuery,
  auditedStatesQuery,
  closeWriters,
  moments,
  newestByRule,
  otherWriters,
} from '../../../../src/core/service/audit.ts';
import { alertsADay, isTooNoisy } from '../../../../src/core/service/backtest.ts';
import { carries, notCarried } from '../../../../src/core/service/api-version.ts';
import { incidentsOfRow, incidentsQuery } from '../../../../src/core/service/incidents.ts';
import { longestWait } from '../../../../src/core/service/tried.ts';

const start = Date.UTC(2026, 10, 22, 12);

/** An entry of the log, so many milliseconds after the first one. */
const entry = (rule: string, caller: string, after: number) => ({
  resourceId: `/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/${rule}`,
  operation: 'Microsoft.SecurityInsights/alertRules/write',
  caller,
  at: new Date(start + after).toISOString(),
});

const early = { what: 'w', preview: '2022-10-01-preview' };

const gaps = [0, 1, 2, 59_999, 60_000, 60_001];
const noisy = (alertsPerDay: number) => ({ alertsPerDay, alerts: 0, incidents: 0, days: [], entities: [] });

/** What was done to rules, and how often something is seen. */
export const changes = {
  'the activity log': () => [activityReach, moments, longestWait],
  'writers within a gap': () =>
    gaps.flatMap((gap) => {
      const pair = [entry('a', 'picket', gap), entry('a', 'ana', 0)];
      const three = [entry('a', 'ana', gap), entry('a', 'picket', 0), entry('a', 'ana', -gap * 2), entry('b', 'bo', 1)];
      return [pair, three].map((log) => [gap, [...closeWriters(log)]]);
    }),
  'writers in any order': () => {
    const times: readonly (readonly (readonly [string, number])[])[] = [
      [
        ['ana', 0],
        ['bo', 120_000],
        ['cy', 60_000],
      ],
      [
        ['ana', 0],
        ['bo', 10],
        ['ana', 70_000],
      ],
      [
        ['ana', 0],
        ['ana', 10],
        ['bo', 100_000],
        ['bo', 100_010],
      ],
    ];
    return times.map((log) => [...closeWriters(log.map(([who, after]) => entry('a', who, after)))]);
  },
  'writers of several rules': () => {
    const log = [
      entry('a', 'ana', 90_000),
      entry('B', 'ana', 70_000),
      entry('b', 'bo', 60_000),
      entry('a', 'cy', 50_000),
      entry('a', 'ana', 45_000),
      entry('c', 'ana', 1),
      entry('a', 'picket', 0),
    ];
    return [...otherWriters(log)]
      .concat([...closeWriters(log)])
      .concat([...newestByRule(log)].map(([key, last]) => [key, [last]]));
  },
  'questions to the audit table': () => [auditQuery('alertRules'), auditedStatesQuery('alertRules')],
  'alerts a day': () =>
    [0, 0.04, 0.05, 0.95, 1, 1.04, 1.06, 2, 2.46, 10.96].map((rate) => [
      rate,
      alertsADay(rate),
      isTooNoisy({ now: noisy(rate), limit: 1 }),
    ]),
  'closed incidents': () => [
    incidentsQuery,
    ...[
      { RuleId: ' A1 ', Judged: 5, FalsePositives: '3' },
      { RuleId: 'a', Judged: 'many', FalsePositives: null },
      { RuleId: 'a' },
      { RuleId: ' ', Judged: 5, FalsePositives: 3 },
      { Judged: 5 },
    ].map(incidentsOfRow),
  ],
  'what a version would drop': () =>
    [
      { at: ['a'] },
      { at: ['a', 'b'] },
      { at: ['a', '*'] },
      { at: ['a', '*', 'b'] },
      { at: ['a'], values: ['x', '1'] },
      { at: ['toString'] },
    ].flatMap((feature) =>
      [
        {},
        { a: null },
        { a: 1 },
        { a: 'x' },
        { a: [] },
        { a: [1] },
        { a: [{ b: 1 }] },
        { a: {} },
        { a: { b: 'x' } },
      ].map((body) => [feature, body, notCarried([{ ...early, ...feature }], body, '2022-09-01-preview').length]),
    ),
  'versions that carry something': () =>
    [
      '2022-09-30',
      '2022-10-01',
      '2022-10-02',
      '2022-09-30-preview',
      '2022-10-01-preview',
      '2022-10-02-preview',
      '2099-01-01',
    ].map((version) => [
      version,
      carries(version, { preview: '2022-10-01-preview' }),
      carries(version, { preview: '2022-10-01-preview', stable: '2022-10-01' }),
      carries(version, { preview: '2022-10-02-preview', stable: '2022-10-02' }),
    ]),
};
