import { describe, expect, test } from '@jest/globals';
import { body, desired, idOf, live, marker, planFor } from '../../rules.ts';

describe('a look-alike', () => {
  const wanted = desired(idOf(1), body({ displayName: 'Brute force' }));

  test.each([
    ['by name', body({ displayName: 'brute FORCE ' })],
    ['by template', body({ displayName: 'Other', alertRuleTemplateName: idOf(1).toUpperCase() })],
  ])('%s is not created twice', (_, running) => {
    const made = planFor({ desired: [wanted], live: [live(idOf(2), running)] });
    expect(made.changes).toEqual([]);
    expect(made.refusals).toMatchObject([{ code: 'look-alike', hint: expect.stringContaining(`adopt ${idOf(2)}`) }]);
  });

  test('by template is found whatever letters either side writes its GUID in', () => {
    const spelled = 'ABCDEF01-1111-4222-8333-444444444444';
    const other = body({ displayName: 'Other', alertRuleTemplateName: spelled.toLowerCase() });
    const made = planFor({
      desired: [desired(spelled, body({ displayName: 'Brute force' }))],
      live: [live(idOf(2), other)],
    });
    expect(made.refusals).toMatchObject([{ code: 'look-alike' }]);
  });

  test('of a rule that git has in another file names that file: it cannot be adopted a second time', () => {
    const running = body({ displayName: 'Brute force' });
    const input = { desired: [wanted, desired(idOf(2), running)], live: [live(idOf(2), running)] };
    expect(planFor({ ...input, metadata: [marker(idOf(2), running)] }).refusals).toMatchObject([
      { code: 'look-alike', hint: expect.stringContaining(`in ${desired(idOf(2), running).path}: rename`) },
    ]);
  });

  test('that is off doubles no alert', () => {
    const made = planFor({
      desired: [wanted],
      live: [live(idOf(2), body({ displayName: 'Brute force', enabled: false }))],
    });
    expect(made.summary.create).toBe(1);
  });

  test('that the same run removes is no obstacle: a rule can change its id', () => {
    const running = body({ displayName: 'Brute force' });
    const input = { desired: [wanted], live: [live(idOf(2), running)], metadata: [marker(idOf(2), running)] };
    expect(planFor(input).refusals).toMatchObject([
      { code: 'look-alike', hint: expect.stringContaining('picket onboard') },
    ]);
    const pruned = planFor(input, { prune: 'delete', allow: { deletes: 1 } });
    expect(pruned.changes.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  test.each(['delete', 'disable'] as const)(
    'of a template that a workspace holds one rule of is not made in the run that removes the other: %s',
    (prune) => {
      const fusion = { kind: 'Fusion', properties: { enabled: true, alertRuleTemplateName: idOf(7) } };
      const input = {
        desired: [desired(idOf(1), fusion)],
        live: [live(idOf(2), fusion)],
        metadata: [marker(idOf(2), fusion)],
      };
      const made = planFor(input, { prune, allow: { deletes: 1, changes: 9 } });
      expect(made.changes).toEqual([]);
      expect(made.refusals).toMatchObject([
        { code: 'look-alike', hint: expect.stringContaining(`id: ${idOf(2)}`) },
        { code: 'replacement-refused', id: idOf(2) },
      ]);
    },
  );
});
