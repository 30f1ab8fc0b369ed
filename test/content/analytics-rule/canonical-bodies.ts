import { complete } from '../../../src/content/analytics-rule/complete.ts';
import { normalize } from '../../../src/content/analytics-rule/normalize.ts';
import { parse } from '../../../src/content/analytics-rule/parse.ts';
import { render } from '../../../src/content/analytics-rule/render.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { generatedAt, ruleValue } from '../../generators/analytics-rule.ts';

const context = { apiVersion: '2023-12-01-preview', now: generatedAt };

/** What is sent for generated rules of all kinds. */
export const bodies = ruleValue.map((value): JsonObject => {
  const rule = complete(parse(value));
  if (rule === undefined) throw new Error(`not complete: ${JSON.stringify(value)}`);
  return render(rule, context).body;
});

export const canonical = (body: JsonObject): JsonObject => normalize(body, context);
