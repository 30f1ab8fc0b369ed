import { describe, expect, test } from '@jest/globals';
import { diff, fieldOf, fieldsOf } from '../../../src/core/engine/diff.ts';
import { pairOf, without, withValue, type LiveState } from '../../../src/core/engine/live-state.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const body = { kind: 'NRT', properties: { a: 1, list: [{ b: 2, c: 3 }, { b: 4 }] } };

describe('a body without what is at some pointers', () => {
  test.each<readonly [string, readonly string[], unknown]>([
    ['a member', ['/properties/a'], { kind: 'NRT', properties: { list: body.properties.list } }],
    [
      'an item and a member of another',
      ['/properties/list/0/b', '/properties/list/1'],
      { kind: 'NRT', properties: { a: 1, list: [{ c: 3 }] } },
    ],
    [
      'both items of a list',
      ['/properties/list/0', '/properties/list/1'],
      { kind: 'NRT', properties: { a: 1, list: [] } },
    ],
    ['what is not there', ['/other', '/properties/a/b', '/properties/list/7', '/x/y/z'], body],
    ['itself, which nothing can be without', [''], body],
  ])('%s', (_, at, expected) => expect(without(body, at)).toEqual(expected));
});

describe('a body with a value at a pointer', () => {
  test('has it where something can hold it', () => {
    expect(withValue(body, '/properties/a', 9)).toEqual({ kind: 'NRT', properties: { ...body.properties, a: 9 } });
    expect(withValue(body, '/properties/new', 9)).toEqual({ kind: 'NRT', properties: { ...body.properties, new: 9 } });
    expect(withValue(body, '/properties/list/1/b', 9)).toEqual({
      kind: 'NRT',
      properties: { a: 1, list: [{ b: 2, c: 3 }, { b: 9 }] },
    });
  });

  test('is as it was where nothing can', () => {
    for (const at of ['/other/a', '/kind/a', '/properties/list/0']) expect(withValue(body, at, 9)).toEqual(body);
  });
});

describe('what differs between two bodies', () => {
  test('is told by its leaves, empty and absent ones too', () => {
    expect(diff(undefined, { a: null, b: [], c: [{ d: 1 }] }, '')).toEqual([
      { at: '/a', before: undefined, after: null },
      { at: '/b', before: undefined, after: [] },
      { at: '/c/0/d', before: undefined, after: 1 },
    ]);
    expect(diff({ a: 1 }, 'text', '/x')).toEqual([{ at: '/x', before: { a: 1 }, after: 'text' }]);
    expect(diff([1, 2, 3], [1, 3], '/x')).toEqual([{ at: '/x/1', before: 2, after: undefined }]);
  });

  test('belongs to a field', () => {
    expect(['/properties/a/0/b', '/properties', '/kind', ''].map(fieldOf)).toEqual([
      '/properties/a',
      '/properties',
      '/kind',
      '/',
    ]);
    expect(fieldsOf({ kind: 'x', properties: 7 })).toEqual({ '/kind': 'x', '/properties': 7 });
    expect(fieldsOf({ kind: 'x' })).toEqual({ '/kind': 'x' });
  });
});

describe('a rule that is off past git', () => {
  const at = '/properties/enabled';
  const live = { unknown: [], rows: undefined, autoDisabled: undefined };
  const sides = (git: JsonObject, running: JsonObject, more: Partial<LiveState>) =>
    pairOf(
      { body: { properties: git } },
      { ...live, overridden: false, ...more, body: { properties: running } },
      { enabled: at, normalize: (body) => body },
    ).live['properties'];

  test('is compared as if its switch stood where git has it, also where git says nothing of it', () => {
    expect(sides({ enabled: true }, { enabled: false }, { overridden: true })).toEqual({ enabled: true });
    expect(sides({ enabled: true }, { enabled: false }, { autoDisabled: 'table gone' })).toEqual({ enabled: true });
    expect(sides({}, { enabled: false, a: 1 }, { overridden: true })).toEqual({ a: 1 });
    expect(sides({ enabled: true }, { enabled: false }, {})).toEqual({ enabled: false });
  });
});
