import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../../src/core/json.ts';
import { cellOf, dynamicOf, fieldOf, named, typeNamed, typeOfValue } from '../../../src/content/rule-test/cells.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { Guid, Real, ticksPer, type Type, type Value } from '../../../src/kql/run/values/value.ts';

const guid = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';
const time = 'a time such as `-10m`, `now` or `2026-03-01T12:00:00Z`';
const { hour, minute, second, millisecond } = ticksPer;

const refused: readonly (readonly [written: JsonValue, type: Type, wrong: string, hint?: string])[] = [
  [5, 'string', 'is `5`, and the column holds texts (string)', 'Write it in quotes: `"5"`.'],
  [true, 'string', 'is `true`, and the column holds texts (string)', 'Write it in quotes: `"true"`.'],
  ['true', 'bool', 'is `"true"`, and the column holds `true` or `false`'],
  ['5', 'int', 'is `"5"`, and the column holds whole numbers (int)', 'Write it without quotes: `5`.'],
  ['-5', 'long', 'is `"-5"`, and the column holds whole numbers (long)', 'Write it without quotes: `-5`.'],
  ['x', 'long', 'is `"x"`, and the column holds whole numbers (long)'],
  [1.5, 'int', 'is `1.5`, and the column holds whole numbers (int)'],
  [true, 'long', 'is `true`, and the column holds whole numbers (long)'],
  [2_147_483_648, 'int', 'is `2147483648`, and an int has 32 bits'],
  [-2_147_483_649, 'int', 'is `-2147483649`, and an int has 32 bits'],
  ['9223372036854775808', 'long', 'is `"9223372036854775808"`, and a long has 64 bits'],
  ['-9223372036854775809', 'long', 'is `"-9223372036854775809"`, and a long has 64 bits'],
  ['1.5', 'real', 'is `"1.5"`, and the column holds numbers (real)'],
  ['x', 'decimal', 'is `"x"`, and the column holds decimal numbers'],
  [true, 'decimal', 'is `true`, and the column holds decimal numbers'],
  ['yesterday', 'datetime', `is \`"yesterday"\`, and the column holds times: ${time}`],
  ['-yesterday', 'datetime', `is \`"-yesterday"\`, and the column holds times: ${time}`],
  ['2026-02-30', 'datetime', `is \`"2026-02-30"\`, and the column holds times: ${time}`],
  ['2/30/2026, 1:00:00 AM', 'datetime', `is \`"2/30/2026, 1:00:00 AM"\`, and the column holds times: ${time}`],
  ['2026-02-03T24:00:00Z', 'datetime', `is \`"2026-02-03T24:00:00Z"\`, and the column holds times: ${time}`],
  ['2026-02-03T01:60:00Z', 'datetime', `is \`"2026-02-03T01:60:00Z"\`, and the column holds times: ${time}`],
  ['2026-02-03T01:00:60Z', 'datetime', `is \`"2026-02-03T01:00:60Z"\`, and the column holds times: ${time}`],
  [5, 'datetime', `is \`5\`, and the column holds times: ${time}`],
  ['-', 'timespan', 'is `"-"`, and the column holds lengths of time such as `10m` or `01:30:00`'],
  [5, 'timespan', 'is `5`, and the column holds lengths of time such as `10m` or `01:30:00`'],
  [guid.slice(1), 'guid', `is \`"${guid.slice(1)}"\`, and the column holds GUIDs`],
  [5, 'guid', 'is `5`, and the column holds GUIDs'],
];

describe('a value of a file becomes one of a column', () => {
  test.each<readonly [written: JsonValue, type: Type, value: Value]>([
    [null, 'string', ''],
    [null, 'long', null],
    [null, 'dynamic', null],
    ['a', 'string', 'a'],
    [[1, 'a'], 'string', '[1,"a"]'],
    [{ a: 1 }, 'string', '{"a":1}'],
    [true, 'bool', true],
    [-5, 'int', -5],
    [2_147_483_647, 'int', 2_147_483_647],
    [-2_147_483_648, 'int', -2_147_483_648],
    [5, 'long', 5],
    ['9223372036854775807', 'long', 9_223_372_036_854_775_807n],
    ['-9223372036854775808', 'long', -9_223_372_036_854_775_808n],
    [1.5, 'real', 1.5],
    ['1.50', 'decimal', Decimal.parse('1.5') ?? null],
    [2, 'decimal', Decimal.parse('2') ?? null],
    ['now', 'datetime', 7],
    ['-10m', 'datetime', 7 - 10 * minute],
    ['+1h', 'datetime', 7 + hour],
    ['2010-01-01', 'datetime', 0],
    ['2010-01-01T01:02:03.0000004Z', 'datetime', hour + 2 * minute + 3 * second + 4],
    ['2010-01-01 01:00+01:00', 'datetime', 0],
    ['2010-01-01T00:00:00-0130', 'datetime', hour + 30 * minute],
    ['1/1/2010, 1:00:00.5 PM', 'datetime', 13 * hour + 500 * millisecond],
    ['1/1/2010 12:00:00 AM', 'datetime', 0],
    ['1d2h3m4s5ms', 'timespan', 26 * hour + 3 * minute + 4 * second + 5 * millisecond],
    ['-1.02:03:04.5', 'timespan', -(26 * hour + 3 * minute + 4 * second + 500 * millisecond)],
    [guid.toUpperCase(), 'guid', new Guid(guid)],
    ['[1, {"a": 1.5}]', 'dynamic', [1, new Map([['a', new Real(1.5)]])]],
    ['[broken', 'dynamic', '[broken'],
    ['text', 'dynamic', 'text'],
    [{ a: [true, null] }, 'dynamic', new Map([['a', [true, null]]])],
  ])('%j of type %s', (written, type, value) => {
    expect(cellOf(written, type, 7)).toEqual({ value });
  });

  test.each(refused.map(([written, type, ...said]) => [written, type, said] as const))(
    '%j is none of type %s',
    (written, type, [wrong, hint]) => {
      expect(cellOf(written, type, 7)).toEqual({ wrong, ...(hint === undefined ? {} : { hint }) });
    },
  );

  test('is named in a message in sixty signs at most', () => {
    expect([named('x'.repeat(58)), named('x'.repeat(59))]).toEqual([
      `\`"${'x'.repeat(58)}"\``,
      `\`"${'x'.repeat(58)}…\``,
    ]);
  });

  test('keeps whole numbers and others apart in a dynamic one', () => {
    expect([1, 2 ** 60, 1.5, 'a', null].map(dynamicOf)).toEqual([1, 2n ** 60n, new Real(1.5), 'a', null]);
  });
});

test.each<readonly [text: string, type: Type, value: JsonValue]>([
  ['', 'string', ''],
  ['', 'long', null],
  ['TRUE', 'bool', true],
  ['1', 'bool', true],
  ['False', 'bool', false],
  ['0', 'bool', false],
  ['10', 'bool', '10'],
  ['5', 'int', 5],
  ['-5', 'long', -5],
  ['9007199254740993', 'long', '9007199254740993'],
  ['5.0', 'long', '5.0'],
  ['1.5', 'real', 1.5],
  ['x', 'real', 'x'],
  ['1.5', 'decimal', '1.5'],
  ['5', 'string', '5'],
])('the field %j of a delimited file stands for its value in a column of type %s', (text, type, value) => {
  expect(fieldOf(text, type)).toBe(value);
});

test('a value has a type by itself, and a type a name', () => {
  expect([true, 1, 1.5, 'a', null, [], {}].map(typeOfValue)).toEqual([
    'bool',
    'long',
    'real',
    'string',
    'string',
    'dynamic',
    'dynamic',
  ]);
  expect(['bool', 'guid', 'decimal', 'none'].map(typeNamed)).toEqual(['bool', 'guid', 'decimal', 'dynamic']);
});
