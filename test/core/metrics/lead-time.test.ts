import { describe, expect, test } from '@jest/globals';
import type { DeploymentRecord } from '../../../src/core/evidence/deployment-log.ts';
import { leadTimes } from '../../../src/core/metrics/lead-time.ts';

const rule = 'analytics-rule/a';

/** A deployment of the commit at a place of the branch, so many hours after noon, with the end of the rule. */
const record = (
  place: number,
  hours: number,
  status?: string,
  workspace = 'prod',
  flags: readonly string[] = [],
): DeploymentRecord => ({
  flags,
  at: new Date(Date.UTC(2026, 0, 1, 12 + hours)).toISOString(),
  project: '',
  workspace,
  commit: String(place),
  identity: 'ci',
  picket: '',
  plan: '',
  outcome: '',
  changes:
    status === undefined ? [] : [{ type: 'analytics-rule', id: 'A', name: 'A', action: 'update', status, reason: '' }],
  sequence: 1,
  hash: '',
  previous: '',
});

const change = { merged: '2026-01-01T12:00:00Z', place: 5, rules: [rule] };

const hours = (...records: readonly DeploymentRecord[]): readonly string[] =>
  leadTimes([change], records, (commit) => (commit === '99' ? undefined : Number(commit))).map(
    (lead) => `${lead.workspace} ${lead.hours}`,
  );

describe('the time from merge to live', () => {
  test('ends with the first deployment of a commit that has the change', () => {
    expect(hours(record(4, 1, 'written'), record(6, 2, 'written'), record(7, 9, 'written'))).toEqual(['prod 2']);
  });

  test('goes on over deployments that tried and failed', () => {
    expect(hours(record(5, 1, 'failed'), record(5, 3, 'written'))).toEqual(['prod 3']);
  });

  test('is none for a change of which nothing had to be written, and for commits that the branch does not have', () => {
    expect(hours(record(5, 1), record(8, 3, 'written'))).toEqual([]);
    expect(hours(record(99, 1, 'written'))).toEqual([]);
  });

  test('goes on over deployments of other content alone, that have nothing of the rule', () => {
    const others = record(5, 1, undefined, 'prod', ['--only b']);
    expect(hours(others, record(5, 3, 'written'))).toEqual(['prod 3']);
    expect(hours(record(5, 1, undefined, 'prod', ['--overwrite all']), record(5, 3, 'written'))).toEqual([]);
    expect(hours(record(5, 2, 'written', 'prod', ['--type analytics-rule']))).toEqual(['prod 2']);
  });

  test('is told of each workspace', () => {
    expect(hours(record(5, 1, 'written'), record(5, 4, 'written', 'test'))).toEqual(['prod 1', 'test 4']);
  });
});
