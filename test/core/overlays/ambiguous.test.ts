import { expect, test } from '@jest/globals';
import { ambiguousIn } from '../../../src/core/overlays/ambiguous.ts';
import { exactRef, sharedIds } from '../../../src/core/ref.ts';

const known = [
  { type: 'rule', id: 'A' },
  { type: 'hunt', id: 'a' },
  { type: 'rule', id: 'B' },
  { type: 'rule', id: 'b' },
];

test('ids that several types have are found wherever picket.yaml names content, and no others', () => {
  const layer = {
    optOut: [{ rule: 'b' }, { rule: 'a' }],
    overlays: [{ select: { ids: ['B', 'A'] } }, { set: {} }],
    include: { ids: ['rule/A', 'a'] },
    exclude: { ids: ['hunt/a', 'A'] },
  };
  const found = ambiguousIn(
    {
      groups: { eu: layer },
      workspaces: { prod: layer },
      ignoreDrift: [{ rule: 'a' }],
      approvals: [{ rule: 'rule/a' }, { rule: 'A' }],
      disabled: [{ rule: 'B' }, { rule: 'a' }],
    },
    known,
  );
  const places = ['optOut/1/rule', 'overlays/0/select/ids/1', 'include/ids/1', 'exclude/ids/1'];
  expect(found.map(({ at }) => at)).toEqual([
    ...places.map((place) => `/groups/eu/${place}`),
    ...places.map((place) => `/workspaces/prod/${place}`),
    '/ignoreDrift/0/rule',
    '/approvals/1/rule',
    '/disabled/1/rule',
  ]);
  expect(found[0]?.message).toBe('`a` may be `rule/A` or `hunt/a`: it holds for each of them.');
  expect(found.at(-1)?.message).toBe('`a` may be `rule/A` or `hunt/a`: it holds for none of them.');
  expect(ambiguousIn({ disabled: 'a', workspaces: [] }, known)).toEqual([]);
  expect(ambiguousIn({ disabled: ['a', { rule: 5 }, { rule: 'a' }] }, known).map(({ at }) => at)).toEqual([
    '/disabled/2/rule',
  ]);
  expect(ambiguousIn({ groups: { eu: { include: { ids: [5, 'a'] } } } }, known).map(({ at }) => at)).toEqual([
    '/groups/eu/include/ids/1',
  ]);
});

test('an id is named with its type where another type has it, and alone where one type has it twice', () => {
  const shared = sharedIds(known);
  expect(known.map((ref) => exactRef(ref, shared))).toEqual(['rule/A', 'hunt/a', 'B', 'b']);
  expect(exactRef({ type: 'rule', id: 'A' })).toBe('A');
});
