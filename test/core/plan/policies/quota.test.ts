import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../../src/core/json.ts';
import { body, desired, idOf, live, marker, planFor } from '../../rules.ts';
import { runCodes } from '../../policies/plan-over.ts';

describe('quotas', () => {
  const full = (count: number, kind: string, properties: JsonObject = {}) =>
    Array.from({ length: count }, (_, index) =>
      live(idOf(index + 100), body({ displayName: `${index}`, ...properties }, kind)),
    );
  const wanted = (kind: string) => [desired(idOf(1), body({ displayName: 'New' }, kind))];

  test.each([
    ['Scheduled', 512, 'quota-scheduled'],
    ['NRT', 50, 'quota-nrt'],
  ])('%s rules: the last one fits, one more is refused', (kind, limit, code) => {
    const fits = planFor({ desired: wanted(kind), live: full(limit - 1, kind) });
    expect(runCodes(fits.refusals)).toEqual([]);
    expect(fits.quotas.map(({ name, count, limit: most }) => [name, count, most])).toContainEqual(
      kind === 'NRT' ? ['nrt', 50, 50] : ['scheduled', 512, 512],
    );
    expect(runCodes(planFor({ desired: wanted(kind), live: full(limit, kind) }).refusals)).toEqual([code]);
    expect(runCodes(planFor({ desired: wanted(kind), live: full(limit, kind, { enabled: false }) }).refusals)).toEqual(
      [],
    );
  });

  test('a full workspace can still be updated', () => {
    const running = full(512, 'Scheduled');
    const [first] = running;
    if (first === undefined) throw new Error('no rule');
    const made = planFor({
      desired: [desired(first.name, body({ displayName: '0', description: 'new' }))],
      live: running,
      metadata: [marker(first.name, first.body)],
    });
    expect(made.summary.update).toBe(1);
    expect(runCodes(made.refusals)).toEqual([]);
  });
});
