import { describe, expect, test } from '@jest/globals';
import { auditedChange, auditedState, newestByRule, ruleOf } from '../../../src/core/service/audit.ts';

describe('a row of the audit table', () => {
  test('names the rule in lower case, the moment and who did it', () => {
    expect(auditedChange({ RuleId: ' Rule-1 ', At: '2026-11-22T11:00:00Z', Who: 'ana@contoso.com' })).toEqual([
      'rule-1',
      { at: '2026-11-22T11:00:00Z', who: 'ana@contoso.com' },
    ]);
    expect(auditedChange({ RuleId: 'Rule-1', At: '2026-11-22T11:00:00Z', Who: '' })).toEqual([
      'rule-1',
      { at: '2026-11-22T11:00:00Z' },
    ]);
  });

  test.each([
    ['the rule', { At: '2026-11-22T11:00:00Z' }],
    ['the moment', { RuleId: 'rule-1', At: 7 }],
  ])('is none without %s', (_what, row) => {
    expect(auditedChange(row)).toBeUndefined();
  });

  const moment = { RuleId: 'Rule-1', At: '2026-11-22T11:00:00Z', Who: 'ana@contoso.com' };
  const properties = { displayName: 'One' };

  test.each([
    ['as an object', { kind: 'NRT', properties }],
    ['as a text', JSON.stringify({ kind: 'NRT', properties })],
    ['with its properties as a text', { kind: 'NRT', properties: JSON.stringify(properties) }],
  ])('holds the rule %s', (_how, State) => {
    expect(auditedState({ ...moment, State })).toEqual({
      rule: 'rule-1',
      who: 'ana@contoso.com',
      at: '2026-11-22T11:00:00Z',
      body: { kind: 'NRT', properties },
    });
  });

  test('may hold a rule without its kind', () => {
    expect(auditedState({ ...moment, State: { properties } })?.body).toEqual({ properties });
  });

  test.each([
    ['nothing', {}],
    ['a text that is no JSON', { State: '{' }],
    ['a list', { State: [] }],
    ['a state without properties', { State: { kind: 'NRT' } }],
    ['a state of no rule', { RuleId: '', State: { properties } }],
  ])('holds no rule in %s', (_what, row) => {
    expect(auditedState({ ...moment, ...row })).toBeUndefined();
  });
});

describe('the activity log', () => {
  const below = '/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules';
  const fact = (rule: string, at: string, caller: string) => ({
    at,
    caller,
    operation: 'Microsoft.SecurityInsights/alertRules/write',
    resourceId: `${below}/${rule}`,
  });

  test('names a rule by its collection and name, whatever the case', () => {
    expect(ruleOf(fact('Rule-1', '', ''))).toBe(ruleOf(fact('rule-1', '', '')));
    expect(ruleOf(fact('rule-1', '', ''))).not.toBe(ruleOf(fact('rule-2', '', '')));
  });

  test('gives the first entry of each rule, since it begins with the newest', () => {
    const facts = [
      fact('Rule-1', '2026-11-22T11:00:00Z', 'ana'),
      fact('rule-2', '2026-11-22T10:30:00Z', 'cy'),
      fact('rule-1', '2026-11-22T10:00:00Z', 'bo'),
    ];
    expect([...newestByRule(facts).values()]).toEqual([
      { who: 'ana', at: '2026-11-22T11:00:00Z' },
      { who: 'cy', at: '2026-11-22T10:30:00Z' },
    ]);
  });
});
