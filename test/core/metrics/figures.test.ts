import { describe, expect, test } from '@jest/globals';
import { figureGroups, type MeasuredRule } from '../../../src/core/metrics/figures.ts';
import { live, rule } from './measured.ts';

const groupsOf = (rules: readonly MeasuredRule[], asked: Parameters<typeof figureGroups>[1] = []) =>
  new Map(figureGroups(rules, asked).map(({ by, group, figures }) => [`${by} ${group}`, figures] as const));

describe('figures of rules', () => {
  test('are of all rules where there is none', () => {
    expect([...groupsOf([]).keys()]).toEqual(['all ']);
  });

  test('come in the order of severities, and last of those who name none', () => {
    const rules = [rule('a', { severity: 'Low', owner: 'soc' }), rule('b', { severity: undefined }), rule('c')];
    const keys = [...groupsOf(rules).keys()];
    expect(keys.filter((key) => key.startsWith('severity'))).toEqual([
      'severity High',
      'severity Low',
      'severity (none)',
    ]);
    expect(keys.filter((key) => key.startsWith('owner'))).toEqual(['owner soc', 'owner (none)']);
  });

  test('have one group for names that read alike, so that no format has a row twice', () => {
    const groups = figureGroups([rule('a', { owner: 'soc\r' }), rule('b', { owner: 'soc<U+000D>' })], []);
    expect(groups.filter(({ by }) => by === 'owner')).toMatchObject([{ group: 'soc<U+000D>', figures: { rules: 2 } }]);
  });

  test('count a rule once in each of its tactics, and leave out what nobody asked', () => {
    const groups = groupsOf([rule('a')]);
    expect(groups.get('tactic Impact')).toMatchObject({ rules: 1, running: undefined, silent: undefined });
    expect(groups.get('tactic Persistence')).toMatchObject({ rules: 1 });
  });

  test('of a workspace are of what happens there alone', () => {
    const rules = [rule('A', { offIn: ['test'], exceptions: [{ kind: 'opted-out', workspace: 'test' }] })];
    const groups = groupsOf(rules, [
      { workspace: 'prod', rules: new Map([['analytics-rule/a', live({ override: 'off until noon' })]]) },
      { workspace: 'test', rules: new Map([['analytics-rule/a', live({ runs: false, drift: { days: 3 } })]]) },
    ]);
    expect(groups.get('workspace prod')).toMatchObject({ enabled: 1, running: 1, alerts: 2, drift: { rules: 0 } });
    // What it raised before it was switched off counts.
    expect(groups.get('workspace test')).toMatchObject({
      enabled: 0,
      running: 0,
      alerts: 2,
      silent: undefined,
      drift: { rules: 1, oldest: 3 },
    });
    expect(groups.get('workspace prod')?.exceptions).toEqual(new Map([['switched-off-at-once', 1]]));
    expect(groups.get('all ')).toMatchObject({ running: 1, alerts: 4, incidents: { judged: 8, falsePositives: 2 } });
  });
});
