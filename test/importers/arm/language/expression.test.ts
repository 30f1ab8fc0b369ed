import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { gapsOf, wholeOf } from '../../../../src/importers/arm/language/value.ts';
import { textValue } from '../../../../src/importers/arm/language/evaluate.ts';
import { templateScope } from '../../../../src/importers/arm/language/scope.ts';
import type { JsonObject } from '../../../../src/core/json.ts';

const template: JsonObject = {
  parameters: {
    workspace: { type: 'string' },
    location: { type: 'string', defaultValue: '[resourceGroup().location]' },
    list: { type: 'array', defaultValue: ['a', 'b'] },
  },
  variables: {
    Name: 'Rare logon',
    rule: { id: "[toLower('ABC')]", version: '1.0.1' },
    loop: "[variables('pool')]",
    pool: "[concat(variables('loop'))]",
    doubled: "[concat(variables('Name'), variables('NAME'))]",
  },
};

const resolved = (text: string) => textValue(text, templateScope(template));

describe('an expression of a template', () => {
  test.each<[string, unknown]>([
    ['plain', 'plain'],
    ['[[parameters(', '[parameters('],
    ['[1] is the first', '[1] is the first'],
    ["[variables('name')]", 'Rare logon'],
    ["[variables('rule').id]", 'abc'],
    ["[variables('rule')['version']]", '1.0.1'],
    ["[variables('doubled')]", 'Rare logonRare logon'],
    ["[parameters('list')[1]]", 'b'],
    ["[concat('it''s ', string(1))]", "it's 1"],
    ["[format('{0}/{1} {{x}}', 'a', 2)]", 'a/2 {x}'],
    ["[last(split('a/b/c', '/'))]", 'c'],
    ["[if(equals(length('abc'), 3), 'yes', 'no')]", 'yes'],
    ["[if(true(), 'known', parameters('workspace'))]", 'known'],
    ["[or(parameters('workspace'), true())]", true],
    ["[concat(parameters('list'), createArray('c'))]", ['a', 'b', 'c']],
    ['[json(\'{"a": [1]}\').a]', [1]],
    ["[replace(substring('abcdef', 2, 3), 'd', '-')]", 'c-e'],
    ["[coalesce(null(), 'x')]", 'x'],
    ['[add(2, mul(3, 4))]', 14],
  ])('%s comes to %j', (text, value) => {
    expect(wholeOf(resolved(text))).toEqual({ value, gaps: [] });
  });

  test.each([
    ["[parameters('workspace')]", 'parameter `workspace` has no value'],
    ["[parameters('other')]", 'the template has no parameter `other`'],
    ["[variables('loop')]", 'variable `loop` needs its own value'],
    ['[newGuid()]', 'newGuid() makes up another value at each deployment'],
    ["[parameters('location')]", 'resourceGroup().location is known only at deployment'],
    [
      "[uniqueString('a')]",
      'uniqueString() is a hash that only the service works out (its algorithm is not documented)',
    ],
    ["[toLower(parameters('workspace'))]", 'parameter `workspace` has no value'],
    ["[variables('rule').none]", 'there is no member `"none"`'],
    ["[parameters('list')[7]]", 'a list of 2 has no item 7'],
    ['[substring(1, 2)]', 'substring() is called with arguments that it does not take'],
    ['[what is this]', '`[what is this]` is no expression'],
  ])('%s cannot be known: %s', (text, why) => {
    expect(gapsOf(resolved(text))).toEqual([why]);
  });

  test('keeps the known parts of a text around what is unknown', () => {
    expect(resolved("[concat(parameters('workspace'), '/x')]")).toEqual({
      kind: 'text',
      parts: [{ why: 'parameter `workspace` has no value' }, '/x'],
    });
  });

  test('splits a text around what is unknown: only what lies before the first and behind the last of it is certain', () => {
    const text = "concat('a/b-', parameters('workspace'), '/m/', parameters('workspace'), '-c/d')";
    const known = [0, 1, 2, 3, 4].map((index) => resolved(`[split(${text}, '/')[${index}]]`));
    expect(known.map((value) => (value.kind === 'value' ? value.value : undefined))).toEqual([
      'a',
      undefined,
      undefined,
      undefined,
      'd',
    ]);
    expect(gapsOf(resolved(`[split(${text}, '/')[2]]`))).toEqual(['parameter `workspace` has no value']);
    expect(resolved(`[last(split(${text}, '/'))]`)).toMatchObject({ kind: 'value', value: 'd' });
  });

  test('never grows beyond a template, however its variables double', () => {
    const variables: Record<string, string> = { v0: 'x'.repeat(1000) };
    for (let level = 1; level < 60; level += 1)
      variables[`v${level}`] = `[concat(variables('v${level - 1}'), variables('v${level - 1}'))]`;
    expect(gapsOf(textValue("[variables('v59')]", templateScope({ variables })))).toEqual([
      'the text is longer than a template may be',
    ]);
  });

  test('never throws, whatever stands between the brackets', () => {
    const piece = fc.constantFrom(
      'concat',
      'variables',
      'parameters',
      '(',
      ')',
      '[',
      ']',
      ',',
      '.',
      "'a'",
      "''",
      '3',
      ' ',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(['value', 'text', 'list', 'object', 'hole']).toContain(resolved(`[${pieces.join('')}]`).kind);
      }),
    );
  });
});
