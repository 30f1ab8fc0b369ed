import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { complete } from '../../../src/content/analytics-rule/complete.ts';
import { keyOrder, toRuleValue } from '../../../src/content/analytics-rule/from-arm.ts';
import { kinds } from '../../../src/content/analytics-rule/model.ts';
import { normalize } from '../../../src/content/analytics-rule/normalize.ts';
import { parse } from '../../../src/content/analytics-rule/parse.ts';
import { render } from '../../../src/content/analytics-rule/render.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { generatedAt, ruleValues } from '../../generators/analytics-rule.ts';

const context = { apiVersion: '2023-12-01-preview', now: generatedAt };

const rendered = (value: JsonObject): Resource => {
  const rule = complete(parse(value));
  if (rule === undefined) throw new Error(`not complete: ${JSON.stringify(value)}`);
  return render(rule, context);
};

describe.each(kinds)('a rule of kind %s', (kind) => {
  test('survives YAML to ARM to YAML to ARM without a difference', () => {
    fc.assert(
      fc.property(ruleValues[kind], (value) => {
        const first = rendered(value);
        const again = rendered(toRuleValue(first.body, first.name));
        expect(again.name).toBe(first.name);
        expect(normalize(again.body, context)).toEqual(normalize(first.body, context));
      }),
    );
  });

  test('gives the same YAML when that YAML goes to ARM and back once more', () => {
    fc.assert(
      fc.property(ruleValues[kind], (value) => {
        const first = rendered(value);
        const yaml = toRuleValue(first.body, first.name);
        const second = rendered(yaml);
        expect(toRuleValue(second.body, second.name)).toEqual(yaml);
      }),
    );
  });

  test('is written with its keys in their canonical order', () => {
    fc.assert(
      fc.property(ruleValues[kind], (value) => {
        const { body, name } = rendered(value);
        const keys = Object.keys(toRuleValue(body, name));
        expect(keys).toEqual(keyOrder.filter((key) => keys.includes(key)));
      }),
      { numRuns: 20 },
    );
  });
});
