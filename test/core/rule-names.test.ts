import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, nat, property, uniqueArray } from 'fast-check';
import { exactText, isReserved, matchRule, ruleInWords, type NamedRule } from '../../src/core/rule-names.ts';

const spray: NamedRule = {
  id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001',
  displayName: 'Password spray',
  path: 'rules/spray.yaml',
};
const cleared: NamedRule = {
  id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a002',
  displayName: 'Security log cleared',
  path: 'rules/cleared.yaml',
};
const portal: NamedRule = { id: '9c1d7e52-3a60-4b8f-9d1e-2f6a7b8c9d01', displayName: 'Password spray' };
const match = (text: string, rules: readonly NamedRule[], path = text) => matchRule(text, path, rules);

describe('a rule as it is named', () => {
  const rules = [spray, cleared];

  test('is found by its id in any case, its path, its name in any case, and the beginning of its id', () => {
    expect(match(spray.id.toUpperCase(), rules)).toEqual({ kind: 'rule', rule: spray, by: 'id' });
    expect(match('rules/spray.yaml', rules)).toEqual({ kind: 'rule', rule: spray, by: 'path' });
    expect(match('./rules/spray.yaml', rules, 'rules/spray.yaml')).toEqual({ kind: 'rule', rule: spray, by: 'path' });
    expect(match(' password SPRAY', rules)).toEqual({ kind: 'rule', rule: spray, by: 'name' });
    expect(match('9C1D7E', [...rules, portal])).toEqual({ kind: 'rule', rule: portal, by: 'prefix' });
  });

  test('is found by its name and path as they are seen, however their letters and spaces are written', () => {
    const coffee = { ...spray, displayName: 'Café  Zugriff', path: 'rules/café.yaml' };
    expect(match('cafe\u{301} zugriff', [coffee])).toMatchObject({ kind: 'rule', by: 'name' });
    expect(match('rules/cafe\u{301}.yaml', [coffee])).toMatchObject({ kind: 'rule', by: 'path' });
  });

  test('is ambiguous where several may be meant, by names, beginnings or both', () => {
    expect(match('Password spray', [...rules, portal])).toEqual({ kind: 'ambiguous', candidates: [spray, portal] });
    expect(match('5f0a1c1e', rules)).toEqual({ kind: 'ambiguous', candidates: rules });
    const named = { ...cleared, displayName: '9c1d7e' };
    expect(match('9c1d7e', [named, portal])).toEqual({ kind: 'ambiguous', candidates: [named, portal] });
  });

  test('is one rule although git and the workspace both have it, by the name of either', () => {
    const renamed = { ...spray, displayName: 'Spray' };
    expect(match('Spray', [spray, renamed])).toMatchObject({ kind: 'rule', rule: { id: spray.id } });
    expect(match('Password spray', [spray, renamed])).toMatchObject({ kind: 'rule', rule: { id: spray.id } });
    expect(match('9c1d7e52', [portal, { ...portal }])).toMatchObject({ kind: 'rule', by: 'prefix' });
  });

  test('is none for fewer than six characters, nothing at all, or what no rule is like', () => {
    expect(match('9c1d7', [portal])).toEqual({ kind: 'none', near: undefined });
    expect(match('  ', rules)).toEqual({ kind: 'none', near: undefined });
    expect(match('Pasword spray', rules)).toEqual({ kind: 'none', near: 'Password spray' });
    expect(match('rules/spry.yaml', rules)).toEqual({ kind: 'none', near: 'rules/spray.yaml' });
  });

  test('is never meant by `all`', () => {
    expect(['all', 'ALL', ' all '].map(isReserved)).toEqual([true, true, true]);
    expect(['allow', ''].map(isReserved)).toEqual([false, false]);
  });

  test('is said with its name, file and id, and a nameless one by its id once', () => {
    expect(ruleInWords(spray)).toBe('Password spray  rules/spray.yaml  5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001');
    expect(ruleInWords(spray, 'name')).toBe('rules/spray.yaml  5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001');
    expect(ruleInWords(spray, 'path')).toBe('Password spray  5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001');
    expect(ruleInWords({ id: 'BuiltInFusion', displayName: 'BuiltInFusion' })).toBe('BuiltInFusion');
  });

  // Few digits, so that ids often share their beginnings.
  const id = array(constantFrom('0', '1', 'a'), { minLength: 32, maxLength: 32 }).map((digits) =>
    digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
  const many = uniqueArray(id, { minLength: 1, maxLength: 30 });

  test('is what every beginning of its id means that begins no other id', () => {
    assert(
      property(many, nat(), integer({ min: 6, max: 36 }), (ids, pick, length) => {
        const all = ids.map((one, index) => ({ id: one, displayName: `Rule ${index}`, path: `rules/${index}.yaml` }));
        const rule = all[pick % all.length];
        const prefix = rule?.id.slice(0, length) ?? '';
        const others = all.filter((other) => other.id.startsWith(prefix));
        expect(match(prefix, all)).toEqual(
          others.length === 1
            ? { kind: 'rule', rule, by: length === 36 ? 'id' : 'prefix' }
            : { kind: 'ambiguous', candidates: others },
        );
      }),
    );
  });
});

describe('an id that rules of two types have', () => {
  const hunting = { ...spray, type: 'hunting-query', displayName: 'Hunt' };
  const rules = [{ ...spray, type: 'analytics-rule' }, hunting];

  test('is ambiguous by itself, and not with its type before it', () => {
    expect(match(spray.id, rules)).toEqual({ kind: 'ambiguous', candidates: rules });
    expect(match(`HUNTING-QUERY/${spray.id}`, rules)).toEqual({ kind: 'rule', rule: hunting, by: 'id' });
  });

  test('is written with its type where it has to be', () => {
    expect(rules.map((rule) => exactText(rule, rules))).toEqual([
      `analytics-rule/${spray.id}`,
      `hunting-query/${spray.id}`,
    ]);
    expect(exactText(cleared, rules)).toBe(cleared.id);
    expect(exactText(spray, [spray, hunting])).toBe(`/${spray.id}`);
  });
});
