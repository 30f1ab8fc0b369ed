import { describe, expect, test } from '@jest/globals';
import { body, desired, idOf, live, marker, planFor } from '../../rules.ts';
import { firstGone, planOver, runCodes } from '../../policies/plan-over.ts';

describe('pruning', () => {
  test('never happens without --prune', () => {
    const made = planOver(4, firstGone(1));
    expect(made.changes).toEqual([]);
    expect(made.notes.join()).toContain('--prune');
  });

  test.each(['delete', 'disable'] as const)('(%s) is refused after a partial load and for empty content', (prune) => {
    const partial = planOver(20, firstGone(1), { prune, content: { files: 20, broken: 1 } });
    expect(runCodes(partial.refusals)).toContain('prune-partial');
    expect(partial.refusals.map(({ message }) => message).join()).toContain('1 of 20 files has errors');
    expect(runCodes(planOver(20, () => undefined, { prune }).refusals)).toContain('prune-empty');
  });

  test('leaves a rule alone that was changed in the workspace', () => {
    const input = {
      desired: [desired(idOf(2), body({ displayName: 'Other' }))],
      live: [live(idOf(1), body({ severity: 'Low' }))],
      metadata: [marker(idOf(1), body())],
    };
    expect(planFor(input, { prune: 'delete' }).refusals).toMatchObject([{ code: 'drift', id: idOf(1) }]);
    const told = planFor(input, { prune: 'delete', overwrite: [idOf(1)], allow: { deletes: 1 } });
    expect(told.changes.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  test('sweeps the marker of a rule that is nowhere', () => {
    const made = planFor(
      { desired: [desired(idOf(2), body())], metadata: [marker(idOf(1), body())] },
      { prune: 'delete' },
    );
    expect(made.changes.at(-1)?.writes).toMatchObject([{ operation: 'delete', resource: { type: 'metadata' } }]);
    expect(made.summary.delete).toBe(0);
  });
});
