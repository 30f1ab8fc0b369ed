import { describe, expect, test } from '@jest/globals';
import type { RowsWrite } from '../../../src/core/engine/change.ts';
import type { Row } from '../../../src/core/resource.ts';
import type { ManagedType } from '../../../src/core/engine/managed-type.ts';
import { openQuestions, preflight, requiredActions, type PreflightFacts } from '../../../src/core/plan/preflight.ts';
import { body, desired, idOf, planFor, ruleType, typeOf } from '../rules.ts';

const id = idOf(1);

describe('preflight', () => {
  const features = [{ what: 'sub-techniques', at: ['properties', 'subTechniques'], preview: '2023-12-01-preview' }];
  const type = { ...ruleType, resource: { ...ruleType.resource, features } };
  const fine: PreflightFacts = {
    asked: 'writer',
    types: [type],
    onboarded: true,
    missingActions: [],
    names: ['SigninLogs'],
    namesIn: (query) => [query],
  };
  const made = planFor({ desired: [desired(id, body({ subTechniques: ['T1059.001'] }))] });

  const unasked: PreflightFacts = {
    asked: 'writer',
    types: [type],
    onboarded: undefined,
    missingActions: undefined,
    names: undefined,
    namesHidden: true,
    namesIn: fine.namesIn ?? (() => []),
  };

  test('leaves open to a planner what only the writing identity can know, in words', () => {
    const lacking = { ...fine, asked: 'planner', missingActions: requiredActions(made, typeOf) } as const;
    expect(preflight(made, lacking)).toEqual([]);
    expect(openQuestions(made, lacking)).toEqual([
      'Open: whether the identity that deploys may write rules or write the markers that say whose rules they are (metadata) (Microsoft.SecurityInsights/alertRules/write, Microsoft.SecurityInsights/metadata/write); this one may not.',
    ]);
    expect(openQuestions(made, { ...fine, asked: 'planner' })).toEqual([]);
  });

  test('says what nobody may ask', () => {
    expect(openQuestions(made, { ...unasked, asked: 'planner' })).toEqual([
      expect.stringContaining('is onboarded'),
      expect.stringContaining('this one may not ask'),
      expect.stringContaining('tables and functions'),
    ]);
  });

  test('finds nothing where nothing is wrong, or where nobody may ask', () => {
    expect(preflight(made, fine)).toEqual([]);
    expect(preflight(made, unasked)).toEqual([]);
  });

  test('names the role and the scope for a missing permission', () => {
    expect(requiredActions(made, typeOf)).toEqual([
      'Microsoft.SecurityInsights/alertRules/write',
      'Microsoft.SecurityInsights/metadata/write',
    ]);
    expect(preflight(made, { ...fine, missingActions: requiredActions(made, typeOf) })).toMatchObject([
      {
        scope: 'run',
        code: 'missing-permission',
        hint: expect.stringMatching(/Sentinel Contributor.*resourceGroups\/soc/),
      },
    ]);
  });

  test('refuses a workspace without Sentinel and an api-version that would drop a field', () => {
    expect(preflight(made, { ...fine, onboarded: false })).toMatchObject([{ code: 'not-onboarded' }]);
    expect(preflight(made, { ...fine, apiVersion: '2025-09-01' })).toMatchObject([
      {
        code: 'api-version',
        id,
        message: expect.stringContaining('sub-techniques'),
        hint: expect.stringContaining('2023-12-01-preview'),
      },
    ]);
  });

  test('refuses what newly names by its path what is not there, and says where nobody may look', () => {
    const part = { path: '/apps/One', apiVersion: '1', words: 'the app One', wayOut: 'Make it.' };
    const types = [{ ...type, requires: () => [part] }];
    const absent = [{ ...part, path: '/APPS/one' }];
    expect(preflight(made, { ...fine, types, absent })).toMatchObject([
      {
        scope: 'rule',
        code: 'names-nothing',
        id,
        message: expect.stringContaining('names the app One, and'),
        hint: 'Make it.',
      },
    ]);
    expect(preflight(made, { ...fine, types, absent: [{ ...part, path: '/apps/Other' }] })).toEqual([]);
    const bringing = [{ ...type, requires: () => [{ ...part, ref: { type: type.name, id } }] }];
    expect(preflight(made, { ...fine, types: bringing, absent })).toEqual([]);
    expect(openQuestions(made, { ...fine, asked: 'planner', unseen: [part] })).toEqual([
      'Open: whether the app One is there; this identity may not look at it.',
    ]);
  });

  test('refuses a new query over a table that is not there, and that rule alone', () => {
    expect(preflight(made, { ...fine, names: [] })).toEqual([
      {
        scope: 'rule',
        code: 'unknown-table',
        type: ruleType.name,
        id,
        displayName: made.changes[0]?.displayName,
        action: 'create',
        message: expect.stringContaining(`"${made.changes[0]?.displayName}" reads SigninLogs`),
        hint: expect.stringContaining('Connect the data source'),
      },
    ]);
  });
});

describe('the actions that a write of rows needs', () => {
  const lists: ManagedType = {
    ...ruleType,
    resource: { ...ruleType.resource, collection: 'watchlists' },
    contents: {
      kind: { ...ruleType.resource, collection: 'watchlistItems', within: 'watchlists' },
      valueOf: (value) => value,
      bodyOf: (value) => value,
      keyOf: () => () => '',
    },
  };
  const row: Row = { name: 'a', value: {} };
  const bulk = { type: 'watchlists', name: id, body: {} } as const;
  const made = planFor({ desired: [desired(id, body())] });
  const needed = (write: Partial<RowsWrite>, type: ManagedType) =>
    requiredActions(
      {
        ...made,
        changes: made.changes.map((change) => ({
          ...change,
          writes: [{ operation: 'rows', wanted: [], add: [], remove: [], before: '', deletes: 0, ...write }],
        })),
      },
      () => type,
    ).map((action) => action.replace('Microsoft.SecurityInsights/', ''));

  test.each<[string, Partial<RowsWrite>, readonly string[]]>([
    ['none', {}, []],
    ['added', { add: [row] }, ['watchlists/watchlistItems/write']],
    ['removed', { remove: [row] }, ['watchlists/watchlistItems/delete']],
    ['both', { add: [row], remove: [row] }, ['watchlists/watchlistItems/write', 'watchlists/watchlistItems/delete']],
    ['in bulk', { bulk }, ['watchlists/write']],
    ['in bulk and removed', { bulk, remove: [row] }, ['watchlists/write', 'watchlists/watchlistItems/delete']],
  ])('%s', (_, write, actions) => {
    expect(needed(write, lists)).toEqual(actions);
  });

  test('are those of the resource alone where the type has no rows', () => {
    expect(needed({ add: [row], remove: [row], bulk }, ruleType)).toEqual(['alertRules/write']);
  });
});
