import { describe, expect, test } from '@jest/globals';
import { withOtherWriters } from '../../src/app/other-writers.ts';
import type { Outcome } from '../../src/core/change.ts';
import { PicketError } from '../../src/core/errors.ts';
import type { ActivityFact, WorkspaceFacts } from '../../src/core/ports.ts';

const since = Date.UTC(2026, 10, 22, 12);
const entry = (caller: string, seconds: number): ActivityFact => ({
  resourceId: '/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/A',
  operation: 'Microsoft.SecurityInsights/alertRules/write',
  caller,
  at: new Date(since + seconds * 1000).toISOString(),
});
const outcome = (change: Partial<Outcome> = {}): Outcome => ({
  id: 'a',
  displayName: 'A rule',
  action: 'update',
  status: 'written',
  ...change,
});

const asking = (activity: WorkspaceFacts['activity']) => ({
  facts: { activity },
  since,
  replaced: new Set(['made']),
});
const logged = asking(async () => [entry('picket', 2), entry('ana@contoso.example', 1)]);

describe('a deployment whose writes may have met others', () => {
  test('names who wrote a rule at the same time, beside what it said already', async () => {
    const [plain, unowned] = await withOtherWriters([outcome(), outcome({ reason: 'unowned' })], logged);
    const heard: string[] = [];
    await withOtherWriters([outcome()], { ...logged, found: ({ id }, reason) => void heard.push(`${id} ${reason}`) });
    expect(heard).toEqual([`a ${plain?.reason ?? ''}`]);
    expect(plain?.reason).toMatch(/^written by others .*ana@contoso\.example at .*, then picket at /);
    expect(unowned?.reason).toMatch(/^unowned; written by others /);
  });

  test('says nothing of entries from before it began, nor of rules that it did not write', async () => {
    const old = asking(async () => [entry('picket', 2), entry('ana@contoso.example', 0)]);
    expect(await withOtherWriters([outcome()], old)).toEqual([outcome()]);
    const unwritten = [outcome({ status: 'skipped' }), outcome({ action: 'refresh' }), outcome({ id: 'b' })];
    expect(await withOtherWriters(unwritten, logged)).toEqual(unwritten);
  });

  test('asks nothing where nothing was written, and not after an interrupt', async () => {
    let asked = 0;
    const counting = asking(async () => {
      asked += 1;
      return [];
    });
    await withOtherWriters([outcome({ status: 'failed' }), outcome({ action: 'create' })], counting);
    await withOtherWriters([outcome()], { ...counting, signal: AbortSignal.abort() });
    expect(asked).toBe(0);
  });

  test('asks about what was to be created and was there already', async () => {
    const [made] = await withOtherWriters([outcome({ id: 'MADE', action: 'create' })], {
      ...logged,
      facts: {
        activity: async () =>
          [entry('picket', 2), entry('ana@contoso.example', 1)].map((one) => ({
            ...one,
            resourceId: one.resourceId.replace(/A$/, 'made'),
          })),
      },
    });
    expect(made?.reason).toContain('ana@contoso.example');
  });

  test('is reported as it is where the log cannot be read', async () => {
    const refused = asking(async () => ({ unknown: 'The caller may not read the activity log.' }));
    const failing = asking(async () => {
      throw new PicketError('service', 'The log is not there.', { code: 'x' });
    });
    for (const question of [refused, failing])
      expect(await withOtherWriters([outcome()], question)).toEqual([outcome()]);
  });
});
