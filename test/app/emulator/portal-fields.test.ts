import { describe, expect, test } from '@jest/globals';
import { withFields } from '../../../src/app/emulator/portal-fields.ts';
import { firstType } from '../../../src/content/index.ts';
import { exact, ignored, objectShape, setShape } from '../../../src/core/fields/shape.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';

const portal = {
  shapeOf: () =>
    objectShape({
      text: exact,
      number: exact,
      query: { is: 'query' },
      description: { is: 'description' },
      id: { is: 'id' },
      instant: { is: 'instant' },
      duration: { is: 'duration' },
      map: { is: 'map' },
      names: setShape(exact),
      things: setShape(objectShape({ name: exact })),
      inner: objectShape({ flag: exact, length: { is: 'duration' }, deep: objectShape({ query: { is: 'query' } }) }),
      stamp: ignored,
    }),
  examples: 'text=one',
};

const body = {
  kind: 'Scheduled',
  name: 'a',
  properties: { text: 'one', number: 1, stamp: '2026-01-01', odd: 'kept', inner: { flag: true, other: 1 } },
};

/** The properties after fields were filled in, or the error and what is to be done about it. */
const filled = (...fields: readonly string[]): JsonValue => {
  try {
    const { properties = null } = withFields(body, fields, portal);
    return properties;
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    return [error.kind, error.code, error.message, error.hint ?? null];
  }
};

const { stamp: _ofTheService, ...kept } = body.properties;

describe('fields that a person fills in', () => {
  test.each<[field: string, changed: JsonObject]>([
    ['text=two', { text: 'two' }],
    ['text=2', { text: '2' }],
    ['text=', { text: '' }],
    ['text=a=b', { text: 'a=b' }],
    ['number=2', { number: 2 }],
    ['number=many', { number: 'many' }],
    ['number=["a"]', { number: ['a'] }],
    ['query=1', { query: '1' }],
    ['description=true', { description: 'true' }],
    ['id=1', { id: '1' }],
    ['instant=2026', { instant: '2026' }],
    ['duration=90m', { duration: 'PT1H30M' }],
    ['duration=PT90M', { duration: 'PT1H30M' }],
    ['duration=soon', { duration: 'soon' }],
    ['map={"a":"b"}', { map: { a: 'b' } }],
    ['map.a=b', { map: { a: 'b' } }],
    ['map.a=1', { map: { a: '1' } }],
    ['names=', { names: [] }],
    ['things=', { things: [] }],
    ['names=a, b', { names: ['a', 'b'] }],
    ['names=a', { names: ['a'] }],
    ['names=["a b"]', { names: ['a b'] }],
    ['things=[{"name":"x"}]', { things: [{ name: 'x' }] }],
    ['odd=5', { odd: '5' }],
    ['inner.flag=false', { inner: { flag: false, other: 1 } }],
    ['inner.length=1d', { inner: { flag: true, other: 1, length: 'P1D' } }],
    ['inner.deep.query=7', { inner: { flag: true, other: 1, deep: { query: '7' } } }],
    ['inner.other=x', { inner: { flag: true, other: 'x' } }],
    ['inner={"flag":false}', { inner: { flag: false } }],
  ])('%s', (field, changed) => {
    expect(filled(field)).toEqual({ ...kept, ...changed });
  });

  test('are taken one after the other, each on what those before it left', () => {
    expect(filled('inner.flag=false', 'text=two', 'inner.other=2', 'text=three')).toEqual({
      ...kept,
      text: 'three',
      inner: { flag: false, other: 2 },
    });
  });

  test('leave of the body its kind and its properties without what only the service sets', () => {
    expect(withFields(body, [], portal)).toEqual({ kind: 'Scheduled', properties: kept });
    expect(withFields({}, ['number=1'], portal)).toEqual({ kind: null, properties: { number: 1 } });
    expect(withFields({ properties: 'none' }, ['number=1'], portal)).toEqual({ kind: null, properties: { number: 1 } });
  });

  const known = 'text, number, query, description, id, instant, duration, map, names, things, inner';
  test.each<[field: string, code: string, message: string, hint: string]>([
    ['text', 'bad-field', '`text` is no FIELD=VALUE.', 'For example text=one.'],
    ['=one', 'bad-field', '`=one` is no FIELD=VALUE.', 'For example text=one.'],
    ['txt=one', 'unknown-field', 'A rule of this kind has no field `txt`.', 'Did you mean `text`?'],
    ['zzzzzz=1', 'unknown-field', 'A rule of this kind has no field `zzzzzz`.', `It has ${known}.`],
    [
      'inner.zzzzzz=1',
      'unknown-field',
      'A rule of this kind has no field `inner.zzzzzz`.',
      'It has flag, length, deep.',
    ],
    [
      'inner.deep.quer=1',
      'unknown-field',
      'A rule of this kind has no field `inner.deep.quer`.',
      'Did you mean `inner.deep.query`?',
    ],
    ['text.more=1', 'unknown-field', 'A rule of this kind has no field `text.more`.', '`text` is one value.'],
    ['map.a.b=1', 'unknown-field', 'A rule of this kind has no field `map.a.b`.', '`map.a` is one value.'],
    ['map.=1', 'unknown-field', 'A rule of this kind has no field `map.`.', '`map` is one value.'],
    [
      'names.0=a',
      'unknown-field',
      'A rule of this kind has no field `names.0`.',
      '`names` is a list: write the whole of it.',
    ],
    [
      'names[0]=a',
      'unknown-field',
      'A rule of this kind has no field `names[0]`.',
      '`names` is a list: write the whole of it.',
    ],
    [
      'things[0].name=a',
      'unknown-field',
      'A rule of this kind has no field `things[0]`.',
      '`things` is a list: write the whole of it.',
    ],
    ['map=a', 'bad-field', 'map takes JSON, and `a` is none.', 'Write a mapping: {"…": "…"}.'],
    ['inner=a', 'bad-field', 'inner takes JSON, and `a` is none.', 'Write a mapping: {"…": "…"}.'],
    ['inner.deep=a', 'bad-field', 'inner.deep takes JSON, and `a` is none.', 'Write a mapping: {"…": "…"}.'],
    ['things=a', 'bad-field', 'things takes JSON, and `a` is none.', 'Write a list: [{"…": "…"}].'],
  ])('are refused by name: %s', (field, code, message, hint) => {
    expect(filled(field)).toEqual(['usage', code, message, hint]);
  });

  test('are refused where only the service sets them', () => {
    expect(filled('stamp=1')).toEqual([
      'usage',
      'unknown-field',
      expect.stringContaining('`stamp`'),
      expect.anything(),
    ]);
  });

  test('are those of the kind of a rule', () => {
    const rule = {
      kind: 'Scheduled',
      properties: { displayName: 'One', enabled: true, lastModifiedUtc: '2026-01-01' },
    };
    const { properties = null } = withFields(rule, ['enabled=false', 'queryPeriod=2h'], firstType.portal);
    expect(isObject(properties) && properties).toEqual({ displayName: 'One', enabled: false, queryPeriod: 'PT2H' });
  });
});
