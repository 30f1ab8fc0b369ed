import { describe, expect, test } from '@jest/globals';
import { parseParameters } from '../../src/kql/symbols.ts';

const read = (text: string): readonly string[] =>
  parseParameters(text).map(
    ({ name, type, tabular, optional }) => `${name} ${type}${tabular ? ' tabular' : ''}${optional ? ' optional' : ''}`,
  );

describe('the parameters of a function', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    [' , ', []],
    ['a:string', ['a string']],
    [' a : STRING , b:long=5', ['a string', 'b long optional']],
    ['T:(*), n:int', ['T ( tabular', 'n int']],
    ['T:(a:string, b:long), n:int = 1', ['T ( tabular', 'n int optional']],
    ["['my name']:string, my-other:bool", ['my name string', 'my-other bool']],
    ['a:string="x, y:z", b:long', ['a string optional', 'b long']],
    ["a:string='x, y:z', b:long", ['a string optional', 'b long']],
    ['a:string="say \\", z:int", b:long', ['a string optional', 'b long']],
    ['a:string="it\'s, z:int", b:long', ['a string optional', 'b long']],
    ['a:dynamic=dynamic([1, 2]), b:long', ['a dynamic optional', 'b long']],
    ['a:dynamic=dynamic({"k": [1, 2]}), b:long', ['a dynamic optional', 'b long']],
    ['a:datetime=datetime(2026-01-01), b:timespan=1d', ['a datetime optional', 'b timespan optional']],
    ['a:string), b:long', ['a string', 'b long']],
    ['nothing, b:long, 5', ['b long']],
  ])('are read from %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
