import { expect, test } from '@jest/globals';
import { planFlags } from '../../../src/core/plan/plan-options.ts';

test('the flags of a plan are told alike, whatever the order and the case of ids', () => {
  const flags = ['--only a', '--only b', '--prune=disable', '--overwrite all', '--include-cosmetic'];
  expect(planFlags({ only: ['B', 'a', 'b'], prune: 'disable', overwrite: 'all', cosmetic: 'include' })).toEqual(flags);
  expect(planFlags({ prune: 'off', cosmetic: 'skip' })).toEqual([]);
  expect(planFlags({ prune: 'delete', reenable: ['x'] })).toEqual(['--prune', '--reenable x']);
});
