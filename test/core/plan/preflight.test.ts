import { describe, expect, test } from '@jest/globals';
import {
  openQuestions,
  preflight,
  requiredActions,
  withRefusals,
  type PreflightFacts,
} from '../../../src/core/plan/preflight.ts';
import { body, desired, idOf, planFor, ruleType, typeOf } from '../rules.ts';

const id = idOf(1);

describe('preflight', () => {
  const features = () => [
    { what: 'sub-techniques', at: ['properties', 'subTechniques'], preview: '2023-12-01-preview' },
  ];
  const fine: PreflightFacts = {
    asked: 'writer',
    features,
    types: [ruleType],
    onboarded: true,
    missingActions: [],
    names: ['SigninLogs'],
    namesIn: (query) => [query],
  };
  const made = planFor({ desired: [desired(id, body({ subTechniques: ['T1059.001'] }))] });

  const unasked: PreflightFacts = {
    asked: 'writer',
    features,
    types: [ruleType],
    onboarded: undefined,
    missingActions: undefined,
    names: undefined,
    namesHidden: true,
    namesIn: fine.namesIn ?? (() => []),
  };

  test('leaves open to a planner what only the writing identity can know, in words', () => {
    const lacking = { ...fine, asked: 'planner', missingActions: requiredActions(made, typeOf) } as const;
    expect(preflight(made, lacking)).toEqual([]);
    expect(openQuestions(made, lacking)).toEqual([
      'Open: whether the identity that deploys may write rules or write the markers that say whose rules they are (metadata) (Microsoft.SecurityInsights/alertRules/write, Microsoft.SecurityInsights/metadata/write); this one may not.',
    ]);
    expect(openQuestions(made, { ...fine, asked: 'planner' })).toEqual([]);
  });

  test('says what nobody may ask', () => {
    expect(openQuestions(made, { ...unasked, asked: 'planner' })).toEqual([
      expect.stringContaining('is onboarded'),
      expect.stringContaining('this one may not ask'),
      expect.stringContaining('tables and functions'),
    ]);
  });

  test('finds nothing where nothing is wrong, or where nobody may ask', () => {
    expect(preflight(made, fine)).toEqual([]);
    expect(preflight(made, unasked)).toEqual([]);
  });

  test('names the role and the scope for a missing permission', () => {
    expect(requiredActions(made, typeOf)).toEqual([
      'Microsoft.SecurityInsights/alertRules/write',
      'Microsoft.SecurityInsights/metadata/write',
    ]);
    expect(preflight(made, { ...fine, missingActions: requiredActions(made, typeOf) })).toMatchObject([
      {
        scope: 'run',
        code: 'missing-permission',
        hint: expect.stringMatching(/Sentinel Contributor.*resourceGroups\/soc/),
      },
    ]);
  });

  test('refuses a workspace without Sentinel and an api-version that would drop a field', () => {
    expect(preflight(made, { ...fine, onboarded: false })).toMatchObject([{ code: 'not-onboarded' }]);
    expect(preflight(made, { ...fine, apiVersion: '2025-09-01' })).toMatchObject([
      {
        code: 'api-version',
        id,
        message: expect.stringContaining('sub-techniques'),
        hint: expect.stringContaining('2023-12-01-preview'),
      },
    ]);
  });

  test('refuses a new query over a table that is not there, and that rule alone', () => {
    const refusals = preflight(made, { ...fine, names: [] });
    expect(refusals).toMatchObject([
      { scope: 'rule', code: 'unknown-table', id, message: expect.stringContaining('SigninLogs') },
    ]);
    expect(withRefusals(made, refusals)).toMatchObject({
      changes: [],
      refusals: [{ id }],
      summary: { create: 0 },
    });
  });
});
