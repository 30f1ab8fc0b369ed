import { describe, expect, test } from '@jest/globals';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import { checkRule } from '../../src/emulator/checks/check-rule.ts';
import { compilerOf } from '../../src/emulator/checks/compile.ts';
import { defaultSettings } from '../../src/emulator/settings/default-settings.ts';
import { emptySchema } from '../../src/kql/index.ts';
import { carelessBody } from '../limits/body.ts';
import { limits, limitsNow } from '../limits.ts';

const answer = async (body: JsonObject) => {
  const { kind, properties } = body;
  if (typeof kind !== 'string' || !isObject(properties)) throw new Error('The body has no kind or no properties.');
  const { compiler } = await compilerOf(defaultSettings, undefined).load();
  const compile = (query: string) => compiler(query, { schema: emptySchema, listed: new Set() });
  return checkRule({ kind, properties, settings: defaultSettings, now: limitsNow, compile });
};

describe('the emulator, which was written independently, agrees about a limit', () => {
  test.each(limits)('$name: it takes what Picket renders at the limit', async ({ ruleAtLimit }) => {
    const rule = analyticsRule.complete(analyticsRule.parse(ruleAtLimit));
    if (rule === undefined) throw new Error('The rule at the limit is not complete.');
    const { body } = analyticsRule.render(rule, { apiVersion: '2023-12-01-preview', now: limitsNow });
    expect(await answer(body)).toBeUndefined();
    expect(await answer(carelessBody(ruleAtLimit))).toBeUndefined();
  });

  test.each(limits.filter(({ refusedBy }) => refusedBy === 'service'))(
    '$name: it refuses what is one step beyond',
    async ({ ruleBeyond }) => {
      expect(await answer(carelessBody(ruleBeyond))).toMatchObject({ status: 400 });
    },
  );
});
