import { describe, expect, test } from '@jest/globals';
import type { Change, ChangeAction } from '../../../src/core/engine/change.ts';
import { typeTable } from '../../../src/core/engine/managed-type.ts';
import type { Ref } from '../../../src/core/ref.ts';
import { stagesOf } from '../../../src/core/plan/stages.ts';
import { ruleType } from '../rules.ts';

const types = typeTable([
  ruleType,
  { ...ruleType, name: 'list' },
  { ...ruleType, name: 'function', after: ['list'] },
  { ...ruleType, name: 'caller', after: ['function'] },
]);

const change = (type: string, id: string, action: ChangeAction, needs?: readonly Ref[]): Change => ({
  type,
  id,
  action,
  displayName: id,
  reason: '',
  fields: [],
  losses: [],
  warnings: [],
  writes: [],
  ...(needs === undefined ? {} : { needs }),
});

const idsOf = (changes: readonly Change[]): readonly (readonly string[])[] =>
  stagesOf(changes, types).map((stage) => stage.map(({ id }) => id));

describe('the order in which changes are carried out', () => {
  test('types that need nothing of one another share their stages: creates, updates, deletes', () => {
    expect(
      idsOf([
        change('rule', 'gone', 'delete'),
        change('rule', 'moved', 'update'),
        change('list', 'new list', 'create'),
        change('rule', 'new', 'create'),
        change('rule', 'taken', 'adopt'),
      ]),
    ).toEqual([['new list', 'new'], ['moved', 'taken'], ['gone']]);
  });

  test('what others come after is made and changed before them, and deleted after them', () => {
    expect(
      idsOf([
        change('caller', 'old caller', 'delete'),
        change('list', 'old list', 'delete'),
        change('function', 'old function', 'delete'),
        change('caller', 'new caller', 'create'),
        change('function', 'changed function', 'update'),
        change('list', 'new list', 'create'),
      ]),
    ).toEqual([['new list'], ['changed function'], ['new caller'], ['old caller'], ['old function'], ['old list']]);
  });

  test('within a type what is needed comes first, whatever is done to it', () => {
    const needs = (id: string): readonly Ref[] => [{ type: 'function', id: id.toUpperCase() }];
    expect(
      idsOf([
        change('function', 'a', 'create', needs('b')),
        change('function', 'b', 'update', needs('c')),
        change('function', 'c', 'create'),
        change('function', 'd', 'create', [{ type: 'function', id: 'nowhere' }]),
      ]),
    ).toEqual([['c', 'd'], ['b'], ['a']]);
  });

  test('what needs itself, by however long a way, is carried out all the same', () => {
    const inCircle = [
      change('function', 'a', 'create', [{ type: 'function', id: 'b' }]),
      change('function', 'b', 'create', [{ type: 'function', id: 'a' }]),
      change('function', 'c', 'create', [{ type: 'function', id: 'c' }]),
    ];
    expect(idsOf(inCircle).flat().toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('types that wait for one another are a bug', () => {
    const circle = typeTable([
      { ...ruleType, name: 'one', after: ['other'] },
      { ...ruleType, name: 'other', after: ['one'] },
    ]);
    expect(() => stagesOf([change('one', 'a', 'create')], circle)).toThrow('waits for itself');
  });
});
