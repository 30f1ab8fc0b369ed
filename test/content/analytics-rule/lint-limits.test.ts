import { describe, expect, test } from '@jest/globals';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { lintItems } from '../../../src/core/lint.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import type { SourceDocument } from '../../../src/core/text/source.ts';
import { limits, limitsNow } from '../../limits.ts';

const context = { apiVersion: '2023-12-01-preview', now: limitsNow };

const check = (rule: JsonObject): { document: SourceDocument; diagnostics: readonly Diagnostic[] } => {
  const { document } = readDocument('rule.yaml', JSON.stringify(rule, null, 2));
  const item = { document, raw: rule, draft: analyticsRule.parse(rule) };
  return {
    document,
    diagnostics: [...checkSchema(analyticsRule.schema, document), ...lintItems(analyticsRule.lint, [item], context)],
  };
};

describe('a limit of the service', () => {
  test.each(limits)('$name: at the limit nothing is wrong', ({ ruleAtLimit, code }) => {
    const { diagnostics } = check(ruleAtLimit);
    expect(diagnostics.filter((found) => found.severity === 'error' || found.code === code)).toEqual([]);
  });

  test.each(limits)('$name: one step beyond is an error at its place', ({ ruleBeyond, code, pointer }) => {
    const { document, diagnostics } = check(ruleBeyond);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map((found) => found.code)).toContain(code);
    const places = [document.locate(pointer), document.locate(pointer, 'key')].map((span) => document.range(span));
    const lines = places.map(({ start }) => start.line);
    expect(errors.filter((found) => found.code === code && lines.includes(found.range?.start.line ?? 0))).not.toEqual(
      [],
    );
    expect(
      new Set(errors.map((found) => `${found.code} ${found.range?.start.line} ${found.range?.start.column}`)).size,
    ).toBe(errors.length);
  });
});
