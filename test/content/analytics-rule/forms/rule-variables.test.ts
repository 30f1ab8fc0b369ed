import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { variablesIn, withoutVariables } from '../../../../src/content/analytics-rule/forms/rule-variables.ts';
import { declarationsIn, withParameters } from '../../../../src/core/overlays/parameters.ts';
import { sourced } from '../../../../src/core/overlays/sourced.ts';
import type { JsonValue } from '../../../../src/core/json.ts';

const origin = { in: 'file', at: '', path: 'rule.yaml' } as const;

/** The query as it is deployed where no workspace sets a value. */
const deployed = (query: string): string => {
  const made = withoutVariables(query);
  const { root, findings } = withParameters(
    sourced({ query: made.query }, origin),
    { schema: {}, queries: [{ key: 'query' }] },
    {
      declared: declarationsIn(made.parameters, origin),
      values: new Map(),
      unsetIn: () => [],
    },
  );
  expect(findings).toEqual([]);
  const text = root.is === 'mapping' ? root.members.get('query') : undefined;
  return text?.is === 'scalar' ? String(text.value) : '';
};

describe('a variable of SentinelARConverter', () => {
  test.each<[string, string, { type: string; default?: JsonValue }]>([
    ['T | take %%N:5%%', 'T | take {{param.N}}', { type: 'long', default: 5 }],
    ['T | where A > %%N:-1.5%%', 'T | where A > {{param.N}}', { type: 'real', default: -1.5 }],
    ['T | where A == %%N:true%%', 'T | where A == {{param.N}}', { type: 'bool', default: true }],
    ['T | where A == %%N:"x,y"%%', 'T | where A == {{param.N}}', { type: 'string', default: 'x,y' }],
    ["T | where A == %%N:'x\"y'%%", 'T | where A == {{param.N}}', { type: 'string', default: 'x"y' }],
    ['T | where A == %%N:@"C:\\x ""y"""%%', 'T | where A == {{param.N}}', { type: 'string', default: 'C:\\x "y"' }],
    ['T | where A has "%%N:x y%%"', 'T | where A has {{param.N}}', { type: 'string', default: 'x y' }],
    ['T | where A has @"%%N:C:\\t%%"', 'T | where A has {{param.N}}', { type: 'string', default: 'C:\\t' }],
    ['T | where A has "%%N%%"', 'T | where A has {{param.N}}', { type: 'string' }],
    ['T | where B > ago(%%N%%)', 'T | where B > ago({{param.N}})', { type: 'timespan' }],
    ['T | where B > ago(%%N:14d%%)', 'T | where B > ago({{param.N}})', { type: 'timespan', default: '14d' }],
    [
      'T | where B > %%N:datetime(2026-01-02)%%',
      'T | where B > {{param.N}}',
      { type: 'datetime', default: '2026-01-02' },
    ],
    ['T | where A in~ (%%N%%)', 'T | where A in~ ({{param.N}})', { type: 'list' }],
    ['T | where A !in (%%N:"a"%%)', 'T | where A !in ({{param.N}})', { type: 'list', default: ['a'] }],
    [
      'T | where A has_any (%%N:"a", "b,c"%%)',
      'T | where A has_any ({{param.N}})',
      { type: 'list', default: ['a', 'b,c'] },
    ],
    ['let x = dynamic([ %%N:1, 2%% ]);', 'let x = {{param.N}};', { type: 'list', default: [1, 2] }],
  ])('becomes a parameter: %s', (query, wanted, parameter) => {
    expect(withoutVariables(query)).toEqual({ query: wanted, parameters: { N: parameter }, notes: [], open: [] });
  });

  test.each([
    ['%%N:SigninLogs%% | take 1', 'SigninLogs | take 1', 'its default is no single value'],
    ['T | where A == "a@%%N:x%%"', 'T | where A == "a@x"', 'it is part of a longer text'],
    ['T | extend A = f(%%N:1, 2%%)', 'T | extend A = f(1, 2)', 'its default is no single value'],
    ['T | take %%N:5%% | where A in (%%N%%)', 'T | take {{param.N}} | where A in (5)', 'of other types elsewhere'],
  ])('is filled in where no parameter can hold it: %s', (query, wanted, why) => {
    const made = withoutVariables(query);
    expect(made).toMatchObject({ query: wanted, open: [] });
    expect(made.notes.join('\n')).toContain(why);
  });

  test.each(['T | where A == %%N%%', 'T | where A == "a@%%N%%"', '%%N%% | take 1'])(
    'stays where nothing tells its type: %s',
    (query) => {
      const made = withoutVariables(query);
      expect(made).toMatchObject({ query, parameters: {}, notes: [] });
      expect(made.open).toHaveLength(1);
    },
  );

  test('keeps what the rule declares already, and is none in a comment', () => {
    const declared = { N: { type: 'long', default: 5 } };
    expect(withoutVariables('T | take %%N:5%% // %%N%%', declared)).toMatchObject({
      query: 'T | take {{param.N}} // %%N%%',
      parameters: declared,
    });
    expect(variablesIn('T // %%N%%')).toEqual([]);
    expect(variablesIn('A has "%%2050" and B has "%%2051"')).toEqual([]);
  });

  test('says the same where no workspace sets another value', () => {
    expect(deployed('T | where A in (%%N:"a", "b"%%) | take %%M:5%%')).toBe(
      'T | where A in (dynamic(["a","b"])) | take long(5)',
    );
    const item = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.integer());
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), (items) => {
        fc.pre(!JSON.stringify(items).includes('%%'));
        const written = items.map((each) => JSON.stringify(each)).join(', ');
        const filled = /dynamic\((.*)\)\)$/.exec(deployed(`T | where A in (%%N:${written}%%)`))?.[1] ?? '';
        expect(JSON.parse(filled)).toEqual(items);
      }),
    );
  });
});
