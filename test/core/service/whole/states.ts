import {
  healthQuery,
  judgeHealth,
  needsAttention,
  runsOfRow,
  type HealthRule,
  type RuleRuns,
} from '../../../../src/core/service/health.ts';
import { decisions, pairUp, type Side } from '../../../../src/core/service/onboarding.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 12, 34, 56);
const long = now - 1000 * hour;

const rule = (name: string, changes: Partial<HealthRule> = {}): HealthRule => ({
  id: name.toUpperCase(),
  name,
  enabled: true,
  autoDisabled: undefined,
  frequency: hour,
  modified: long,
  ...changes,
});

const runs = (id: string, changes: Partial<RuleRuns> = {}): RuleRuns => ({
  id,
  runs: 24,
  failures: 0,
  alerts: 3,
  last: now - hour,
  lastFailed: false,
  reason: '',
  ...changes,
});

const rules: readonly HealthRule[] = [
  rule('well'),
  ...[-1, 0, 1].map((more) => rule(`last ${more}`)),
  ...[-1, 0, 1].map((more) => rule(`written ${more}`, { modified: now - 3 * hour + more })),
  ...[-1, 0, 1].map((more) => rule(`seldom ${more}`, { frequency: 11.5 * hour + more, modified: undefined })),
  rule('never written', { modified: undefined }),
  rule('own way', { frequency: undefined }),
  rule('own way, no alert', { frequency: undefined }),
  rule('fails'),
  rule('fails, why'),
  rule('failed'),
  rule('failed, why'),
  rule('one alert'),
  rule('no alert'),
  rule('off', { enabled: false }),
  rule('put off', { autoDisabled: 'gone', enabled: false }),
  rule('put off too', { autoDisabled: '' }),
];

const entries: readonly RuleRuns[] = [
  runs('well'),
  ...[-1, 0, 1].map((more) => runs(`last ${more}`, { last: now - 3 * hour + more })),
  runs('own way, no alert', { alerts: 0 }),
  runs('fails', { failures: 2, lastFailed: true }),
  runs('fails, why', { failures: 2, lastFailed: true, reason: 'Bad' }),
  runs('failed', { failures: 1 }),
  runs('failed, why', { failures: 1, reason: 'Slow' }),
  runs('one alert', { alerts: 1 }),
  runs('no alert', { alerts: 0 }),
  runs('off', { failures: 1, lastFailed: true }),
];

const row = { RuleId: ' A1 ', Runs: 4, Failures: 1, Alerts: 2, Last: '2026-11-22T11:00:00Z', Failure: ' Bad ' };

const side = (id: string, displayName: string, query: unknown, more: Partial<Side> = {}): Side => ({
  type: 'rule',
  id,
  displayName,
  body: { properties: { displayName, query: typeof query === 'string' ? query : null, severity: id } },
  ...more,
});
const same = (id: string, more: Partial<Side> = {}): Side =>
  side(id, 'Same', 'S', { body: { properties: { query: 'S' } }, ...more });

const groups: readonly (readonly [readonly Side[], readonly Side[]])[] = [
  // Equal bodies: the order of ids decides, whatever the case, and what is left over is left.
  [
    [same('C'), same('a'), same('B')],
    [same('z'), same('Y')],
  ],
  [
    [same('c'), same('a')],
    [same('z'), same('Y'), same('x')],
  ],
  [[same('a', { type: 'other' })], [same('z')]],
  // Two files of one template, two live rules of one file, one of each.
  [[side('t', 'A', 'Q1'), side('T', 'B', 'Q2')], [side('x', 'C', 'Q3', { template: 't' })]],
  [[side('t', 'A', 'Q1')], [side('x', 'B', 'Q2', { template: 'T' }), side('y', 'C', 'Q3', { template: ' t ' })]],
  [
    [side('t', 'A', 'Q1'), side('u', 'B', 'Q2')],
    [side('x', 'C', 'Q3', { template: 'u' }), side('y', 'D', 'Q4', { template: '' })],
  ],
  // One name on several.
  [[side('a', 'N', 'Q1'), side('b', 'n', 'Q2')], [side('x', 'N ', 'Q3')]],
  [[side('a', 'N', 'Q1')], [side('x', 'N', 'Q3'), side('y', 'n', 'Q4')]],
  [
    [side('a', 'N', 'Q1'), side('b', 'N', 'Q2'), side('c', 'M', 'Q5')],
    [side('x', 'N', 'Q3'), side('y', 'N', 'Q4'), side('z', 'O', 'Q6')],
  ],
  // One query on several: no reason to ask.
  [[side('a', 'A', 'Q'), side('b', 'B', 'Q')], [side('x', 'C', 'Q')]],
  [[side('a', 'A', 'Q')], [side('x', 'B', 'Q')]],
  [[side('a', 'A', 'Q')], [side('x', 'B', 'Q'), side('y', 'C', 'Q')]],
  [[side('a', 'A', 7)], [side('x', 'B', 7)]],
  [[side('a', 'A', ' ')], [side('x', 'B', ' ')]],
  // A surer likeness comes first, and what it takes is open no more.
  [
    [side('a', 'N', 'Q'), side('t', 'T', 'P')],
    [side('x', 'N', 'P', { template: 't' }), side('y', 'M', 'Q')],
  ],
];

const ids = (sides: readonly Side[]): readonly string[] => sides.map(({ id }) => id);

/** What is wrong with rules, and which of them are the same. */
export const states = {
  'the health of rules': () => judgeHealth(rules, entries, 1, now).map((finding) => [finding, needsAttention(finding)]),
  'the health of rules whose runs nobody knows': () => judgeHealth(rules, undefined, 1, now),
  'the health of rules of one name': () =>
    judgeHealth(
      ['b', 'c', 'a'].map((id) => rule(id, { name: id === 'a' ? 'A' : 'Same' })),
      [],
      1,
      now,
    ),
  'rows of the health table': () => [
    healthQuery('alertRules'),
    ...[
      row,
      { ...row, Failures: 0 },
      { ...row, Runs: '4', Failures: '1', Alerts: '2' },
      { ...row, Runs: 'many', Failures: true, Alerts: null },
      { ...row, LastSuccess: '2026-11-22T10:59:59.999Z' },
      { ...row, LastSuccess: row.Last },
      { ...row, LastSuccess: 7 },
      { ...row, Failure: 7 },
      { ...row, RuleId: 7 },
      { ...row, Last: 7 },
    ].map(runsOfRow),
  ],
  'what can be decided': () => [decisions],
  'files and live rules': () =>
    groups.map(([files, live]) => {
      const found = pairUp(files, live, () => ['/properties/query', '/properties/none']);
      return {
        pairs: found.pairs.map(({ file, live: other, by }) => `${file.id} ${other.id} ${by}`),
        unclear: found.unclear.map((each) => [ids(each.files), ids(each.live)]),
        files: ids(found.files),
        live: ids(found.live),
      };
    }),
};
