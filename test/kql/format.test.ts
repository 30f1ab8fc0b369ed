import { describe, expect, test } from '@jest/globals';
import { emptySchema, loadKql, schemaOf } from '../../src/kql/index.ts';

const kql = await loadKql();

describe('the formatter', () => {
  test('lays a query out, keeps its comments and is done at the second run', () => {
    const once = kql.format('SigninLogs|where ResultType=="0" // only successes\r\n|project UserId|take 5');
    expect(once).toContain('// only successes');
    expect(once.split('\n').length).toBeGreaterThan(3);
    expect(once).not.toContain('\r');
    expect(kql.format(once)).toBe(once);
    expect(kql.tokens(once)).toEqual(
      kql.tokens('SigninLogs | where ResultType == "0" // only successes\n| project UserId | take 5'),
    );
  });

  test('leaves a text alone that does not parse', () => {
    expect(kql.format('SigninLogs |where (x  ==')).toBe('SigninLogs |where (x  ==');
  });

  test('tokens tell a changed string from changed white space', () => {
    expect(kql.tokens('T|where a=="b  c"')).toEqual(kql.tokens('T\n| where a == "b  c"'));
    expect(kql.tokens('T|where a=="b  c"')).not.toEqual(kql.tokens('T|where a=="b c"'));
  });
});

describe('the classifier', () => {
  test('names the kind of each token', () => {
    const schema = schemaOf({
      tables: [{ name: 'T', columns: [{ name: 'a', type: 'string' }], open: false, hidden: [], source: 'user' }],
    });
    const query = 'T | where a == "x" // c';
    const kinds = kql.classify(query, schema).map(({ kind, span }) => `${kind} ${query.slice(span.start, span.end)}`);
    expect(kinds).toEqual(
      expect.arrayContaining(['table T', 'keyword where', 'column a', 'string "x"', 'comment // c']),
    );
    expect(kql.classify('', emptySchema)).toEqual([]);
  });
});
