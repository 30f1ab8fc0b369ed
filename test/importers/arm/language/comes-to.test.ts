import { describe, expect, test } from '@jest/globals';
import { isObject, objectOf, type JsonObject } from '../../../../src/core/json.ts';
import { textValue } from '../../../../src/importers/arm/language/evaluate.ts';
import { templateScope } from '../../../../src/importers/arm/language/scope.ts';
import { wholeOf } from '../../../../src/importers/arm/language/value.ts';
import { casesIn, updateCases } from '../../../jsonl.ts';

const template: JsonObject = {
  parameters: {
    open: { type: 'string' },
    nothing: { type: 'string', nullable: true },
    workspaceName: { type: 'string' },
    law_name: { type: 'string', defaultValue: '' },
    sentinelWorkspace: { type: 'string', defaultValue: 'own' },
    list: { type: 'array', defaultValue: ['b', 'a', 'b'] },
    late: { type: 'string', defaultValue: "[concat('a/', parameters('open'), '/c')]" },
  },
  variables: {
    object: { Id: 'x', version: 1 },
    nested: { a: { b: 1, c: 2 }, d: [1] },
    decimal: [1234567.5, -1234.56, 2.345, -1.5, 1.5, 9e12],
    mixed: ["[parameters('open')]", 'known'],
    keyed: { "[concat('k', '1')]": 1, '[[raw]': 2 },
    openKey: { "[parameters('open')]": 1 },
    listKey: { "[parameters('list')]": 1 },
    self: "[variables('self')]",
    ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`step${at}`, `[variables('step${at + 1}')]`])),
    step200: 'end',
    copy: [
      { name: 'loop', count: 2, input: "[concat('n', string(copyIndex('loop')), string(copyIndex()))]" },
      { name: 'bare', count: 2 },
      { count: 2, input: 1 },
      { name: 'many', count: 801, input: 1 },
      { name: 'half', count: 1.5, input: 1 },
      { name: 'minus', count: -1, input: 1 },
      { name: 'unknown', count: "[parameters('open')]", input: 1 },
      { name: 'shifted', count: 2, input: "[copyIndex('shifted', 5)]" },
    ],
    inner: {
      copy: [{ name: 'items', count: 1, input: "[copyIndex('items', 1)]" }],
      empty: { copy: [] },
      other: { copy: ['x'] },
    },
  },
  functions: [
    {
      namespace: 'own',
      members: {
        greet: {
          parameters: [{ name: 'who', type: 'string' }],
          output: { value: "[concat('Hi ', parameters('WHO'))]" },
        },
        nosy: { output: { value: "[variables('object')]" } },
        outer: { parameters: [], output: { value: "[parameters('list')]" } },
        nothing: { parameters: ['x'] },
      },
    },
    { members: { bare: { output: { value: 'b' } } } },
    'none',
  ],
  resources: {
    rule: { type: 'Microsoft.SecurityInsights/alertRules', name: 'r', apiVersion: '2024-03-01' },
    child: { type: 'A.B/c/d', name: 'x/y' },
    scoped: { type: 'A.B/c', name: 'x', scope: '/subscriptions/s' },
    open: { type: 'A.B/c', name: "[parameters('open')]" },
    typeless: { name: 'x' },
    listed: ['x'],
  },
};

type Case = {
  readonly expression: string;
  readonly facts?: JsonObject;
  /** What it comes to, with null for what cannot be known. */
  readonly value?: unknown;
  readonly gaps?: readonly unknown[];
};

const isCase = (value: unknown): value is Case => isObject(value) && typeof value['expression'] === 'string';

const comesTo = ({ expression, facts }: Case) =>
  wholeOf(textValue(expression, templateScope(template, new Map(), objectOf(facts))));

describe('an expression of a template comes to a value, or to every reason why nobody can know it', () => {
  const file = new URL('comes-to.jsonl', import.meta.url);
  updateCases(file, () =>
    casesIn(file, isCase).map(({ expression, facts }) => {
      const { value, gaps } = comesTo({ expression, ...(facts === undefined ? {} : { facts }) });
      return { expression, facts, value, gaps };
    }),
  );
  test.each(casesIn(file, isCase))('$expression $facts', ({ value, gaps, ...given }) => {
    expect(comesTo(given)).toEqual({ value, gaps });
  });
});
