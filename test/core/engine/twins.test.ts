import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { twinsOf } from '../../../src/core/engine/risk.ts';
import { refKey } from '../../../src/core/ref.ts';
import { body, compareInput, idOf, live, ruleType, typeOf } from '../rules.ts';

const type = ruleType.name;
const guid = 'abcdef01-1111-4222-8333-444444444444';

const unmanaged = (properties: object): Verdict => {
  const [verdict] = compare(compareInput({ live: [live(idOf(2), body({ displayName: 'Spray', ...properties }))] }));
  if (verdict === undefined) throw new Error('one live rule gives one verdict');
  return verdict;
};

describe('the files that may be of a running rule', () => {
  test.each([
    ['have its name, whatever case and blanks', { id: idOf(7), displayName: ' sprAY ' }, {}],
    ['have its template as their id', { id: guid, displayName: 'x' }, { alertRuleTemplateName: guid.toUpperCase() }],
    ['have it in capitals', { id: guid.toUpperCase(), displayName: 'x' }, { alertRuleTemplateName: guid }],
  ])('%s', (_what, file, properties) => {
    expect(
      twinsOf(
        unmanaged(properties),
        [
          { type, ...file },
          { type, id: idOf(8), displayName: 'else' },
        ],
        new Set(),
        typeOf,
      ),
    ).toEqual([{ type, ...file }]);
  });

  test('are not those whose own id runs already, in whatever letters', () => {
    const file = { type, id: guid.toUpperCase(), displayName: 'Spray' };
    expect(twinsOf(unmanaged({}), [file], new Set([refKey({ type, id: guid })]), typeOf)).toEqual([]);
  });

  test('are not those of another type, whatever they are called', () => {
    expect(
      twinsOf(unmanaged({}), [{ type: 'watchlist', id: idOf(7), displayName: 'Spray' }], new Set(), typeOf),
    ).toEqual([]);
  });
});
