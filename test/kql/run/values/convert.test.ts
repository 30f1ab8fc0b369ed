import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../../../src/core/json.ts';
import { castTo, converter, dynamicOf, typeName } from '../../../../src/kql/run/values/convert.ts';
import { Decimal } from '../../../../src/kql/run/values/decimal.ts';
import { ticksOfDate } from '../../../../src/kql/run/values/instants.ts';
import { jsonOf } from '../../../../src/kql/run/values/printed.ts';
import {
  Datetime,
  Guid,
  Real,
  Sketch,
  Timespan,
  type Dynamic,
  type Type,
} from '../../../../src/kql/run/values/value.ts';
import { casesIn, updateCases } from '../../../jsonl.ts';

const guid = '74be27de-1e4e-49d9-b579-fe0b331d3642';

/** Values of every type that a dynamic has, and texts of each. */
const values: Readonly<Record<string, Dynamic>> = {
  null: null,
  true: true,
  false: false,
  zero: 0,
  'long 42': 42,
  '2^31': 2 ** 31,
  '2^62': 2n ** 62n,
  'real 0': new Real(0),
  'real -2.5': new Real(-2.5),
  'real inf': new Real(Infinity),
  datetime: new Datetime(ticksOfDate(2026, 1, 5, 432_000_000_000) ?? 0),
  timespan: new Timespan(900_000_000),
  guid: new Guid(guid),
  'decimal 0': Decimal.of(0n, 0),
  'decimal 1.5': Decimal.of(15n, -1),
  array: [1, 'a'],
  bag: new Map([['a', 1]]),
  'empty text': '',
  'text word': 'word',
  'text 42': ' 42 ',
  'text 0': '0',
  'text 0x1F': '0x1F',
  'text -2.5': '-2.5',
  'text .5e2': '.5e2',
  'text -inf': '-inf',
  'text TRUE': ' TRUE ',
  'text false': 'false',
  'text of a moment': '2026-01-05T12:00:00Z',
  'text of a length': '00:01:30',
  'text of a guid in braces': `{${guid.toUpperCase()}}`,
  'text of a guid without hyphens': `(${guid.replaceAll('-', '')})`,
  'text of a guid with one hyphen': guid.replaceAll('-', '').replace('74be27de', '74be27de-'),
};

const types: readonly Type[] = ['bool', 'int', 'long', 'real', 'decimal', 'string', 'datetime', 'timespan', 'guid'];

type Case = { readonly value: string; readonly type: string; readonly as: Readonly<Record<string, string>> };
const isCase = (value: unknown): value is Case => isObject(value) && isObject(value['as']);

const converted = (value: Dynamic): Readonly<Record<string, string>> =>
  Object.fromEntries(types.map((type) => [type, jsonOf(castTo(type)(value), type)]));

const file = new URL('convert.jsonl', import.meta.url);
updateCases(file, () =>
  Object.entries(values).map(([name, value]) => ({ value: name, type: typeName(value), as: converted(value) })),
);
const cases = casesIn(file, isCase);

describe('a dynamic value', () => {
  test('is of every type among the cases', () => {
    expect(cases.map(({ value }) => value)).toEqual(Object.keys(values));
  });

  test.each(cases)('becomes a value of each type: $value', ({ value, type, as }) => {
    const dynamic = values[value] ?? null;
    expect(typeName(dynamic)).toBe(type);
    expect(converted(dynamic)).toEqual(as);
    expect(castTo('dynamic')(dynamic)).toBe(dynamic);
  });
});

test.each<[Type, Dynamic, Dynamic]>([
  ['real', 2.5, new Real(2.5)],
  ['datetime', 5, new Datetime(5)],
  ['timespan', 5, new Timespan(5)],
  ['long', 5, 5],
  ['string', 'a', 'a'],
])('a %s says in a dynamic what it is, and null stays null', (type, value, dynamic) => {
  expect(dynamicOf(type)(value)).toStrictEqual(dynamic);
  expect(dynamicOf(type)(null)).toBeNull();
  expect(converter(type, 'dynamic')(value)).toStrictEqual(dynamic);
  expect(converter(type, type)(value)).toBe(value);
  expect(converter(type, 'string')(value)).toBe(castTo('string')(dynamic));
});

test('what an estimate is inside nobody has published, so that its type is not told', () => {
  const sketch = new Sketch('hll', new Map(), () => {
    throw new Error('unreadable');
  });
  expect(() => typeName(sketch)).toThrow('unreadable');
});
