import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scalarFunctions } from '../../../src/kql/run/functions/index.ts';
import type { RunContext } from '../../../src/kql/run/functions/index.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { Datetime, Guid, Real, Timespan, whole } from '../../../src/kql/run/values/value.ts';
import type { Dynamic, Type, Value } from '../../../src/kql/run/values/value.ts';

/** What a function may end a query with on purpose. */
class Ended extends Error {}
const end = (text: string): never => {
  throw new Ended(text);
};
const context: RunContext = { now: () => 0, random: () => 0.5, geo: () => null, unsupported: end, fail: end };

const longs = fc.oneof(
  fc.integer({ min: -5, max: 40 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(whole),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '10.0.0.1/8',
    '::1',
    'a=b&c',
    '{"a":[1]}',
    '<a b="c">d</a>',
    'day',
    'Meter',
    'Europe/Paris',
    '(a+)+$',
    '$.a[0]',
    'H4sI',
    'xn--a',
    '1.2.3',
    'C:\\a\\b.c',
    'yyyy-MM-dd',
    'a-',
  ),
);
const reals = fc.double();
const guids = fc.uuid().map((text) => new Guid(text));
const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -20, max: 20 }));
const { dynamics } = fc.letrec<{ dynamics: Dynamic }>((tie) => ({
  dynamics: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Dynamic>(null),
    fc.boolean(),
    texts,
    longs,
    reals.map((value) => new Real(value)),
    longs.map((ticks) => new Timespan(ticks)),
    fc.integer().map((ticks) => new Datetime(ticks)),
    guids,
    fc.array(tie('dynamics'), { maxLength: 6 }),
    fc.array(longs, { maxLength: 12 }),
    fc.array(fc.tuple(texts, tie('dynamics')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));

const valuesOf: Readonly<Record<Type, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  long: longs,
  real: reals,
  decimal: decimals.map(([digits, exponent]) => Decimal.of(digits, exponent)),
  string: texts,
  datetime: fc.bigInt({ min: -633_979_008_000_000_000n, max: 2_521_399_967_999_999_999n }).map(whole),
  timespan: longs,
  guid: guids,
  dynamic: dynamics,
};
const types = Object.entries(valuesOf).map(([type]) => type);
const isType = (name: string): name is Type => types.includes(name);

const argument = fc.constantFrom(...types.filter(isType)).chain((type) =>
  fc.record({
    type: fc.constant(type),
    isConstant: fc.boolean(),
    value: type === 'string' ? valuesOf.string : fc.option(valuesOf[type], { freq: 8 }),
  }),
);

describe('a function, whatever its arguments', () => {
  test.each([...scalarFunctions].map(([name, fn]) => [name, fn] as const))('%s gives a value', (name, fn) => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: name === 'pi' ? 0 : 1, maxLength: 6 }), (args) => {
        const call = (): Value => {
          try {
            const given = args.map(({ type, isConstant, value }) =>
              isConstant ? { type, constant: value } : { type },
            );
            return fn.bind(given, context)(args.map(({ value }) => value));
          } catch (error) {
            if (error instanceof Ended) return null;
            throw error;
          }
        };
        expect(call()).not.toBeUndefined();
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
