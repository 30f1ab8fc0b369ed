import type { LiveRule, MeasuredRule } from '../../../src/core/metrics/figures.ts';

/** A rule that is measured, with what differs. */
export const rule = (id: string, change: Partial<MeasuredRule> = {}): MeasuredRule => ({
  type: 'analytics-rule',
  id,
  owner: undefined,
  severity: 'High',
  tactics: ['Impact', 'Persistence'],
  stage: 'production',
  enabled: true,
  workspaces: ['prod', 'test'],
  offIn: [],
  tests: undefined,
  exceptions: [],
  leads: [],
  ...change,
});

/** The same rule in a workspace, with what differs. */
export const live = (change: Partial<LiveRule> = {}): LiveRule => ({
  runs: true,
  silent: false,
  alerts: 2,
  incidents: { judged: 4, falsePositives: 1 },
  override: undefined,
  ...change,
});
