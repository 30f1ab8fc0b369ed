import { describe, expect, test } from '@jest/globals';
import { compare } from '../../../../src/core/engine/compare.ts';
import { isRefused, plan } from '../../../../src/core/plan/plan.ts';
import { deployed, rule } from '../../../app/change/applying.ts';
import { compareInput, desired, idOf, planOptions } from '../../rules.ts';

/** So many deployed rules of which the list lacks some. */
const verdictsMissing = async (count: number, missing: number) => {
  const content = Object.fromEntries(Array.from({ length: count }, (_, index) => [idOf(index + 1), rule(`R${index}`)]));
  const workspace = await deployed(content);
  return compare(
    compareInput({
      desired: Object.entries(content).map(([id, body]) => desired(id, body)),
      live: (await workspace.list('alertRules')).slice(missing),
      metadata: await workspace.list('metadata'),
    }),
  );
};

const planMissing = async (count: number, missing: number, allow?: number) =>
  plan(await verdictsMissing(count, missing), planOptions({ allow: { missing: allow } }));

describe('rules that are missing from the list', () => {
  test.each([
    [12, 3, false],
    [12, 4, true],
    [12, 12, true],
    [60, 6, false],
    [60, 7, true],
    [3, 3, false],
  ])('of %i marked ones %i missing: refused %p', async (count, missing, refused) => {
    const made = await planMissing(count, missing);
    expect(isRefused(made)).toBe(refused);
    // What it would be stays visible.
    expect(made.summary.create).toBe(missing);
    expect(made.refusals.map(({ code }) => code)).toEqual(refused ? ['listing-incomplete'] : []);
  });

  test('pass by their number, and by no smaller one', async () => {
    expect(isRefused(await planMissing(12, 6, 6))).toBe(false);
    const made = await planMissing(12, 6, 5);
    expect(isRefused(made)).toBe(true);
    expect(made.refusals[0]).toMatchObject({
      scope: 'run',
      code: 'listing-incomplete',
      hint: expect.stringContaining('--allow-missing 6'),
    });
  });

  test('are counted for each type, since each has a list of its own', async () => {
    const rules = await verdictsMissing(60, 0);
    const others = (await verdictsMissing(4, 4)).map((verdict) => ({ ...verdict, type: 'hunting-query' }));
    const codes = plan([...rules, ...others], planOptions({})).refusals.map(({ code }) => code);
    expect(codes).toContain('listing-incomplete');
  });
});
