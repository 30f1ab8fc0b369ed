import { describe, expect, test } from '@jest/globals';
import type { Change, Plan, Verdict } from '../../../../src/core/engine/change.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { attackCoverage } from '../../../../src/core/plan/policies/coverage-loss.ts';
import { body, desired, idOf, live, marker, planFor, target, typeOf } from '../../rules.ts';

type Rule = JsonObject | undefined;

/** The note of a plan that turns rules from one state into another, rule by rule; undefined stands for no rule. */
const noteOf = (...rules: readonly (readonly [Rule, Rule])[]): readonly string[] => {
  const named = (properties: Rule, index: number): JsonObject => body({ displayName: `Rule ${index}`, ...properties });
  const { notes } = planFor(
    {
      desired: rules.flatMap(([, after], index) =>
        after === undefined ? [] : [desired(idOf(index), named(after, index))],
      ),
      live: rules.flatMap(([before], index) => (before === undefined ? [] : [live(idOf(index), named(before, index))])),
      metadata: rules.flatMap(([before], index) =>
        before === undefined ? [] : [marker(idOf(index), named(before, index))],
      ),
    },
    { prune: 'delete' },
  );
  return notes.filter((note) => note.startsWith('ATT&CK'));
};

const of = (...techniques: readonly string[]): JsonObject => ({ techniques });

describe('the note on ATT&CK coverage', () => {
  test('names techniques that a plan gains and loses', () => {
    expect(noteOf([undefined, of('T1059', 'T1003')], [of('T1110'), of('T1078')], [of('T1566'), undefined])).toEqual([
      'ATT&CK coverage: gains T1003, T1059, T1078; loses T1110, T1566.',
    ]);
  });

  test('is absent where another enabled rule covers the technique before and after', () => {
    expect(noteOf([of('T1110'), of('T1110')], [of('T1110'), undefined], [undefined, of('T1110')])).toEqual([]);
    expect(noteOf([of('T1110'), of('T1110')])).toEqual([]);
  });

  test('counts enabled rules only, so that switching off the last one loses its techniques', () => {
    const off = { ...of('T1110'), enabled: false };
    expect(noteOf([of('T1110'), off])).toEqual(['ATT&CK coverage: loses T1110.']);
    expect(noteOf([off, of('T1110')])).toEqual(['ATT&CK coverage: gains T1110.']);
    expect(noteOf([undefined, off])).toEqual([]);
    expect(noteOf([of('T1110'), undefined], [off, off])).toEqual(['ATT&CK coverage: loses T1110.']);
  });

  test('counts rules that nobody owns, and sub-techniques of their own', () => {
    const created = body({ techniques: ['T1110'], subTechniques: ['T1110.003'] });
    const change: Change = {
      action: 'create',
      type: 'rule',
      id: idOf(1),
      displayName: 'Rule 1',
      reason: 'in git only',
      fields: [],
      losses: [],
      warnings: [],
      writes: [{ operation: 'put', expect: 'absent', resource: { type: 'alertRules', name: idOf(1), body: created } }],
    };
    const draft: Plan = {
      workspace: 'prod',
      target,
      changes: [change],
      refusals: [],
      summary: { create: 1, update: 0, delete: 0, unchanged: 0, unmanaged: 1 },
      quotas: [],
      notes: ['kept'],
    };
    const unmanaged: Verdict = {
      state: 'unmanaged',
      type: 'rule',
      id: idOf(0),
      displayName: 'Rule 0',
      live: live(idOf(0), body(of('T1110'))),
      fields: [],
      unknownProperties: [],
    };
    expect(attackCoverage([unmanaged], { typeOf })(draft).notes).toEqual(['kept', 'ATT&CK coverage: gains T1110.003.']);
    expect(attackCoverage([], { typeOf })(draft).notes).toEqual(['kept', 'ATT&CK coverage: gains T1110, T1110.003.']);
  });

  test('cuts a long list and says how many are left', () => {
    const many = Array.from({ length: 23 }, (_, index) => `T1${100 + index}`);
    expect(noteOf([undefined, of(...many)])).toEqual([
      expect.stringMatching(/^ATT&CK coverage: gains T1100, .*T1119 and 3 more\.$/),
    ]);
  });
});
