import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { lintItems } from '../../../src/core/lint.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { limits } from '../../limits.ts';

const context = { apiVersion: '2025-09-01', now: 0 };

const run = (path: string, text: string) => {
  const { document } = readDocument(path, text);
  const raw = isObject(document.value) ? document.value : {};
  return lintItems(analyticsRule.lint, [{ document, raw, draft: analyticsRule.parse(raw) }], context);
};

const rules = limits.flatMap(({ ruleAtLimit, ruleBeyond }) => [ruleAtLimit, ruleBeyond]);

/** The pointers' worth of a value: every place in it, as paths of keys. */
const placesIn = (value: JsonValue | undefined, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, member]) => placesIn(member, [...path, key]))]
    : [path];

const replaced = (value: JsonValue | undefined, [key, ...rest]: readonly string[], by: JsonValue): JsonValue => {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value))
    return value.map((member, index) => (String(index) === key ? replaced(member, rest, by) : member));
  const mapping: JsonObject = isObject(value) ? value : {};
  return { ...mapping, [key]: replaced(mapping[key], rest, by) };
};

const odd = fc.oneof(
  fc.constantFrom<JsonValue>(null, true, 0, -1, '', ' ', '{{', '}}', '{{}}', 'T1078', [], {}, [null], [[]], [{}], {
    a: null,
  }),
  fc.string(),
  fc.array(fc.string()),
);

describe('the checks', () => {
  test('take any value at any place of a rule, and point into the file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.nat(), odd, (rule, at, value) => {
        const places = placesIn(rule);
        const text = JSON.stringify(replaced(rule, places[at % places.length] ?? [], value), null, 1);
        const lines = text.split('\n').length;
        for (const { range } of run('rule.yaml', text)) {
          expect(range?.start.line).toBeGreaterThanOrEqual(1);
          expect(range?.end.line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 400 },
    );
  });

  const long = 120_000;
  test.each<readonly [string, string, number, JsonObject]>([
    [
      'a format that is one long word',
      'rule/override-placeholder-malformed',
      0,
      { alertDetailsOverride: { alertDescriptionFormat: 'a'.repeat(long) } },
    ],
    [
      'a format of opening braces',
      'rule/override-placeholder-malformed',
      long / 2,
      { alertDetailsOverride: { alertDescriptionFormat: '{'.repeat(long) } },
    ],
    [
      'a format of halves of parameters',
      'rule/override-placeholder-malformed',
      long / 5,
      { alertDetailsOverride: { alertDisplayNameFormat: '{{a} '.repeat(long / 5) } },
    ],
    ['a query of operators', 'rule/query-reads-everything', 0, { query: `${'union '.repeat(long / 6)}*` }],
    [
      'many tactics and techniques',
      'rule/technique-without-tactic',
      20_000,
      { tactics: Array(20_000).fill('X'), relevantTechniques: Array(20_000).fill('T1110') },
    ],
    [
      'grouping by many things that are not there',
      'rule/grouping-key-not-mapped',
      10_000,
      {
        customDetails: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`d${index}`, 'A'])),
        incidentConfiguration: { groupingConfiguration: { groupByCustomDetails: Array(10_000).fill('x') } },
      },
    ],
  ])('come to an end with %s, whose findings of %s are %d', (_, code, count, fields) => {
    const found = run('rule.yaml', JSON.stringify({ ...rules[0], ...fields }));
    expect(found.filter((diagnostic) => diagnostic.code === code)).toHaveLength(count);
  });
});
