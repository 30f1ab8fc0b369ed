import { describe, expect, test } from '@jest/globals';
import { objectOf, type JsonValue } from '../../../src/core/json.ts';
import * as codec from '../../../src/core/fields/codec.ts';

describe('values of other types than a field has', () => {
  const texts = codec.textsByName({});
  const lists = codec.listOf(codec.duration());

  test('are not read', () => {
    expect(codec.duration().read(7)).toBeUndefined();
    expect(codec.futureInstant().read(7)).toBeUndefined();
    expect(codec.futureInstant().read('tomorrow')).toBeUndefined();
    expect(codec.query().read(7)).toBeUndefined();
    expect(codec.description().read(7)).toBeUndefined();
    expect(texts.read([])).toBeUndefined();
    expect(texts.read({ a: 1 })).toBeUndefined();
  });

  test('are shown as they are', () => {
    expect(codec.duration().show(7)).toBe(7);
    expect(codec.duration().show('soon')).toBe('soon');
    expect(lists.show('PT5M')).toBe('PT5M');
    expect(lists.show(['PT5M', 7, null])).toEqual(['5m', 7, null]);
  });

  test('are left out where a name has no text', () => {
    expect(texts.read({ a: 'x', b: null })).toEqual({ a: 'x' });
  });
});

test('what only newer api-versions carry is said of each member, however deep it stands', () => {
  const since = { preview: '2025-01-01-preview', stable: '2025-06-01', what: 'it' };
  const name = codec.textsByName({ description: 'Names.' });
  const outer = codec.structure<{ names: Readonly<Record<string, string>>; items: readonly { deep: string }[] }>(
    {
      names: { codec: name, since },
      items: {
        codec: codec.listOf(
          codec.structure<{ deep: string }>({
            deep: { codec: codec.description(), necessary: true, since: { preview: '2025-02-01-preview' } },
          }),
        ),
      },
    },
    { title: 'Outer' },
  );
  expect(outer.parts).toEqual([
    { ...since, at: ['names'] },
    { preview: '2025-02-01-preview', at: ['items', '*', 'deep'] },
  ]);
  expect(outer.members?.['names']).toBe(name);
  expect(Object.keys(outer.members ?? {})).toEqual(['names', 'items']);
  expect(outer.schema).toMatchObject({
    title: 'Outer',
    properties: {
      names: {
        description: 'Names. Api-versions that carry it: 2025-01-01-preview and newer previews, 2025-06-01 and newer.',
      },
      items: { items: { required: ['deep'] } },
    },
  });
});

describe('a schema that allows null', () => {
  test.each([
    [{}, {}],
    [{ type: 'string' }, { type: ['string', 'null'] }],
    [{ type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [
      { type: 'string', enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
  ])('%j', (schema, expected) => expect(codec.nullable(schema)).toEqual(expected));
});

describe('how a value is spelled where another one stands', () => {
  const spelled = (one: Pick<codec.Codec<unknown>, 'spell'>, value: string, there: JsonValue | undefined) =>
    one.spell?.(value, there);

  test('a description keeps the quotes and the white space that the file wraps it in', () => {
    const description = codec.description();
    expect(spelled(description, 'new', "'old'\n")).toBe("'new'\n");
    expect(spelled(description, 'new', '"old "')).toBe('"new "');
    expect(spelled(description, "it's' new", "'old'")).toBe("'it's' new'");
    expect(spelled(description, 'new', "'a' and 'b'\n")).toBe('new\n');
    expect(spelled(description, 'new', undefined)).toBe('new');
    expect(spelled(description, 'two\nlines', undefined)).toBe('two\nlines\n');
  });

  test('a query ends as the file had it, and in a line end where the file has none', () => {
    expect(spelled(codec.query(), 'T', 'U\n\n')).toBe('T\n\n');
    expect(spelled(codec.query(), 'T', 'U')).toBe('T');
    expect(spelled(codec.query(), 'T', undefined)).toBe('T\n');
  });

  test('a duration is as short as that of the file', () => {
    expect(spelled(codec.duration(), 'PT5M', '1h')).toBe('5m');
    expect(spelled(codec.duration(), 'PT5M', 'pt1h')).toBe('PT5M');
    expect(spelled(codec.duration(), 'soon', '1h')).toBe('soon');
  });
});

describe('a structure', () => {
  const since = { preview: '2024-01-01-preview', stable: '2025-07-01' } as const;
  const inner = codec.structure<{ readonly one: number; readonly two?: number }>({
    one: { codec: codec.duration({ description: 'The one.' }), necessary: true },
    two: { codec: codec.duration({ description: 'The other.' }), since },
  });
  const outer = codec.structure<{
    readonly list?: readonly object[];
    readonly told?: number;
    readonly untold?: number;
  }>({
    list: { codec: codec.listOf(inner), since: { ...since, what: 'lists' } },
    told: { codec: codec.duration({ description: 'Told.' }), since: { preview: since.preview } },
    untold: { codec: codec.duration(), since },
  });

  test('says which of its parts came later, at any depth', () => {
    expect(outer.parts).toEqual([
      { ...since, what: 'lists', at: ['list'] },
      { ...since, at: ['list', '*', 'two'] },
      { preview: since.preview, at: ['told'] },
      { ...since, at: ['untold'] },
    ]);
    expect(codec.listOf(codec.duration()).parts).toEqual([]);
  });

  test('describes each part, with the api-versions that carry it', () => {
    const described = (schema: JsonValue | undefined) =>
      Object.entries(objectOf(schema)).map(([name, part]) => [name, objectOf(part)['description']]);
    expect(described(inner.schema['properties'])).toEqual([
      ['one', 'The one.'],
      ['two', 'The other. Api-versions that carry it: 2024-01-01-preview and newer previews, 2025-07-01 and newer.'],
    ]);
    expect(described(outer.schema['properties'])).toEqual([
      ['list', undefined],
      ['told', 'Told. Api-versions that carry it: 2024-01-01-preview and newer previews.'],
      ['untold', undefined],
    ]);
  });

  test('knows how each of its members is written', () => {
    expect(Object.keys(outer.members ?? {})).toEqual(['list', 'told', 'untold']);
    expect(inner.members?.['one']?.show('PT5M')).toBe('5m');
  });
});
