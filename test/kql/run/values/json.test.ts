import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { castTo, converter, dynamicFromText } from '../../../../src/kql/run/values/convert.ts';
import { keyOf } from '../../../../src/kql/run/values/dynamic-order.ts';
import { formatReal, readJson, writeJson } from '../../../../src/kql/run/values/json.ts';
import { pathOf, removeAt, setAt, valueAt } from '../../../../src/kql/run/paths.ts';
import { Real, whole } from '../../../../src/kql/run/values/value.ts';
import type { Dynamic } from '../../../../src/kql/run/values/value.ts';

const wholes = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(whole);
const reals = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new Real(value + 0));

const { value: dynamics } = fc.letrec<{ value: Dynamic }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Dynamic>(null),
    fc.boolean(),
    fc.string({ unit: 'grapheme' }),
    wholes,
    reals,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));

describe('JSON of dynamic values', () => {
  test('reads back as the same value: longs exact, reals as reals, keys in their order', () => {
    fc.assert(
      fc.property(dynamics, (value) => {
        const text = writeJson(value);
        const again = readJson(text);
        expect(again).toEqual(value);
        expect(writeJson(again ?? null)).toBe(text);
      }),
    );
  });

  test('is JSON to others', () => {
    fc.assert(
      fc.property(dynamics, (value) => {
        expect(() => JSON.parse(writeJson(value))).not.toThrow();
      }),
    );
  });

  test('agrees with others on what is JSON at all', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '1',
      '0',
      '-',
      '.',
      'e',
      'true',
      'null',
      ' ',
      '\\',
      'u',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          expect([text, readJson(text) !== undefined]).toEqual([text, isJson(text)]);
        },
      ),
    );
  });

  test('that is none is the text itself', () => {
    expect(dynamicFromText("{'a': 1}")).toBe("{'a': 1}");
    expect(dynamicFromText('')).toBeNull();
    expect(readJson('['.repeat(100_000))).toBeUndefined();
  });
});

describe('text of reals', () => {
  test('reads back as the same real', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(formatReal(value))).toBe(value + 0);
      }),
    );
  });

  test.each([
    [1, '1.0'],
    [-0, '0.0'],
    [0.1, '0.1'],
    [1e15, '1E+15'],
    [123_456_789.5, '123456789.5'],
    [1e-7, '1E-07'],
    [0.0001, '0.0001'],
    [-2.5e-5, '-2.5E-05'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('of %p is %s', (value, text) => {
    expect(formatReal(value)).toBe(text);
  });
});

describe('conversions', () => {
  test('of a long to text and back keep it', () => {
    fc.assert(
      fc.property(wholes, (value) => {
        expect(converter('string', 'long')(converter('long', 'string')(value))).toBe(value);
      }),
    );
  });

  test.each(['bool', 'int', 'long', 'real', 'decimal', 'string', 'datetime', 'timespan', 'guid', 'dynamic'] as const)(
    'of any dynamic value to %s never throw',
    (type) => {
      fc.assert(
        fc.property(dynamics, (value) => {
          expect(() => castTo(type)(value)).not.toThrow();
        }),
      );
    },
  );

  test('equal values have equal keys, whatever the order of their members', () => {
    expect(keyOf(readJson('{"a":1,"b":2.0}') ?? null)).toBe(keyOf(readJson('{"b":2,"a":1}') ?? null));
    expect(keyOf('1')).not.toBe(keyOf(1));
  });
});

describe('paths into dynamic values', () => {
  test('read dots, quotes and positions', () => {
    expect(pathOf("$.a['b c'][0].d")).toEqual(['a', 'b c', 0, 'd']);
    expect(pathOf('$')).toEqual([]);
    expect(pathOf('a.b')).toBeUndefined();
    expect(pathOf('$..a')).toBeUndefined();
  });

  test('what is set can be read, and is gone once removed', () => {
    const keys = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(keys, (path) => {
        const made = setAt(new Map([['kept', 1]]), path, 'x');
        expect(valueAt(made, path)).toBe('x');
        expect(valueAt(removeAt(made, path), path)).toBeNull();
      }),
    );
  });
});
