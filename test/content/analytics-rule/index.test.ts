import { describe, expect, test } from '@jest/globals';
import { analyticsRule, canonicalAt } from '../../../src/content/analytics-rule/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { generatedAt } from '../../generators/analytics-rule.ts';

const canonical = canonicalAt({ now: generatedAt });

const rule = (kind: string, properties: JsonObject): JsonObject => ({
  kind,
  properties: { displayName: 'Sign-ins', description: 'A.', ...properties },
});
const incidents = 'MicrosoftSecurityIncidentCreation';
const byDefender = 'switched off, as the Defender portal does with rules that create incidents';

describe('what the service did to a rule', () => {
  const failing = rule('Scheduled', {
    displayName: 'AUTO DISABLED Sign-ins',
    description: 'A. The table is gone.',
    enabled: false,
  });

  test('is told by its words, which are taken off', () => {
    const written = rule('Scheduled', { enabled: true });
    expect(canonical.stripAutoDisabled(failing, written)).toStrictEqual({
      body: written,
      reason: 'The table is gone.',
    });
  });

  test('is told of a rule that creates incidents by its switch alone, which stays', () => {
    const live = rule(incidents, { enabled: false });
    expect(canonical.stripAutoDisabled(live, rule(incidents, { enabled: true }))).toStrictEqual({
      body: live,
      reason: byDefender,
    });
    expect(canonical.stripAutoDisabled(live, rule(incidents, {}))).toStrictEqual({ body: live, reason: byDefender });
  });

  test('is told by its words where a rule that creates incidents has them', () => {
    const { kind: _kind, ...body } = failing;
    const written = rule(incidents, { enabled: true });
    expect(canonical.stripAutoDisabled({ ...body, kind: incidents }, written)).toStrictEqual({
      body: written,
      reason: 'The table is gone.',
    });
  });

  test.each([
    ['runs', rule(incidents, { enabled: true }), rule(incidents, { enabled: true })],
    ['says nothing of its switch', rule(incidents, {}), rule(incidents, { enabled: true })],
    ['is meant to be off', rule(incidents, { enabled: false }), rule(incidents, { enabled: false })],
    ['is in no file', rule(incidents, { enabled: false }), undefined],
    ['is of another kind', rule('NRT', { enabled: false }), rule('NRT', { enabled: true })],
  ])('is nothing where the rule %s', (_what, live, written) => {
    expect(canonical.stripAutoDisabled(live, written)).toStrictEqual({ body: live });
  });
});

test('each older normaliser is there, and today’s is none of them', () => {
  const older = Array.from({ length: canonical.version - 1 }, (_, index) => String(index + 1));
  expect(Object.keys(canonical.frozen ?? {})).toEqual(older);
  expect(older.length).toBeGreaterThan(0);
});

test('a value is a rule by all that only rules say, and by nothing less', () => {
  const value: JsonObject = {
    severity: 'Low',
    queryFrequency: '1h',
    queryPeriod: '1h',
    triggerOperator: 'gt',
    triggerThreshold: 0,
  };
  expect(analyticsRule.recognise(value)).toBe(true);
  for (const key of Object.keys(value)) expect(analyticsRule.recognise({ ...value, [key]: null })).toBe(false);
  expect(analyticsRule.recognise({})).toBe(false);
});

test('the key of a property is that of its field, and the property’s own where no field has it', () => {
  expect(['techniques', 'displayName', 'unheardOf'].map((name) => analyticsRule.file.keyOf(name))).toEqual([
    'relevantTechniques',
    'name',
    'unheardOf',
  ]);
});

test('rules of other tools are refused in words only where they are the service’s own', () => {
  expect(analyticsRule.imports.refusal({ kind: 'Anomaly' })).toContain('switched and tuned in the portal');
  expect(analyticsRule.imports.refusal({ kind: 'Scheduled' })).toBeUndefined();
});

test('variables of converters are found by their names, each time they stand there', () => {
  expect(analyticsRule.dialects.variablesIn('T | where A > %%Count:5%% and B in (%%Names%%) or C > %%Count%%')).toEqual(
    ['Count', 'Names', 'Count'],
  );
  expect(analyticsRule.dialects.variablesIn('T | where 5 % 2 == 1')).toEqual([]);
});
