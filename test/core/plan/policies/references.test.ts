import { describe, expect, test } from '@jest/globals';
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
});
