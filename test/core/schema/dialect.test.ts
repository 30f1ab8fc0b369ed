import { describe, expect, test } from '@jest/globals';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';

const { schema } = analyticsRule;

const check = (text: string) => {
  const { document } = readDocument('rule.yaml', text);
  return checkSchema(schema, document).map(({ code, message, range }) => ({ code, message, line: range?.start.line }));
};

describe('a file in another dialect', () => {
  test.each([
    ['PascalCase', 'Id: a\nDisplayName: b\nDescription: c\nQuery: T\nSeverity: High\n', 'PascalCase', 1],
    ['other case', 'ID: a\nNAME: b\nDESCRIPTION: c\nquery_frequency: 1h\n', 'spelled otherwise', 1],
    [
      'a wrapper',
      'id: a\nsentinel:\n  kind: NRT\n  severity: High\n  query: T\n  enabled: true\n',
      'wrapped in `sentinel`',
      2,
    ],
    ['a list under a key', 'rules:\n- id: a\n  severity: High\n  query: T\n', 'list of 1 rules under `rules`', 1],
    ['a collection', 'Scheduled:\n- id: a\n  severity: High\n  query: T\n', 'collection of rules', 1],
    ['a rule of AZSentinel', 'id: a\nquery: T\nplaybookName: p\n', 'as AZSentinel reads it', 3],
    ['a bare list', '- {id: a, name: b, query: T}\n- {id: c, name: d, query: T}\n', 'list of 2 rules', 1],
    [
      'an ARM resource',
      'kind: Scheduled\nproperties:\n  displayName: a\n  severity: High\n  query: T\n  enabled: true\n',
      'ARM form',
      2,
    ],
    [
      'an ARM template',
      '$schema: https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\nresources: []\n',
      'ARM template',
      1,
    ],
    ['a Sigma rule', 'title: a\nid: b\nlogsource: {product: windows}\ndetection: {condition: x}\n', 'Sigma rule', 3],
  ])('gets one sentence for %s', (_, text, words, line) => {
    expect(check(text)).toEqual([{ code: 'schema/dialect', message: expect.stringContaining(words), line }]);
  });

  test('is not seen in a rule that only lacks keys or misspells some', () => {
    const codes = check('id: a\nname: b\nquery: T\nqueryfrequency: 1h\nSeverity: High\n').map(({ code }) => code);
    expect(codes).not.toContain('schema/dialect');
    expect(codes).toContain('schema/missing-key');
  });

  test('is not seen where metadata looks like a rule', () => {
    const codes = check('id: a\nmetadata: {id: a, name: b, kind: c, query: d, tags: []}\n').map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['schema/missing-key']));
  });
});

describe('a file of another kind is told by its shape where it does not say what it is', () => {
  test.each([
    ['a template without its schema', 'resources:\n- {type: Microsoft.X/y, name: a}\n', 'ARM template', 1],
    ['a custom detection by its type', 'resourceType: microsoft.security/detectionRules\n', 'Defender XDR', 1],
    [
      'a custom detection by its condition',
      'kind: CustomDetection\nproperties: {queryCondition: {queryText: T}}\n',
      'Defender XDR',
      1,
    ],
  ])('%s', (_, text, words, line) => {
    expect(check(text)).toEqual([{ code: 'schema/dialect', message: expect.stringContaining(words), line }]);
  });

  test.each([
    ['resources that are no list', 'resources: x\n'],
    ['resources without a type', 'resources: [{name: a}]\n'],
    ['a kind that only sounds like one', 'kind: CustomDetection\nproperties: x\n'],
    ['a kind without a condition', 'kind: CustomDetection\nproperties: {}\n'],
    ['another type', 'resourceType: microsoft.other/x\n'],
  ])('but not %s', (_, text) => {
    expect(check(text).map(({ code }) => code)).not.toContain('schema/dialect');
  });
});
