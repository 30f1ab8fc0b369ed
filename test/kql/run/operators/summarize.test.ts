import { describe, expect, test } from '@jest/globals';
import { answer } from '../run.ts';

const sales = `let Sales = datatable(who:string, n:long, at:datetime)[
  "a", 3, datetime(2026-01-01 10:10), "b", 5, datetime(2026-01-01 10:50),
  "a", long(null), datetime(2026-01-01 11:00), "a", 4, datetime(2026-01-01 10:30)];`;

describe('summarize', () => {
  test('names and types its columns as the service does', () => {
    expect(
      answer(`${sales} Sales | summarize count(), sum(n), avg(n), max(at), dcount(who), make_set(n) by who`)[0],
    ).toBe('who:string count_:long sum_n:long avg_n:real max_at:datetime dcount_who:long set_n:dynamic');
    expect(answer(`${sales} Sales | summarize n = count(), count() by bin(at, 1h)`)[0]).toBe(
      'at:datetime n:long count_:long',
    );
  });
  test('passes over nulls, except where it counts rows', () => {
    expect(
      answer(
        `${sales} Sales | summarize count(), sum(n), avg(n), min(n), make_list(n), make_list_with_nulls(n) by who`,
      ),
    ).toEqual([
      'who:string count_:long sum_n:long avg_n:real min_n:long list_n:dynamic list_n1:dynamic',
      '["a",3,7,3.5,3,[3,4],[3,null,4]]',
      '["b",1,5,5,5,[5],[5]]',
    ]);
  });
  test('gives one row over nothing without by, and none with it', () => {
    expect(answer(`${sales} Sales | where n > 99 | summarize count(), sum(n), max(n), make_set(who)`)).toEqual([
      'count_:long sum_n:long max_n:long set_who:dynamic',
      '[0,0,null,[]]',
    ]);
    expect(
      answer(
        'datatable(x:long)[] | summarize avg(x), stdev(x), varianceif(x, true), percentile(x, 5), make_list(x)',
      ).at(-1),
    ).toBe('["NaN",0,0,null,[]]');
    expect(answer(`${sales} Sales | where n > 99 | summarize count() by who`)).toEqual(['who:string count_:long']);
  });
  test('calculates with aggregates', () => {
    expect(
      answer(`${sales} Sales | summarize share = round(100.0 * sum(n) / count(), 1) by who | sort by who asc`),
    ).toEqual(['who:string share:real', '["a",233.3]', '["b",500]']);
  });
  test('arg_max gives the row of the largest value, a null only where there is no other', () => {
    expect(answer(`${sales} Sales | summarize arg_max(n, *) by who`)).toEqual([
      'who:string n:long at:datetime',
      '["a",4,"2026-01-01T10:30:00.0000000Z"]',
      '["b",5,"2026-01-01T10:50:00.0000000Z"]',
    ]);
    expect(answer('datatable(a:long, b:string)[long(null), "x"] | summarize arg_max(a, b)')).toEqual([
      'a:long b:string',
      '[null,"x"]',
    ]);
  });
  test('a tie of arg_max goes to the first row, or to the last by the other choice', () => {
    const tie = 'datatable(a:long, b:string)[1, "x", 1, "y"] | summarize arg_max(a, b)';
    expect(answer(tie).at(-1)).toBe('[1,"x"]');
    expect(answer(tie, { choice: 'last' }).at(-1)).toBe('[1,"y"]');
  });
  test('conditional aggregates take only rows whose condition is true', () => {
    expect(
      answer(
        `${sales} Sales | summarize countif(n > 3), sumif(n, who == "a"), dcountif(who, n > 4), make_set_if(who, n < 4), take_anyif(who, n == 5)`,
      ),
    ).toEqual(['countif_:long sumif_n:long dcountif_who:long set_who:dynamic who:string', '[2,7,1,["a"],"b"]']);
  });
  test('spread is that of a sample, or of all values where the name ends in p', () => {
    expect(answer('range x from 1 to 4 step 1 | summarize variance(x), variancep(x), s = round(stdev(x), 4)')).toEqual([
      'variance_x:real variancep_x:real s:real',
      '[1.6666666666666667,1.25,1.291]',
    ]);
  });
  test('percentiles are values of the group', () => {
    expect(answer('range x from 1 to 10 step 1 | summarize percentiles(x, 5, 50, 95)')).toEqual([
      'percentile_x_5:long percentile_x_50:long percentile_x_95:long',
      '[1,5,10]',
    ]);
    expect(answer('range x from 1 to 10 step 1 | summarize percentile(x, 90), percentiles_array(x, 20, 30)')).toEqual([
      'percentile_x_90:long percentiles_x:dynamic',
      '[9,[2,3]]',
    ]);
  });
  test('make_bag keeps the first value of a key, and make_set takes arrays apart', () => {
    expect(
      answer('datatable(b:dynamic)[dynamic({"a":1}), dynamic({"a":2,"c":3})] | summarize make_bag(b)').at(-1),
    ).toBe('[{"a":1,"c":3}]');
    expect(answer('datatable(b:dynamic)[dynamic([1,2]), dynamic([2,3])] | summarize make_set(b)').at(-1)).toBe(
      '[[1,2,3]]',
    );
  });
  test('make_set and make_list stop at the size that they are given', () => {
    expect(answer('range n from 1 to 5 step 1 | summarize make_set(n, 2), make_list(n, 3)').at(-1)).toBe(
      '[[1,2],[1,2,3]]',
    );
    const bags = 'datatable(b:dynamic)[dynamic({"a": 1, "b": 2}), dynamic({"c": 3, "a": 9})]';
    expect(answer(`${bags} | summarize make_bag(b, 2), make_bag(b)`).at(-1)).toBe(
      '[{"a":1,"b":2},{"a":1,"b":2,"c":3}]',
    );
  });
  test('a sum of integers wraps at 64 bits', () => {
    expect(answer('datatable(a:long)[9223372036854775807, 1] | summarize sum(a)').at(-1)).toBe(
      '[-9223372036854775808]',
    );
  });
});

describe('make-series', () => {
  const points =
    'datatable(t:datetime, n:long, k:string)[datetime(2026-01-01 01:00), 2, "x", datetime(2026-01-03 05:00), 4, "x", datetime(2026-01-01), 7, "y"]';
  test('has a value for each step of the axis, zero where there are no rows', () => {
    expect(
      answer(
        `${points} | make-series s = sum(n) on t from datetime(2026-01-01) to datetime(2026-01-04) step 1d by k | project k, s`,
      ),
    ).toEqual(['k:string s:dynamic', '["x",[2,0,4]]', '["y",[7,0,0]]']);
  });
  test('takes a default for what is missing', () => {
    expect(
      answer(
        `${points} | make-series s = sum(n) default = -1 on t from datetime(2026-01-01) to datetime(2026-01-04) step 1d | project s`,
      ).at(-1),
    ).toBe('[[9,-1,4]]');
  });
});

describe('top-hitters and top-nested', () => {
  test('count and sum by value', () => {
    expect(answer(`${sales} Sales | top-hitters 1 of who`)).toEqual([
      'who:string approximate_count_who:long',
      '["a",3]',
    ]);
    expect(answer(`${sales} Sales | top-nested 1 of who by sum(n), top-nested 1 of n by max(n)`).slice(1)).toEqual([
      '["a",7,4,4]',
    ]);
  });
  test('top-nested sums up the others of a level under a name', () => {
    const rows = 'datatable(a:string, n:long)["x", 1, "y", 9, "z", 2]';
    expect(answer(`${rows} | top-nested 1 of a with others = "rest" by sum(n)`)).toEqual([
      'a:string aggregated_a:long',
      '["y",9]',
      '["rest",3]',
    ]);
  });
});

describe('hll and tdigest', () => {
  const two = 'range x from 1 to 10 step 1 | extend y = x + 5';
  test('are merged and counted within one query', () => {
    expect(
      answer(
        `${two} | summarize h = hll(x), g = hll(y), i = hll_if(x, x > 8) | project dcount_hll(h), dcount_hll(hll_merge(h, g)), dcount_hll(i)`,
      ).at(-1),
    ).toBe('[10,15,2]');
    expect(
      answer(`${two} | summarize h = hll(y) by x % 2 | summarize m = hll_merge(h) | project n = dcount_hll(m)`),
    ).toEqual(['n:long', '[10]']);
  });
  test('give percentiles in the type that is asked for, and ranks', () => {
    expect(
      answer(
        `${two} | summarize t = tdigest(x) | project p = percentile_tdigest(t, 90, typeof(long)), a = percentiles_array_tdigest(t, 10, 50), r = rank_tdigest(t, 4), s = percentrank_tdigest(t, 4)`,
      ),
    ).toEqual(['p:long a:dynamic r:real s:real', '[9,[1,5],4,40]']);
    expect(
      answer(
        `${two} | summarize t = tdigest(x, y) by x % 2 | summarize m = tdigest_merge(t) | project p = percentile_tdigest(m, 50, typeof(long))`,
      ).at(-1),
    ).toBe('[7]');
  });
  test('are null over nothing', () => {
    expect(answer('datatable(x:long)[] | summarize hll(x), tdigest(x)')).toEqual([
      'hll_x:dynamic tdigest_x:dynamic',
      '[null,null]',
    ]);
  });
  test.each([
    `${two} | summarize hll(x)`,
    `${two} | summarize h = hll(x) | project b = bag_pack("h", h)`,
    `${two} | summarize h = hll(x) | project t = tostring(h)`,
    `${two} | summarize t = tdigest(x) | summarize count() by tostring(t)`,
    'print h = dynamic([[1024, 14], [1], [2]]) | project dcount_hll(h)',
  ])('have no form that may be seen: %s', (query) => {
    expect(() => answer(query)).toThrow('is not supported by the interpreter');
  });
});

describe('buildschema', () => {
  const values = (...texts: readonly string[]): string =>
    `datatable(value:dynamic)[${texts.map((text) => `dynamic(${text})`).join(', ')}] | summarize buildschema(value)`;
  test('admits all values, as the page has it', () => {
    expect(
      answer(
        values('{"x":1, "y":3.5}', '{"x":"some", "z":[1, 2, 3]}', '{"y":{"w":"zzz"}, "t":["aa", "bb"], "z":["foo"]}'),
      ),
    ).toEqual([
      'schema_value:dynamic',
      '[{"x":["long","string"],"y":["double",{"w":"string"}],"z":{"`indexer`":["long","string"]},"t":{"`indexer`":"string"}}]',
    ]);
  });
  test('refuses kinds of values that the page does not name', () => {
    expect(() => answer(values('{"x":true}'))).toThrow('buildschema() of a bool is not supported');
  });
});
