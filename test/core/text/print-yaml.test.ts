import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isObject } from '../../../src/core/json.ts';
import { printYaml } from '../../../src/core/text/edit/render.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const member = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom(
      'true',
      'null',
      '1h',
      '- a',
      '# b',
      'a: b',
      '\n',
      ' x\n y\n',
      'x\n\n\n',
      '\tx\n',
      "it's",
      '[[x',
      '',
    ),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('value'), { maxKeys: 3 }),
  ),
})).value;

describe('printing a mapping as YAML', () => {
  test('gives text that reads as the same value, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('id', 'name', 'query', 'tags'), member, { minKeys: 1 }), (value) => {
        if (!isObject(value)) return;
        const { document, diagnostics } = readDocument('x.yaml', printYaml(value, ['query']));
        expect(diagnostics).toEqual([]);
        expect(document.value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('puts a text under | where it has several lines or is asked to', () => {
    expect(printYaml({ name: 'One', query: 'SigninLogs\n', description: 'a\nb\n', tags: ['x'] }, ['query'])).toBe(
      'name: One\nquery: |\n  SigninLogs\ndescription: |\n  a\n  b\ntags:\n  - x\n',
    );
  });
});
