import { describe, expect, test } from '@jest/globals';
import { withParameters } from '../../../../src/content/analytics-rule/forms/rule-parameters.ts';

const query = 'T\n| where Code in (%%Codes%%)\n| where Count > %%Limit:100%%\n| where Text has "%%Text%%"';

describe('a parameter file in the form of SentinelARConverter', () => {
  test('fills numbers and texts in as they are, and lists in quotes, a list of one too', () => {
    const { value, problems } = withParameters(
      { query },
      { ReplaceQueryVariables: { Codes: [403], Limit: 5, Text: 'a"b' } },
    );
    expect(problems).toEqual([]);
    expect(value['query']).toBe('T\n| where Code in ("403")\n| where Count > 5\n| where Text has "a"b"');
    const list = withParameters({ query: '(%%A%%)' }, { ReplaceQueryVariables: { A: [403, '4\\"4'] } });
    expect(list.value['query']).toBe('("403","4\\\\\\"4")');
  });

  test.each([null, { a: 1 }, [null], [['a']], [{ a: 1 }]])('fills nothing in for %j', (A) => {
    const { value, problems } = withParameters({ query: '(%%A%%)' }, { ReplaceQueryVariables: { A } }, 'texts');
    expect(value['query']).toBe('(%%A%%)');
    expect(problems).toHaveLength(1);
  });

  test.each([
    [true, 'true'],
    [1.5, '1.5'],
    ['', ''],
    [[true, ''], '"true",""'],
    [[], ''],
  ])('fills %j in as %s', (A, text) => {
    const { value, problems } = withParameters({ query: '(%%A%%)' }, { ReplaceQueryVariables: { A } });
    expect([value['query'], problems]).toEqual([`(${text})`, []]);
  });

  test('leaves to parameters of the rule what it gives no value for', () => {
    const given = { ReplaceQueryVariables: { Codes: ['a'] } };
    const { value, problems, notes } = withParameters({ query, version: '1.0.0' }, given);
    expect(problems).toEqual([]);
    expect(value).toEqual({
      query: 'T\n| where Code in ("a")\n| where Count > {{param.Limit}}\n| where Text has {{param.Text}}',
      parameters: { Limit: { type: 'long', default: 100 }, Text: { type: 'string' } },
      version: '1.0.0',
    });
    expect(notes.join()).toContain('Now parameters of the rule: Limit, Text.');
  });

  test('takes the default for tools that know no parameters, and names what has neither', () => {
    const { value, problems } = withParameters({ query }, { ReplaceQueryVariables: { Codes: ['a'] } }, 'texts');
    expect(value['query']).toContain('Count > 100');
    expect(problems).toEqual(['The query needs `Text` (`%%Text%%`), and ReplaceQueryVariables does not give it.']);
  });

  test('puts texts before and behind the query, whose placeholders count too', () => {
    const { value } = withParameters(
      { query: 'T\n' },
      { PrependQuery: '// %%Who%%', AppendQuery: '| take 1', ReplaceQueryVariables: { Who: 'us' } },
    );
    expect(value['query']).toBe('// us\nT\n| take 1');
  });

  test('overwrites whole keys, and new ones stand in their usual place', () => {
    const { value } = withParameters(
      { id: 'x', query: 'T', customDetails: { A: 'a' } },
      { OverwriteProperties: { customDetails: { B: 'b' }, severity: 'High' } },
    );
    expect(value).toEqual({ id: 'x', severity: 'High', query: 'T', customDetails: { B: 'b' } });
    expect(Object.keys(value)).toEqual(['id', 'severity', 'query', 'customDetails']);
  });

  test('leaves codes of Windows events such as %%2050 alone', () => {
    expect(withParameters({ query: 'A has "%%2050" and B has "%%2051"' }, { PrependQuery: '' }).problems).toEqual([]);
  });

  test.each([
    [{ PrependQuerry: 'x' }, '`PrependQuerry` is no key of a parameter file'],
    [{ PrependQuery: ['x'] }, '`PrependQuery` must be a text.'],
    [{ OverwriteProperties: 'x' }, '`OverwriteProperties` must be a mapping.'],
    [{ ReplaceQueryVariables: { Codes: { a: 1 }, Text: 'x' } }, 'gives `Codes` as a mapping'],
  ])('refuses %j', (parameters, message) => {
    expect(withParameters({ query }, parameters).problems.join('\n')).toContain(message);
  });
});
