import { describe, expect, test } from '@jest/globals';
import { firstGone, planOver, runCodes } from '../../policies/plan-over.ts';

const firstChanged = (changed: number) => (index: number) => (index < changed ? { description: 'new' } : {});
const firstOff = (off: number) => (index: number) => (index < off ? { enabled: false } : {});

describe('the fuse on deletes', () => {
  test('takes five of twenty and refuses six, naming the number and the flag', () => {
    expect(runCodes(planOver(20, firstGone(5), { prune: 'delete' }).refusals)).toEqual([]);
    const { refusals } = planOver(20, firstGone(6), { prune: 'delete' });
    expect(runCodes(refusals)).toEqual(['too-many-deletes']);
    expect(refusals).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(/^6 rules .* at most 5 /),
        hint: expect.stringContaining('--allow-deletes 6'),
      }),
    );
  });

  test('takes three of ten and refuses four: 30 %', () => {
    expect(runCodes(planOver(10, firstGone(3), { prune: 'delete' }).refusals)).toEqual([]);
    const { refusals } = planOver(10, firstGone(4), { prune: 'delete', allow: { changes: 10 } });
    expect(runCodes(refusals)).toEqual(['too-many-deletes']);
    expect(refusals).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('30 % of the 10 rules') }),
    );
  });

  test('takes a single one of however few, unless no share may go', () => {
    expect(runCodes(planOver(2, firstGone(1), { prune: 'delete' }).refusals)).toEqual([]);
    expect(runCodes(planOver(3, firstGone(2), { prune: 'delete' }).refusals)).toEqual(['too-many-deletes']);
    const none = { prune: 'delete' as const, fuses: { deletedShare: 0 } };
    expect(runCodes(planOver(2, firstGone(1), none).refusals)).toEqual(['too-many-deletes']);
  });

  test('takes as many as the flag names and not one more', () => {
    const allow = (deletes: number) => ({ prune: 'delete' as const, allow: { deletes, changes: 20 } });
    expect(runCodes(planOver(20, firstGone(12), allow(12)).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstGone(13), allow(12)).refusals)).toEqual(['too-many-deletes']);
    expect(runCodes(planOver(20, firstGone(1), allow(0)).refusals)).toEqual(['too-many-deletes']);
  });
});

describe('the fuse on disables', () => {
  test('takes five and refuses six, whether git disables or --prune=disable does', () => {
    expect(runCodes(planOver(20, firstOff(5)).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstOff(6)).refusals)).toEqual(['too-many-disables']);
    expect(runCodes(planOver(20, firstGone(6), { prune: 'disable' }).refusals)).toEqual(['too-many-disables']);
    expect(runCodes(planOver(20, firstOff(6), { allow: { disables: 6 } }).refusals)).toEqual([]);
  });
});

describe('the fuse on changes', () => {
  test('takes 30 % and refuses 31 %', () => {
    expect(runCodes(planOver(100, firstChanged(30)).refusals)).toEqual([]);
    const { refusals } = planOver(100, firstChanged(31));
    expect(runCodes(refusals)).toEqual(['too-many-changes']);
    expect(refusals).toContainEqual(expect.objectContaining({ hint: expect.stringContaining('--allow-changes 31') }));
    expect(runCodes(planOver(100, firstChanged(31), { allow: { changes: 31 } }).refusals)).toEqual([]);
  });

  test('stays out of the way of fewer than ten rules', () => {
    expect(runCodes(planOver(9, firstChanged(9)).refusals)).toEqual([]);
    expect(runCodes(planOver(10, firstChanged(10)).refusals)).toEqual(['too-many-changes']);
  });

  test('does not count deletes and disables that a number allows', () => {
    const most = { prune: 'delete' as const, allow: { deletes: 12 } };
    expect(runCodes(planOver(20, firstGone(12), most).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstOff(12), { allow: { disables: 12 } }).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstChanged(12), { allow: { deletes: 12, disables: 12 } }).refusals)).toEqual([
      'too-many-changes',
    ]);
  });

  test('goes by the limits of picket.yaml, and by a number of the run before them', () => {
    const codes = (options: Parameters<typeof planOver>[2], gone: number, changed: number) =>
      runCodes(
        planOver(20, (index) => (index < gone ? undefined : index < gone + changed ? { description: 'new' } : {}), {
          prune: 'delete',
          ...options,
        }).refusals,
      );
    expect(codes({ fuses: { deletes: 2 } }, 3, 0)).toEqual(['too-many-deletes']);
    expect(codes({ fuses: { deletes: 2 }, allow: { deletes: 3 } }, 3, 0)).toEqual([]);
    expect(codes({ fuses: { deletes: 20, deletedShare: 1, changedShare: 1 } }, 12, 0)).toEqual([]);
    expect(codes({ fuses: { deletes: 20, changedShare: 1 } }, 12, 0)).toEqual(['too-many-deletes']);
    expect(codes({ fuses: { changedShare: 0.1 } }, 0, 3)).toEqual(['too-many-changes']);
    expect(codes({ fuses: { changedShare: 0.1 } }, 0, 2)).toEqual([]);
    expect(runCodes(planOver(20, firstOff(3), { fuses: { disables: 2 } }).refusals)).toEqual(['too-many-disables']);
  });

  test('does not count what is only spelled otherwise', () => {
    const made = planOver(10, () => ({ query: ' SigninLogs' }), { cosmetic: 'include' });
    expect(made.summary.update).toBe(10);
    expect(runCodes(made.refusals)).toEqual([]);
  });
});
