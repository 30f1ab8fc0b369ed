import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { changeSet, compareApproved } from '../../../src/core/plan/change-set.ts';
import { contentDigest, readSavedPlan, savedPlanText } from '../../../src/core/plan/saved-plan.ts';
import { savedPlanAge, verifySavedPlan } from '../../../src/core/plan/verify-saved-plan.ts';
import { body, desired, idOf, live, marker, now, planFor, ruleType, typeOf } from '../rules.ts';

const id = idOf(1);
const rules = [desired(id, body({ severity: 'High' }))];
const binding = {
  toolVersion: '1.2.3',
  apiVersions: { alertRules: '2023-12-01-preview' },
  content: contentDigest(rules),
  flags: ['--overwrite all'],
};

const planOver = (running = live(id, body()), mark = marker(id, body())) =>
  planFor({ desired: rules, live: [running], metadata: [mark] });

const text = savedPlanText(planOver(), binding, { typeOf, now });
const saved = readSavedPlan(text, ruleType.name);

const codes = (...args: Parameters<typeof verifySavedPlan>) => verifySavedPlan(...args).map(({ code }) => code);

describe('a saved plan', () => {
  test('is executed when nothing moved', () => {
    expect(verifySavedPlan(saved, planOver(), binding, { typeOf, now: now + savedPlanAge })).toEqual([]);
  });

  test('reads back with the change set and the workspace it was made for', () => {
    const made = planOver();
    expect(saved).toMatchObject({ created: now, workspace: 'local', binding, changeSet: changeSet(made) });
    expect(saved.target).toMatchObject({ workspaceName: 'sentinel' });
  });

  test('a moved etag over an equal body does not count', () => {
    expect(
      verifySavedPlan(saved, planOver({ ...live(id, body()), etag: '"moved"' }), binding, { typeOf, now }),
    ).toEqual([]);
  });

  test('is refused naming the rule that was changed in the workspace', () => {
    const [refusal] = verifySavedPlan(saved, planOver(live(id, body({ query: 'X' }))), binding, { typeOf, now });
    expect(refusal).toMatchObject({
      code: 'plan-outdated',
      id,
      scope: 'run',
      message: expect.stringContaining('changed in the workspace'),
    });
  });

  test('is refused naming the rule whose marker was changed', () => {
    const other = marker(id, body(), body({ description: 'x' }));
    const [refusal] = verifySavedPlan(saved, planOver(live(id, body({ description: 'x' })), other), binding, {
      typeOf,
      now,
    });
    expect(refusal).toMatchObject({ code: 'plan-outdated', id });
  });

  test('is refused for another checkout, version, api-version or workspace, and after a day', () => {
    const made = planOver();
    const context = { typeOf, now };
    expect(codes(saved, made, { ...binding, content: 'other' }, context)).toEqual(['plan-other-content']);
    expect(codes(saved, made, { ...binding, toolVersion: '1.2.4' }, context)).toEqual(['plan-other-version']);
    expect(codes(saved, made, { ...binding, apiVersions: { alertRules: '2024-01-01' } }, context)).toEqual([
      'plan-other-version',
    ]);
    expect(codes(saved, { ...made, target: { ...made.target, workspaceName: 'prod' } }, binding, context)).toEqual([
      'plan-other-workspace',
    ]);
    expect(codes(saved, made, binding, { typeOf, now: now + savedPlanAge + 1 })).toEqual(['plan-too-old']);
    expect(codes(saved, made, binding, { typeOf, now: now + 61_000, maxAge: 60_000 })).toEqual(['plan-too-old']);
  });

  test('is refused when a rule would be touched that it does not hold', () => {
    const more = planFor({
      desired: [...rules, desired(idOf(2), body({ displayName: 'New' }))],
      live: [live(id, body())],
      metadata: [marker(id, body())],
    });
    expect(verifySavedPlan(saved, more, binding, { typeOf, now })).toMatchObject([{ id: idOf(2) }]);
  });

  test('names the other options where they are why other rules are touched, and nobody in the workspace', () => {
    const none = planFor({ live: [live(id, body())], metadata: [marker(id, body())] });
    expect(verifySavedPlan(saved, none, { ...binding, flags: [] }, { typeOf, now })).toMatchObject([
      {
        code: 'plan-other-options',
        message:
          'The plan was made with `--overwrite all`, and this run has none of the options that decide what a plan does.',
      },
    ]);
    expect(verifySavedPlan(saved, planOver(), { ...binding, flags: ['--prune'] }, { typeOf, now })).toEqual([]);
  });

  test.each([
    ['a truncated file', text.slice(0, -40), 'plan-truncated'],
    ['an empty file', '', 'plan-truncated'],
    ['a list', '[]', 'plan-foreign'],
    ["another tool's file", '{"terraform_version": "1.9"}', 'plan-foreign'],
    ['another format version', text.replace('"version": 2', '"version": 3'), 'plan-version'],
    ['an edited value', text.replace('"High"', '"Low"'), 'plan-changed'],
  ])('%s is refused', (_, content, code) => {
    expect(() => readSavedPlan(content, ruleType.name)).toThrow(expect.objectContaining({ kind: 'refusal', code }));
  });

  test('no cut and no changed character of the file gets past reading', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 2 }), fc.constantFrom('cut', 'swap'), (at, how) => {
        const damaged = how === 'cut' ? text.slice(0, at) : `${text.slice(0, at)}~${text.slice(at + 1)}`;
        // White space between the values is no content.
        fc.pre(how === 'cut' || text[at]?.trim() !== '');
        expect(() => readSavedPlan(damaged, ruleType.name)).toThrow(expect.objectContaining({ kind: 'refusal' }));
      }),
      { numRuns: 300 },
    );
  });
});

describe('an approved change set', () => {
  test('covers an equal one, whatever else moved', () => {
    expect(compareApproved(saved.changeSet, planOver({ ...live(id, body()), etag: '"x"' }))).toEqual({
      unapproved: [],
      obsolete: [],
    });
  });

  test('says what nobody approved and what is no longer done', () => {
    const other = planFor({
      desired: [desired(id, body({ severity: 'Low' }))],
      live: [live(id, body())],
      metadata: [marker(id, body())],
    });
    expect(compareApproved(saved.changeSet, other)).toMatchObject({
      unapproved: [{ id, pointer: '/properties/severity', before: 'Medium', after: 'Low' }],
      obsolete: [{ id, pointer: '/properties/severity', before: 'Medium', after: 'High' }],
    });
  });

  test('null and absent are different values', () => {
    const made = planOver();
    const [change] = made.changes;
    if (change === undefined) throw new Error('no change');
    const withAfter = (after: null | undefined) => ({
      ...made,
      changes: [{ ...change, fields: [{ at: '/x', before: 1, after }] }],
    });
    expect(compareApproved(changeSet(withAfter(null)), withAfter(undefined)).unapproved).toHaveLength(1);
  });
});
