import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isTooNoisy, onlyIn, spreadEvenly } from '../../../src/core/service/backtest.ts';

const side = (alertsPerDay: number) => ({ alertsPerDay, alerts: 0, incidents: 0, days: [], entities: [] });

describe('a backtest', () => {
  test('makes at most so many runs, the first among them, in distances that differ by one at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 60 }), (count, most) => {
        const all = Array.from({ length: count }, (_, index) => index);
        const some = spreadEvenly(all, most);
        expect(some).toHaveLength(Math.min(count, most));
        expect(some[0]).toBe(all[0]);
        const gaps = some.slice(1).map((each, index) => each - (some[index] ?? 0));
        expect(Math.max(0, ...gaps) - Math.min(...gaps, Math.max(0, ...gaps))).toBeLessThanOrEqual(1);
      }),
    );
  });
  test('is too noisy above its limit, and never without one', () => {
    expect(isTooNoisy({ now: side(5), limit: 5 })).toBe(false);
    expect(isTooNoisy({ now: side(5.1), limit: 5 })).toBe(true);
    expect(isTooNoisy({ now: side(1000), limit: undefined })).toBe(false);
  });
  test('names what only one side has', () => {
    const list = (...labels: readonly string[]) => labels.map((label) => ({ label, alerts: 1 }));
    expect(onlyIn(list('a', 'b'), list('b', 'c'))).toEqual(list('a'));
  });
});
