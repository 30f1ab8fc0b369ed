import { describe, expect, test } from '@jest/globals';
import { canonicalAt } from '../../../src/content/analytics-rule/index.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { without, withValue } from '../../../src/core/engine/live-state.ts';
import { mergedBody } from '../../../src/core/engine/merge.ts';

const canonical = canonicalAt({ now: Date.UTC(2026, 10, 22) });

const mapping = (entityType: string, more: JsonObject = {}): JsonObject => ({
  entityType,
  fieldMappings: [{ identifier: 'Address', columnName: entityType }],
  ...more,
});

const rule = (properties: JsonObject): JsonObject => ({
  kind: 'NRT',
  properties: { displayName: 'A', severity: 'High', ...properties },
});

const merged = (git: JsonObject, live: JsonObject, kept: readonly string[] = []) =>
  mergedBody(
    { body: rule(git) },
    { type: 'alertRules', name: 'a', id: '/a', etag: '"1"', body: rule(live) },
    kept,
    canonical,
  );

describe('the body of an update', () => {
  test('is git’s where nothing is kept and nothing is unknown', () => {
    expect(merged({ severity: 'Low' }, { severity: 'Medium' })).toEqual({ body: rule({ severity: 'Low' }), lost: [] });
  });

  test.each<[string, JsonValue, JsonObject]>([
    ['a value', 'Medium', { severity: 'Medium' }],
    ['null, as one that is not there', null, {}],
  ])('has of a kept field what is live: %s', (_, live, expected) => {
    const { body } = merged({ severity: 'Low' }, { severity: live }, ['/properties/severity']);
    expect(body).toEqual({ kind: 'NRT', properties: { displayName: 'A', ...expected } });
  });

  test.each<[string, JsonValue]>([
    ['list', []],
    ['object', {}],
  ])('has no kept field that is an empty %s', (_, live) => {
    const { body } = merged({ tactics: ['Impact'] }, { tactics: live }, ['/properties/tactics']);
    expect(body).toEqual(rule({}));
  });

  test('holds what the service has and Picket does not know', () => {
    expect(merged({}, { future: { a: 1 } })).toEqual({ body: rule({ future: { a: 1 } }), lost: [] });
  });

  test('holds no unknown property that is null', () => {
    expect(merged({}, { future: null })).toEqual({ body: rule({}), lost: [] });
  });

  test('finds the item of an unknown property where git has put it', () => {
    const { body, lost } = merged(
      { entityMappings: [mapping('Host'), mapping('IP')] },
      { entityMappings: [mapping('IP', { future: 1 }), mapping('Host')] },
    );
    expect(body).toEqual(rule({ entityMappings: [mapping('Host'), mapping('IP', { future: 1 })] }));
    expect(lost).toEqual([]);
  });

  test('says which unknown property is lost with the item that git dropped', () => {
    const { body, lost } = merged(
      { entityMappings: [mapping('Host')] },
      { entityMappings: [mapping('IP', { future: 1 }), mapping('Host')] },
    );
    expect(body).toEqual(rule({ entityMappings: [mapping('Host')] }));
    expect(lost).toEqual(['/properties/entityMappings/0/future']);
  });

  test('says so too where git has no such list any more', () => {
    expect(merged({}, { entityMappings: [mapping('IP', { future: 1 })] }).lost).toEqual([
      '/properties/entityMappings/0/future',
    ]);
  });

  test('keeps a field in the form that is compared where what is sent has another one', () => {
    // Compared is the level as a text, sent and answered is its number.
    const levels = ['Low', 'Medium', 'High'];
    const toLevel = ({ level, ...rest }: JsonObject): JsonObject => ({
      ...rest,
      level: typeof level === 'number' ? (levels[level] ?? '') : (level ?? null),
    });
    const toNumber = ({ level, ...rest }: JsonObject): JsonObject => ({
      ...rest,
      level: typeof level === 'string' ? levels.indexOf(level) : (level ?? null),
    });
    const own = { ...canonical, unknownProperties: () => [], normalize: toLevel, wire: toNumber };
    const of = (level: number): JsonObject => ({ name: 'A', level });
    const live = { type: 'alertRules', name: 'a', id: '/a', etag: '"1"', body: of(1) };
    expect(mergedBody({ body: of(0) }, live, ['/level'], own).body).toEqual(of(1));
    expect(mergedBody({ body: of(0) }, live, [], own).body).toEqual(of(0));
  });
});

describe('a value at a pointer', () => {
  const body = { list: [1, { a: 1, b: 2 }, 3], text: 'x' };

  test('is put into an object within a list, and nowhere else', () => {
    expect(withValue(body, '/list/1/a', 9)).toEqual({ list: [1, { a: 9, b: 2 }, 3], text: 'x' });
  });

  test('is put nowhere where its place does not exist', () => {
    expect(withValue(body, '/none/a', 9)).toEqual(body);
    expect(withValue(body, '/text/a', 9)).toEqual(body);
  });

  test('is taken out of lists from their end, so that no other moves first', () => {
    expect(without(body, ['/list/0', '/list/2'])).toEqual({ list: [{ a: 1, b: 2 }], text: 'x' });
  });

  test('that is not there is no change', () => {
    expect(without(body, ['/none/a', '/text/deep', '/list/1/none'])).toEqual(body);
  });
});
