import { describe, expect, test } from '@jest/globals';
import {
  isWork,
  pairUp,
  usualDecision,
  type OnboardRow,
  type RowState,
  type Side,
} from '../../../src/core/service/onboarding.ts';

const side = (changes: Partial<Side> & { readonly query?: unknown } = {}): Side => {
  const { query = 'T', ...rest } = changes;
  const displayName = rest.displayName ?? 'Rule';
  const text = typeof query === 'string' ? query : null;
  return { type: 'rule', id: 'a', displayName, body: { properties: { displayName, query: text } }, ...rest };
};

const paired = (files: readonly Side[], live: readonly Side[]) => {
  const { pairs, unclear, files: left, live: rest } = pairUp(files, live, () => ['/properties/query']);
  return [pairs.map(({ by }) => by), unclear.length, left.length, rest.length];
};

describe('files and live rules without a common id', () => {
  test.each<readonly [string, Side, Side, readonly unknown[]]>([
    ['say the same', side(), side({ id: 'b' }), [['body'], 0, 0, 0]],
    [
      'were made of one another',
      side({ id: 'T1 ' }),
      side({ id: 'b', template: 't1', displayName: 'Other', query: 'U' }),
      [['template'], 0, 0, 0],
    ],
    ['differ in their name alone', side(), side({ id: 'b', displayName: 'Other' }), [['body but its name'], 0, 0, 0]],
    ['have one name', side(), side({ id: 'b', displayName: ' RULE', query: 'U' }), [['name'], 0, 0, 0]],
    [
      'have one query',
      side(),
      side({
        id: 'b',
        displayName: 'Other',
        body: { properties: { displayName: 'Other', query: 'T', severity: 'Low' } },
      }),
      [['query'], 0, 0, 0],
    ],
    [
      'have an empty query, which is nothing in common',
      side({ query: ' ' }),
      side({
        id: 'b',
        displayName: 'Other',
        body: { properties: { displayName: 'Other', query: ' ', severity: 'Low' } },
      }),
      [[], 0, 1, 1],
    ],
    ['have nothing in common', side(), side({ id: 'b', displayName: 'Other', query: 'U' }), [[], 0, 1, 1]],
    [
      'have no name and no query, which is nothing in common',
      side({ displayName: ' ', query: ' ' }),
      side({ id: 'b', displayName: ' ', query: 7 }),
      [[], 0, 1, 1],
    ],
  ])('%s', (_, file, live, expected) => expect(paired([file], [live])).toEqual(expected));
});

const states: readonly RowState[] = [
  'equal',
  'equal, other id',
  'id changed',
  'differing',
  'ambiguous',
  'live only',
  'file only',
];

const row = (changes: Partial<OnboardRow> = {}): OnboardRow => ({
  type: 'rule',
  state: 'equal',
  displayName: 'Rule',
  id: 'a',
  files: ['a.yaml'],
  fileId: 'A',
  fields: [],
  kept: [],
  owned: false,
  ...changes,
});

describe('what is done where nobody decides', () => {
  test('for a rule of nobody', () => {
    expect(states.map((state) => usualDecision(row({ state })))).toEqual([
      'git',
      'git',
      'git',
      undefined,
      undefined,
      'leave',
      'leave',
    ]);
  });

  test("nothing to what is somebody else's, nor to a difference of a rule that is ours", () => {
    expect(states.map((state) => usualDecision(row({ state, owner: 'x' })))).toEqual(states.map(() => 'leave'));
    expect(usualDecision(row({ state: 'differing', owned: true }))).toBe('leave');
  });
});

describe('whether a decision changes anything', () => {
  test.each<readonly [string, Partial<OnboardRow>, readonly [boolean, boolean, boolean]]>([
    ['a file needs an id', { idProblem: 'missing' }, [true, true, true]],
    ['a rule is only in the workspace', { state: 'live only', files: [] }, [false, true, false]],
    ['a rule is only in git', { state: 'file only' }, [false, false, false]],
    ['both agree and nobody owns it', {}, [true, true, false]],
    ['both agree and it is ours', { owned: true }, [false, false, false]],
    ['both differ and it is ours', { owned: true, fields: ['query'] }, [false, true, false]],
    ['it is ours under another id', { owned: true, fileId: 'b' }, [true, true, false]],
    ['several files may be it', { state: 'ambiguous', files: ['a', 'b'] }, [false, false, false]],
  ])('where %s', (_, changes, expected) => {
    expect((['git', 'workspace', 'leave'] as const).map((decision) => isWork(row(changes), decision))).toEqual(
      expected,
    );
  });
});
