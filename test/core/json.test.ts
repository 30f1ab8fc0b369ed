import { describe, expect, test } from '@jest/globals';
import {
  byText,
  deepestJson,
  isScalar,
  isTooDeep,
  memberOf,
  numberOrZero,
  ownMember,
  parseJson,
  some,
  textOrEmpty,
} from '../../src/core/json.ts';

const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON', () => {
  test('is read to a depth that nothing has trouble with, and no deeper', () => {
    expect(parseJson(lists(deepestJson))).toBeDefined();
    expect(parseJson(lists(deepestJson + 1))).toBeUndefined();
    expect(parseJson(lists(1_000_000))).toBeUndefined();
    expect(parseJson(`${'{"a":'.repeat(deepestJson + 1)}1${'}'.repeat(deepestJson + 1)}`)).toBeUndefined();
  });

  test.each([
    ['brackets in a text', JSON.stringify('['.repeat(1000))],
    ['brackets behind an escaped quote', JSON.stringify(`\\"${'{'.repeat(1000)}`)],
    ['many lists beside one another', `[${'[],'.repeat(1000)}[]]`],
  ])('is not deep for %s', (_what, text) => {
    expect(isTooDeep(text)).toBe(false);
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
});

describe('a value that may be another than was thought', () => {
  test('is the text or the number that it is, and else nothing', () => {
    expect([textOrEmpty('a'), textOrEmpty(1), textOrEmpty(undefined)]).toEqual(['a', '', '']);
    expect([numberOrZero(2), numberOrZero('2')]).toEqual([2, 0]);
    expect([isScalar(null), isScalar('a'), isScalar([]), isScalar({})]).toEqual([true, true, false, false]);
  });

  test('has the members that it has itself, and none that every object inherits', () => {
    expect([memberOf({ a: 1 }, 'a'), memberOf({}, 'constructor'), memberOf('a', 'length')]).toEqual([
      1,
      undefined,
      undefined,
    ]);
    expect([ownMember({ a: 1 }, 'a'), ownMember({}, 'constructor')]).toEqual([1, undefined]);
  });

  test('is a member only where it is there', () => {
    expect([some('a', 1), some('a', undefined)]).toEqual([{ a: 1 }, {}]);
  });

  test('texts stand by their code units', () => {
    expect(['b', 'a', 'B', 'a'].toSorted(byText)).toEqual(['B', 'a', 'a', 'b']);
  });
});
