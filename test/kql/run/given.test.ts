import { describe, expect, test } from '@jest/globals';
import { inferColumns, typedRows } from '../../../src/kql/run/given.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { readJson } from '../../../src/kql/run/values/json.ts';
import { jsonOf } from '../../../src/kql/run/values/printed.ts';
import { type Dynamic, type DynamicBag, Guid, isBag, type Type } from '../../../src/kql/run/values/value.ts';

/** Rows as objects, of the text of a JSON file. */
const rowsOf = (...texts: readonly string[]): readonly DynamicBag[] =>
  texts.map((text) => {
    const row = readJson(text);
    if (isBag(row)) return row;
    throw new Error(`${text} is no row`);
  });

/** The type of one column by the values that its rows have. */
const typeOf = (values: readonly string[], ofText: boolean): string =>
  inferColumns(rowsOf(...values.map((value) => `{"x":${value}}`)), ofText)
    .map(({ name, type }) => `${name}:${type}`)
    .join(' ');

describe('the type of a column without a schema', () => {
  const typeOfOne: readonly (readonly [value: string, ofJson: Type, ofText: Type])[] = [
    ['null', 'string', 'string'],
    ['""', 'string', 'string'],
    ['true', 'bool', 'bool'],
    ['7', 'long', 'long'],
    ['9223372036854775807', 'long', 'long'],
    ['7.0', 'real', 'real'],
    ['[]', 'dynamic', 'dynamic'],
    ['{"a":1}', 'dynamic', 'dynamic'],
    ['"x"', 'string', 'string'],
    ['"TRUE"', 'string', 'bool'],
    ['"false"', 'string', 'bool'],
    ['"falsey"', 'string', 'string'],
    ['"-12"', 'string', 'long'],
    ['"+12"', 'string', 'string'],
    ['"123456789012345678"', 'string', 'long'],
    ['"1234567890123456789"', 'string', 'string'],
    ['"-1.50"', 'string', 'real'],
    ['"1.5e-3"', 'string', 'real'],
    ['"1."', 'string', 'string'],
    ['"1e3"', 'string', 'string'],
    ['"2026-01-31"', 'datetime', 'datetime'],
    ['"2026-02-31"', 'string', 'string'],
    ['"2026-01-31T10:00"', 'datetime', 'datetime'],
    ['"2026-01-31 10:00:59.1234567"', 'datetime', 'datetime'],
    ['"2026-01-31T10:00:59Z"', 'datetime', 'datetime'],
    ['"2026-01-31T10:00:59+01:00"', 'datetime', 'datetime'],
    ['"2026-01-31T10:00:59-0100"', 'datetime', 'datetime'],
    ['"2026-01-31T25:00Z"', 'string', 'string'],
    ['"at 2026-01-31"', 'string', 'string'],
    ['"2026-01-31 or so"', 'string', 'string'],
    ['"2026"', 'string', 'long'],
  ];
  test.each(typeOfOne)('of %s is %s in JSON and %s in CSV', (value, ofJson, ofText) => {
    expect([typeOf([value], false), typeOf([value], true)]).toEqual([`x:${ofJson}`, `x:${ofText}`]);
  });

  test('is that in which all values meet', () => {
    const values = ['null', 'true', '1', '1.5', '"x"', '"2026-01-31"', '[1]'];
    const meeting = (ofText: boolean): readonly string[] =>
      values.map((one) => values.map((other) => typeOf([one, other], ofText).slice(2)).join(' '));
    expect(meeting(false)).toEqual([
      'string bool long real string datetime dynamic',
      'bool bool dynamic dynamic dynamic dynamic dynamic',
      'long dynamic long real dynamic dynamic dynamic',
      'real dynamic real real dynamic dynamic dynamic',
      'string dynamic dynamic dynamic string string dynamic',
      'datetime dynamic dynamic dynamic string datetime dynamic',
      'dynamic dynamic dynamic dynamic dynamic dynamic dynamic',
    ]);
    const texts = ['""', '"true"', '"1"', '"1.5"', '"x"', '"2026-01-31"'];
    expect(texts.map((one) => texts.map((other) => typeOf([one, other], true).slice(2)).join(' '))).toEqual([
      'string bool long real string datetime',
      'bool bool string string string string',
      'long string long real string string',
      'real string real real string string',
      'string string string string string string',
      'datetime string string string string datetime',
    ]);
  });

  test('is that of the values behind and before empty ones, and columns stand in the order in which they appear', () => {
    expect(
      inferColumns(rowsOf('{"b":null,"a":1}', '{}', '{"c":"","b":true}', '{"a":null,"c":""}', '{"a":2.5}'), false),
    ).toEqual([
      { name: 'b', type: 'bool' },
      { name: 'a', type: 'real' },
      { name: 'c', type: 'string' },
    ]);
    expect(inferColumns([], true)).toEqual([]);
  });
});

describe('given values in a column of a type', () => {
  const guid = '00000000-0000-0000-0000-00000000000a';
  const values: readonly (readonly [name: string, value: Dynamic])[] = [
    ...[
      'null',
      '""',
      'true',
      '7',
      '7.5',
      '"x"',
      '"8"',
      '"true"',
      '"2026-01-31"',
      '"1h"',
      `"${guid}"`,
      '[1]',
      '{"a":1}',
    ].map((text) => [text, readJson(text) ?? null] as const),
    ['guid', new Guid(guid)],
    ['decimal', Decimal.of(15n, -1)],
  ];
  const asTyped = (type: Type): readonly string[] =>
    values.map(([name, value]) => {
      const typed = typedRows([new Map([['x', value]])], [{ name: 'x', type }]);
      if (typed.ok) return `${name} ${typed.table.rows.map((row) => jsonOf(row[0] ?? null, type)).join()}`;
      expect(typed.misfits).toEqual([{ row: 1, column: 'x', type, value }]);
      return `${name} does not fit`;
    });
  const none = 'does not fit';
  const expected: Readonly<Record<Type, readonly string[]>> = {
    bool: ['null', 'null', 'true', 'true', 'true', none, 'true', 'true', none, none, none, none, none, none, none],
    int: ['null', 'null', '1', '7', '7', none, '8', none, none, none, none, none, none, none, none],
    long: ['null', 'null', '1', '7', '7', none, '8', none, none, none, none, none, none, none, none],
    real: ['null', 'null', '1', '7', '7.5', none, '8', none, none, none, none, none, none, none, none],
    decimal: ['null', 'null', '"1"', '"7"', '"7.5"', none, '"8"', none, none, none, none, none, none, none, '"1.5"'],
    string: [
      '""',
      '""',
      '"true"',
      '"7"',
      '"7.5"',
      '"x"',
      '"8"',
      '"true"',
      '"2026-01-31"',
      '"1h"',
      `"${guid}"`,
      '"[1]"',
      String.raw`"{\"a\":1}"`,
      `"${guid}"`,
      '"1.5"',
    ],
    datetime: [
      'null',
      'null',
      none,
      '"0001-01-01T00:00:00.0000007Z"',
      none,
      none,
      none,
      none,
      '"2026-01-31T00:00:00.0000000Z"',
      none,
      none,
      none,
      none,
      none,
      none,
    ],
    timespan: [
      'null',
      'null',
      none,
      '"00:00:00.0000007"',
      none,
      none,
      '"8.00:00:00"',
      none,
      none,
      '"01:00:00"',
      none,
      none,
      none,
      none,
      none,
    ],
    guid: ['null', 'null', none, none, none, none, none, none, none, none, `"${guid}"`, none, none, `"${guid}"`, none],
    dynamic: [
      'null',
      '""',
      'true',
      '7',
      '7.5',
      '"x"',
      '"8"',
      '"true"',
      '"2026-01-31"',
      '"1h"',
      `"${guid}"`,
      '[1]',
      '{"a":1}',
      `"${guid}"`,
      '"1.5"',
    ],
  };
  test.each(Object.entries(expected))('%s are cast, or told where they do not fit', (type, cells) => {
    const wanted = Object.keys(expected).find((each): each is Type => each === type);
    expect(wanted === undefined ? [] : asTyped(wanted)).toEqual(values.map(([name], at) => `${name} ${cells[at]}`));
  });

  test('stand in the order of the columns, empty where a row has none, and all that do not fit are told', () => {
    const columns = [
      { name: 's', type: 'string' },
      { name: 'n', type: 'long' },
      { name: 'd', type: 'dynamic' },
    ] as const;
    expect(typedRows(rowsOf('{"n":"5","other":1}', '{"d":"","s":"x"}'), columns)).toEqual({
      ok: true,
      table: {
        columns,
        rows: [
          ['', 5, null],
          ['x', null, ''],
        ],
      },
    });
    expect(typedRows(rowsOf('{"n":1}', '{"n":"y"}', '{"n":[2]}'), columns)).toEqual({
      ok: false,
      misfits: [
        { row: 2, column: 'n', type: 'long', value: 'y' },
        { row: 3, column: 'n', type: 'long', value: [2] },
      ],
    });
    expect(typedRows([], columns)).toEqual({ ok: true, table: { columns, rows: [] } });
  });
});
