import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { importedText, importedValue } from '../../../src/app/imported-value.ts';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { apiVersions } from '../../../src/core/api-version.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/read-document.ts';
import { folded } from '../../../src/importers/dialects/values.ts';
import { rulesOfAnyForm } from '../../../src/importers/dialects/rules.ts';
import { liveRule } from '../../generators/live-body.ts';
import { generatedAt } from '../../generators/analytics-rule.ts';
import { dialects } from './print.ts';

const context = { apiVersion: apiVersions.alertRules, now: generatedAt };

const canonical = (body: JsonObject): JsonObject => analyticsRule.normalize(body, context);

/** What the file of an imported rule stands for; undefined where it has errors. */
const bodyOfFile = (text: string): JsonObject | undefined => {
  const { value } = readDocument('rule.yaml', text).document;
  const rule = isObject(value) ? analyticsRule.complete(analyticsRule.parse(value)) : undefined;
  return rule === undefined ? undefined : canonical(analyticsRule.render(rule, context).body);
};

describe('a rule in the form of another tool', () => {
  test.each(Object.keys(dialects))('comes back from %s as it was, or what is lost is listed', (name) => {
    fc.assert(
      fc.property(liveRule, ({ name: id, body }) => {
        const printed = dialects[name]?.({ id, body }) ?? null;
        const found = rulesOfAnyForm(printed);
        expect(found?.problems).toEqual([]);
        const [rule, ...others] = found?.rules ?? [];
        expect(others).toEqual([]);
        expect(rule?.name).toBe(id);
        if (rule === undefined) return;
        const imported = importedValue(rule);
        const there = bodyOfFile(importedText(imported.value, imported.comments));
        const lost = Object.keys(imported.comments).map((key) => folded(key.split(/[./]/)[0] ?? key));
        const without = (whole: JsonObject | undefined): JsonObject =>
          Object.fromEntries(
            Object.entries(isObject(whole?.['properties']) ? whole['properties'] : {}).filter(
              ([key]) => !lost.includes(folded(key)),
            ),
          );
        expect(without(there)).toEqual(without(canonical(body)));
        expect(there?.['kind']).toBe(body['kind']);
        for (const key of lost) expect(folded(imported.notes.join('\n'))).toContain(key);
      }),
      { numRuns: 60 },
    );
  });
});
