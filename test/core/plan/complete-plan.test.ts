import { describe, expect, test } from '@jest/globals';
import { completePlan, type Asking } from '../../../src/core/plan/complete-plan.ts';
import { requiredActions, type PreflightFacts, type Questions } from '../../../src/core/plan/preflight.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { body, compareInput, desired, idOf, live, planFor, planOptions, ruleType, typeOf } from '../rules.ts';

const id = idOf(1);

const fine: PreflightFacts = {
  asked: 'writer',
  types: [ruleType],
  onboarded: true,
  missingActions: [],
  names: ['SigninLogs'],
  namesIn: (query) => [query],
};

const asking = (facts: Partial<PreflightFacts> = {}, preview: Asking['preview'] = async () => []): Asking => ({
  facts: async () => ({ ...fine, ...facts }),
  preview,
});

const verdicts = compare(compareInput({ desired: [desired(id, body())] }));

describe('a complete plan', () => {
  test('leaves out what the workspace would refuse, and asks about what it would write', async () => {
    const asked: Questions[] = [];
    const { facts, preview } = asking({ names: [] });
    const made = await completePlan(verdicts, planOptions(), {
      facts: (questions) => {
        asked.push(questions);
        return facts(questions);
      },
      preview,
    });
    expect(made).toMatchObject({ changes: [], refusals: [{ id }], summary: { create: 0 } });
    const actions = requiredActions(planFor({ desired: [desired(id, body())] }), typeOf);
    expect(asked).toMatchObject([{ queries: ['SigninLogs'], actions }]);
  });

  test('refuses what needs something that would be made and is refused, with that reason', async () => {
    const needing = { ...desired(idOf(2), body({ query: 'Known' })), needs: [{ type: ruleType.name, id }] };
    const last = { ...desired(idOf(3), body({ query: 'Known' })), needs: [{ type: ruleType.name, id: idOf(2) }] };
    const all = compare(compareInput({ desired: [desired(id, body()), needing, last] }));
    const planned = await completePlan(all, planOptions(), asking({ names: ['Known'] }));
    expect(planned.changes).toEqual([]);
    expect(planned.refusals).toMatchObject([
      { id, code: 'unknown-table' },
      { id: idOf(2), code: 'needs-refused', message: expect.stringContaining('reads SigninLogs') },
      { id: idOf(3), code: 'needs-refused' },
    ]);
    const hints = planned.refusals.map(({ hint }) => hint);
    expect(hints).toEqual([expect.any(String), hints[0], hints[0]]);
  });

  test('asks nothing for a plan that does nothing', async () => {
    const never = (): Promise<never> => Promise.reject(new Error('asked'));
    expect((await completePlan([], planOptions(), { facts: never, preview: never })).changes).toEqual([]);
  });

  test('warns of what the service says that its changes would do, and of those alone', async () => {
    const all = compare(compareInput({ desired: [desired(id, body()), desired(idOf(2), body())] }));
    const planned = await completePlan(
      all,
      planOptions(),
      asking({}, async (change) => (change.id === id ? ['It would make two more.'] : [])),
    );
    const warned = planned.changes.filter(({ warnings }) => warnings.includes('It would make two more.'));
    expect(warned.map((change) => change.id)).toEqual([id]);
  });

  test('keeps the warnings of a comparison beside those of the service', async () => {
    const unowned = compare(
      compareInput({ desired: [desired(id, body())], live: [live(id, body({ severity: 'High' }))] }),
    );
    const told = 'It would make two more.';
    const options = planOptions({ adopt: { ids: 'all' } });
    const { changes } = await completePlan(
      unowned,
      options,
      asking({}, async () => [told]),
    );
    expect(changes).toMatchObject([{ action: 'adopt', warnings: [expect.stringContaining('severity'), told] }]);
  });

  test('asks for no preview of what is refused', async () => {
    const preview = (): Promise<never> => Promise.reject(new Error('asked'));
    expect((await completePlan(verdicts, planOptions(), asking({ names: [] }, preview))).changes).toEqual([]);
  });

  test('tells a planner what stays open', async () => {
    const missingActions = ['Microsoft.SecurityInsights/alertRules/write'];
    const planned = await completePlan(verdicts, planOptions(), asking({ asked: 'planner', missingActions }));
    expect(planned.notes).toContainEqual(expect.stringMatching(/^Open: whether the identity that deploys may/));
  });
});
