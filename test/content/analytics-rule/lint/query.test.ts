import { describe, expect, test } from '@jest/globals';
import { foundBy } from './found-by.ts';

const everything = 'rule/query-reads-everything';
const said = (operator: string): string =>
  `\`${operator} *\` reads every table of the workspace; the service does not take it in a rule.`;

describe('a query that reads every table', () => {
  test.each([
    ['union *', 'union', 'union *'],
    ['search * | take 1', 'search', 'search *'],
    ['union isfuzzy=true *', 'union', 'union isfuzzy=true *'],
    ['union kind = outer withsource = T *', 'union', 'union kind = outer withsource = T *'],
    ['T | summarize take_any(*) by X | union *', 'union', 'union *'],
    ['T | summarize take_any(*) by X | search *', 'search', 'search *'],
    ['union // all of them\n*', 'union', 'query: |-\n  union // all of them\n  *'],
    ['T | where a has "search *" | union *', 'union', 'union *'],
  ])('is refused: %j', (query, operator, at) => {
    expect(foundBy(everything, { query })).toEqual([`${everything} at ${at}. ${said(operator)}`]);
  });

  test.each([
    'union *Events',
    'union Sign*',
    'T | summarize take_any(*) by X',
    '// union * has all\nT | summarize take_any(*) by X',
    'T | where a == "union *"',
    'T | extend union_ = a * b',
    'T | project search = 2 * a',
    'T | search "*"',
  ])('is not one that only looks so: %j', (query) => {
    expect(foundBy(everything, { query })).toEqual([]);
  });

  test('is not looked for in one that is more than twice too long', () => {
    const long = (length: number): string => `union *${' '.repeat(length - 7)}`;
    expect(foundBy(everything, { query: long(20_000) })).toHaveLength(1);
    expect(foundBy(everything, { query: long(20_001) })).toEqual([]);
  });
});

describe('an empty query', () => {
  test.each([
    [' ', 1],
    ['\n\t', 1],
    ['', 0],
    ['T', 0],
  ])('is one of white space: %j', (query, count) => {
    expect(foundBy('rule/query-empty', { query })).toHaveLength(count);
  });
});
