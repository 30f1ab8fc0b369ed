import { describe, expect, test } from '@jest/globals';
import { answer, compiled, giving, rowsOf, withTable } from '../run.ts';

const sides = `let L = datatable(k:long, l:string)[1, "a", 1, "b", 2, "c", long(null), "d"];
let R = datatable(k:long, r:string)[1, "x", 1, "y", 3, "z", long(null), "w"];`;

const joined = (kind: string): readonly string[] => answer(`${sides} L | join kind=${kind} R on k`);

describe('join', () => {
  test('inner pairs every left row with every right row of its key, and no null with a null', () => {
    expect(joined('inner')).toEqual([
      'k:long l:string k1:long r:string',
      '[1,"a",1,"x"]',
      '[1,"a",1,"y"]',
      '[1,"b",1,"x"]',
      '[1,"b",1,"y"]',
    ]);
  });
  test('innerunique takes one left row of each key, whichever the run chooses', () => {
    expect(answer(`${sides} L | join R on k | project l`).slice(1)).toEqual(['["a"]', '["a"]']);
    expect(answer(`${sides} L | join R on k | project l`, { choice: 'last' }).slice(1)).toEqual(['["b"]', '["b"]']);
    expect(compiled(`${sides} L | join R on k`).arbitrary.map(({ name }) => name)).toEqual(['join kind=innerunique']);
  });
  test('a condition on the left side behind innerunique chooses the row', () => {
    expect(answer(`${sides} L | join R on k | where l == "b" and r == "y" | project l, r`).slice(1)).toEqual([
      '["b","y"]',
    ]);
  });
  test('outer sides keep rows without a partner: nulls, and empty texts', () => {
    expect(joined('leftouter').slice(-2)).toEqual(['[2,"c",null,""]', '[null,"d",null,""]']);
    expect(joined('rightouter').slice(-2)).toEqual(['[null,"",3,"z"]', '[null,"",null,"w"]']);
    expect(joined('fullouter')).toHaveLength(1 + 4 + 2 + 2);
  });
  test('semi and anti keep one side only', () => {
    expect(joined('leftsemi')).toEqual(['k:long l:string', '[1,"a"]', '[1,"b"]']);
    expect(joined('leftanti')).toEqual(['k:long l:string', '[2,"c"]', '[null,"d"]']);
    expect(joined('rightsemi')).toEqual(['k:long r:string', '[1,"x"]', '[1,"y"]']);
    expect(joined('rightanti')).toEqual(['k:long r:string', '[3,"z"]', '[null,"w"]']);
  });
  test('conditions compare columns of other names, and several at once', () => {
    expect(answer('print a = 1, b = "x" | join kind=inner (print c = 1, b = "x") on b, $left.a == $right.c')).toEqual([
      'a:long b:string c:long b1:string',
      '[1,"x",1,"x"]',
    ]);
  });
  test('numbers are free among the names of both sides', () => {
    expect(answer('print a = 1 | join kind=inner (print a = 1, a1 = 2) on a')[0]).toBe('a:long a2:long a1:long');
  });
});

describe('lookup', () => {
  test('adds the right columns that are no key', () => {
    expect(answer(`${sides} L | lookup R on k | project l, r`).slice(1)).toEqual([
      '["a","x"]',
      '["a","y"]',
      '["b","x"]',
      '["b","y"]',
      '["c",""]',
      '["d",""]',
    ]);
    expect(answer(`${sides} L | lookup kind=inner R on k`)[0]).toBe('k:long l:string r:string');
  });
});

describe('union', () => {
  test('has the columns of all tables, empty where a table has none', () => {
    expect(answer('print a = 1 | union (print b = "x")')).toEqual(['a:long b:string', '[1,""]', '[null,"x"]']);
  });
  test('parts a column of two types by the type', () => {
    expect(answer('union (print a = 1), (print a = "x")')).toEqual([
      'a_long:long a_string:string',
      '[1,""]',
      '[null,"x"]',
    ]);
  });
  test('names the table that a row is of', () => {
    expect(answer('let T = print a = 1; union withsource = src (print a = 2), (print a = 3)').slice(1)).toEqual([
      '["union_arg0",2]',
      '["union_arg1",3]',
    ]);
  });
  test('leaves out tables that nobody knows where it is fuzzy', () => {
    expect(answer('union isfuzzy=true (Nowhere | where x > 1), (print a = 1)')).toEqual(['a:long', '[1]']);
  });
  test('keeps a table that the schema knows beside one that nobody knows', () => {
    const program = compiled('union isfuzzy=true Known, Nowhere', withTable('Known', [{ name: 'a', type: 'long' }]));
    expect(rowsOf(program, giving({ Known: [[1n], [2n]] }))).toEqual(['[1]', '[2]']);
  });
  test('inner keeps the columns that all tables have', () => {
    expect(answer('union kind=inner (print a = 1, b = 2), (print a = 3, c = 4)')).toEqual(['a:long', '[1]', '[3]']);
  });
});
