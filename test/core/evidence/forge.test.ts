import { describe, expect, test } from '@jest/globals';
import { chosenForge, unsetIn } from '../../../src/core/evidence/forge.ts';

describe('the forge of an environment', () => {
  const one = { name: 'one', isMeant: true, missing: ['TOKEN'] };
  const two = { name: 'two', isMeant: true, missing: [] };
  const three = { name: 'three', isMeant: false, missing: [] };

  test.each([
    ['the one that has all it takes', [one, two], two],
    ['the first that is meant where each lacks something', [three, one, { ...two, missing: ['X'] }], one],
    ['none where none is meant', [three], undefined],
  ])('is %s', (_what, all, chosen) => {
    expect(chosenForge(all)).toBe(chosen);
  });

  test('lacks variables that are unset or empty; one of several is enough', () => {
    expect(unsetIn({ A: 'a', B: '', D: 'd' }, ['A', 'B', 'C', 'C|D', 'B|C'])).toEqual(['B', 'C', 'B or C']);
  });
});
