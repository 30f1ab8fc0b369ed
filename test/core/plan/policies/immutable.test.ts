import { describe, expect, test } from '@jest/globals';
import { body, desired, idOf, live, marker, planFor } from '../../rules.ts';

describe('what a rule keeps for life', () => {
  test.each([
    ['kind', body({ displayName: 'Rule' }, 'NRT'), 'kind-change'],
    ['template link', body({ alertRuleTemplateName: 't2' }), 'template-link-change'],
  ])('its %s does not change, and the refusal names the way out', (_, wanted, code) => {
    const running = body({ alertRuleTemplateName: 't1' });
    const git = code === 'kind-change' ? { ...wanted, properties: running['properties'] ?? null } : wanted;
    const made = planFor({
      desired: [desired(idOf(1), git)],
      live: [live(idOf(1), running)],
      metadata: [marker(idOf(1), running)],
    });
    expect(made.changes).toEqual([]);
    expect(made.refusals).toMatchObject([{ scope: 'rule', code, hint: expect.stringContaining('new id') }]);
  });
});
