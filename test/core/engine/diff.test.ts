import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { diff, fieldOf, fieldsOf } from '../../../src/core/engine/diff.ts';
import { equalJson, isArray, isObject, type JsonValue } from '../../../src/core/json.ts';
import { valueAt } from '../../../src/core/pointer.ts';

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, false, true, 0, 1, '', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'a/b', '~'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** True where items of a list are told apart by a name: a removed one is placed behind the new list. */
const hasNamed = (value: JsonValue): boolean =>
  isArray(value)
    ? value.some((item) => hasNamed(item) || (isObject(item) && Object.keys(item).length > 1))
    : isObject(value) && Object.values(value).some(hasNamed);

describe('diff', () => {
  test('of a value with itself is empty, and of two different values is not', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(diff(left, structuredClone(left))).toEqual([]);
        expect(diff(left, right).length === 0).toBe(equalJson(left, right));
      }),
    );
  });

  test('names each place once, with the value that is there on either side', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        fc.pre(!hasNamed(left) || !hasNamed(right));
        const changes = diff(left, right);
        expect(new Set(changes.map(({ at }) => at)).size).toBe(changes.length);
        for (const { at, before, after } of changes) {
          expect(before === undefined || equalJson(before, valueAt(left, at))).toBe(true);
          expect(after === undefined || equalJson(after, valueAt(right, at))).toBe(true);
          expect(equalJson(before, after)).toBe(false);
        }
      }),
    );
  });

  test('false, 0, an empty text, null, an empty list and absent are six different values', () => {
    const values: readonly (JsonValue | undefined)[] = [false, 0, '', null, [], undefined];
    for (const [index, before] of values.entries())
      for (const [other, after] of values.entries())
        expect(diff(before, after)).toEqual(index === other ? [] : [{ at: '', before, after }]);
  });

  test('a removed item of a list does not shift the ones after it', () => {
    expect(diff({ tactics: ['A', 'B', 'C'] }, { tactics: ['B', 'C'] })).toEqual([
      { at: '/tactics/0', before: 'A', after: undefined },
    ]);
  });

  test('items that have a name are added, removed and changed, wherever they stand', () => {
    const mapping = (entityType: string, columnName: string): JsonValue => ({ columnName, entityType });
    const named = (entityType: string, columnName: string): JsonValue => ({ entityType, columnName });
    expect(
      diff(
        [named('Host', 'Computer'), named('URL', 'Url')],
        [named('Account', 'User'), named('Host', 'Device')],
        '/entityMappings',
      ),
    ).toEqual([
      { at: '/entityMappings/0/entityType', before: undefined, after: 'Account' },
      { at: '/entityMappings/0/columnName', before: undefined, after: 'User' },
      { at: '/entityMappings/1/columnName', before: 'Computer', after: 'Device' },
      { at: '/entityMappings/2/entityType', before: 'URL', after: undefined },
      { at: '/entityMappings/2/columnName', before: 'Url', after: undefined },
    ]);
    // Two of one name cannot be told apart by it.
    const twice = [mapping('IP', 'a'), mapping('Host', 'a')];
    expect(diff(twice, twice.slice(1))).toEqual([
      { at: '/0/columnName', before: 'a', after: undefined },
      { at: '/0/entityType', before: 'IP', after: undefined },
    ]);
  });

  test('a change deep in a list is one leaf', () => {
    const mapping = (column: string): JsonValue => ({
      entities: [{ type: 'IP', fields: [{ column }] }, { type: 'Host' }],
    });
    expect(diff(mapping('a'), mapping('b'))).toEqual([{ at: '/entities/0/fields/0/column', before: 'a', after: 'b' }]);
  });
});

test('the fields of a body are its properties and what stands beside them', () => {
  expect(fieldsOf({ kind: 'NRT', properties: { query: 'x', 'a/b': 1 } })).toEqual({
    '/kind': 'NRT',
    '/properties/query': 'x',
    '/properties/a~1b': 1,
  });
  expect(fieldOf('/properties/entityMappings/0/entityType')).toBe('/properties/entityMappings');
  expect(fieldOf('/kind')).toBe('/kind');
});
