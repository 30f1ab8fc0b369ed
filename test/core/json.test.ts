import { describe, expect, test } from '@jest/globals';
import { deepestJson, isTooDeep, parseJson } from '../../src/core/json.ts';

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
