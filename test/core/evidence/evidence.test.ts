import { describe, expect, test } from '@jest/globals';
import { recordAfter } from '../../../src/core/evidence/deployment-log.ts';
import { deploymentBy } from '../../fakes/deployment.ts';
import { daysBetween, evidenceJson, tablesOf, type Evidence } from '../../../src/core/evidence/evidence.ts';

const deployment = deploymentBy('ana', {
  project: 'p',
  workspace: 'prod',
  changes: [{ type: 'alertRules', id: 'x', name: 'X', action: 'create', status: 'written', reason: '' }],
});
const first = recordAfter(undefined, deployment);
const second = recordAfter(first, { ...deployment, run: 'https://run', commit: 'c1', uncommitted: true });
const third = recordAfter(second, { ...deployment, commit: 'c2' });
const drift = {
  kind: 'changed',
  workspace: 'prod',
  rule: 'X',
  opened: '',
  by: 'bo',
  closed: '',
  source: 'issue 1',
} as const;

const evidence: Evidence = {
  title: 'detections',
  from: '2026-11-01',
  to: '2026-11-30',
  workspaces: ['prod'],
  changes: [],
  exceptions: [],
  drift: [
    { ...drift, days: undefined },
    { ...drift, days: 3 },
  ],
  deployments: [first, second, third],
  faults: [],
  unread: [],
};

const rowsOf = (name: string): readonly (readonly string[])[] =>
  tablesOf(evidence).find((table) => table.name === name)?.rows ?? [];

describe('what an auditor is given', () => {
  test('leaves empty what is not known, and says what was not committed', () => {
    expect(rowsOf('deployments').map((row) => row.slice(4, 6))).toEqual([
      ['', ''],
      ['https://run', 'c1 and uncommitted changes'],
      ['', 'c2'],
    ]);
    expect(rowsOf('drift').map((row) => row[6])).toEqual(['', '3']);
  });

  test('is null in JSON where nobody knows how long something took', () => {
    const { drift: told } = evidenceJson(evidence);
    expect(told).toMatchObject([{ days: null }, { days: 3 }]);
    expect(daysBetween('', '2026-11-30')).toBeUndefined();
  });
});
