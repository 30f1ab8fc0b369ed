import { describe, expect, test } from '@jest/globals';
import { judgeHealth, runsOfRow, type HealthRule, type RuleRuns } from '../../../src/core/service/health.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 12);

const rule = (changes: Partial<HealthRule> = {}): HealthRule => ({
  id: 'A1',
  name: 'Spray',
  enabled: true,
  autoDisabled: undefined,
  frequency: hour,
  modified: now - 1000 * hour,
  ...changes,
});

const runs = (changes: Partial<RuleRuns> = {}): RuleRuns => ({
  id: 'a1',
  runs: 24,
  failures: 0,
  alerts: 3,
  last: now - hour,
  lastFailed: false,
  reason: '',
  ...changes,
});

const judged = (one: HealthRule, entry: RuleRuns | undefined): readonly (readonly [string, string])[] =>
  judgeHealth([one], entry === undefined ? [] : [entry], 14, now).map(({ kind, message }) => [kind, message]);

describe('the health of a rule', () => {
  test('that runs and raises alerts is not worth a word', () => {
    expect(judged(rule(), runs())).toEqual([]);
  });

  test('that failed last is failing, with the reason', () => {
    expect(judged(rule(), runs({ failures: 2, lastFailed: true, reason: 'Bad query' }))).toEqual([
      ['failing', '2 of 24 runs failed, the last one too: Bad query'],
    ]);
  });

  test('that failed before and recovered is told apart', () => {
    expect(judged(rule(), runs({ failures: 2, reason: 'Timeout' }))).toEqual([
      ['failed-runs', '2 of 24 runs failed: Timeout'],
    ]);
  });

  test('that never raised an alert is silent', () => {
    expect(judged(rule(), runs({ alerts: 0 }))).toEqual([['silent', '24 runs in 14 days, no alert']]);
  });

  test.each([
    ['two runs and an hour', 3 * hour + 1, 'not-running'],
    ['a little less', 3 * hour - 1, undefined],
  ])('whose last run was %s ago', (_what, ago, expected) => {
    expect(judged(rule(), runs({ last: now - ago }))[0]?.[0]).toBe(expected);
  });

  test('without any run is not running, unless it was only just written', () => {
    expect(judged(rule(), undefined)).toEqual([['not-running', 'no run in 14 days']]);
    expect(judged(rule({ modified: now - hour }), undefined)).toEqual([]);
  });

  test('that runs more seldom than was looked back is not judged by its absence', () => {
    expect(judged(rule({ frequency: 14 * 24 * hour }), undefined)).toEqual([]);
  });

  test('that somebody switched off is nobody’s business; one that the service switched off is', () => {
    expect(judged(rule({ enabled: false }), undefined)).toEqual([]);
    expect(judged(rule({ autoDisabled: 'The table was deleted.' }), undefined)).toEqual([
      ['auto-disabled', 'The table was deleted.'],
    ]);
  });

  test('is judged by the rules alone where the runs are not known', () => {
    const all = judgeHealth([rule(), rule({ id: 'b', name: 'Off', autoDisabled: 'x' })], undefined, 14, now);
    expect(all.map(({ kind, name }) => [kind, name])).toEqual([['auto-disabled', 'Off']]);
  });

  test('is reported with the most urgent first', () => {
    const rules = ['silent', 'failing', 'off'].map((name) =>
      rule({ id: name, name, ...(name === 'off' ? { autoDisabled: 'x' } : {}) }),
    );
    const entries = [runs({ id: 'silent', alerts: 0 }), runs({ id: 'failing', failures: 1, lastFailed: true })];
    expect(judgeHealth(rules, entries, 14, now).map(({ name }) => name)).toEqual(['off', 'failing', 'silent']);
  });
});

describe('a row of the health table', () => {
  test('is read whatever the types of its columns', () => {
    expect(
      runsOfRow({
        RuleId: 'A1',
        Runs: '24',
        Failures: 2,
        Alerts: null,
        Last: '2026-11-22T11:00:00Z',
        LastSuccess: null,
      }),
    ).toEqual({ id: 'a1', runs: 24, failures: 2, alerts: 0, last: now - hour, lastFailed: true, reason: '' });
  });

  test('says that the last run failed only when no success is newer', () => {
    const row = { RuleId: 'A', Failures: 1, Last: '2026-11-22T11:00:00Z' };
    expect(runsOfRow({ ...row, LastSuccess: '2026-11-22T11:00:00Z' })?.lastFailed).toBe(false);
    expect(runsOfRow({ ...row, LastSuccess: '2026-11-22T10:00:00Z' })?.lastFailed).toBe(true);
  });

  test.each([{}, { RuleId: '', Last: '2026-11-22T11:00:00Z' }, { RuleId: 'A', Last: 'soon' }])(
    'without a rule or a time is passed over: %j',
    (row) => {
      expect(runsOfRow(row)).toBeUndefined();
    },
  );
});

describe('the findings of several rules', () => {
  test('come by their urgency, then by name', () => {
    const names = judgeHealth(
      [
        rule({ id: 'a', name: 'Zebra' }),
        rule({ id: 'b', name: 'Ant' }),
        rule({ id: 'c', name: 'Off', autoDisabled: 'table gone' }),
      ],
      [],
      14,
      now,
    ).map(({ kind, name }) => [kind, name]);
    expect(names).toEqual([
      ['auto-disabled', 'Off'],
      ['not-running', 'Ant'],
      ['not-running', 'Zebra'],
    ]);
  });

  test('say nothing of a rule without a schedule of its own, nor of one that runs but that nobody can read', () => {
    expect(judged({ ...rule(), frequency: undefined }, undefined)).toEqual([]);
    expect(judgeHealth([rule()], undefined, 14, now)).toEqual([]);
    expect(judgeHealth([rule({ enabled: false })], [], 14, now)).toEqual([]);
  });

  test('say nothing of a rule whose period is longer than what was looked at', () => {
    expect(judgeHealth([rule({ frequency: 14 * 24 * hour })], [], 14, now)).toEqual([]);
  });
});
