import { describe, expect, test } from '@jest/globals';
import { answer, compiled, refusalOf } from '../run.ts';

const people = `let People = datatable(name:string, age:long, city:string)[
  "ann", 30, "Oslo", "bob", long(null), "Rome", "cid", 25, "Oslo", "dan", 41, "Rome"];`;

describe('where', () => {
  test('keeps rows whose condition is true, and none where it is null', () => {
    expect(answer(`${people} People | where age > 26 | project name`)).toEqual(['name:string', '["ann"]', '["dan"]']);
    expect(answer(`${people} People | where not(age > 26) | project name`)).toEqual(['name:string', '["cid"]']);
  });
  test('takes a null for other than a value, and for equal to none', () => {
    expect(answer(`${people} People | where age != 30 | project name`)).toEqual([
      'name:string',
      '["bob"]',
      '["cid"]',
      '["dan"]',
    ]);
    expect(answer(`${people} People | where age == long(null) | count`)).toEqual(['Count:long', '[0]']);
  });
  test('asks any column where a star stands for one', () => {
    expect(answer(`${people} People | where * has "rome" | project name`)).toEqual([
      'name:string',
      '["bob"]',
      '["dan"]',
    ]);
    expect(answer(`${people} People | where * contains "25" | project name`).at(-1)).toBe('["cid"]');
  });
  test('reads a literal as what stands beside it: a number as text, a text as the number in it', () => {
    const codes = 'let Codes = datatable(text:string, number:int)["0", 4688, "05", 5, "x", 6];';
    expect(answer(`${codes} Codes | where text == 0`)).toEqual(['text:string number:int', '["0",4688]']);
    expect(answer(`${codes} Codes | where 5 == text | count`).at(-1)).toBe('[0]');
    expect(answer(`${codes} Codes | where text !in (0, 7) | count`).at(-1)).toBe('[2]');
    expect(answer(`${codes} Codes | where text != 0 | count`).at(-1)).toBe('[2]');
    expect(answer(`${codes} Codes | where number == "4688" or number in ("6")`).slice(1)).toEqual([
      '["0",4688]',
      '["x",6]',
    ]);
    expect(answer(`${codes} Codes | where number == "logon" | count`).at(-1)).toBe('[0]');
  });
  test('lets false win over null in and, and true in or', () => {
    expect(answer('print a = bool(null) and false, b = bool(null) or true, c = bool(null) and true')).toEqual([
      'a:bool b:bool c:bool',
      '[false,true,null]',
    ]);
  });
});

describe('sort', () => {
  test('sorts downwards with nulls last unless told otherwise', () => {
    expect(answer(`${people} People | sort by age | project name`).slice(1)).toEqual([
      '["dan"]',
      '["ann"]',
      '["cid"]',
      '["bob"]',
    ]);
    expect(answer(`${people} People | sort by age asc | project name`).slice(1)).toEqual([
      '["bob"]',
      '["cid"]',
      '["ann"]',
      '["dan"]',
    ]);
    expect(answer(`${people} People | sort by age asc nulls last | project name`).at(-1)).toBe('["bob"]');
  });
  test('keeps the order of rows that are equal', () => {
    expect(answer(`${people} People | sort by city asc | project name`).slice(1)).toEqual([
      '["ann"]',
      '["cid"]',
      '["bob"]',
      '["dan"]',
    ]);
  });
  test('top takes the first of the sorted rows', () => {
    expect(answer(`${people} People | top 2 by age | project name, age`)).toEqual([
      'name:string age:long',
      '["dan",41]',
      '["ann",30]',
    ]);
  });
});

describe('project and extend', () => {
  test('name unnamed expressions as the service does', () => {
    expect(answer('print a = 1 | project a + 1, tostring(a), b = a * 2.5')[0]).toBe('Column1:long a:string b:real');
    expect(answer('print d = dynamic({"x":{"y":5}}) | project d.x.y, d["x"]')).toEqual([
      'd_x_y:dynamic d_x:dynamic',
      '[5,{"y":5}]',
    ]);
  });
  test('extend replaces a column where it stands', () => {
    expect(answer('print a = 1, b = 2 | extend a = "x", c = 3')).toEqual(['a:string b:long c:long', '["x",2,3]']);
  });
  test('project-away, keep, rename and reorder move columns', () => {
    const row = 'print a1 = 1, a2 = 2, b = 3';
    expect(answer(`${row} | project-away a*`)).toEqual(['b:long', '[3]']);
    expect(answer(`${row} | project-away a1, b*`)).toEqual(['a2:long', '[2]']);
    expect(answer(`${row} | project-keep a*`)).toEqual(['a1:long a2:long', '[1,2]']);
    expect(answer(`${row} | project-rename z = a2`)).toEqual(['a1:long z:long b:long', '[1,2,3]']);
    expect(answer(`${row} | project-reorder b, a* desc`)).toEqual(['b:long a2:long a1:long', '[3,2,1]']);
    expect(answer('print a10 = 1, a9 = 2 | project-reorder * granny-asc')[0]).toBe('a9:long a10:long');
  });
});

describe('distinct, count, take', () => {
  test('distinct keeps the first of equal rows', () => {
    expect(answer(`${people} People | distinct city`)).toEqual(['city:string', '["Oslo"]', '["Rome"]']);
  });
  test('take gives the first rows, or the last where the run takes the other choice', () => {
    expect(answer(`${people} People | take 1 | project name`)).toEqual(['name:string', '["ann"]']);
    expect(answer(`${people} People | take 1 | project name`, { choice: 'last' })).toEqual(['name:string', '["dan"]']);
    expect(answer(`${people} People | sort by name asc | take 1 | project name`, { choice: 'last' })).toEqual([
      'name:string',
      '["ann"]',
    ]);
  });
  test('sample gives the same rows for the same seed', () => {
    const query = 'range x from 1 to 100 step 1 | sample 5';
    expect(answer(query, { seed: 7 })).toEqual(answer(query, { seed: 7 }));
    expect(answer(query, { seed: 7 })).not.toEqual(answer(query, { seed: 8 }));
    expect(new Set(answer(query, { seed: 7 })).size).toBe(6);
  });
});

describe('range, print and datatable', () => {
  test('range counts up and down, by numbers, dates and lengths of time', () => {
    expect(answer('range x from 3 to 1 step -1')).toEqual(['x:long', '[3]', '[2]', '[1]']);
    expect(answer('range x from datetime(2026-01-01) to datetime(2026-01-02) step 12h').slice(1)).toEqual([
      '["2026-01-01T00:00:00.0000000Z"]',
      '["2026-01-01T12:00:00.0000000Z"]',
      '["2026-01-02T00:00:00.0000000Z"]',
    ]);
    expect(answer('range x from 1.0 to 2.0 step 0.5 | count').at(-1)).toBe('[3]');
  });
  test('take of a range makes no more of it than it gives', () => {
    const budget = { isUsedUp: () => false, maxCells: 1000 };
    expect(answer('range x from 1 to 9999999999999999 step 2 | take 2', { budget })).toEqual(['x:long', '[1]', '[3]']);
  });
  test('longs wrap at 64 bits and stay exact beyond 2^53', () => {
    expect(answer('print a = 9223372036854775807 + 1, b = 9007199254740993 * 1')).toEqual([
      'a:long b:long',
      '[-9223372036854775808,9007199254740993]',
    ]);
  });
  test('a datatable casts what it is given to the types of its columns', () => {
    expect(answer('datatable(a:long, b:real, c:string)[1, 2, "x", int(null), 3, ""]')).toEqual([
      'a:long b:real c:string',
      '[1,2,"x"]',
      '[null,3,""]',
    ]);
  });
});

describe('serialized rows', () => {
  test('prev, next and row_number look around', () => {
    expect(answer('range x from 1 to 3 step 1 | extend p = prev(x), n = next(x, 1, -1), r = row_number()')).toEqual([
      'x:long p:long n:long r:long',
      '[1,null,2,1]',
      '[2,1,3,2]',
      '[3,2,-1,3]',
    ]);
  });
  test('row_cumsum starts anew where told', () => {
    expect(answer('range x from 1 to 4 step 1 | serialize s = row_cumsum(x, x % 3 == 0)').slice(1)).toEqual([
      '[1,1]',
      '[2,3]',
      '[3,3]',
      '[4,7]',
    ]);
  });
  test('row_window_session ends a session by length and by gap', () => {
    const times =
      'datatable(t:datetime)[datetime(2026-01-01 00:00), datetime(2026-01-01 00:04), datetime(2026-01-01 00:08), datetime(2026-01-01 00:30)]';
    expect(
      answer(
        `${times} | sort by t asc | extend s = row_window_session(t, 10m, 5m) | summarize n = count() by s | project n`,
      ).slice(1),
    ).toEqual(['[3]', '[1]']);
  });
  test('each run counts from the beginning', () => {
    const query = 'range x from 1 to 2 step 1 | serialize r = row_number() | summarize max(r)';
    expect(answer(query)).toEqual(answer(query));
  });
});

test('ranks of sorted rows are dense, or leave out as many as were equal, and begin again where they are told to', () => {
  const sorted = 'datatable(g:string, a:long)["x", 1, "x", 1, "x", 2, "y", 2, "y", 3] | order by g asc, a asc';
  const ranks = (call: string): readonly string[] => answer(`${sorted} | project rank = ${call}`).slice(1);
  expect(ranks('row_rank_dense(a)')).toEqual(['[1]', '[1]', '[2]', '[2]', '[3]']);
  expect(ranks('row_rank_min(a)')).toEqual(['[1]', '[1]', '[3]', '[3]', '[5]']);
  expect(ranks('row_rank_dense(a, g != prev(g))')).toEqual(['[1]', '[1]', '[2]', '[1]', '[2]']);
});

describe('top', () => {
  test('notes that rows which are equal may come in any order', () => {
    expect(compiled(`${people} People | top 1 by city`).arbitrary.map(({ name }) => name)).toEqual(['top']);
  });
});

describe('a wildcard for tables', () => {
  test.each([
    ['let f_x = view () { print a = 1 }; union f_*', 'f_*'],
    ['union Contoso*_CL', 'Contoso*_CL'],
    ['find in (Contoso*_CL) where a == 1', 'Contoso*_CL'],
  ])('that cannot be looked up is refused as it is written: %s', (query, wildcard) => {
    expect(refusalOf(query)).toBe(`kql/unsupported the wildcard ${wildcard} at \`${wildcard}\``);
  });
});
