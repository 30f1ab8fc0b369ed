import { describe, expect, test } from '@jest/globals';
import { digestOf } from '../../../src/core/digest.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { contentDigest, readSavedPlan, savedPlanText } from '../../../src/core/plan/saved-plan.ts';
import { verifySavedPlan } from '../../../src/core/plan/verify-saved-plan.ts';
import { body, desired, idOf, live, marker, now, planFor, ruleType, typeOf } from '../rules.ts';

const id = idOf(1);
const rules = [desired(id, body({ severity: 'High' }))];
const binding = { toolVersion: '1', apiVersions: { alertRules: 'v' }, content: contentDigest(rules), flags: [] };
const input = { desired: rules, live: [live(id, body())], metadata: [marker(id, body())] };
const made = planFor(input);
const text = savedPlanText(made, binding, { typeOf, now });

const contentOf = (of: string): JsonObject => {
  const { digest: _digest, ...content } = Object(parseJson(of));
  return content;
};

/** A plan with other members and a digest that fits them: as somebody could make it who knows how. */
const forged = (members: JsonObject): string => {
  const content = { ...contentOf(text), ...members };
  return JSON.stringify({ ...content, digest: digestOf(content) });
};

const read = (of: string) => readSavedPlan(of, ruleType.name);

const firstOf = (member: string): JsonObject => {
  const list: unknown = contentOf(text)[member];
  const [first]: readonly unknown[] = Array.isArray(list) ? list : [];
  return isObject(first) ? first : {};
};

const without = (value: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

describe('a file that is not as Picket writes it is refused, whatever its digest says', () => {
  const bindingOf = (members: JsonObject): JsonObject => ({
    binding: { ...Object(contentOf(text)['binding']), ...members },
  });
  const cases: readonly (readonly [string, JsonObject])[] = [
    ['no time', { created: null }],
    ['a time that is none', { created: 'soon' }],
    ['no workspace', { workspace: 1 }],
    ['no target', { target: 'x' }],
    ['no binding', { binding: [] }],
    ['api-versions that are no mapping', bindingOf({ apiVersions: [] })],
    ['no version of the tool', bindingOf({ toolVersion: 1 })],
    ['no content', bindingOf({ content: null })],
    ['flags that are no texts', bindingOf({ flags: [1] })],
    ['no flags', bindingOf({ flags: null })],
    ['a touched rule that is none', { touched: [1] }],
    ['a touched rule without id', { touched: [without(firstOf('touched'), 'id')] }],
    ['an entry that is none', { changeSet: ['x'] }],
    ['an entry without id', { changeSet: [without(firstOf('changeSet'), 'id')] }],
    ['an entry without a place', { changeSet: [without(firstOf('changeSet'), 'pointer')] }],
    ['an entry that does what nobody knows', { changeSet: [{ ...firstOf('changeSet'), action: 'odd' }] }],
  ];
  test.each(cases)('%s', (_, members) => {
    expect(() => read(forged(members))).toThrow(expect.objectContaining({ code: 'plan-changed' }));
  });

  test('no JSON object, another format, a version of tomorrow', () => {
    const refused = (of: string, code: string) => expect(() => read(of)).toThrow(expect.objectContaining({ code }));
    refused('[]', 'plan-foreign');
    refused('{', 'plan-truncated');
    refused(forged({ format: 'x' }), 'plan-foreign');
    refused(forged({ version: 3 }), 'plan-version');
    expect(() => read(JSON.stringify(without(contentOf(text), 'version')))).toThrow('format version null');
  });
});

describe('a plan of the first format', () => {
  test('knew one type, and rules by their id alone', () => {
    const entry: JsonValue = without(firstOf('changeSet'), 'type');
    const touched: JsonValue = without(without(firstOf('touched'), 'type'), 'name');
    const saved = read(forged({ version: 1, changeSet: [entry], touched: [touched] }));
    expect(saved.changeSet).toEqual([expect.objectContaining({ type: 'rule', id })]);
    expect(saved.touched).toEqual([expect.objectContaining({ type: 'rule', name: id })]);
    expect(contentDigest(rules, 1)).not.toBe(contentDigest(rules));
    expect(contentDigest([desired(id.toUpperCase(), body())], 1)).toBe(contentDigest([desired(id, body())], 1));
  });

  test('passes over an api-version that is no text', () => {
    const given = { ...Object(contentOf(text)['binding']), apiVersions: { alertRules: 'v', odd: 1 } };
    expect(read(forged({ binding: given })).binding.apiVersions).toEqual({ alertRules: 'v' });
  });
});

describe('a saved plan is not carried out', () => {
  const verify = (of: string, plan = made, at = now) =>
    verifySavedPlan(read(of), plan, binding, { typeOf, now: at }).map(({ code, message }) => [code, message]);

  test('that says it was made in the future', () => {
    expect(verify(text, made, now - 1)).toEqual([['plan-too-old', expect.stringContaining('in the future')]]);
  });

  test('that names no workspace in its target', () => {
    expect(verify(forged({ target: {} }))).toEqual([['plan-other-workspace', expect.stringContaining('(null)')]]);
  });

  test('where only the marker of a rule was changed', () => {
    const moved = marker(id, body());
    const properties = { ...Object(moved.body['properties']), note: 'x' };
    const fresh = planFor({ ...input, metadata: [{ ...moved, body: { properties } }] });
    expect(verify(text, fresh)).toEqual([
      ['plan-outdated', expect.stringContaining('its ownership marker was changed')],
    ]);
  });

  test('that does to the same rules what a plan of today would not', () => {
    const entry = { ...firstOf('changeSet'), after: 'Low' };
    expect(verify(forged({ changeSet: [entry] }))).toEqual([
      ['plan-outdated', expect.stringContaining('give other changes')],
    ]);
  });
});
