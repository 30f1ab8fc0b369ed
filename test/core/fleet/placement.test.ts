import { describe, expect, test } from '@jest/globals';
import {
  cellWords,
  namedWithGroups,
  placedChanges,
  placedExceptions,
  placementTable,
  placementsJson,
  samePlacements,
  type Fleet,
  type Placed,
  type Placement,
} from '../../../src/core/fleet/placement.ts';

const on: Placement = { state: 'on', stage: 'production', changed: [] };
const optedOut: Placement = {
  state: 'opted-out',
  stage: 'production',
  reason: 'Loud',
  until: '2027-03-01T00:00:00Z',
  owner: 'soc@contoso.com',
  changed: [],
};
const changed: Placement = { ...on, changed: ['severity', 'query'] };
const untaken: Placement = { state: 'not-taken', stage: 'production', changed: [] };

const item = (placements: Readonly<Record<string, Placement>>, id = 'one'): Placed => ({
  type: 'analytics-rule',
  id,
  name: `Rule ${id}`,
  path: `analytics-rules/${id}.yaml`,
  stage: 'production',
  placements: new Map(Object.entries(placements)),
});

const many = Array.from({ length: 9 }, (_, index) => `customers/${index}`);
const fleet: Fleet = {
  workspaces: many,
  groups: new Map([
    ['canary', many.slice(0, 2)],
    ['first', many.slice(0, 4)],
    ['single', many.slice(8)],
  ]),
};
const everywhere = (placement: Placement, but: Readonly<Record<string, Placement>> = {}): Placed =>
  item({ ...Object.fromEntries(many.map((name) => [name, placement])), ...but });

describe('what becomes of an item', () => {
  test('is said in a few words', () => {
    const words = (placement: Placement | undefined): string => cellWords({ stage: 'production' }, placement);
    expect(words(on)).toBe('on');
    expect(words(changed)).toBe('on*');
    expect(words({ ...on, state: 'off', stage: 'test' })).toBe('off, test');
    expect(words(optedOut)).toBe('opted out, until 2027-03-01');
    expect(words({ ...on, state: 'not-deployed' })).toBe('not deployed');
    expect([words(untaken), words(undefined)]).toEqual(['–', '–']);
  });

  test('is said once for workspaces in which it is the same, what runs first', () => {
    const rule = item({ dev: optedOut, test: on, prod: optedOut, lab: changed, old: changed });
    expect(samePlacements(rule, ['dev', 'test', 'prod', 'lab', 'old', 'gone'])).toEqual([
      { ...changed, workspaces: ['lab', 'old'] },
      { ...on, workspaces: ['test'] },
      { ...optedOut, workspaces: ['dev', 'prod'] },
    ]);
  });

  test('is said with its reason, where one is given', () => {
    const rule = item({ dev: optedOut, test: on });
    expect(placedExceptions([rule], ['dev', 'test'])).toEqual([{ ...optedOut, workspaces: ['dev'], item: rule }]);
  });

  test('names the keys that picket.yaml changes', () => {
    const rule = item({ dev: changed, test: on, prod: changed });
    expect(placedChanges([rule], ['dev', 'test', 'prod', 'gone'])).toEqual([
      { item: rule, keys: ['severity', 'query'], workspaces: ['dev', 'prod'] },
    ]);
  });
});

describe('who runs what', () => {
  test('has a column for workspaces that are alike, and what is the same everywhere apart', () => {
    const rule = everywhere(on, { 'customers/0': optedOut, 'customers/1': optedOut });
    const { columns, differing, same } = placementTable([rule, everywhere(untaken)], fleet);
    expect(differing).toEqual([rule]);
    expect(same).toMatchObject([{ words: '–' }]);
    expect(columns.map(({ heading, words, members }) => [heading, words, members])).toEqual([
      ['A', ['on'], many.slice(2)],
      ['B', ['opted out, until 2027-03-01'], ['group canary (2)']],
    ]);
  });

  test('has no column where all is the same', () => {
    expect(placementTable([everywhere(on)], fleet).columns).toEqual([]);
    expect(placementTable([item({})], { ...fleet, workspaces: [] }).columns).toEqual([]);
  });

  test.each([
    [many, ['all 9']],
    [many.slice(0, 5), ['group first (4)', 'customers/4']],
    [many.slice(1, 3), ['customers/1', 'customers/2']],
    [many.slice(8), ['customers/8']],
  ])('names workspaces by their groups', (workspaces, named) => {
    expect(namedWithGroups(workspaces, fleet)).toEqual(named);
  });

  test('of one workspace is named by it', () => {
    expect(namedWithGroups(['prod'], { workspaces: ['prod'], groups: new Map() })).toEqual(['prod']);
  });

  test('is JSON with each placement once', () => {
    expect(placementsJson([item({ dev: changed, prod: on })], ['dev', 'prod'])).toEqual({
      version: 1,
      workspaces: ['dev', 'prod'],
      items: [
        {
          type: 'analytics-rule',
          id: 'one',
          name: 'Rule one',
          path: 'analytics-rules/one.yaml',
          stage: 'production',
          placements: [
            { state: 'on', stage: 'production', changed: ['severity', 'query'], workspaces: ['dev'] },
            { state: 'on', stage: 'production', workspaces: ['prod'] },
          ],
        },
      ],
    });
  });
});
