import { describe, expect, test } from '@jest/globals';
import type { LiveResource } from '../../../../src/core/resource.ts';
import { idOf, live } from '../../rules.ts';
import { firstGone, planOver } from '../../policies/plan-over.ts';

describe('pruning', () => {
  test('warns of the blocked id and of automation rules that name the rule', () => {
    const automation = {
      ...live('auto', {
        properties: { displayName: 'Close it', conditions: [{ propertyValues: [live(idOf(0), {}).id.toUpperCase()] }] },
      }),
      type: 'automationRules' as const,
    };
    const [change] = planOver(4, firstGone(1), { prune: 'delete', mentioning: [automation] }).changes;
    expect(change?.warnings.join('\n')).toMatch(/about a day[^]*Close it/);
  });

  test('warns of no other resource that names the rule, and of no rule that an automation rule does not name', () => {
    const naming = (type: LiveResource['type'], id: string): LiveResource => ({
      ...live(`${type} ${id}`, { properties: { displayName: `${type} ${id}`, ruleIds: ['x', id] } }),
      type,
    });
    const mentioning = [
      naming('huntingQueries', live(idOf(0), {}).id),
      naming('automationRules', live(idOf(1), {}).id),
      naming('automationRules', idOf(0)),
    ];
    const [change] = planOver(4, firstGone(1), { prune: 'delete', mentioning }).changes;
    expect(change?.warnings).toEqual([
      'A deleted rule cannot be restored, and the service blocks its id for about a day.',
    ]);
  });
});
