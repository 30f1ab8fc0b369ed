import { describe, expect, test } from '@jest/globals';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import { checkRule } from '../../src/emulator/check-rule.ts';
import { defaultSettings } from '../../src/emulator/default-settings.ts';
import { carelessBody } from '../limits/body.ts';
import { limits, limitsNow } from '../limits.ts';

const answer = (body: JsonObject) => {
  const { kind, properties } = body;
  if (typeof kind !== 'string' || !isObject(properties)) throw new Error('The body has no kind or no properties.');
  return checkRule({ kind, properties, settings: defaultSettings, now: limitsNow, sources: undefined });
};

describe('the emulator, which was written independently, agrees about a limit', () => {
  test.each(limits)('$name: it takes what Picket renders at the limit', ({ ruleAtLimit }) => {
    const rule = analyticsRule.complete(analyticsRule.parse(ruleAtLimit));
    if (rule === undefined) throw new Error('The rule at the limit is not complete.');
    const { body } = analyticsRule.render(rule, { apiVersion: '2023-12-01-preview', now: limitsNow });
    expect(answer(body)).toBeUndefined();
    expect(answer(carelessBody(ruleAtLimit))).toBeUndefined();
  });

  test.each(limits.filter(({ refusedBy }) => refusedBy === 'service'))(
    '$name: it refuses what is one step beyond',
    ({ ruleBeyond }) => {
      expect(answer(carelessBody(ruleBeyond))).toMatchObject({ status: 400 });
    },
  );
});
