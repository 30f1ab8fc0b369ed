import { describe, expect, test } from '@jest/globals';
import { contentTypes } from '../../../src/content/index.ts';
import type { Change } from '../../../src/core/engine/change.ts';
import { typeTable } from '../../../src/core/engine/managed-type.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { usesIn, withDeleteNeeds } from '../../../src/core/plan/uses.ts';
import { now } from '../rules.ts';

const options = { typeOf: typeTable(contentTypes.map((type) => type.managed({ now }))) };

const change = (type: string, id: string, properties: JsonObject | undefined, action: Change['action']): Change => ({
  type,
  id,
  action,
  displayName: id,
  reason: 'It is gone.',
  fields: [],
  losses: [],
  warnings: [],
  writes: [],
  ...(properties === undefined
    ? {}
    : { before: { type: 'x', name: id, id: `/x/${id}`, etag: undefined, body: { properties } } }),
});

const parser = (name: string, query: string): JsonObject => ({ functionAlias: name, query });
const workbook = (query: string): JsonObject => ({
  serializedData: JSON.stringify({ items: [{ type: 3, name: 'a', content: { query, queryType: 0 } }] }),
});
const needsOf = (changes: readonly Change[]): readonly (readonly [string, readonly string[] | undefined])[] =>
  withDeleteNeeds(changes, options).map(({ id, needs }) => [id, needs?.map((ref) => ref.id)]);

describe('what is deleted', () => {
  test('goes before what it calls or names of what is deleted with it', () => {
    const rule = '11111111-1111-4111-8111-111111111111';
    const changes = [
      change('parser', 'Inner', parser('Inner', 'SigninLogs'), 'delete'),
      change('parser', 'Outer', parser('Outer', 'Inner | take 1'), 'delete'),
      change('workbook', 'Page', workbook('Outer | count'), 'delete'),
      change('analytics-rule', rule, { query: 'Inner' }, 'delete'),
      change(
        'automation-rule',
        'auto',
        {
          triggeringLogic: {
            conditions: [
              { conditionProperties: { propertyName: 'IncidentRelatedAnalyticRuleIds', propertyValues: [rule] } },
            ],
          },
        },
        'delete',
      ),
    ];
    expect(needsOf(changes)).toEqual([
      ['Inner', undefined],
      ['Outer', ['Inner']],
      ['Page', ['Outer']],
      [rule, ['Inner']],
      ['auto', [rule]],
    ]);
  });

  test('needs nothing that stays, and what is not deleted or no longer there is left as it is', () => {
    const inner = change('parser', 'Inner', parser('Inner', 'SigninLogs'), 'delete');
    const calls = parser('Outer', 'Inner | take 1');
    expect(needsOf([inner, change('parser', 'Outer', calls, 'update')])).toEqual([
      ['Inner', undefined],
      ['Outer', undefined],
    ]);
    const two = change('parser', 'Two', parser('Two', 'AuditLogs'), 'delete');
    expect(
      needsOf([inner, two, change('parser', 'Outer', calls, 'update'), change('parser', 'Gone', undefined, 'delete')]),
    ).toEqual([
      ['Inner', undefined],
      ['Two', undefined],
      ['Outer', undefined],
      ['Gone', undefined],
    ]);
  });
});

test('queries of a body are those at known places and those of its items', () => {
  expect(usesIn('workbook', { properties: workbook('Outer | count') }, options)).toEqual({
    queries: ['Outer | count'],
    refs: [],
  });
  expect(usesIn('parser', { properties: { query: 7 } }, options).queries).toEqual([]);
});
